"""When a target is asked again."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge import next_due, standing
from linkcheck.model import Standing, Verdict
from linkcheck.settings import Settings
from tests.judge.making import check

RULES = Settings(vantage="here")
TONIGHT = date(2026, 11, 23)


def days(found: Standing, key: str = "") -> int:
    """Days from tonight."""
    return (next_due(found, RULES, TONIGHT, key) - TONIGHT).days


def test_intervals() -> None:
    """Failing links nightly, the living weekly, the blocked fortnightly, the confirmed monthly, new ones at once."""
    dead = standing([check(day, Verdict.DEAD) for day in range(5)], RULES)

    assert days(standing([], RULES)) == 0
    assert {v: days(standing([check(0, v)], RULES)) for v in Verdict} == {
        Verdict.ALIVE: 7,
        Verdict.MOVED: 7,
        Verdict.DEAD: 1,
        Verdict.UNSURE: 1,
        Verdict.BLOCKED: 14,
        Verdict.SKIPPED: 30,
    }
    assert days(dead) == 30


@given(st.text(max_size=40))
def test_a_key_spreads_and_stays(key: str) -> None:
    """A key puts a link off by a third at most, always by the same."""
    alive = standing([check(0, Verdict.ALIVE)], RULES)

    assert 7 <= days(alive, key) <= 9
    assert days(alive, key) == days(alive, key)


def test_keys_spread_the_load() -> None:
    """Many links do not come back in one night."""
    alive = standing([check(0, Verdict.ALIVE)], RULES)
    nights = [next_due(alive, RULES, TONIGHT, f"https://press.example/{i}") for i in range(300)]

    assert max(nights.count(TONIGHT + timedelta(days=d)) for d in range(7, 10)) < 150
