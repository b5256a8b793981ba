"""The emptiest night: an even load, known without counting everything each time."""

from collections import Counter
from datetime import timedelta

from linkcheck.store import Store
from linkcheck.store.nights import PER_NIGHT
from tests.store.samples import NOW, TONIGHT, StillClock, check, remember

WEEK = [TONIGHT + timedelta(days=days) for days in (7, 6, 8, 5, 9)]


def test_an_empty_week(store: Store) -> None:
    """Where all nights are equal, the one that is named first is taken."""
    assert store.targets.emptiest(WEEK) == WEEK[0]


def test_targets_spread_over_a_window(store: Store, run_id: int) -> None:
    """Checks of one night come back evenly, to the last one, and in the order of what is best."""
    urls = [f"http://a.example/{number}" for number in range(102)]
    remember(store, run_id, "a.md", urls)
    nights = []
    for url in urls:
        nights.append(store.targets.emptiest(WEEK))
        store.checks.add(run_id, check(url), nights[-1])

    assert nights[:5] == WEEK
    assert Counter(nights) == {WEEK[0]: 21, WEEK[1]: 21, WEEK[2]: 20, WEEK[3]: 20, WEEK[4]: 20}


def test_a_target_that_moves_leaves_its_night(store: Store, run_id: int) -> None:
    """A target that is checked before its night makes room on it."""
    remember(store, run_id, "a.md", ["http://a.example/", "http://b.example/"])
    store.checks.add(run_id, check("http://a.example/"), WEEK[0])
    assert store.targets.emptiest(WEEK) == WEEK[1]
    store.checks.add(run_id, check("http://a.example/"), WEEK[3])

    assert store.targets.emptiest(WEEK) == WEEK[0]


def test_what_is_counted_at_opening(store: Store, run_id: int, clock: StillClock) -> None:
    """The next run knows how full the nights are; what no document links to takes no room."""
    remember(store, run_id, "a.md", ["http://a.example/"])
    store.checks.add(run_id, check("http://a.example/"), WEEK[0])
    store.checks.add(run_id, check("http://nobody.example/"), WEEK[1])
    store.flush()
    clock.current = NOW + timedelta(days=1)
    with Store.open(store.path, clock) as later:
        assert later.targets.emptiest(WEEK) == WEEK[1]


def test_counting_walks_the_index(store: Store) -> None:
    """A million targets are counted along the index of due dates, in its order, without sorting."""
    plan = store._session.rows(f"EXPLAIN QUERY PLAN {PER_NIGHT}", (1, "x"))

    assert [row[3] for row in plan] == [
        "SEARCH targets USING COVERING INDEX targets_due (worth=? AND linked=? AND due>?)"
    ]
