"""The store: one database, opened, and the repositories that read and write it."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from linkcheck.model import Clock
from linkcheck.store.aliases import Aliases
from linkcheck.store.checks import Checks
from linkcheck.store.derived import Findings
from linkcheck.store.documents import Documents
from linkcheck.store.ledger import Ledger
from linkcheck.store.lock import Lock
from linkcheck.store.lookups import Lookups
from linkcheck.store.memory import Memories
from linkcheck.store.nights import Nights
from linkcheck.store.opening import connect
from linkcheck.store.runs import Runs
from linkcheck.store.saves import Saves
from linkcheck.store.session import Session
from linkcheck.store.targets import Targets
from linkcheck.store.writings import Writings

if TYPE_CHECKING:
    from linkcheck.store.merging import DueOf, Merged
    from linkcheck.store.pruning import Pruned


class Store:
    """One open database. `Store.open` makes one; it is a context manager and is used by one thread."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: Lock, clock: Clock) -> None:
        self.path = path
        self._clock = clock
        self._lock = lock
        self._session = Session(path, connection, clock)
        self.runs = Runs(self._session)
        self.documents = Documents(self._session)
        nights = Nights(self._session)
        self.targets = Targets(self._session, nights)
        self.checks = Checks(self._session, nights)
        self.aliases = Aliases(self._session)
        self.lookups = Lookups(self._session)
        self.saves = Saves(self._session)
        self.ledger = Ledger(self._session)
        self.writings = Writings(self._session)
        self.memory = Memories(self._session)
        self.findings = Findings(self._session)

    @classmethod
    def open(cls, path: Path, clock: Clock) -> "Store":
        """Open a database; make it where there is none, bring it up to date where it is older.

        Raises:
            StoreNewer: a later linkcheck made it.
            StoreBroken: it is not a database, not linkcheck's, or damaged.
            StoreBusy: it must be migrated and another run holds it.
            StoreError: its folder is missing, read-only or full.
        """
        lock = Lock(path)
        return cls(path, connect(path, lock, clock), lock, clock)

    def lock(self, what: str = "linkcheck") -> None:
        """Make this the one run that writes, until it is closed. Behind a run that did not end the file is looked over.

        Raises:
            StoreBusy: another run is; its words say which. `what` is how ours would be named to it.
            StoreBroken: the file is damaged.
            StoreError: the lock file cannot be made.
        """
        self._lock.acquire(what, self._clock)
        last = self.runs.latest()
        if last is not None and last.ended is None:
            self._session.inspect()

    def merge(self, other: Path, due_of: "DueOf") -> "Merged":
        """Bring in what another database knows of URLs, wholly or not at all; `due_of` says when to ask again.

        Raises:
            StoreNewer: a later linkcheck made the other one.
            StoreBroken: it is not a database, not linkcheck's, or damaged.
            StoreError: it cannot be read, or this one cannot be written.
        """
        from linkcheck.store.merging import merge  # noqa: PLC0415 - nothing but `linkcheck merge` does it

        return merge(self._session, other, due_of)

    def load(self, lines: Iterable[str], name: str) -> int:
        """Read a memory that was written as text into this database, which is empty; answers how many rows there were.

        Raises:
            StoreNewer: a later linkcheck wrote it.
            StoreError: the database is not empty or cannot be written, or a line is wrong; nothing is kept of it.
        """
        from linkcheck.store.loading import load  # noqa: PLC0415 - the same of `import`

        return load(self._session, lines, name)

    def prune(self, before: datetime) -> "Pruned":
        """Thin the living checks before a time to one a month; every change of verdict stays.

        Raises:
            StoreError: the database cannot be written.
        """
        from linkcheck.store.pruning import prune  # noqa: PLC0415 - and of `prune`

        return prune(self._session, before)

    def vacuum(self) -> None:
        """Give the file's unused room back to the disk.

        Raises:
            StoreError: there is no room for it, or another program reads the database.
        """
        self._session.vacuum()

    def tick(self) -> None:
        """Commit what has waited for 100 ms: to be called often while nothing is written."""
        self._session.tick()

    def flush(self) -> None:
        """Commit now."""
        self._session.flush()

    def close(self) -> None:
        """Commit, close, and give the lock back."""
        try:
            self._session.close()
        finally:
            self._lock.release()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
