"""Transactions, and errors at the border."""

import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from linkcheck.errors import StoreBroken, StoreBusy, StoreError
from linkcheck.store import Store
from linkcheck.store.session import APART, BATCH, PATIENCE, translate
from tests.store.samples import NOW, TONIGHT, StillClock, check, edit, remember

LATER = TONIGHT + timedelta(days=7)


def committed(path: Path, table: str = "checks") -> int:
    """The rows that another connection sees."""
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    finally:
        connection.close()


def fill(store: Store, run_id: int) -> None:
    """Write until there is no more room."""
    for number in range(10_000):
        store.checks.add(run_id, check(f"http://a.example/{number}" + "x" * 500), TONIGHT)


def test_a_row_waits_250_ms_at_most(store: Store, path: Path, clock: StillClock, run_id: int) -> None:
    """What was written is committed by the first tick after 250 ms, not before."""
    store.flush()
    store.checks.add(run_id, check("http://a.example/"), TONIGHT)
    clock.elapsed += PATIENCE / 2
    store.tick()
    before = committed(path)
    clock.elapsed += PATIENCE
    store.tick()

    assert (before, committed(path)) == (0, 1)


def test_a_hundred_rows_do_not_wait(store: Store, path: Path, run_id: int) -> None:
    """A full batch is committed although no time passes."""
    for number in range(BATCH):
        store.checks.add(run_id, check(f"http://a.example/{number}"), TONIGHT)

    assert committed(path) > 0


def test_reads_see_what_waits(store: Store, run_id: int) -> None:
    """A check that is not committed yet is read back."""
    store.checks.add(run_id, check("http://a.example/"), TONIGHT)

    assert len(store.checks.of("http://a.example/")) == 1


def test_what_is_gathered_is_read_back_and_committed_in_time(
    store: Store, path: Path, clock: StillClock, run_id: int
) -> None:
    """A gathered check is seen by whoever asks, and outlives a kill as soon as any other."""
    remember(store, run_id, "a.md", ["http://a.example/", "http://b.example/"])
    store.flush()
    first, second = store.targets.due(TONIGHT)
    store.checks.append(run_id, check(first.url), LATER, first.turns[0])
    store.checks.append(run_id, check(second.url), LATER, second.turns[0])
    before = committed(path)
    clock.elapsed += PATIENCE
    store.tick()

    assert (before, committed(path), committed(path, "hops")) == (0, 2, 4)
    assert [len(store.checks.of(one.url)) for one in (first, second)] == [1, 1]
    assert not list(store.targets.due(TONIGHT))
    assert store.targets.due_on(LATER) == 2


def test_what_comes_now_and_then_is_committed_at_once(store: Store, path: Path, clock: StillClock, run_id: int) -> None:
    """A busy loop may not look again for a while, and a kill comes when it likes."""
    remember(store, run_id, "a.md", ["http://a.example/"])
    store.flush()
    clock.elapsed += APART
    (due,) = store.targets.due(TONIGHT)
    store.checks.append(run_id, check(due.url), LATER, due.turns[0])

    assert committed(path) == 1


def test_what_comes_one_behind_another_is_committed_together(
    store: Store, path: Path, clock: StillClock, run_id: int
) -> None:
    """Until the first is old enough: then all are, whether or not somebody looks."""
    remember(store, run_id, "a.md", ["http://a.example/"])
    store.flush()
    (due,) = store.targets.due(TONIGHT)
    seen = []
    for _ in range(41):
        store.checks.append(run_id, check(due.url), LATER, due.turns[0])
        seen.append(committed(path))
        clock.elapsed += PATIENCE / 40

    assert PATIENCE / 40 < APART
    assert seen == [0] * 40 + [41]


def test_a_full_batch_of_gathered_rows_does_not_wait(store: Store, path: Path, run_id: int) -> None:
    """Nor is a check ever split between two commits."""
    remember(store, run_id, "a.md", ["http://a.example/"])
    store.flush()
    (due,) = store.targets.due(TONIGHT)
    for _ in range(BATCH // 3 + 1):
        store.checks.append(run_id, check(due.url), LATER, due.turns[0])

    assert 0 < committed(path) <= BATCH // 3
    assert committed(path, "hops") == 2 * committed(path)


def test_what_was_gathered_and_cannot_be_written_is_told_until_the_end(store: Store, run_id: int) -> None:
    """Not only to whoever happened to be the first to ask."""
    remember(store, run_id, "a.md", ["http://a.example/"])
    store.flush()
    (due,) = store.targets.due(TONIGHT)
    store.checks.append(run_id + 99, check(due.url), LATER, due.turns[0])

    for _ in range(2):
        with pytest.raises(StoreError, match="FOREIGN KEY constraint"):
            store.flush()
    store._session._gathered.clear()


def test_a_failed_step_takes_nothing_else_with_it(store: Store, run_id: int) -> None:
    """When one write fails half-way it is undone, and what was written before it stays."""
    store.checks.add(run_id, check("http://a.example/"), TONIGHT)
    with pytest.raises(StoreError, match="FOREIGN KEY constraint"):
        store.checks.add(run_id + 99, check("http://b.example/"), TONIGHT)
    store.flush()

    assert len(store.checks.of("http://a.example/")) == 1
    assert store.targets.id_of("http://b.example/") is None


def test_a_killed_process_keeps_what_was_committed(path: Path) -> None:
    """After kill -9 the next run finds every committed check, no half of another, and a sound file."""
    script = """
import os, signal, sys
from pathlib import Path
from linkcheck.store import Store
from tests.store.samples import NOW, TONIGHT, StillClock, check
store = Store.open(Path(sys.argv[1]), StillClock())
store.lock("linkcheck nightly")
run_id = store.runs.begin(NOW, "here", "0.1.0")
store.checks.add(run_id, check("http://a.example/"), TONIGHT)
store.flush()
store.checks.add(run_id, check("http://b.example/"), TONIGHT)
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", script, str(path)], check=False, cwd=Path(__file__).parents[2])

    with Store.open(path, StillClock()) as store:
        store.lock()
        assert len(store.checks.of("http://a.example/")) == 1
        assert store.checks.of("http://b.example/") == ()
        assert store.runs.latest() is not None
    connection = sqlite3.connect(path)
    sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    assert sound == "ok"


def test_a_full_disk_is_one_line(store: Store, run_id: int) -> None:
    """When there is no more room the run is told so, and what was committed stays readable."""
    store.checks.add(run_id, check("http://kept.example/"), TONIGHT)
    store.flush()
    pages = store._session.number("PRAGMA page_count")
    store._session.row(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreError, match="the disk is full: make room") as told:
        fill(store, run_id)

    assert "\n" not in str(told.value)
    assert len(store.checks.of("http://kept.example/")) == 1


def test_a_database_that_is_removed_is_told(store: Store, path: Path, run_id: int) -> None:
    """SQLite would go on writing to a file that nobody finds again: no edit is made that no ledger keeps."""
    path.unlink()

    with pytest.raises(StoreError, match="it was removed or replaced during the run"):
        store.ledger.add(run_id, [edit("a.md", "http://a.example/")], NOW)


def test_a_read_only_database_is_one_line(store: Store, run_id: int) -> None:
    """A database that may not be written says so, and what to look at."""
    store.flush()
    store._session.row("PRAGMA query_only = ON")

    with pytest.raises(StoreError, match="it may not be written: check the permissions"):
        store.checks.add(run_id, check("http://a.example/"), TONIGHT)


def test_the_ledger_is_durable(store: Store, path: Path, run_id: int) -> None:
    """Edits are committed when the ledger answers, and afterwards commits are cheap again."""
    store.ledger.add(run_id, (edit("a.md", "http://a.example/"),), NOW)

    assert committed(path, "edits") == 1
    assert store._session.number("PRAGMA synchronous") == 1


def test_the_ledger_that_fails_leaves_the_store_usable(store: Store, run_id: int) -> None:
    """After an edit that could not be entered, the store goes on."""
    with pytest.raises(StoreError):
        store.ledger.add(run_id + 99, (edit("a.md", "http://a.example/"),), NOW)
    store.ledger.add(run_id, (edit("a.md", "http://a.example/"),), NOW)

    assert len(store.ledger.edits()) == 1
    assert store._session.number("PRAGMA synchronous") == 1


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (sqlite3.SQLITE_NOTADB, StoreBroken, "not an SQLite database"),
        (sqlite3.SQLITE_CORRUPT_INDEX, StoreBroken, "damaged"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreBusy, "another program is writing"),
        (sqlite3.SQLITE_FULL, StoreError, "disk is full"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StoreError, "may not be written"),
        (sqlite3.SQLITE_CANTOPEN, StoreError, "cannot be opened"),
        (sqlite3.SQLITE_IOERR_WRITE, StoreError, "reading or writing it failed"),
        (sqlite3.SQLITE_ERROR, StoreError, "no such table"),
        (None, StoreError, "no such table"),
    ],
)
def test_errors_are_told_by_their_code(code: int | None, kind: type[StoreError], words: str) -> None:
    """Every error of SQLite becomes one of ours by its code, extended codes by the primary one they belong to."""
    error = sqlite3.OperationalError("no such table: x")
    if code is not None:
        error.sqlite_errorcode = code

    told = translate(Path("linkcheck.db"), error)

    assert type(told) is kind
    assert words in str(told)
    assert str(told).startswith("linkcheck.db: ")


def test_odd_text_is_kept(store: Store, run_id: int) -> None:
    """A path and a URL with bytes that are not UTF-8 come back as they went in."""
    remember(store, run_id, "caf\udce9.md", ["http://a.example/caf\udce9"])

    assert [link.url for link in store.documents.links_in("caf\udce9.md")] == ["http://a.example/caf\udce9"]
    assert store.targets.id_of("http://a.example/caf\udce9") is not None


def test_odd_text_between_others_is_kept_with_them(store: Store, run_id: int) -> None:
    """What is written together comes back once each, in its order, whichever of it UTF-8 cannot hold."""
    urls = ["http://a.example/", "http://a.example/caf\udce9", "http://b.example/é"]
    remember(store, run_id, "a.md", urls)

    assert [link.url for link in store.documents.links_in("a.md")] == urls
    assert store.targets.count() == len(urls)
