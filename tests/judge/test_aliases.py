"""linkcheck.judge.aliases: a false alias is worse than none."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from linkcheck.judge import Candidate, always_sibling, tried
from linkcheck.judge.tables import table
from linkcheck.model import Fault, Hop
from tests.judge.making import TODAY, answer, failure, probe, prose, target

PATH = Path(__file__).parent.parent / "cases" / "aliases" / "pages.toml"
CASES: list[dict[str, Any]] = tomllib.loads(PATH.read_text(encoding="utf-8"))["case"]


def _page(title: str, text: str) -> str:
    return f"<title>{title}</title><h1>{title}</h1><p>{text}</p>"


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    """Each place is the page, or it is not, as its case says."""
    place = case.get("place", "https://jane.github.io" + urlsplit(case["dead"]).path)
    hops = tuple(Hop(*hop) for hop in case.get("hops", [[place, case.get("status", 200)]]))
    kind = {"Content-Type": case.get("type", "text/html; charset=utf-8")}
    more = prose(case.get("prose", 0))
    body = _page(case.get("title", ""), case.get("text", "") + more) if "type" not in case else case["text"]
    result = answer(hops[-1].url, hops[-1].status or 0, body, kind)
    told = case.get("sibling", [404, "Not found", "Nothing is here."])
    beside = (
        answer(place.rsplit("/", 1)[0] + "/q0x", told[0], _page(told[1], told[2].replace("{{prose}}", more)))
        if told
        else None
    )
    candidate = Candidate(place, "a-kind", case.get("mark", "renamed"), "as the case says")

    found = tried(probe(place, result, hops, beside), target(case["dead"], *case.get("texts", ())), candidate, TODAY)

    assert (found.alias.url if found.alias else "") == case["expects"], (found.against, found.evidence)


def test_a_failure_that_may_pass_is_told_from_one_that_does_not() -> None:
    """A host that does not answer tonight may answer tomorrow; a name that does not exist will not."""
    url = "https://jane.github.io/ink"
    candidate = Candidate(url, "github-pages", "renamed", "it was renamed")
    dead = target("http://jane.github.com/ink")
    ends = {fault: tried(probe(url, failure(url, fault)), dead, candidate, TODAY) for fault in Fault}

    assert not any(one.alias for one in ends.values())
    assert ends[Fault.READ_TIMEOUT].passing
    assert not ends[Fault.DNS_NXDOMAIN].passing


def test_a_service_that_has_closed_by_then_is_no_alias() -> None:
    """Whatever it answers."""
    url = "http://storify.com/jane/ink"
    found = tried(
        probe(url, answer(url, 200, _page("Ink", "All about blue ink."))),
        target("http://ink.example/jane/ink"),
        Candidate(url, "moved-site", "moved-site", "others moved there"),
        date(2026, 11, 23),
    )

    assert found.alias is None
    assert "service-closed" in found.against


def test_how_it_was_thought_of_never_decides_alone() -> None:
    """A rename, however well known, must be borne out by the page, the path or the words."""
    weights = table("weights")["alias"]
    least = -table("weights")["threshold"]

    assert all(weights[mark] > least for mark in weights if not mark.startswith("words-in-head"))
    assert weights["twin"] + weights["sibling-honest"] + weights["same-slug"] > least


def test_the_sibling_is_asked_for_every_page_that_was_sent() -> None:
    """Suspicion is not needed: an alias is believed only of a host that tells pages apart."""
    url = "https://jane.github.io/ink/blue.html"

    beside = always_sibling(probe(url, answer(url, 200, _page("Ink", "All about blue ink."))))

    assert beside is not None
    assert beside.startswith("https://jane.github.io/ink/q")
    assert always_sibling(probe(url, answer(url, 404))) is None
    assert always_sibling(probe(url, failure(url, Fault.RESET))) is None
