"""Originals put back: the ledger's edits, taken out of the documents again."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from linkcheck.documents import read, undo, write
from linkcheck.errors import ExitCode
from linkcheck.model import Document, Edit, EditState, Refused, Rewrite, Skipped
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.nightly import ended, opened
from linkcheck.pipeline.progress import Progress
from linkcheck.pipeline.reading import remember
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
        # a document may have been named relatively when it was rewritten, and absolutely now
        path = Path(edit.path).absolute()
        return (
            (not self.paths or any(path.is_relative_to(one.absolute()) for one in self.paths))
            and self.run in {None, edit.run_id}
            and self.url in {None, edit.url}
        )


async def undo_edits(chosen: Chosen, settings: Settings, world: World, progress: Progress) -> ExitCode:
    """Put the originals of the chosen edits back.

    Raises:
        StoreError: The database cannot be used.
    """
    async with opened(settings, world, progress, "linkcheck undo") as job:
        applied = job.store.ledger.edits(state=EditState.APPLIED)
        meant = [edit for edit in applied if edit in chosen]
        undone, refused, documents = 0, 0, 0
        for path in sorted({edit.path for edit in meant}):
            here = [edit for edit in applied if edit.path == path]
            done, failures = _undo_in(
                job, path, [one for one in here if one in chosen], [one for one in here if one not in chosen]
            )
            undone += done
            documents += bool(done)
            for failure in failures:
                progress.warn(f"{failure.path}: left alone: {failure.why}")
            refused += len(failures)
            await world.clock.sleep(0)
        ended(job, job.run.network, 0)
        progress.done(
            f"Put {count(undone, 'original')} back in {count(documents, 'document')}."
            if meant
            else "There is nothing to undo."
        )
        return ExitCode.FAILED if refused else ExitCode.OK


def _undo_in(job: Job, path: str, edits: list[Edit], staying: list[Edit]) -> tuple[int, list[Refused]]:
    """Undo in one document: how many edits, and what was refused."""
    document = read(Path(path), path, job.settings)
    if isinstance(document, Skipped):
        return 0, [Refused(path, document.why)]
    undoing = undo(document, edits, staying)
    refused = list(undoing.refused)
    done = 0
    for rewrite in undoing.rewrites:
        why = write(Path(path), rewrite, Path(path).parent)
        if why is not None:
            refused.append(why)
            break
        job.store.ledger.set_state(_ids(rewrite), EditState.UNDONE, job.world.clock.now())
        done += len(rewrite.edits)
    now = read(Path(path), path, job.settings)
    if done and isinstance(now, Document):
        remember(job, now)
    return done, refused


def _ids(rewrite: Rewrite) -> Iterable[int]:
    return [edit.id for edit in rewrite.edits if edit.id is not None]
