"""When a target is asked again."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge import next_due, nights_again, nights_living, standing
from linkcheck.model import LIVING, Standing, Verdict
from linkcheck.settings import Settings
from tests.judge.making import check

RULES = Settings(vantage="here")
TONIGHT = date(2026, 11, 23)
ONCE = {verdict: standing([check(0, verdict)], RULES) for verdict in Verdict}
CONFIRMED = standing([check(day, Verdict.DEAD) for day in range(5)], RULES)


def days(found: Standing, settings: Settings = RULES, *, only_reported: bool = False) -> int:
    """Days from tonight."""
    return (next_due(found, settings, TONIGHT, only_reported=only_reported) - TONIGHT).days


def window(found: Standing, settings: Settings = RULES) -> list[int]:
    """The nights that may be chosen, in days from tonight, the best first."""
    return [(night - TONIGHT).days for night in nights_again(found, settings, TONIGHT)]


def lived(*nights: int) -> Standing:
    """The standing of a link that was alive on these nights."""
    return standing([check(night, Verdict.ALIVE) for night in nights], RULES)


def test_intervals() -> None:
    """Failing links nightly, the living weekly, the blocked fortnightly, the confirmed monthly, new ones at once."""
    assert days(standing([], RULES)) == 0
    assert {verdict: days(found) for verdict, found in ONCE.items()} == {
        Verdict.ALIVE: 7,
        Verdict.MOVED: 7,
        Verdict.DEAD: 1,
        Verdict.UNSURE: 1,
        Verdict.BLOCKED: 14,
        Verdict.SKIPPED: 30,
    }
    assert days(CONFIRMED) == 30


def test_intervals_are_settings() -> None:
    """Each of them can be another."""
    rules = replace(
        RULES, alive_again=3, failing_again=2, confirmed_again=90, blocked_again=20, skipped_again=40, alive_longest=30
    )
    assert [days(found, rules) for found in ONCE.values()] == [3, 3, 2, 2, 20, 40]
    assert days(CONFIRMED, rules) == 90
    assert days(lived(0, 200), rules) == 30


def test_the_wait_doubles_while_it_lives() -> None:
    """A link that has lived for some days is asked after as many, from a week to sixty days."""
    assert [days(lived(*nights)) for nights in ((0,), (0, 7), (0, 7, 14), (0, 7, 14, 28), (0, 7, 14, 28, 56))] == [
        7,
        7,
        14,
        28,
        56,
    ]
    assert days(lived(0, 400)) == 60


def test_a_failure_begins_the_wait_anew() -> None:
    """A link that came back is asked in a week, however long it lived before; what is blocked tells nothing."""
    back = [check(0, Verdict.ALIVE), check(90, Verdict.UNSURE), check(91, Verdict.ALIVE)]
    blocked = [check(0, Verdict.ALIVE), check(20, Verdict.BLOCKED), check(40, Verdict.ALIVE)]
    assert days(standing(back, RULES)) == 7
    assert days(standing(blocked, RULES)) == 40


def test_what_is_only_reported_waits() -> None:
    """Sixty days, whatever it is, but for what fails: a death that is reported is confirmed first."""
    assert [days(found, only_reported=True) for found in ONCE.values()] == [60, 60, 1, 1, 60, 60]
    assert days(CONFIRMED, only_reported=True) == 60
    assert days(standing([], RULES), only_reported=True) == 0


def test_windows() -> None:
    """The nights around the best one, the nearest first; none is beyond sixty days, and a nightly one has no choice."""
    assert window(ONCE[Verdict.ALIVE]) == [7, 6, 8, 5, 9, 4]
    assert window(ONCE[Verdict.DEAD]) == [1]
    assert window(standing([], RULES)) == [0]
    assert sorted(window(CONFIRMED)) == list(range(15, 41))
    assert sorted(window(lived(0, 400))) == list(range(30, 61))


@pytest.mark.parametrize("verdict", Verdict)
@given(st.integers(1, 3650), st.integers(1, 3650), st.lists(st.integers(0, 2000), min_size=1, max_size=5).map(sorted))
def test_no_wait_is_longer_than_it_is_told(verdict: Verdict, again: int, longest: int, nights: list[int]) -> None:
    """Whatever the settings: the best night is the first, none is tonight, none later than the longest wait says."""
    rules = replace(RULES, alive_again=again, blocked_again=again, alive_longest=longest)
    found = standing([check(night, verdict) for night in nights], rules)
    waits = window(found, rules)

    assert waits[0] == days(found, rules)
    assert min(waits) >= 1
    assert len(set(waits)) == len(waits)
    assert max(waits) <= max(waits[0], longest)


@given(
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from(Verdict)), max_size=12).map(sorted),
    st.sampled_from(sorted(LIVING)),
    st.booleans(),
    st.integers(1, 400),
)
def test_what_lives_waits_by_its_life_alone(
    nights: list[tuple[int, Verdict]], verdict: Verdict, only_reported: bool, longest: int
) -> None:
    """Whatever was seen before: the nights are those that its standing comes to."""
    rules = replace(RULES, alive_longest=longest, strikes=2, strike_days=2)
    checks = [*(check(night, seen) for night, seen in nights), check(401, verdict)]
    found = standing(checks, rules)
    assert found.living_since is not None

    alone = nights_living(found.living_since, checks[-1].at, rules, TONIGHT, only_reported=only_reported)

    assert alone == nights_again(found, rules, TONIGHT, only_reported=only_reported)
