"""A run under way, whatever its stages are: its database, its commits, its end."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from linkcheck import __version__
from linkcheck.documents import find
from linkcheck.errors import UsageError
from linkcheck.model import Network
from linkcheck.pipeline.decided import decisions_in, decisions_of
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.progress import Progress
from linkcheck.pipeline.world import World
from linkcheck.settings import Settings
from linkcheck.store import Store

TICK = 0.02
"""Seconds between two looks at what waits for its commit."""


@asynccontextmanager
async def opened(
    settings: Settings, world: World, progress: Progress, what: str, roots: Sequence[Path] = ()
) -> AsyncIterator[Job]:
    """A job with its database open and locked, and a run begun; `ended` ends it, and a run that fails has no end.

    Raises:
        UsageError: One of `roots` does not exist, or the file of decisions is wrong; no database is made.
        StoreError: The database cannot be used.
        StoreBusy: Another run holds it.
    """
    find(roots, settings)
    decided = decisions_of(settings, roots) if roots else None
    with Store.open(settings.db, world.clock) as store:
        decisions = decided or decisions_in(store, settings)
        store.lock(what)
        if settings.decisions is not None and not settings.decisions.exists():
            progress.warn(f"{settings.decisions}: there is no such file yet, and nothing is decided")
        started = world.clock.now()
        id_ = store.runs.begin(started, settings.vantage, __version__)
        run = store.runs.get(id_)
        assert run is not None  # noqa: S101 - it was begun a line above
        ends = None if settings.deadline is None else world.clock.monotonic() + settings.deadline
        ticking = asyncio.create_task(_tick(store))
        try:
            yield Job(run, settings, world, store, progress, ends, decisions)
            if ticking.done():
                ticking.result()  # what it could not commit, nobody else has been told of
        finally:
            ticking.cancel()


async def _tick(store: Store) -> None:
    """Have what was written committed soon, whatever the stages wait for: a run may be killed at any moment."""
    while True:
        # real time, not the run's: whoever kills it goes by no other
        await asyncio.sleep(TICK)
        store.tick()


def require_memory(settings: Settings) -> None:
    """Hold to it that there is a database: a command that only asks makes none.

    Raises:
        UsageError: There is none.
    """
    if not settings.db.exists():
        raise UsageError(
            f"{settings.db}: there is no such database; run `linkcheck nightly PATH` first, or name one with --db"
        )


def ended(job: Job, network: Network, deferred: int) -> Job:
    """End the job's run; the job with the run as it ended."""
    now = job.world.clock.now()
    job.store.runs.end(job.run.id, now, network, deferred)
    job.store.flush()
    run = job.store.runs.get(job.run.id)
    return replace(job, run=run or job.run)
