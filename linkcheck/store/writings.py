"""What linkcheck itself wrote into documents, by its digest: such bytes are nobody's own work.

A row is on the disk before the document is written, so that a kill between the two leaves no file that linkcheck does
not know as its own. It is told by the bytes alone: a file may have been renamed since.
"""

from datetime import datetime

from linkcheck.store.session import Session
from linkcheck.store.text import instant


class Writings:
    """Every version of a document that linkcheck was about to write."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def enter(self, run_id: int, path: str, digest: str, at: datetime) -> None:
        """A document is about to be written; `digest` is the SHA-256 of what it will have."""
        with self._session.durably():
            self._session.write(
                "INSERT INTO written (run_id, path, digest, at) VALUES (?, ?, ?, ?)",
                (run_id, path, digest, instant(at)),
            )

    def knows(self, digest: str) -> bool:
        """Whether linkcheck wrote these bytes."""
        return self._session.row("SELECT 1 FROM written WHERE digest = ? LIMIT 1", (digest,)) is not None

    def digests(self, path: str) -> frozenset[str]:
        """What linkcheck wrote into a document."""
        return frozenset(row[0] for row in self._session.rows("SELECT digest FROM written WHERE path = ?", (path,)))
