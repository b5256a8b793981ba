"""The nightly job: the stages in order, nothing else."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from linkcheck.errors import ExitCode, NetworkUnfit
from linkcheck.model import Network
from linkcheck.net import Fetcher
from linkcheck.pipeline.aliasing import seek_aliases
from linkcheck.pipeline.beside import beside
from linkcheck.pipeline.checking import Checked, check_due
from linkcheck.pipeline.fetching import fetching
from linkcheck.pipeline.job import Job, Outcome
from linkcheck.pipeline.looking import look_up_due
from linkcheck.pipeline.outcomes import Aliased, Looked
from linkcheck.pipeline.preserving import preserve_living, require_keys
from linkcheck.pipeline.progress import Progress
from linkcheck.pipeline.reading import read_archive
from linkcheck.pipeline.reporting import conclude
from linkcheck.pipeline.rewriting import Rewritten, rewrite_confirmed
from linkcheck.pipeline.told import offered
from linkcheck.pipeline.underway import ended, opened
from linkcheck.pipeline.world import World
from linkcheck.settings import Settings


async def nightly(roots: Sequence[Path], settings: Settings, world: World, progress: Progress) -> Outcome:
    """Read, check, seek aliases, look up, preserve where that is wanted, rewrite, report.

    Raises:
        UsageError: A path does not exist, or there are no keys to preserve with.
        StoreError: The database cannot be used.
        OutputError: The reports cannot be written.
    """
    require_keys(settings, world)
    async with opened(settings, world, progress, "linkcheck nightly", roots) as job:
        shelf = await read_archive(job, roots)
        async with fetching(job) as fetcher:
            try:
                checked, aliased, looked = await _asked(job, fetcher)
            except NetworkUnfit as unfit:
                progress.warn(f"{unfit}; no strike is counted and no file is changed")
                left_due = job.store.targets.due_count(world.clock.now().date())
                return conclude(ended(job, Network.UNFIT, left_due), shelf, Rewritten(), ExitCode.UNFIT)
            preserved = await preserve_living(job, fetcher, looked.closed)
        rewritten = await rewrite_confirmed(job, shelf, offered(job))
        code = ExitCode.FAILED if checked.unkept else ExitCode.OK
        return conclude(ended(job, Network.FIT, checked.deferred), shelf, rewritten, code, aliased, preserved)


async def _asked(job: Job, fetcher: Fetcher) -> tuple[Checked, Aliased, Looked]:
    """Check and seek aliases; the web archives are slow, so what the checks have settled is looked up meanwhile.

    Raises:
        NetworkUnfit: The canaries do not answer.
        StoreError: The database cannot be written.
    """
    ended = asyncio.Event()
    async with beside(look_up_due(job, fetcher, ended)) as looking:
        checked = await check_due(job, fetcher, everything=False)
        ended.set()
        aliased = await seek_aliases(job, fetcher)
        return checked, aliased, await looking
