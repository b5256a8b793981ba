"""What is measured, each in a process of its own, so that each has a peak of memory of its own."""

import asyncio
import multiprocessing
import os
import random
import resource
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from linkcheck import __version__
from linkcheck.model import Check, Hop, Judgement, Network, Reason, Verdict
from linkcheck.net import Resolver
from linkcheck.pipeline import Silence, SystemClock, World, nightly
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.bench_store.archive import DUE_SHARE, NIGHT, Size, memory_of, url_of

Measure = Callable[[Path, Size], dict[str, float]]


def imported(folder: Path, size: Size) -> dict[str, float]:
    """Import the memory of the archive."""
    began = time.perf_counter()
    with Store.open(folder / "linkcheck.db", SystemClock(NIGHT)) as store:
        rows = store.load(memory_of(folder / "archive", size), "bench")
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "rows": rows, "bytes": (folder / "linkcheck.db").stat().st_size}


def picked(folder: Path, _: Size) -> dict[str, float]:
    """Pick what is due on the next night, to the last one."""
    with Store.open(folder / "linkcheck.db", SystemClock(NIGHT)) as store:
        began = time.perf_counter()
        count = sum(len(one.targets) for one in store.targets.due(NIGHT.date() + timedelta(days=1)))
        return {"seconds": time.perf_counter() - began, "targets": count}


def statted(folder: Path, _: Size) -> dict[str, float]:
    """Look at every file, as nothing less can do."""
    began = time.perf_counter()
    count = 0
    for place, folders, names in os.walk(folder / "archive"):
        folders.sort()
        for name in sorted(names):
            (Path(place) / name).stat()
            count += 1
    return {"seconds": time.perf_counter() - began, "files": count}


def quiet(folder: Path, _: Size) -> dict[str, float]:
    """A nightly run in which nothing is due; the first after an import makes every finding."""
    began = time.perf_counter()
    asyncio.run(_night(folder))
    return {"seconds": time.perf_counter() - began, "report": (folder / "reports" / "latest.json").stat().st_size}


def busy(folder: Path, size: Size) -> dict[str, float]:
    """A nightly run behind as many checks as are due in a night, without what the network takes."""
    with Store.open(folder / "linkcheck.db", SystemClock(NIGHT)) as store:
        run_id = store.runs.begin(NIGHT, "bench", __version__)
        for number in range(int(size.targets * DUE_SHARE)):
            url = url_of(number)
            judgement = Judgement(Verdict.ALIVE, Reason.OK)
            check = Check(url, NIGHT, judgement, 200, url, (Hop(url, 200),), "bench")
            store.checks.add(run_id, check, NIGHT.date() + timedelta(days=30))
        store.runs.end(run_id, NIGHT, Network.FIT, 0)
    return quiet(folder, size)


async def _night(folder: Path) -> None:
    settings = Settings(db=folder / "linkcheck.db", reports=folder / "reports", vantage="bench", canaries=())
    world = World(_no_names, ssl.create_default_context, SystemClock(NIGHT), random.Random(1))
    await nightly([folder / "archive"], replace(settings, now=NIGHT), world, Silence())


class _NoNames:
    """Nothing is asked, so nothing is resolved."""

    async def resolve(self, host: str, port: int) -> tuple[()]:
        """Nobody is there."""
        raise AssertionError(f"{host}:{port} was asked for")

    async def close(self) -> None:
        """Nothing is held."""


def _no_names() -> Resolver:
    return _NoNames()


def measured(measure: Measure, folder: Path, size: Size) -> dict[str, float]:
    """A measure in a fresh process, the seconds of a processor and the most memory that it took, in bytes."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (measure, folder, size))


def _run(measure: Measure, folder: Path, size: Size) -> dict[str, float]:
    before = time.process_time()
    found = measure(folder, size)
    used = time.process_time() - before
    return {**found, "cpu": used, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0}
