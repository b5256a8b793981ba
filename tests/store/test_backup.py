"""Years of memory on their way to a later schema: nothing of it changes, and the old file is kept."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from linkcheck.errors import StoreError
from linkcheck.model import EditState, Found, Missing, Network, Snapshot, Verdict
from linkcheck.store import SCHEMA_VERSION, Store
from linkcheck.store.backup import backup_of
from linkcheck.store.migrations import APPLICATION_ID, migrations
from tests.store.samples import NOW, TONIGHT, StillClock, check, edit, remember

URL = "http://a.example/"
EARLIER = range(1, SCHEMA_VERSION)
Rows = dict[str, list[dict[str, object]]]


def lived(path: Path, clock: StillClock) -> None:
    """A database of this version in which every table has rows."""
    snapshot = Snapshot("20170327040506", "https://web.archive.org/web/x", URL, verified=True, days=1)
    with Store.open(path, clock) as store:
        run_id = store.runs.begin(NOW, "here", "0.1.0")
        remember(store, run_id, "a.md", [URL, "http://b.example/#c"])
        for day in range(3):
            store.checks.add(run_id, check(URL, Verdict.DEAD, "http-404", NOW + timedelta(days=day)), TONIGHT)
        store.lookups.add(run_id, URL, date(2017, 3, 26), Found(snapshot, "the nearest"), NOW)
        store.lookups.add(run_id, URL, None, Missing("none"), NOW, TONIGHT)
        (made,) = store.ledger.add(run_id, (edit("a.md", URL),), NOW)
        store.ledger.set_state([made.id or 0], EditState.UNDONE, NOW)
        store.runs.vouch(run_id, NOW)
        store.runs.end(run_id, NOW, Network.FIT, 2)


def contents(path: Path) -> Rows:
    """The rows of every table, by column."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        )
        return {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for (name,) in names.fetchall()
        }


def older(path: Path, version: int, rows: Rows) -> None:
    """A database of an earlier version, as that version would have written these rows."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations(version).apply(Database(connection, execute_plugins=False))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("PRAGMA journal_mode = WAL")
        for table, entries in rows.items():
            known = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
            for entry in entries:
                values = {column: value for column, value in entry.items() if column in known}
                columns = ", ".join(f'"{column}"' for column in values)
                if values:
                    marks = ", ".join("?" * len(values))
                    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values()))


@pytest.fixture(name="rows")
def _rows(tmp_path: Path, clock: StillClock) -> Rows:
    lived(tmp_path / "present.db", clock)
    rows = contents(tmp_path / "present.db")
    assert {name for name, entries in rows.items() if not entries} <= {"aliases", "prunings", "saves", "written"}
    return rows


@pytest.mark.parametrize("version", EARLIER)
def test_nothing_changes_on_the_way(path: Path, clock: StillClock, rows: Rows, version: int) -> None:
    """From every earlier version: the rows are the same, what is new has its default, and the old file is beside it."""
    older(path, version, rows)
    before = contents(path)
    with Store.open(path, clock) as store:
        assert [one.verdict for one in store.checks.of(URL)] == [Verdict.DEAD] * 3

    assert contents(path) == rows
    kept = backup_of(path, version)
    assert contents(kept) == before
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert [one.name for one in path.parent.glob("linkcheck.db.schema*")] == [kept.name]


def test_a_new_database_has_no_copy(path: Path, clock: StillClock) -> None:
    """Neither a new one nor one of this version leaves anything beside it."""
    for _ in range(2):
        with Store.open(path, clock):
            pass

    assert list(path.parent.glob("linkcheck.db.schema*")) == []


def test_an_earlier_attempt_is_replaced(path: Path, clock: StillClock, rows: Rows) -> None:
    """A copy that an earlier attempt left, whole or in part, is in nobody's way."""
    older(path, 2, rows)
    for left in (backup_of(path, 2), path.with_name(path.name + ".schema-2.part")):
        left.write_bytes(b"half of a copy")
    before = contents(path)
    with Store.open(path, clock):
        pass

    assert contents(backup_of(path, 2)) == before


def test_without_a_copy_nothing_is_migrated(path: Path, clock: StillClock, rows: Rows) -> None:
    """Where no copy can be kept the database stays of its version, byte for byte, and one line says so."""
    older(path, 2, rows)
    (path.parent / "linkcheck.db.schema-2.part" / "in the way").mkdir(parents=True)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="left as it is, because no copy could be kept beside it") as told:
        Store.open(path, clock)

    assert "\n" not in str(told.value)
    assert path.read_bytes() == before
