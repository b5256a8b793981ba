"""Confirmed dead: the only state that may change a file."""

import random

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from linkcheck.judge import standing
from linkcheck.model import Check, Reason, Verdict
from linkcheck.settings import Settings
from tests.judge.making import START, check

ALIVE, MOVED, DEAD, UNSURE, BLOCKED, SKIPPED = Verdict
RULES = Settings(vantage="here")
TWO = Settings(vantage="here", require_vantages=2)


def row(pattern: str, **more: object) -> list[Check]:
    """A check a night: D dead, u unsure, A alive, M moved, b blocked, s skipped, t untrusted, - none."""
    meanings = {
        "D": (DEAD, ""),
        "u": (UNSURE, ""),
        "A": (ALIVE, ""),
        "M": (MOVED, ""),
        "b": (BLOCKED, ""),
        "s": (SKIPPED, ""),
        "t": (UNSURE, "tls-untrusted"),
        "l": (UNSURE, "redirect-loop"),
    }
    return [check(day, meanings[c][0], meanings[c][1], **more) for day, c in enumerate(pattern) if c != "-"]  # type: ignore[arg-type]


CONFIRMED = [
    ("DDDD", "three strikes and three days between first and last"),
    ("D--D--D", "three strikes, more days"),
    ("DD-D", "three strikes on days 0, 1 and 3"),
    ("ADDDD", "a row begins behind the last living night"),
    ("DDAD-DD-D", "the row behind the living night is long enough"),
    ("DbDbD", "blocked neither strikes nor clears"),
    ("DsDsD", "skipped neither strikes nor clears"),
    ("DDDDb", "once confirmed it stays so until it lives"),
    ("DDDDu", "an unsure night does not take it back"),
    ("u---u---u---u--u", "five soft strikes over fifteen days"),
    ("D---u---D---u--D", "a decisive strike counts among soft ones too"),
    ("uuDDDD", "soft strikes before do not spoil a decisive row"),
]
NOT_CONFIRMED = [
    ("", "nothing was checked"),
    ("D", "one night"),
    ("DDD", "three strikes, but two days from first to last"),
    ("D---D", "two strikes"),
    ("DDDA", "it lives"),
    ("DDDDA", "it lives again"),
    ("DDDDM", "it lives elsewhere"),
    ("DDADD", "cleared in between"),
    ("DDuD", "a soft strike between breaks the decisive row"),
    ("D-u-D-D", "two decisive strikes behind the soft one"),
    ("uuuuuu", "six soft strikes in six days"),
    ("u------u------u------u", "four soft strikes"),
    ("u---u---u---u-u", "five soft strikes, fourteen days: see below"),
    ("tttttttttttttttttttt", "an untrusted certificate is reported, never confirmed"),
    ("llllllllllllllllllll", "a cookie loop is reported, never confirmed"),
    ("bbbbbbbbbbbbbbbbbbbb", "refusals are no strikes"),
    ("u---t---u---t---u---t", "untrusted nights do not count among the soft"),
]


@pytest.mark.parametrize(("pattern", "why"), CONFIRMED)
def test_confirmed(pattern: str, why: str) -> None:
    """Enough strikes in a row, on enough days, confirm."""
    assert standing(row(pattern), RULES).confirmed, why


@pytest.mark.parametrize(("pattern", "why"), [case for case in NOT_CONFIRMED if "see below" not in case[1]])
def test_not_confirmed(pattern: str, why: str) -> None:
    """Anything less does not."""
    assert not standing(row(pattern), RULES).confirmed, why


def test_fourteen_days_are_enough() -> None:
    """The fourteenth day after the first soft strike is the first that confirms."""
    assert standing(row("u---u---u---u-u"), RULES).confirmed
    assert not standing(row("u---u---u---uu"), RULES).confirmed


def test_one_strike_a_date() -> None:
    """Many failing checks of one date are one strike."""
    many = [check(0, DEAD, hour=hour) for hour in range(10)]

    assert standing([*many, check(1, DEAD)], RULES).strikes == 2
    assert not standing([*many, check(3, DEAD)], RULES).confirmed


def test_a_date_with_both_is_soft() -> None:
    """Where one check of a date was decisive and another was not, the weaker word counts."""
    mixed = [check(0, DEAD), check(1, DEAD), check(2, DEAD, hour=1), check(2, UNSURE, hour=5), check(3, DEAD)]

    assert not standing(mixed, RULES).confirmed


def test_what_no_round_vouches_for_is_no_strike() -> None:
    """Failures of a night whose canaries failed neither strike nor clear; a living answer always clears."""
    assert not standing(row("DDDDDD", vouched=False), RULES).confirmed
    assert standing(row("DDDDDD", vouched=False), RULES).strikes == 0
    assert standing([*row("DDD"), check(4, UNSURE, vouched=False), check(5, DEAD)], RULES).confirmed
    assert standing([*row("DDDD"), check(5, ALIVE, vouched=False)], RULES).strikes == 0


def test_vantages() -> None:
    """With two vantages asked for, strikes from one never confirm, decisive or soft."""
    here, there = row("DDDDDDDD"), [check(9, DEAD, vantage="there")]
    soft = [check(day, UNSURE, vantage="here" if day % 8 else "there") for day in (0, 4, 9, 12, 15)]

    assert not standing(here, TWO).confirmed
    assert standing([*here, *there], TWO).confirmed
    assert not standing(row("u---u---u---u---u"), TWO).confirmed
    assert standing(soft, TWO).confirmed


def test_a_decision_overrides_everything() -> None:
    """While a person's decision is the latest word, it is the standing."""
    assert standing([check(0, DEAD, Reason.DECIDED)], RULES).confirmed
    assert not standing([*row("DDDDDDDD"), check(9, ALIVE, Reason.DECIDED)], RULES).confirmed
    assert not standing([*row("DDDDDDDD"), check(9, SKIPPED, Reason.DECIDED)], RULES).confirmed


def test_what_is_told() -> None:
    """The standing tells the latest word, the strikes, the first failure of the row, and the last living night."""
    found = standing(row("AA-uDb"), RULES)

    assert (found.verdict, found.strikes) == (BLOCKED, 2)
    assert found.first_failed == START.replace(day=START.day + 3)
    assert found.last_alive == START.replace(day=START.day + 1)
    assert found.checked == START.replace(day=START.day + 5)


nights = st.lists(st.sampled_from("DuAMbst-"), max_size=40).map("".join)


@given(nights)
@profile(deadline=None)
def test_a_living_end_is_never_confirmed(pattern: str) -> None:
    """No order of nights is confirmed when the link lives at the end of it."""
    assert not standing(row(pattern + "A"), RULES).confirmed
    assert not standing(row(pattern + "M"), RULES).confirmed


@given(nights)
@profile(deadline=None)
def test_neutral_nights_change_nothing(pattern: str) -> None:
    """Blocked and skipped nights, put anywhere, change neither confirmation nor strikes."""
    with_neutral = standing(row(pattern), RULES)
    without = standing(row("".join("-" if c in "bs" else c for c in pattern)), RULES)

    assert (with_neutral.confirmed, with_neutral.strikes) == (without.confirmed, without.strikes)


@given(nights)
@profile(deadline=None)
def test_confirmation_needs_three_nights(pattern: str) -> None:
    """Nothing is confirmed with fewer than three strikes or within fewer than three days."""
    found = standing(row(pattern), RULES)

    if found.confirmed:
        assert found.strikes >= 3
        assert found.first_failed is not None
        assert found.checked is not None
        assert (found.checked - found.first_failed).days >= 3


@given(nights, st.integers())
@profile(deadline=None)
def test_more_patience_confirms_less(pattern: str, seed: int) -> None:
    """Stricter settings never confirm what milder ones do not."""
    strict = Settings(
        vantage="here", strikes=4 + random.Random(seed).randrange(3), strike_days=5, soft_strikes=8, soft_days=20
    )

    if standing(row(pattern), strict).confirmed:
        assert standing(row(pattern), RULES).confirmed
