"""Opening a database: whose it is, how old it is, and what may be wrong with it."""

import sqlite3
from pathlib import Path

import pytest

from linkcheck.errors import StoreBroken, StoreError, StoreNewer
from linkcheck.store import SCHEMA_VERSION, Store
from linkcheck.store.migrations import APPLICATION_ID
from tests.store.samples import StillClock


def test_a_new_database_is_ours(path: Path, clock: StillClock) -> None:
    """A database that was made has our mark and version, in WAL mode, with foreign keys that hold."""
    with Store.open(path, clock):
        pass
    connection = sqlite3.connect(path)
    try:
        found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        connection.close()

    assert found == [APPLICATION_ID, SCHEMA_VERSION]
    assert mode == "wal"
    assert broken == []


def test_an_empty_file_is_a_new_database(path: Path, clock: StillClock) -> None:
    """A file of no bytes, as mktemp leaves one, is taken."""
    path.touch()
    with Store.open(path, clock) as store:
        assert store.documents.count() == 0


def test_a_newer_schema_is_refused(path: Path, clock: StillClock) -> None:
    """A database of a later linkcheck is left alone, and the line names both versions and what to do."""
    with Store.open(path, clock):
        pass
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 6}")
    connection.close()

    with pytest.raises(StoreNewer) as told:
        Store.open(path, clock)

    text = str(told.value)
    assert f"schema {SCHEMA_VERSION + 6}; this one knows {SCHEMA_VERSION}" in text
    assert "install that version" in text
    assert "\n" not in text


def test_another_programs_database_is_refused(path: Path, clock: StillClock) -> None:
    """An SQLite database that is not linkcheck's gets no table of ours."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(StoreBroken, match="not linkcheck's"):
        Store.open(path, clock)

    assert path.read_bytes() == before


def test_a_text_file_is_refused(path: Path, clock: StillClock) -> None:
    """A file that is no database is named as such and stays as it is."""
    path.write_text("an editor's notes, kept for years\n" * 100)
    before = path.read_bytes()

    with pytest.raises(StoreBroken, match="not an SQLite database"):
        Store.open(path, clock)

    assert path.read_bytes() == before


def test_a_damaged_file_is_told(path: Path, clock: StillClock) -> None:
    """A database with torn pages says so, with what can be done."""
    with Store.open(path, clock) as store:
        run_id = store.runs.begin(clock.now(), "here", "0.1.0")
        store.runs.vouch(run_id, clock.now())
    data = bytearray(path.read_bytes())
    data[4096:] = b"\x5a" * (len(data) - 4096)
    path.write_bytes(bytes(data))

    with pytest.raises(StoreBroken, match=r"damaged.*\.recover"), Store.open(path, clock) as store:
        store.runs.all()


def test_a_missing_folder_is_told(tmp_path: Path, clock: StillClock) -> None:
    """A folder that does not exist is not made behind the user's back."""
    with pytest.raises(StoreError, match=r"the folder .* does not exist"):
        Store.open(tmp_path / "nowhere" / "linkcheck.db", clock)


def test_a_path_that_cannot_be_is_told(tmp_path: Path, clock: StillClock) -> None:
    """A path that the system refuses to look at is one clear line."""
    with pytest.raises(StoreError, match=r"cannot be read: File name too long"):
        Store.open(tmp_path / ("x" * 300) / "linkcheck.db", clock)


def test_a_folder_is_no_database(tmp_path: Path, clock: StillClock) -> None:
    """A folder in the database's place is one clear line."""
    (tmp_path / "linkcheck.db").mkdir()

    with pytest.raises(StoreError, match="it is a folder: name a file in it"):
        Store.open(tmp_path / "linkcheck.db", clock)


def test_a_device_is_no_database(clock: StillClock) -> None:
    """What is no file at all is not called a broken disk."""
    with pytest.raises(StoreError, match="a device or a pipe"):
        Store.open(Path("/dev/null"), clock)
