"""Documents that are as they were when they were last read: they are not parsed again.

A file with the size and the time of change that it had is taken for the same, as git does; with another time its bytes
are compared by their digest. One that was changed just before it was read is compared too: it may change again within
the same tick of the file system's clock. What another linkcheck read is read again, for it may see other links in it,
and so is a document with edits: what a person did with them is found out by reading.
"""

import hashlib
import stat
import time
from pathlib import Path

from linkcheck import __version__
from linkcheck.pipeline.job import Job
from linkcheck.store import Known

SETTLED = 2_000_000_000
"""Nanoseconds after which a file's time tells it from a later version: FAT counts in two seconds."""


class Before:
    """What the documents were before this run."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._edited = job.store.ledger.paths()

    def same(self, path: Path) -> Known | None:
        """What is known of a file, if it is the same; its time is remembered where it is a new one."""
        name = path.as_posix()
        known = None if name in self._edited else self._job.store.documents.known(name)
        if known is None or known.version != __version__ or known.size > self._job.settings.max_document:
            return None
        try:
            found = path.stat()
            if not stat.S_ISREG(found.st_mode) or found.st_size != known.size:
                return None
            if known.modified == found.st_mtime_ns:
                return known
            if hashlib.sha256(path.read_bytes()).hexdigest() != known.digest:
                return None
        except OSError:
            return None
        self._job.store.documents.touch(name, settled(found.st_mtime_ns))
        return known


def modified(path: Path) -> int | None:
    """A file's time of change in nanoseconds, to be asked for before it is read; None where it may tell nothing."""
    try:
        return settled(path.stat().st_mtime_ns)
    except OSError:
        return None


def settled(changed: int) -> int | None:
    """A time of change, if it lies long enough back to tell the file from a later version."""
    # the file system's time, whatever the run takes as now
    return changed if time.time_ns() - changed > SETTLED else None
