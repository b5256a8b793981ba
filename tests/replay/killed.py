"""A night that is killed in its middle: `python -m tests.replay.killed FOLDER`, run in a process of its own."""

import asyncio
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from linkcheck.demo.web import Exchange, Request, Site
from linkcheck.demo.web.behaviours import page
from tests.pipeline.support import one_night, settings_in, shelved, small_web

PAGES = 40
STORY = "The ferry leaves at noon and comes back with the mail, every day but Sunday. " * 20


def ferry(number: int) -> str:
    """The URL of one page."""
    return f"https://ferry-{number}.example/page"


async def die_in_the_middle(folder: Path) -> None:
    """Begin a night that ends by SIGKILL when half of its pages are on the disk."""

    def enough() -> None:
        while sum(path.stat().st_size for path in folder.glob("warcs/*.open")) < PAGES * 500:
            time.sleep(0.01)

    async def kill(_: Request, exchange: Exchange) -> None:
        del exchange
        await asyncio.to_thread(enough)
        os.kill(os.getpid(), signal.SIGKILL)

    sites = {f"ferry-{number}.example": Site(default=page(f"Ferry {number}", STORY)) for number in range(PAGES)}
    text = " ".join(f"[a]({ferry(number)})" for number in range(PAGES))
    archive = shelved(folder, one=f"{text} [b](https://killing.example/)")
    async with small_web({**sites, "killing.example": Site(default=kill)}) as web:
        settings = replace(settings_in(folder), warc=folder / "warcs", timeout=60.0)
        await one_night(web, [archive], settings, 0)


if __name__ == "__main__":
    asyncio.run(die_in_the_middle(Path(sys.argv[1])))
