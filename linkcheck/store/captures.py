"""The index of the pages that the crawl kept as WARC: one SQLite file beside them, which may be lost.

It answers two questions that no WARC answers by itself: was this payload kept before (then a revisit record is enough),
and which captures are there of a URL. Everything in it is read from the WARCs, and read again where it is missing.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from linkcheck.errors import StoreBroken
from linkcheck.model import Kept
from linkcheck.store.session import translated

NAME = "captures.db"

_COLUMNS = "key, url, date, timestamp, status, digest, cut, revisit, file, offset"


class Captures:
    """One open index. It is used by one thread at a time, and no other process opens it meanwhile."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection

    @classmethod
    def open(cls, folder: Path) -> "Captures":
        """The index of a folder, made where there is none and made anew where it cannot be read.

        Raises:
            StoreBusy: another run has it.
            StoreError: the system does not let us.
        """
        path = folder / NAME
        try:
            return cls(path, _connect(path))
        except StoreBroken:
            path.unlink(missing_ok=True)
            return cls(path, _connect(path))

    def indexed(self) -> Mapping[str, int]:
        """Every WARC that is known, and how many bytes of it are in the index."""
        with translated(self._path):
            return dict(self._connection.execute("SELECT name, indexed FROM warcs"))

    def add(self, file: str, size: int, rows: Iterable[Kept]) -> None:
        """Enter captures of a WARC that is now in the index up to `size` bytes."""
        with translated(self._path):
            self._connection.executemany(
                f"INSERT OR REPLACE INTO captures ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - ours
                [tuple(getattr(row, name) for name in _COLUMNS.split(", ")) for row in rows],
            )
            self._connection.execute("INSERT OR REPLACE INTO warcs VALUES (?, ?)", (file, size))

    def forget(self, file: str) -> None:
        """Take a WARC out that is no longer there, or no longer what it was."""
        with translated(self._path):
            self._connection.execute("DELETE FROM captures WHERE file = ?", (file,))
            self._connection.execute("DELETE FROM warcs WHERE name = ?", (file,))

    def payload(self, digest: str, *, cut: bool, url: str = "") -> Kept | None:
        """The record that holds a payload, one of `url` before others; None where it was not kept."""
        query = (
            f"SELECT {_COLUMNS} FROM captures WHERE digest = ? AND cut = ? AND revisit = 0 ORDER BY url != ?, date DESC"  # noqa: S608 - ours
        )
        with translated(self._path):
            found = self._connection.execute(query, (digest, cut, url)).fetchone()
        return None if found is None else _kept(found)

    def of(self, key: str) -> tuple[Kept, ...]:
        """The captures that are filed under a key, oldest first."""
        query = f"SELECT {_COLUMNS} FROM captures WHERE key = ? ORDER BY timestamp, offset"  # noqa: S608 - ours
        with translated(self._path):
            return tuple(map(_kept, self._connection.execute(query, (key,))))

    def commit(self) -> None:
        """Keep what was entered: only what is on the disk in a WARC may be."""
        with translated(self._path):
            self._connection.commit()

    def close(self) -> None:
        """Keep what was entered and let go of the file."""
        try:
            self.commit()
        finally:
            self._connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    with translated(path):
        # the crawl's writing thread uses it, and when that has ended the lookups do
        connection = sqlite3.connect(path, timeout=0, check_same_thread=False)
    try:
        with translated(path):
            # the first statement takes the file until it is closed, or until the process is gone
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.commit()
            connection.executescript((files("linkcheck.store") / "captures.sql").read_text(encoding="utf-8"))
    except BaseException:
        connection.close()
        raise
    return connection


def _kept(row: tuple[str, str, str, str, int, str, int, int, str, int]) -> Kept:
    key, url, date, timestamp, status, digest, cut, revisit, file, offset = row
    return Kept(key, url, date, timestamp, status, digest, bool(cut), bool(revisit), file, offset)
