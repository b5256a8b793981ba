"""Originals on their way back into documents: what undoing and restoring have in common."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from linkcheck import judge
from linkcheck.documents import Undoing, read, undo
from linkcheck.model import REWRITING, Document, Edit, EditState, Refused, Rewrite, Skipped
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.manners import Manners
from linkcheck.pipeline.reading import remember
from linkcheck.pipeline.renaming import LOST

Settle = Callable[[Iterable[int]], None]
"""Says in the ledger of edits, by their ids, that their originals are back."""


@dataclass(frozen=True, slots=True)
class PuttingBack:
    """What is to be put back in one document."""

    file: Path
    root: Path
    """What is outside of this folder is never written."""
    undoing: Undoing


@dataclass(frozen=True, slots=True)
class PutBack:
    """What became of it."""

    rewrites: tuple[Rewrite, ...] = ()
    """Those that were written."""
    refused: tuple[Refused, ...] = ()
    returned: int = 0
    """Originals that stood there already."""


def revived(job: Job) -> tuple[Edit, ...]:
    """The applied edits whose originals live again, by document and place; not those that a person decided on."""
    return tuple(
        edit
        for edit, applied in job.store.ledger.revived()
        if not _decided(job, edit) and judge.lives_again(job.store.checks.of(edit.url), applied)
    )


def _decided(job: Job, edit: Edit) -> bool:
    """Whether a person wants the snapshot there, whatever lives."""
    decision = job.decisions.of(edit.url, edit.path)
    return decision is not None and decision.ruling in REWRITING


def planned(job: Job, edits: Collection[Edit], root_of: Callable[[str], Path | None]) -> Iterator[PuttingBack]:
    """How these applied edits would be taken out of their documents, one document after the other.

    `root_of` says of a document's path what was named by the user of it; None: its own folder.
    """
    meant = frozenset(edits)
    for path in sorted({edit.path for edit in meant}):
        here = [edit for edit in job.store.ledger.edits(path=path) if edit.state is EditState.APPLIED]
        document = read(Path(path), path, job.settings)
        if isinstance(document, Skipped):
            why = document.why if os.path.lexists(path) else LOST
            undoing = Undoing((), (Refused(path, why),))
        else:
            undoing = undo(document, [one for one in here if one in meant], [one for one in here if one not in meant])
        yield PuttingBack(Path(path), root_of(path) or Path(path).parent, undoing)


async def put_back(job: Job, plans: Sequence[PuttingBack], settle: Settle) -> PutBack:
    """Write what was planned; what is refused is told.

    Raises:
        StoreError: The database cannot be written.
    """
    manners = Manners(job, [one.file for one in plans if one.undoing.rewrites])
    rewrites: list[Rewrite] = []
    refused: list[Refused] = []
    returned = 0
    for one in plans:
        refused += one.undoing.refused
        if one.undoing.returned:
            settle(_ids(one.undoing.returned))
        returned += len(one.undoing.returned)
        rewrites += _written(job, manners, one, settle, refused)
        await job.world.clock.sleep(0)
    for why in refused:
        job.progress.warn(f"{why.path}: left alone: {why.why}")
    return PutBack(tuple(rewrites), tuple(refused), returned)


def _written(job: Job, manners: Manners, one: PuttingBack, settle: Settle, refused: list[Refused]) -> Sequence[Rewrite]:
    """Write one document's rewrites, each starting from the bytes of the one before; those that were written."""
    done: list[Rewrite] = []
    for rewrite in one.undoing.rewrites:
        why = manners.write(one.file, rewrite, one.root)
        if why is not None:
            refused.append(why)
            break
        settle(_ids(rewrite.edits))
        done.append(rewrite)
    if done or one.undoing.returned:
        now = read(one.file, one.file.as_posix(), job.settings)
        if isinstance(now, Document):
            remember(job, now)
    return done


def _ids(edits: Iterable[Edit]) -> list[int]:
    return [edit.id for edit in edits if edit.id is not None]
