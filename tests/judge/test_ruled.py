"""A person's decision is laid over what the network says, and over nothing else."""

from dataclasses import replace

import pytest

from linkcheck.judge import ruled, standing
from linkcheck.model import Decision, Reason, Ruling, Verdict
from linkcheck.settings import Settings
from tests.judge.making import check

FAILING = standing([check(day, Verdict.DEAD, "http-404") for day in (0, 1, 2, 3)], Settings(vantage="here"))


@pytest.mark.parametrize(
    ("ruling", "verdict", "confirmed", "strikes"),
    [
        (Ruling.ALIVE, Verdict.ALIVE, False, 0),
        (Ruling.EPHEMERAL, Verdict.SKIPPED, False, 0),
        (Ruling.DEAD, Verdict.DEAD, True, 4),
    ],
)
def test_a_life_is_decided(ruling: Ruling, verdict: Verdict, confirmed: bool, strikes: int) -> None:
    """The verdict is the person's, the reason says so; strikes are the network's, and none is made up."""
    found = ruled(FAILING, Decision(ruling, "Jo knows"))

    assert (found.verdict, found.reason, found.confirmed, found.strikes) == (
        verdict,
        Reason.DECIDED,
        confirmed,
        strikes,
    )
    assert replace(found, last_alive=None) == found
    assert found.checked == FAILING.checked


def test_a_living_page_that_is_called_dead_has_no_strike() -> None:
    """It is confirmed by the decision alone."""
    living = standing([check(0, Verdict.ALIVE, "ok")], Settings(vantage="here"))
    found = ruled(living, Decision(Ruling.DEAD, "sold"))

    assert (found.confirmed, found.strikes, found.first_failed) == (True, 0, None)


@pytest.mark.parametrize("decision", [None, Decision(Ruling.KEEP, "x"), Decision(Ruling.SNAPSHOT, "x")])
def test_what_is_written_is_no_verdict(decision: Decision | None) -> None:
    """Keep and snapshot say nothing of the page's life."""
    assert ruled(FAILING, decision) is FAILING
