"""Parts of the nightly job that ask nobody, each on its own; `verdicts` and `seeking` are those that ask."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from linkcheck.errors import ExitCode, UsageError
from linkcheck.model import EditState, Network
from linkcheck.pipeline.decided import decisions_in
from linkcheck.pipeline.job import Job, Outcome
from linkcheck.pipeline.progress import Progress
from linkcheck.pipeline.reading import Shelf, read_archive
from linkcheck.pipeline.reporting import latest_report, summed_up
from linkcheck.pipeline.rewriting import rewrite_confirmed
from linkcheck.pipeline.told import offered
from linkcheck.pipeline.underway import ended, opened, require_memory
from linkcheck.pipeline.world import World
from linkcheck.report import Format
from linkcheck.settings import Settings
from linkcheck.store import Store


async def rewrite_archive(paths: Sequence[Path], settings: Settings, world: World, progress: Progress) -> Outcome:
    """Plan the rewrites of the documents at or below the paths, and write them if the settings say so.

    Raises:
        UsageError: A path does not exist, or there is no database.
        StoreError: The database cannot be used.
    """
    require_memory(settings)
    async with opened(settings, world, progress, "linkcheck rewrite", paths) as job:
        shelf: Shelf = await read_archive(job, paths)
        # whoever runs this command asks for the edits: what was undone before may be made again
        rewritten = await rewrite_confirmed(job, shelf, offered(job), frozenset({EditState.DECLINED}))
        return summed_up(ended(job, Network.FIT, 0), shelf, rewritten, ExitCode.OK)


async def report_archive(formats: Iterable[Format], settings: Settings, world: World, progress: Progress) -> Outcome:
    """Write reports of what is remembered, as the last run left it.

    Raises:
        UsageError: There is no database, or no run has checked a link.
        OutputError: The reports cannot be written.
        StoreError: The database cannot be used.
    """
    require_memory(settings)
    with Store.open(settings.db, world.clock) as store:
        runs = store.runs.all()
        run = next((one for one in reversed(runs) if store.checks.count(one.id)), None)
        if run is None:
            raise UsageError(f"{settings.db}: no run has checked a link yet; let `linkcheck nightly PATH` do it")
        decisions = decisions_in(store, settings)
        return latest_report(Job(run, settings, world, store, progress, decisions=decisions), formats)
