"""Pages kept as WARC: what the crawl reads anyway, written beside it, where the settings name a folder for it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

from linkcheck import __version__, snapshots
from linkcheck.errors import StoreError
from linkcheck.model import LIVING
from linkcheck.pipeline.job import Job
from linkcheck.store import Captures

WORTH_KEEPING = LIVING
"""Verdicts whose pages are kept: what an archive must not hold is the obituary, the challenge or the login."""


@contextmanager
def kept_pages(folder: Path) -> Iterator["snapshots.KeptPages"]:
    """The folder of WARCs with its index, made where there is none.

    Raises:
        OSError: The folder cannot be made or read.
        StoreError: Its index cannot be used.
    """
    folder.mkdir(parents=True, exist_ok=True)
    index = Captures.open(folder)
    try:
        yield snapshots.KeptPages(folder, index)
    finally:
        index.close()


@asynccontextmanager
async def own_archive(job: Job) -> AsyncIterator["snapshots.OwnArchive | snapshots.Trouble | None"]:
    """The kept pages as a web archive, where the settings say how a reader finds them; or why it cannot be asked."""
    with ExitStack() as stack:
        yield await _own_archive(job, stack)


async def _own_archive(job: Job, stack: ExitStack) -> "snapshots.OwnArchive | snapshots.Trouble | None":
    folder, replay = job.settings.warc, job.settings.own_replay
    if replay is None:
        return None
    if folder is None:
        job.progress.note("own_replay is of no use without warc, the folder of what it replays")
        return None
    try:
        # what the index lacks is read from the WARCs, which may take a while
        pages = await asyncio.to_thread(lambda: stack.enter_context(kept_pages(folder)))
    except (OSError, StoreError) as error:
        why = f"the kept pages cannot be looked into: {error}"
        job.progress.warn(why)
        return snapshots.Trouble(snapshots.Kind.FAULT, why)
    return snapshots.OwnArchive(pages, replay, job.settings.max_replays)


@asynccontextmanager
async def keeping(job: Job) -> AsyncIterator["snapshots.Keeper | None"]:
    """Who keeps the pages of a stage; None where nobody is asked to. What goes wrong is told once, at the end."""
    if job.settings.warc is None:
        yield None
        return
    keeper = snapshots.Keeper(partial(kept_pages, job.settings.warc), _telling(job))
    try:
        yield keeper
    finally:
        await keeper.close()
        if keeper.failed:
            job.progress.warn(f"pages are no longer kept as WARC: {keeper.failed}")


def _telling(job: Job) -> "snapshots.Telling":
    settings = job.settings
    return snapshots.Telling(
        began=job.run.started,
        fields={
            "software": f"linkcheck/{__version__}",
            "format": "WARC File Format 1.1",
            "conformsTo": snapshots.CONFORMS_TO,
            "hostname": job.run.vantage,
            "http-header-user-agent": settings.user_agent,
            "isPartOf": f"run {job.run.id}",
            "description": "Pages that were read to check links to them. Bodies have their codings undone, headers of "
            f"the wire are named X-Orig-…, cookies are left out; of a page up to {settings.max_body} bytes were read.",
        },
        settings=settings,
    )
