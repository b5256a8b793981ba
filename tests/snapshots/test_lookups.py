"""The case file: URL, day, window → the snapshot, or why there is none."""

import tomllib
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from linkcheck.demo.web import Site, Web
from linkcheck.demo.web.behaviours import status
from linkcheck.demo.web.wayback import Capture, too_many_requests, wayback
from linkcheck.model import Found, Lookup, Missing, Unavailable, Wanted
from tests.snapshots.machine import HOST, Machine, asking, quick, wanted

TABLE = tomllib.loads((Path(__file__).parents[1] / "cases" / "snapshots" / "lookups.toml").read_text("utf-8"))
CASES: list[dict[str, Any]] = TABLE["cases"]


def captures() -> list[Capture]:
    """Everything that the case file's machine holds."""
    return [_capture(row) for row in TABLE["captures"]]


def _capture(row: dict[str, Any]) -> Capture:
    url, at = row["url"], row["at"]
    mimetype = row.get("mimetype", "text/html")
    bare = "location" in row or mimetype == "warc/revisit"
    body = "" if bare else TABLE["pages"][row.get("page", "good")].replace("{url}", url).replace("{at}", at)
    return Capture(url, at, row.get("status", 200), body, row.get("location", ""), mimetype, row.get("digest"))


EXCLUSION = "org.archive.util.exception.AdministrativeAccessControlException: Blocked Site Error"
"""https://github.com/edgi-govdata-archiving/wayback/blob/main/src/wayback/_client.py"""
ANSWERS = {"excluded": status(403, EXCLUSION), "throttled": too_many_requests(30), "broken": status(503)}


def archive() -> Site:
    """The case file's machine."""
    return wayback(captures(), faults={row["url"]: ANSWERS[row["answer"]] for row in TABLE["faults"]})


def test_the_case_file_is_worth_its_name() -> None:
    """There are clearly more than sixty cases, and no two of them promise the same."""
    assert len(CASES) >= 80
    assert len({case["what"] for case in CASES}) == len(CASES)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def web() -> AsyncIterator[Web]:
    """One machine for the whole file."""
    async with Web({HOST: archive()}) as standing:
        yield standing


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
async def test_lookup(case: dict[str, Any], web: Web) -> None:
    """Every row of the case file comes to what it says."""
    web.requests.clear()
    async with asking(web, quick(max_distance=case.get("max_distance"))) as made:
        lookup = await made.archives.lookup(asked_of(case))
        _compare(case, lookup)
        _count(case, made)


def asked_of(case: dict[str, Any]) -> Wanted:
    """The question of a row."""
    return wanted(
        case["url"],
        case.get("published", "2017-03-26"),
        case.get("until", ""),
        known_target=case.get("known_target", ""),
        texts=tuple(case.get("texts", ("The lighthouse log",))),
    )


def _compare(case: dict[str, Any], lookup: Lookup) -> None:
    match lookup:
        case Found(snapshot=snapshot, why=why):
            assert snapshot.timestamp == case["expect"], snapshot.evidence
            written = case.get("written", case["url"])
            assert snapshot.url == f"https://web.archive.org/web/{snapshot.timestamp}/{written}"
            assert snapshot.original == written.partition("#")[0]
            assert snapshot.verified is case.get("verified", True), snapshot.review
            assert snapshot.evidence
            datetime.strptime(snapshot.timestamp, "%Y%m%d%H%M%S")  # noqa: DTZ007 - 14 digits that are a time
            assert snapshot.days == case.get("days", snapshot.days)
            assert any(mark.mark == "far" for mark in snapshot.evidence) == (abs(snapshot.days or 0) > 365)
            if "review" in case:
                assert case["review"] in " ".join(snapshot.review)
                assert bool(snapshot.review) == bool(case["review"])
        case Missing(why=why):
            assert case["expect"] == "missing", why
        case Unavailable(why=why):
            assert case["expect"] == "unavailable", why
    assert case.get("why", "") in why


def _count(case: dict[str, Any], made: Machine) -> None:
    assert len(made.replays) <= case.get("most_replays", 20)
    assert len(made.queries) == case.get("queries", len(made.queries))
    assert not any("#" in target for target in made.asked)
