"""Edits undone because a person says so: the originals are put back, and the nightly job leaves them there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from linkcheck.errors import ExitCode
from linkcheck.model import Edit, EditState
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.originals import PutBack, PuttingBack, planned, put_back
from linkcheck.pipeline.progress import Progress
from linkcheck.pipeline.renaming import follow_renames
from linkcheck.pipeline.showing import shown
from linkcheck.pipeline.underway import ended, opened
from linkcheck.pipeline.world import World
from linkcheck.report.wording import count
from linkcheck.settings import Settings


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which edits are meant: those for which everything that is given holds."""

    paths: tuple[Path, ...] = ()
    """Documents, or folders above them."""
    run: int | None = None
    url: str | None = None

    def __contains__(self, edit: Edit) -> bool:
        """Whether an edit is meant."""
        return (
            (not self.paths or self.root_of(edit.path) is not None)
            and self.run in {None, edit.run_id}
            and self.url in {None, edit.url}
        )

    def root_of(self, path: str) -> Path | None:
        """The path that was given of those which a document is, or is below."""
        # a document may have been named relatively when it was rewritten, and absolutely now
        whole = Path(path).absolute()
        return next((one for one in self.paths if whole.is_relative_to(one.absolute())), None)


async def undo_edits(chosen: Chosen, settings: Settings, world: World, progress: Progress) -> ExitCode:
    """Put the originals of the chosen edits back.

    Raises:
        StoreError: The database cannot be used.
    """
    async with opened(settings, world, progress, "linkcheck undo") as job:

        def undone(ids: Iterable[int]) -> None:
            job.store.ledger.set_state(ids, EditState.UNDONE, job.world.clock.now())

        plans = _plans(job, chosen)
        back = await put_back(job, plans, undone)
        ended(job, job.run.network, 0)
        progress.done(_told(back) if plans else "There is nothing to undo.")
        return ExitCode.FAILED if back.refused else ExitCode.OK


async def preview_undo(chosen: Chosen, settings: Settings, world: World, progress: Progress) -> tuple[ExitCode, str]:
    """What `undo_edits` would come to, and its diff for people. No document is changed, and no edit's state.

    Raises:
        StoreError: The database cannot be used.
    """
    async with opened(settings, world, progress, "linkcheck undo") as job:
        undoings = [one.undoing for one in _plans(job, chosen)]
        refused = [why for one in undoings for why in one.refused]
        for why in refused:
            progress.warn(f"{why.path}: would be left alone: {why.why}")
        ended(job, job.run.network, 0)
        diff = shown([rewrite for one in undoings for rewrite in one.rewrites])
        return ExitCode.FAILED if refused else ExitCode.OK, diff


def _plans(job: Job, chosen: Chosen) -> Sequence[PuttingBack]:
    follow_renames(job, chosen.paths)
    meant = [edit for edit in job.store.ledger.edits(state=EditState.APPLIED) if edit in chosen]
    return tuple(planned(job, meant, chosen.root_of))


def _told(back: PutBack) -> str:
    originals = sum(len(one.edits) for one in back.rewrites)
    documents = len({one.path for one in back.rewrites})
    already = f"; {count(back.returned, 'original')} stood there already" if back.returned else ""
    return f"Put {count(originals, 'original')} back in {count(documents, 'document')}{already}."
