"""Opening a database: is it ours, is it of our version, and how SQLite is set up for it."""

import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path

from linkcheck.errors import StoreBroken, StoreError, StoreNewer
from linkcheck.model import Clock
from linkcheck.store.backup import keep_copy
from linkcheck.store.lock import Lock
from linkcheck.store.migrations import APPLICATION_ID, SCHEMA_VERSION, migrate
from linkcheck.store.session import translated
from linkcheck.store.text import readable

BUSY_TIMEOUT = 5.0
"""Seconds that a write waits for another program (a reader in Datasette never holds it up)."""

_SETUP = (
    # readers beside us see the last commit and never wait; kept in the file
    "PRAGMA journal_mode = WAL",
    # in WAL mode NORMAL cannot damage the file, whatever happens, and a killed process loses nothing that was
    # committed; only a power cut may take back the last seconds of checks, which are due again then. What may not be
    # lost, the ledger of edits, is written with FULL (Session.durably)
    "PRAGMA synchronous = NORMAL",
    # off on every new connection unless asked for
    "PRAGMA foreign_keys = ON",
    # a list of words is built anew for every row that is held against it, a third of what the row costs; what a run
    # writes comes from enums, and what comes from elsewhere is held against them all the same (Session.wary)
    "PRAGMA ignore_check_constraints = ON",
)


def connect(path: Path, lock: Lock, clock: Clock) -> sqlite3.Connection:
    """A connection to a database of this version, made or migrated where it has to be.

    Raises:
        StoreNewer: a later linkcheck made it.
        StoreBroken: it is not a database, not linkcheck's, or damaged.
        StoreBusy: it must be migrated and another run holds it.
        StoreError: the system does not let us, or there is no room for a copy before it is migrated.
    """
    _need_folder(path)
    _need_file(path)
    with translated(path):
        # autocommit (None): transactions begin and end where Session says, nowhere else
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)
    try:
        with translated(path):
            connection.text_factory = readable
            version = _version(path, connection)
            for pragma in _SETUP:
                connection.execute(pragma)
            if version < SCHEMA_VERSION:
                _migrate(path, connection, lock, clock)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection to another database of this version, which stays as it is; an older one is read as a copy.

    Raises:
        StoreNewer: a later linkcheck made it.
        StoreBroken: it is not a database, not linkcheck's, or damaged.
        StoreError: the system does not let us.
    """
    _need_folder(path)
    with translated(path):
        connection = sqlite3.connect(_uri(path), uri=True, timeout=BUSY_TIMEOUT, isolation_level=None)
    try:
        with translated(path):
            connection.text_factory = readable
            if _known_version(path, connection) == SCHEMA_VERSION:
                connection.execute("BEGIN")  # what a run writes to it meanwhile is for the next time
                return connection
            # a file that nobody else sees, and that SQLite takes away: a large database does not fit in memory
            copy = sqlite3.connect("", isolation_level=None)
            copy.text_factory = readable
            connection.backup(copy)
            migrate(copy)
    except BaseException:
        connection.close()
        raise
    connection.close()
    return copy


def _uri(path: Path) -> str:
    """A database that is only read; in a folder where nobody can write, without the files that SQLite keeps beside it.

    https://sqlite.org/wal.html#read_only_databases
    """
    settled = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if settled else ''}"


def _need_folder(path: Path) -> None:
    """Say so where the folder is missing: SQLite's own error names neither the folder nor the reason."""
    try:
        path.parent.stat()
    except FileNotFoundError as error:
        raise StoreError(
            f"{path}: the folder {path.parent} does not exist: make it, or name another database with --db"
        ) from error
    except OSError as error:
        raise StoreError(f"{path}: the folder {path.parent} cannot be read: {error.strerror}") from error


def _need_file(path: Path) -> None:
    """Say so where something stands in the database's place that SQLite would take for a broken disk."""
    with suppress(OSError):
        if path.is_dir():
            raise StoreError(f"{path}: it is a folder: name a file in it, such as --db {path / 'linkcheck.db'}")
        if not stat.S_ISREG(path.stat().st_mode):
            raise StoreError(f"{path}: it is a device or a pipe, not a file: name another database with --db")


def _version(path: Path, connection: sqlite3.Connection) -> int:
    """The schema's version; 0 for a database that is new."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if owner != APPLICATION_ID and (tables or version or owner):
        raise StoreBroken(f"{path}: it is a database of another program, not linkcheck's: name another one with --db")
    if version > SCHEMA_VERSION:
        raise StoreNewer(
            f"{path}: a later linkcheck made it (schema {version}; this one knows {SCHEMA_VERSION}): "
            "install that version, or name another database with --db"
        )
    return version


def _known_version(path: Path, connection: sqlite3.Connection) -> int:
    """The schema's version of a database that is not new."""
    version = _version(path, connection)
    if version == 0:
        raise StoreBroken(f"{path}: it is empty, not a database of linkcheck's")
    return version


def _migrate(path: Path, connection: sqlite3.Connection, lock: Lock, clock: Clock) -> None:
    """Migrate with the run lock held, so that no two processes do; what has an older schema is copied first."""
    held = lock.held
    lock.acquire("linkcheck, making the database ready", clock)
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if 0 < version < SCHEMA_VERSION:
            keep_copy(path, connection, version)
        if version < SCHEMA_VERSION:
            migrate(connection)
    finally:
        if not held:
            lock.release()
