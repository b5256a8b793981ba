"""Pruning: fewer rows, and no verdict is another."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.judge import standing
from linkcheck.model import Check, Verdict
from linkcheck.settings import Settings
from linkcheck.store import Pruned, Store
from tests.store.samples import NOW, TONIGHT, StillClock, check

URL = "http://a.example/"
RULES = Settings(vantage="here")
VERDICTS = [Verdict.ALIVE] * 8 + [Verdict.MOVED, Verdict.DEAD, Verdict.UNSURE, Verdict.BLOCKED]


@st.composite
def lives(draw: st.DrawFn) -> list[tuple[int, Verdict, str]]:
    """Checks of one target: the day, the verdict, where it ended."""
    days = sorted(draw(st.lists(st.integers(0, 400), min_size=1, max_size=60)))
    spells = st.tuples(st.sampled_from(VERDICTS), st.sampled_from(["", "", "", "x"]))
    return [(day, *draw(spells)) for day in days]


def lived(store: Store, life: list[tuple[int, Verdict, str]]) -> tuple[Check, ...]:
    """Play a life into a store."""
    run_id = store.runs.begin(NOW, "here", "0.1.0")
    for minute, (day, verdict, end) in enumerate(life):
        at = NOW + timedelta(days=day, minutes=minute)
        store.checks.add(run_id, replace(check(URL, verdict), at=at, final_url=URL + end), TONIGHT)
    store.runs.vouch(run_id, NOW + timedelta(days=500))
    return store.checks.of(URL)


@settings(max_examples=25, deadline=None)
@given(lives(), st.integers(0, 450))
def test_what_it_comes_to_is_the_same(life: list[tuple[int, Verdict, str]], days: int) -> None:
    """The standing is what it was, and would have been on every day since; pruning again takes nothing away."""
    before = NOW + timedelta(days=days)
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "a.db", StillClock()) as store:
        whole = lived(store, life)
        pruned = store.prune(before)
        left = store.checks.of(URL)

        assert (pruned.left, pruned.checks) == (len(left), len(whole) - len(left))
        assert store.prune(before).checks == 0
    assert standing(left, RULES) == standing(whole, RULES)
    for one in whole:
        if one.verdict not in {Verdict.ALIVE, Verdict.MOVED}:
            assert standing(upto(left, one), RULES) == standing(upto(whole, one), RULES)


def upto(checks: tuple[Check, ...], last: Check) -> list[Check]:
    """The checks until one of them, it too."""
    return [one for one in checks if one.at <= last.at]


@settings(max_examples=25, deadline=None)
@given(lives())
def test_what_is_kept(life: list[tuple[int, Verdict, str]]) -> None:
    """All that failed or was refused, every change, and a living check of each month that had one."""
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "a.db", StillClock()) as store:
        whole = lived(store, life)
        store.prune(NOW + timedelta(days=1000))
        left = store.checks.of(URL)

    assert [one for one in left if one.verdict not in {Verdict.ALIVE, Verdict.MOVED}] == [
        one for one in whole if one.verdict not in {Verdict.ALIVE, Verdict.MOVED}
    ]
    changes = [
        pair for pair in pairwise(whole) if (pair[0].verdict, pair[0].final_url) != (pair[1].verdict, pair[1].final_url)
    ]
    assert {one.at for pair in changes for one in pair} <= {one.at for one in left}
    assert {f"{one.at:%Y-%m} {one.verdict}" for one in left} == {f"{one.at:%Y-%m} {one.verdict}" for one in whole}


def test_a_year_of_a_living_link(store: Store) -> None:
    """A check a week becomes one a month, the young ones stay, and the room is given back."""
    lived(store, [(day, Verdict.ALIVE, "") for day in range(0, 365, 7)])

    assert store.prune(NOW + timedelta(days=300)) == Pruned(32, 21)
    store.vacuum()
    assert store.checks.of(URL)[0].hops
    assert store._session.number("SELECT count(*) FROM hops WHERE check_id NOT IN (SELECT id FROM checks)") == 0
