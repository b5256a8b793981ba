"""What became of a proposal, told by somebody who knows: its pull request was merged, changed or closed."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from linkcheck.documents import extract, read, settle
from linkcheck.errors import ExitCode
from linkcheck.model import Decision, Document, Edit, EditKind, EditState, Ruling
from linkcheck.pipeline.deciding import set_down
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.progress import Progress
from linkcheck.pipeline.reading import read_archive
from linkcheck.pipeline.settling import decline
from linkcheck.pipeline.underway import ended, opened, require_memory
from linkcheck.pipeline.world import World
from linkcheck.report.wording import count
from linkcheck.settings import Settings, unwritable


class Fate(StrEnum):
    """What became of the last proposal."""

    UNKNOWN = "unknown"
    """Only the documents tell."""
    MERGED = "merged"
    """It was merged; the documents are as they are now."""
    CHANGED = "changed"
    """It is still open; the documents are those of its branch."""
    CLOSED = "closed"
    """It was closed, and nothing of it was merged."""


_WHY = {
    Fate.MERGED: "declined: left out of the pull request that was merged",
    Fate.CLOSED: "declined: its pull request was closed",
}
_LEFT_OUT = "declined: left out of what was proposed"


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of the last proposal: what the newest run proposed in some documents."""

    fate: Fate = Fate.UNKNOWN
    by: str = ""
    """Who left out what is missing, for the rows of the decisions file; empty where that is not known."""
    offered: datetime | None = None
    """When its branch was last made: what was planned later was no part of it. None: the time of this run."""


async def sync_archive(
    paths: Sequence[Path], told: Told, settings: Settings, world: World, progress: Progress
) -> ExitCode:
    """Compare the ledger with the documents, decline what a person left out, and write the decisions file.

    Args:
        paths: The documents, or folders above them.
        told: What became of the proposal.
        settings: The settings.
        world: The clock.
        progress: Who is told.

    Raises:
        UsageError: There is no database, a path does not exist, or the decisions file is wrong.
        StoreError: The database cannot be used.
        OutputError: The decisions file cannot be written.
    """
    require_memory(settings)
    async with opened(settings, world, progress, "linkcheck sync", paths) as job:
        before = {edit.id for edit in job.store.ledger.edits(state=EditState.DECLINED)}
        fate = told.fate
        open_ = any(_below(edit, paths) for edit in job.store.ledger.edits(state=EditState.PROPOSED))
        if open_ and fate in {Fate.UNKNOWN, Fate.MERGED}:
            await read_archive(job, paths, told.offered)
        match fate:
            case Fate.UNKNOWN:
                pass
            case Fate.CLOSED:
                decline(job, _last_proposal(job, paths, told))
            case Fate.MERGED | Fate.CHANGED:
                decline(job, _waiting(job, _last_proposal(job, paths, told)))
        declined = {edit.id for edit in job.store.ledger.edits(state=EditState.DECLINED)} - before
        # the file of a branch that is still open is the business of whoever works on it
        rows = [] if fate is Fate.CHANGED else _rows(job, paths, declined, told)
        if rows:
            decisions = set_down(job.decisions, rows)
            progress.note(f"{decisions.source}: {count(len(rows), 'row')} added")
        ended(job, job.run.network, 0)
        progress.done(f"Declined {count(len(declined), 'edit')}.")
        return ExitCode.OK


def _last_proposal(job: Job, paths: Sequence[Path], told: Told) -> list[Edit]:
    """What the newest run proposed below some paths, and is still a proposal."""
    offered = told.offered or job.run.started
    newest = max((edit.run_id or 0 for edit in job.store.ledger.edits() if _below(edit, paths)), default=0)
    return [
        edit
        for edit, planned, _ in job.store.ledger.dated(EditState.PROPOSED)
        if _below(edit, paths) and edit.run_id == newest and planned <= offered
    ]


def _waiting(job: Job, proposed: Sequence[Edit]) -> list[Edit]:
    """Those of the proposals whose original stands in the documents that are checked out."""
    waiting: list[Edit] = []
    for path in sorted({edit.path for edit in proposed}):
        document = read(Path(path), path, job.settings) if Path(path).is_file() else None
        if isinstance(document, Document):
            known = job.store.documents.links_in(path)
            before = Counter(link.written for link in known)
            waiting += settle(document, extract(document), job.store.ledger.edits(path=path), before).waiting
    chosen = {edit.id for edit in proposed}
    return [edit for edit in waiting if edit.id in chosen]


def _rows(job: Job, paths: Sequence[Path], now: set[int | None], told: Told) -> list[Decision]:
    """A row for each link whose snapshot a person declined and about which none speaks yet.

    What stands elsewhere than in a snapshot (an alias) has no row: a snapshot may still be written there.
    """
    rows: dict[tuple[str, str], Decision] = {}
    source = job.decisions.source
    assert source is not None  # noqa: S101 - a job has asked where
    for edit, _, changed in job.store.ledger.dated(EditState.DECLINED):
        document = os.path.realpath(edit.path)
        said = any(row.document == document for row in job.decisions.about(edit.url))
        if _below(edit, paths) and edit.kind is EditKind.SNAPSHOT and not said:
            why = _WHY.get(told.fate, _LEFT_OUT) if edit.id in now else _LEFT_OUT
            row = Decision(Ruling.KEEP, why, url=edit.url, document=document, by=told.by, when=changed)
            # where a name or a URL cannot be written there, the ledger alone holds the edit back
            if not unwritable(row, source):
                rows[edit.url, document] = row
    return list(rows.values())


def _below(edit: Edit, paths: Sequence[Path]) -> bool:
    path = Path(edit.path).absolute()
    return any(path.is_relative_to(one.absolute()) for one in paths)
