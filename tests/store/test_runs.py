"""Runs."""

from datetime import timedelta

from linkcheck.model import Network, Run, Verdict
from linkcheck.store import Store
from tests.store.samples import NOW, TONIGHT, check, due_urls, remember


def test_a_run_has_a_beginning_and_an_end(store: Store) -> None:
    """A run comes back as it began, and then as it ended."""
    run_id = store.runs.begin(NOW, "a runner", "0.1.0")
    begun = store.runs.get(run_id)
    store.runs.end(run_id, NOW + timedelta(minutes=9), Network.UNFIT, 12)

    assert begun == Run(run_id, NOW, None, "a runner", "0.1.0")
    assert store.runs.latest() == Run(run_id, NOW, NOW + timedelta(minutes=9), "a runner", "0.1.0", Network.UNFIT, 12)


def test_runs_are_told_oldest_first(store: Store) -> None:
    """All runs, and none where there was none."""
    assert store.runs.latest() is None
    assert store.runs.get(1) is None
    ids = [store.runs.begin(NOW, "here", "0.1.0") for _ in range(3)]

    assert [run.id for run in store.runs.all()] == ids


def test_what_no_round_vouched_for_is_due_again(store: Store) -> None:
    """A run that was killed loses nobody's strike: the next one asks what failed after the last round."""
    urls = [f"http://{name}.example/" for name in ("vouched", "cut", "alive")]
    tomorrow, minute = TONIGHT + timedelta(days=1), timedelta(minutes=1)
    first = store.runs.begin(NOW, "here", "0.1.0")
    remember(store, first, "a.md", urls)
    store.checks.add(first, check(urls[0], Verdict.DEAD, "http-404"), tomorrow)
    store.runs.vouch(first, NOW)
    store.checks.add(first, check(urls[1], Verdict.DEAD, "http-404", NOW + minute), tomorrow)
    store.checks.add(first, check(urls[2], at=NOW + minute), tomorrow)
    assert due_urls(store) == []

    store.runs.begin(NOW + 2 * minute, "here", "0.1.0")

    assert due_urls(store) == [(urls[1],)]
