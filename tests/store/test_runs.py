"""Runs."""

from datetime import timedelta

import pytest

from linkcheck.model import Network, Run, Verdict, WebArchive
from linkcheck.store import Store
from tests.store.samples import NOW, TONIGHT, check, due_urls, remember


def test_a_run_has_a_beginning_and_an_end(store: Store) -> None:
    """A run comes back as it began, and then as it ended."""
    run_id = store.runs.begin(NOW, "a runner", "0.1.0")
    begun = store.runs.get(run_id)
    store.runs.end(run_id, NOW + timedelta(minutes=9), Network.UNFIT, 12)

    assert begun == Run(run_id, NOW, None, "a runner", "0.1.0")
    assert store.runs.latest() == Run(run_id, NOW, NOW + timedelta(minutes=9), "a runner", "0.1.0", Network.UNFIT, 12)


def test_how_work_with_the_web_archive_ended(store: Store) -> None:
    """A run tells it, and how much it left; before it is told, nobody was asked."""
    run_id = store.runs.begin(NOW, "a runner", "0.1.0")
    begun = store.runs.get(run_id)
    store.runs.looked_up(run_id, WebArchive.REFUSED, 12)
    after = store.runs.get(run_id)

    assert begun is not None
    assert (begun.web_archive, begun.lookups_left) == (WebArchive.NOT_ASKED, 0)
    assert after is not None
    assert (after.web_archive, after.lookups_left) == (WebArchive.REFUSED, 12)


@pytest.mark.parametrize(
    ("nights", "row"),
    [
        ((), 0),
        (("refused",), 1),
        (("refused", "refused", "refused"), 3),
        (("refused", "not-asked", "refused"), 2),
        (("refused", "done", "refused"), 1),
        (("refused", "refused", "deadline"), 0),
        (("refused", "refused", "silent"), 0),
        (("refused", "refused done"), 0),
        (("refused", "done refused"), 2),
    ],
)
def test_refused_nights_in_a_row(store: Store, nights: tuple[str, ...], row: int) -> None:
    """A night's last run counts; one on which nobody was asked is none; another vantage's are its own."""
    for number, runs in enumerate(nights):
        for hour, ended in enumerate(runs.split()):
            at = NOW + timedelta(days=number, minutes=hour)
            store.runs.looked_up(store.runs.begin(at, "here", "0.1.0"), WebArchive(ended), 1)
    store.runs.looked_up(store.runs.begin(NOW + timedelta(days=9), "there", "0.1.0"), WebArchive.DONE, 0)

    assert store.runs.refused_nights("here") == row


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
