"""The network of a run; apart from the rest of it, for some commands ask nobody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from linkcheck.net import Fetcher
from linkcheck.pipeline.job import Job


@asynccontextmanager
async def fetching(job: Job) -> AsyncIterator[Fetcher]:
    """The network, for the length of some stages."""
    resolver = job.world.resolver()
    try:
        async with Fetcher(job.settings, resolver, job.world.trust(), job.world.clock) as fetcher:
            if fetcher.shortage:
                job.progress.note(fetcher.shortage)
            yield fetcher
    finally:
        await asyncio.shield(resolver.close())
