"""The demo: three nights of the whole job on a copy of the sample archive, against the built-in web."""

import random
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from linkcheck.crawl import Patience
from linkcheck.demo.sample import copy_archive
from linkcheck.demo.sites import demo_web, table
from linkcheck.demo.web.saving import ACCESS, SECRET, SavePageNow
from linkcheck.errors import OutputError, UsageError
from linkcheck.pipeline import Outcome, Progress, SystemClock, World, nightly
from linkcheck.settings import Settings
from linkcheck.snapshots import Keys

FOLDER = "linkcheck-demo"
ARCHIVE = "archive"
DATABASE = "linkcheck.db"
MARK = ".linkcheck-demo"
"""A file that tells a folder of the demo's own from one of the user's."""

NIGHTS = (3, 2, 0)
"""Days before the last night: three dates, the first and the last three days apart, confirm a death."""

PATIENCE = Patience(waits=(0.2,), doubt=0.2)
"""Nobody on loopback gets better by waiting."""


async def show_nights(folder: Path, settings: Settings, progress: Progress) -> Outcome:
    """Run the nights; what the last one came to. Documents change only in the last, and only with `write`.

    Raises:
        UsageError: The folder holds something else than an earlier demo.
        OutputError: The folder cannot be written.
    """
    archive = prepared(folder)
    progress.done(f"Three nights on a sample archive, {archive}, and a small web on this machine. Nothing leaves it.")
    last = settings.now or datetime.now(UTC)
    nights = [last - timedelta(days=before) for before in NIGHTS]
    saving = SavePageNow(lambda: nights[web.night - 1])
    async with demo_web(saving) as web:
        for number, (before, night) in enumerate(zip(NIGHTS, nights, strict=True), 1):
            progress.done(f"\nNight {number} of {len(NIGHTS)}, {night:%Y-%m-%d}")
            web.night = number
            world = World(
                resolver=lambda: web.resolver,
                trust=lambda: web.trust,
                clock=SystemClock(night),
                random=random.Random(number),
                patience=PATIENCE,
                second_try=0.1,
                # never the user's own: what is on loopback has keys of its own
                keys=Keys(ACCESS, SECRET),
                poll_after=0.1,
            )
            told = at_night(settings, folder, night, write=settings.write and before == 0)
            outcome = await nightly((archive,), told, world, progress)
    return outcome


def at_night(settings: Settings, folder: Path, night: datetime, *, write: bool) -> Settings:
    """The user's settings, fitted to a web on loopback in which nobody has to be waited for long."""
    return replace(
        settings,
        db=folder / DATABASE,
        now=night,
        write=write,
        # the archive is a copy of the demo's own, in whatever repository the user stands
        force=True,
        warc=None,
        own_replay=None,
        allow_network=(ip_network("127.0.0.0/8"),),
        canaries=table().canaries,
        timeout=1.5,
        connect_timeout=1.0,
        interval=0.0,
        replay_rate=1000.0,
        cdx_per_minute=60_000.0,
        saves_per_minute=6_000.0,
    )


def prepared(folder: Path) -> Path:
    """A fresh copy of the sample archive in a folder that an earlier demo may have left; where it is.

    Raises:
        UsageError: The folder holds something else.
        OutputError: The folder cannot be written.
    """
    mark = folder / MARK
    if folder.exists() and not mark.is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: holds something else than a demo; name another folder: linkcheck demo DIR")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark.touch()
        shutil.rmtree(folder / ARCHIVE, ignore_errors=True)
        for left in folder.glob(f"{DATABASE}*"):
            left.unlink()
        copy_archive(folder / ARCHIVE)
    except OSError as error:
        raise OutputError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
    return folder / ARCHIVE
