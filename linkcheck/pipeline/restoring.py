"""Originals that live again: offered back each night, and put back when a person asks for it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from linkcheck.errors import ExitCode
from linkcheck.model import Network, Rewrite
from linkcheck.pipeline.job import Job, Outcome
from linkcheck.pipeline.originals import PuttingBack, planned, put_back
from linkcheck.pipeline.progress import Progress
from linkcheck.pipeline.reading import read_archive
from linkcheck.pipeline.reporting import summed_up
from linkcheck.pipeline.reviving import revived
from linkcheck.pipeline.rewriting import Rewritten
from linkcheck.pipeline.underway import ended, opened, require_memory
from linkcheck.pipeline.world import World
from linkcheck.report.wording import count
from linkcheck.settings import Settings


async def restore_archive(paths: Sequence[Path], settings: Settings, world: World, progress: Progress) -> Outcome:
    """Put back the originals that live again in the documents at or below the paths, if the settings say so.

    An edit that ends so is nobody's no: should its link die again, the nightly job proposes one as for any other.

    Raises:
        UsageError: A path does not exist, or there is no database.
        StoreError: The database cannot be used.
    """
    require_memory(settings)
    async with opened(settings, world, progress, "linkcheck rewrite", paths) as job:
        shelf = await read_archive(job, paths)
        progress.stage("Restoring")
        here = [edit for edit in revived(job) if edit.path in shelf.paths]
        plans = tuple(planned(job, here, lambda path: shelf.root_of(shelf.paths[path])))
        restored = await _written(job, plans) if settings.write else _shown(plans)
        edits = sum(len(one.edits) for one in restored.rewrites)
        documents = len({one.path for one in restored.rewrites})
        verb = "Put" if settings.write else "Would put"
        progress.done(f"{verb} {count(edits, 'original')} back in {count(documents, 'document')}.")
        return summed_up(ended(job, Network.FIT, 0), shelf, restored, ExitCode.OK)


async def _written(job: Job, plans: Sequence[PuttingBack]) -> Rewritten:
    def restored(ids: Iterable[int]) -> None:
        job.store.ledger.restore(ids, job.world.clock.now())

    back = await put_back(job, plans, restored)
    return Rewritten(back.rewrites, back.refused, written=True)


def _shown(plans: Sequence[PuttingBack]) -> Rewritten:
    rewrites: tuple[Rewrite, ...] = tuple(rewrite for one in plans for rewrite in one.undoing.rewrites)
    return Rewritten(rewrites, tuple(why for one in plans for why in one.undoing.refused))
