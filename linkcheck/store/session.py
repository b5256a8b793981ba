"""One connection, its transactions, and the border at which sqlite3's errors become linkcheck's.

Writes gather in one transaction that is committed when it holds 1,000 rows or is 100 ms old: a commit costs far more
than a row, and a run that is killed loses no more than that. However busy the machine is just then, what is 250 ms old
is kept. What comes by the thousand is gathered before it is written, by one statement for all rows of a kind; what
comes now and then is committed at once, for a busy loop may not look again so soon. Reads go through the same
connection, behind what was gathered, so they see what was written; those that nothing gathered can change (`settled`)
leave it waiting.
"""

import math
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from operator import length_hint
from pathlib import Path
from typing import Any

from linkcheck.errors import StoreBroken, StoreBusy, StoreError
from linkcheck.model import Clock
from linkcheck.store.text import storable

PATIENCE = 0.1
"""Seconds that a written row waits for its commit, at most."""

APART = 0.005
"""Seconds without anything to be gathered, behind which what comes next is committed at once."""

BATCH = 1000
"""Rows that wait for a commit, at most."""

Row = tuple[Any, ...]
"""One row of a query; its meaning is in the query beside it."""


def select(columns: str, source: str, rest: str = "") -> str:
    """A query from the columns and the joins that a repository names once, and what is this query's own."""
    return f"SELECT {columns} FROM {source} {rest}"  # noqa: S608 - its parts are the repositories' own constants


_NO_ROOM = "the disk is full: make room; what was committed until now is kept"
_MAY_NOT_WRITE = (
    "it may not be written: check the permissions of the file and of its folder, which must be writable too"
)
_BROKEN = (
    "the file is damaged: restore a copy of it, save what can be read with `sqlite3 FILE .recover`, "
    "or move it away to begin anew"
)

_ADVICE: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_NOTADB: (
        StoreBroken,
        "the file is not an SQLite database: name another one with --db, or move it away",
    ),
    sqlite3.SQLITE_CORRUPT: (StoreBroken, _BROKEN),
    sqlite3.SQLITE_BUSY: (StoreBusy, "another program is writing to it: wait until it has ended"),
    sqlite3.SQLITE_LOCKED: (StoreBusy, "another program is writing to it: wait until it has ended"),
    sqlite3.SQLITE_FULL: (StoreError, _NO_ROOM),
    sqlite3.SQLITE_READONLY: (StoreError, _MAY_NOT_WRITE),
    sqlite3.SQLITE_PERM: (StoreError, _MAY_NOT_WRITE),
    sqlite3.SQLITE_AUTH: (StoreError, _MAY_NOT_WRITE),
    sqlite3.SQLITE_CANTOPEN: (StoreError, "it cannot be opened: it must be readable, and its folder writable"),
    sqlite3.SQLITE_IOERR: (StoreError, "reading or writing it failed: check the disk, and that there is room on it"),
}
"""Primary result code (https://sqlite.org/rescode.html) → the error it becomes and what the user can do."""


def translate(path: Path, error: sqlite3.Error) -> StoreError:
    """The error of our tree for one of sqlite3's, naming the file and what to do."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return StoreError(f"{path}: {error}")
    kind, advice = _ADVICE.get(code & 0xFF, (StoreError, ""))
    return kind(f"{path}: {advice} ({error})" if advice else f"{path}: {error}")


def _file_of(path: Path) -> tuple[int, int] | None:
    """What tells a file from another that takes its name; SQLite goes on writing to one that was removed."""
    with suppress(OSError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return None


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Errors of sqlite3 inside come out as StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise translate(path, error) from error


class Session:
    """A connection in the hands of one thread. Repositories read and write through it and never see sqlite3."""

    def __init__(self, path: Path, connection: sqlite3.Connection, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self._connection = connection
        self._file = _file_of(path)
        self._waiting = 0
        self._since = 0.0
        self._gathered: dict[str, list[Row]] = {}
        self._in_hand = 0
        self._latest = -math.inf

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a query. Long answers are asked for in batches, so that no cursor stays open over a write."""
        self._put_down()
        return self.settled(sql, parameters)

    def settled(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a query that nothing which is gathered can change."""
        with translated(self.path):
            return self._execute(sql, parameters).fetchall()

    def each(self, sql: str, batch: int) -> Iterator[Row]:
        """All rows of a query, however many, for a session that writes nothing meanwhile."""
        self._put_down()
        with translated(self.path):
            cursor = self._execute(sql, ())
            while rows := cursor.fetchmany(batch):
                yield from rows

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """The first row of a query."""
        self._put_down()
        with translated(self.path):
            found: Row | None = self._execute(sql, parameters).fetchone()
            return found

    def number(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """The one number that a query answers."""
        found = self.row(sql, parameters)
        return int(found[0]) if found is not None else 0

    def integers(self, sql: str, parameters: Sequence[object] = ()) -> "array[int]":
        """The one integer column of a query, eight bytes a row, so that a million fit."""
        self._put_down()
        with translated(self.path):
            return array("q", (row[0] for row in self._execute(sql, parameters)))

    def write(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """One change inside `writing`; answers the new row's id, where it made one."""
        cursor = self._execute(sql, parameters)
        self._waiting += 1
        return cursor.lastrowid or 0

    def write_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Many changes by one statement inside `writing`: forty times as fast as one by one."""
        batch = tuple(rows)
        left = iter(batch)
        try:
            self._connection.executemany(sql, left)
        except UnicodeEncodeError:
            # one that UTF-8 cannot hold was taken and not written, those before it were
            rest = batch[len(batch) - length_hint(left) - 1 :]
            self._connection.executemany(sql, [tuple(map(storable, row)) for row in rest])
        self._waiting += len(batch)

    @property
    def gathering(self) -> bool:
        """Whether rows are gathered that are not written yet."""
        return bool(self._gathered)

    def gather(self, *rows: tuple[str, Row]) -> None:
        """Rows to be written together by their statements, each with all others of its kind.

        That is before anything else is read or written, and before the next commit, which comes as soon as for what was
        written at once, or with these rows where the last came a while ago. Kinds are written in the order of their
        first rows.

        Raises:
            StoreError: the database cannot take what was gathered.
        """
        now = self.clock.monotonic()
        if not (self._gathered or self._connection.in_transaction):
            self._since = now
        alone, self._latest = now - self._latest >= APART, now
        for sql, row in rows:
            self._gathered.setdefault(sql, []).append(row)
        self._in_hand += len(rows)
        if alone or self._in_hand >= BATCH or now - self._since >= PATIENCE:
            self.flush()

    def _put_down(self) -> None:
        """Write what was gathered."""
        if not self._gathered:
            return
        since = self._since
        with self._step():
            self._since = min(since, self._since)
            for sql, rows in self._gathered.items():
                self.write_many(sql, rows)
        # only now: what could not be written is not forgotten, and whoever comes next is told again
        self._gathered, self._in_hand = {}, 0

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What is written inside is kept whole or not at all, and committed in time.

        Raises:
            StoreError: the database cannot take it (disk full, read-only, damaged).
        """
        # what is old enough is committed first: behind it, no savepoint is needed
        self.tick()
        self._put_down()
        with self._step():
            yield
        if self._waiting >= BATCH:
            self.flush()
        self.tick()

    @contextmanager
    def _step(self) -> Iterator[None]:
        """A transaction of its own where none is open, else a savepoint in it, which makes a row twice as dear."""
        with translated(self.path):
            within = self._connection.in_transaction
            if within:
                self._connection.execute("SAVEPOINT step")
            else:
                # IMMEDIATE: a writer beside us is found here, where waiting helps, not in the middle of the work
                self._connection.execute("BEGIN IMMEDIATE")
                self._since = self.clock.monotonic()
            try:
                yield
            except BaseException:
                # a full disk may have ended the transaction already, savepoints and all
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK TO step" if within else "ROLLBACK")
                    if within:
                        self._connection.execute("RELEASE step")
                raise
            if within:
                self._connection.execute("RELEASE step")

    @contextmanager
    def durably(self) -> Iterator[None]:
        """As `writing`, and on the disk when it ends, so that a power cut cannot take it back."""
        self.flush()
        with translated(self.path):
            self._connection.execute("PRAGMA synchronous = FULL")
        try:
            with self.writing():
                yield
            self.flush()
        finally:
            self._rollback()
            self._connection.execute("PRAGMA synchronous = NORMAL")

    @contextmanager
    def wary(self) -> Iterator[None]:
        """Hold what is written inside against the schema's CHECK constraints too: it comes from elsewhere."""
        with translated(self.path):
            self._connection.execute("PRAGMA ignore_check_constraints = OFF")
        try:
            yield
        finally:
            self._connection.execute("PRAGMA ignore_check_constraints = ON")

    def tick(self) -> None:
        """Commit what has waited long enough."""
        open_ = self._gathered or self._connection.in_transaction
        if open_ and self.clock.monotonic() - self._since >= PATIENCE:
            self.flush()

    def flush(self) -> None:
        """Commit what waits.

        Raises:
            StoreError: the database cannot take it, or its file is no longer there to be read again.
        """
        self._put_down()
        if not self._connection.in_transaction:
            return
        if _file_of(self.path) != self._file:
            self._rollback()
            raise StoreError(f"{self.path}: it was removed or replaced during the run, and what the run saw is lost")
        with translated(self.path):
            try:
                self._connection.execute("COMMIT")
            except sqlite3.Error:
                self._rollback()
                raise
        self._waiting, self._latest = 0, self.clock.monotonic()

    def inspect(self) -> None:
        """Read the whole file and see whether it is sound (https://sqlite.org/pragma.html#pragma_quick_check).

        Raises:
            StoreBroken: it is damaged; the words say what can be done.
        """
        with self.wary(), translated(self.path):
            found = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != ("ok",):
            raise StoreBroken(f"{self.path}: {_BROKEN} ({' '.join(str(found[0]).split())})")

    def vacuum(self) -> None:
        """Give the file's unused room back to the disk; for a while it needs as much again.

        Raises:
            StoreError: there is no room, or another program reads.
        """
        self.flush()
        with translated(self.path):
            self._connection.execute("VACUUM")

    def close(self) -> None:
        """Commit and close. The connection is closed even where the commit fails."""
        try:
            self.flush()
        finally:
            self._connection.close()

    def _execute(self, sql: str, parameters: Sequence[object]) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql, parameters)
        except UnicodeEncodeError:
            return self._connection.execute(sql, tuple(map(storable, parameters)))

    def _rollback(self) -> None:
        self._waiting = 0
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
