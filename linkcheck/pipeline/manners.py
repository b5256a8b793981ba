"""Files on their way to the disk: whose changes git does not have are left alone, and what is written is remembered."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from linkcheck.documents import Told, uncommitted, write
from linkcheck.model import Refused, Rewrite
from linkcheck.pipeline.job import Job


class Manners:
    """The way in which a run writes documents.

    A file with uncommitted changes may be the only copy of somebody's work, so it is left alone. One that has exactly
    what linkcheck wrote there is nobody's work: it may be written again before it is committed.
    """

    def __init__(self, job: Job, files: Iterable[Path]) -> None:
        """`files` are all that may be written; git is asked once, unless `force` says that it does not matter."""
        self._job = job
        self._told = Told() if job.settings.force else uncommitted(files)
        if self._told.no_git:
            job.progress.note("git is not installed: files are written whether their changes are committed or not")

    def write(self, path: Path, rewrite: Rewrite, root: Path) -> Refused | None:
        """Write a rewrite to its document, which must stay below `root`; why not, where it is left alone.

        Raises:
            StoreError: The database cannot be written.
        """
        why = self._why_not(path, rewrite)
        if why:
            return Refused(rewrite.path, why)
        job = self._job
        job.store.writings.enter(job.run.id, rewrite.path, _digest(rewrite.after), job.world.clock.now())
        return write(path, rewrite, root)

    def _why_not(self, path: Path, rewrite: Rewrite) -> str:
        change = self._told.changes.get(path)
        if change is None or not change.concerns(rewrite.before):
            return ""
        if self._job.store.writings.knows(_digest(rewrite.before)):
            return ""
        return f"{change.why}: commit it first, or give --force"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
