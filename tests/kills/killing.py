"""The demo's nights in processes that are killed (SIGKILL) at random moments, and ended by a second run.

A process is forked from the one in which the web runs, so that it begins at once. It tells each check that it has
remembered, with the time, in a file beside the database; the clock is one for all processes (CLOCK_MONOTONIC).
"""

import asyncio
import os
import random
import shutil
import signal
import sqlite3
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linkcheck.demo.run import ARCHIVE, DATABASE, NIGHTS, PATIENCE, at_night, prepared
from linkcheck.demo.sites import demo_web
from linkcheck.demo.web import Web, web_in_thread
from linkcheck.errors import ExitCode
from linkcheck.judge import standing
from linkcheck.model import Check, Found, Verdict
from linkcheck.pipeline import Silence, SystemClock, World, checking, nightly
from linkcheck.pipeline.job import Job
from linkcheck.settings import Settings
from linkcheck.store import Store

LAST = datetime(2026, 11, 23, 2, tzinfo=UTC)
KEPT_AFTER = 0.25
"""Seconds after which a check that was remembered outlives a kill."""
RESUMED_AFTER = timedelta(minutes=10)
ATTEMPTS = 3
"""How often a night is begun that ends as unfit: on a busy machine the canaries may be late."""
LOG = "remembered.log"

Result = dict[str, object]
"""What a night comes to: everything that does not depend on how often it was begun."""


@dataclass(frozen=True, slots=True)
class Kill:
    """One run that was killed and ended."""

    night: int
    after: float
    """Seconds from its beginning to the kill."""
    remembered: int
    """Checks that it had told."""
    lost: tuple[str, ...]
    """URLs of checks that were told longer ago than they may be lost."""
    wrong: tuple[str, ...]
    """Everything else that is not as it should be, in words."""
    ended: bool = False
    """It had come to its end before the kill."""


class Nights:
    """The demo's nights, undisturbed, to compare with: the folder before each, and what each comes to."""

    def __init__(self, folder: Path, web: Web) -> None:
        self.folder = folder
        self.web = web
        self.before: dict[int, Path] = {}
        self.results: dict[int, Result] = {}
        self.seconds: dict[int, float] = {}
        here = folder / "undisturbed"
        prepared(here)
        for night in range(1, len(NIGHTS) + 1):
            self.before[night] = folder / f"before-{night}"
            shutil.copytree(here, self.before[night])
            began = time.monotonic()
            self._whole(here, night, timedelta())
            self.seconds[night] = time.monotonic() - began
            self.results[night] = result(here)

    def kill(self, night: int, chance: random.Random) -> Kill:
        """Begin a night, kill it at a random moment, look at what is left, and end it by a second run."""
        here = self.folder / "killed"
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(self.before[night], here, ignore=shutil.ignore_patterns(LOG))
        after = chance.uniform(0, self.seconds[night] * 1.1)
        began = time.monotonic()
        pid = self._forked(here, night, timedelta())
        time.sleep(max(0.0, began + after - time.monotonic()))
        killed = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        told = _told(here)
        lost, wrong = _looked_over(here, told, killed)
        self._whole(here, night, RESUMED_AFTER)
        wrong += self._differences(here, night)
        return Kill(night, after, len(told), tuple(lost), tuple(wrong), ended=os.WIFEXITED(status))

    def _differences(self, here: Path, night: int) -> list[str]:
        wanted, found = self.results[night], result(here)
        return [
            f"{name}: {wanted.get(name)!r} became {found.get(name)!r}"
            for name in sorted(wanted.keys() | found.keys())
            if wanted.get(name) != found.get(name)
        ]

    def _whole(self, here: Path, night: int, later: timedelta) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            pid = self._forked(here, night, later * attempt)
            _, status = os.waitpid(pid, 0)
            code = os.waitstatus_to_exitcode(status)
            if code == ExitCode.OK:
                return
            if code != ExitCode.UNFIT:
                break
        raise AssertionError(f"night {night} ended with {code}")

    def _forked(self, here: Path, night: int, later: timedelta) -> int:
        """A process that runs one night in a folder; its id."""
        self.web.night = night
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # there are threads; the child touches none of theirs
            pid = os.fork()
        if pid == 0:
            code = 1
            with suppress(BaseException):
                code = asyncio.run(_night(here, self.web, night, later))
            os._exit(code)
        return pid


async def _night(here: Path, web: Web, night: int, later: timedelta) -> int:
    os.chdir(here)
    log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    keep = checking.keep

    def kept(job: Job, check: Check, known: checking.Known | None = None) -> Verdict:
        verdict = keep(job, check, known)
        os.write(log, f"{time.monotonic()} {check.url}\n".encode())
        return verdict

    checking.keep = kept
    when = LAST - timedelta(days=NIGHTS[night - 1]) + later
    world = World(lambda: web.resolver, lambda: web.trust, SystemClock(when), random.Random(night), PATIENCE, 0.1)
    settings = at_night(Settings(reports=Path("reports"), vantage="here"), Path(), when, write=night == len(NIGHTS))
    # a little longer than the demo waits: several webs and nights share a machine here
    settings = replace(settings, db=Path(DATABASE), timeout=2.0, connect_timeout=1.5)
    outcome = await nightly((Path(ARCHIVE),), settings, world, Silence())
    return int(outcome.exit_code)


def _told(here: Path) -> list[tuple[float, str]]:
    """What a process told: the time and the URL of each check, whole lines only."""
    path = here / LOG
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    path.unlink()
    return [(float(when), url) for when, _, url in (line.partition(" ") for line in lines)]


def _looked_over(here: Path, told: list[tuple[float, str]], killed: float) -> tuple[list[str], list[str]]:
    """What a kill left: the checks that are lost, and what else is wrong."""
    path = here / DATABASE
    if not path.exists():
        return [url for when, url in told if when <= killed - KEPT_AFTER], []
    wrong = []
    with closing(sqlite3.connect(path)) as connection:
        for pragma in ("integrity_check", "foreign_key_check"):
            found = connection.execute(f"PRAGMA {pragma}").fetchall()
            if found not in ([], [("ok",)]):
                wrong.append(f"{pragma}: {found}")
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "checks" not in tables:
            return [url for when, url in told if when <= killed - KEPT_AFTER], wrong
        kept = {
            url
            for (url,) in connection.execute(
                """SELECT url FROM checks JOIN targets ON targets.id = target_id
                WHERE run_id = (SELECT max(id) FROM runs)"""
            )
        }
        wrong += [
            f"{url} has {count} checks of one run"
            for url, count in connection.execute(
                "SELECT url, count(*) FROM checks JOIN targets ON targets.id = target_id GROUP BY target_id, run_id"
            )
            if count > 1
        ]
    return [url for when, url in told if when <= killed - KEPT_AFTER and url not in kept], wrong


def result(here: Path) -> Result:
    """What a night came to: the standing and the snapshots of every URL, the edits, and every document's bytes."""
    found: Result = {}
    rules = Settings(vantage="here")
    with Store.open(here / DATABASE, SystemClock(LAST)) as store:
        for memory in store.memory.targets():
            one = standing(store.checks.of(memory.target.url), rules)
            days = [at.date() if at else None for at in (one.first_failed, one.last_alive, one.checked)]
            found[memory.target.url] = (one.verdict, one.reason, one.confirmed, one.strikes, *days, len(memory.links))
            for asked in memory.lookups:
                lookup = asked.lookup
                snapshot = lookup.snapshot.timestamp if isinstance(lookup, Found) else ""
                found[f"{memory.target.url} on {asked.published}"] = (type(lookup).__name__, snapshot)
        found["edits"] = sorted((one.path, one.span.start, one.old, one.new, one.state) for one in store.ledger.edits())
    for path in sorted((here / ARCHIVE).rglob("*")):
        if path.is_file():
            found[str(path.relative_to(here))] = path.read_bytes()
    return found


@contextmanager
def nights(folder: Path) -> Iterator[Nights]:
    """The undisturbed nights, and the web in which others are killed."""
    with web_in_thread(demo_web()) as web:
        yield Nights(folder, web)
