"""linkcheck.judge.candidates and moves: where a dead link may live, and nowhere else."""

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge import Move, candidates
from linkcheck.judge.moves import shape_of
from linkcheck.judge.tables import rows
from linkcheck.model import Reason
from tests.judge.making import TODAY

PATH = Path(__file__).parent.parent / "cases" / "aliases" / "candidates.toml"
CASES: list[dict[str, Any]] = tomllib.loads(PATH.read_text(encoding="utf-8"))["case"]
GONE = Reason("http-404")


@pytest.mark.parametrize("case", CASES, ids=[f"{case['why']}: {case['url']}" for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    """Each dead link is thought of at the places that its case names, in that order."""
    moves = [Move(*move) for move in case.get("moves", ())]
    reason = Reason(case.get("reason", "http-404"))

    found = candidates(case["url"], reason, case.get("asked", ()), moves, TODAY)

    assert [[one.url, one.kind] for one in found] == case["expects"]


def test_every_rename_has_a_case() -> None:
    """No row of the data file goes untried."""
    tried = {kind for case in CASES for _, kind in case["expects"]}

    assert {row["kind"] for row in rows("aliases", "renamed")} <= tried


NAMES = st.text("abcdefgh-_.%2", min_size=1, max_size=8)
PATHS = st.lists(NAMES, max_size=4).map("/".join)
URLS = st.builds(
    "{}://{}/{}{}".format,
    st.sampled_from(("http", "https")),
    st.sampled_from(("example.org", "www.example.org", "jane.github.com", "203.0.113.9")),
    PATHS,
    st.sampled_from(("", "/", ".html", "?a=b")),
)


@given(URLS, st.lists(st.tuples(URLS, URLS), max_size=4))
def test_whatever_the_url_the_candidates_are_new_and_can_be_asked(url: str, moves: list[tuple[str, str]]) -> None:
    """No candidate is the dead link itself or comes twice, none has a fragment, each has a host."""
    found = [one.url for one in candidates(url, GONE, (), [Move(*move) for move in moves], TODAY)]

    assert url not in found
    assert len(found) == len(set(found))
    assert all(urlsplit(one).hostname and "#" not in one for one in found)


@given(URLS, URLS)
def test_a_shape_repeats_its_own_move(old: str, new: str) -> None:
    """What was learned from one page, done to that page, leads where it was led."""
    shape = shape_of(Move(old, new))

    if shape is not None:
        led = urlsplit(shape.applied(old))
        place = urlsplit(new)
        assert (led.scheme, led.netloc) == (place.scheme, place.netloc)
        assert [n for n in led.path.casefold().split("/") if n] == [n for n in place.path.casefold().split("/") if n]
