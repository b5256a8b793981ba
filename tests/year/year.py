"""A year of nights through the real archive reader, store, judge and schedule; only the network is in this process.

Each night is a run of its own: the database is opened, the documents are read, what is due is asked, judged and
remembered, and the database is closed. Instead of sockets a plan says what each link answers (tests/year/fates.py).
"""

import random
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from linkcheck.judge import nights_again, standing
from linkcheck.model import Answer, Hop, Network, Probe, Standing
from linkcheck.net import Resolver
from linkcheck.pipeline import Silence, World
from linkcheck.pipeline.checking import judged, keep, taken_up
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.reading import read_archive
from linkcheck.pipeline.underway import ended, opened
from linkcheck.settings import Settings
from tests.year.fates import NIGHTS, SHARES, Life, answered, life

FIRST = datetime(2026, 1, 1, 2, tzinfo=UTC)
PER_DOCUMENT = 40
LETTERS = 500
"""One link in so many is new in the letter that comes out each week."""


class Calendar:
    """A clock that a test sets to each night, and that goes on by a millisecond each time it is read."""

    def __init__(self) -> None:
        self.current = FIRST

    def set(self, night: int) -> None:
        """Begin a night, counted from 1."""
        self.current = FIRST + timedelta(days=night - 1)

    def now(self) -> datetime:
        """The simulated time."""
        self.current += timedelta(milliseconds=1)
        return self.current

    def monotonic(self) -> float:
        """The simulated time in seconds."""
        return self.current.timestamp()

    async def sleep(self, seconds: float) -> None:
        """Move the clock."""
        self.current += timedelta(seconds=seconds)


@dataclass(slots=True)
class Told:
    """What the program said of one link."""

    life: Life
    asked: list[int] = field(default_factory=list)
    """The nights on which it was asked."""
    promised: dict[int, date] = field(default_factory=dict)
    """After each of them the latest night that its schedule allows."""
    failed: int | None = None
    """The first night that saw it fail after its death."""
    confirmed: list[int] = field(default_factory=list)
    """The nights on which it became confirmed."""
    revived: int | None = None
    """The night that saw it live again."""


@dataclass(slots=True)
class Year:
    """What the year came to."""

    told: dict[str, Told]
    load: dict[int, int] = field(default_factory=dict)
    """Requests by night."""
    everything: int = 0
    """Requests, had everything been asked every night."""


def lives(links: int, nights: int, chance: random.Random) -> dict[int, list[list[Life]]]:
    """The links of the letters that come out on each night: nearly all on the first, then a letter a week."""
    fates = iter(chance.choices(list(SHARES), list(SHARES.values()), k=links))
    made = iter(range(links))

    def letter(size: int, night: int) -> list[Life]:
        return [life(f"https://n{next(made)}.example/diary", next(fates), night, chance) for _ in range(size)]

    weeks = range(8, nights + 1, 7)
    weekly = max(1, links // LETTERS)
    first = links - weekly * len(weeks)
    whole = [letter(min(PER_DOCUMENT, first - start), 1) for start in range(0, first, PER_DOCUMENT)]
    return {1: whole} | {night: [letter(weekly, night)] for night in weeks}


async def live(folder: Path, links: int, nights: int = NIGHTS, seed: int = 1) -> Year:
    """Run the job on each of so many nights."""
    chance = random.Random(seed)
    letters = lives(links, nights, chance)
    year = Year({one.url: Told(one) for some in letters.values() for letter in some for one in letter})
    settings = Settings(db=folder / "linkcheck.db", vantage="here", canaries=(), now=FIRST)
    archive = folder / "archive"
    archive.mkdir()
    clock = Calendar()
    world = World(_no_resolver, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), clock, chance)
    linked = 0
    for night in range(1, nights + 1):
        linked += _publish(archive, letters.get(night, ()), night)
        clock.set(night)
        async with opened(settings, world, Silence(), "a simulated night", [archive]) as job:
            await read_archive(job, [archive])
            year.load[night] = _check(job, year, night)
            ended(job, Network.FIT, 0)
        year.everything += linked
    return year


def _no_resolver() -> Resolver:
    raise AssertionError("nothing is resolved in a simulated year")


def _publish(archive: Path, letters: Sequence[Sequence[Life]], night: int) -> int:
    """Write the letters of one night; how many links they have."""
    for number, letter in enumerate(letters):
        lines = "".join(f"- [a diary]({one.url})\n" for one in letter)
        path = archive / f"letter-{night:03}-{number:03}.md"
        path.write_text(f"---\ndate: 2019-06-01\n---\n\n{lines}", encoding="utf-8")
    return sum(map(len, letters))


def _check(job: Job, year: Year, night: int) -> int:
    """Ask what is due; how many requests it took."""
    tonight = (FIRST + timedelta(days=night - 1)).date()
    asked = []
    for due in taken_up(job, job.store.targets.due(tonight)):
        told = year.told[due.url]
        result = answered(due.url, told.life.plan(night))
        status = result.status if isinstance(result, Answer) else None
        probe = Probe(due.url, job.world.clock.now(), 0.1, (Hop(due.url, status),), result)
        for check, known in judged(job, probe, due):
            keep(job, check, known)
        asked.append(told)
    job.store.runs.vouch(job.run.id, job.world.clock.now())
    for told in asked:
        _note(told, standing(job.store.checks.of(told.life.url), job.settings), job.settings, night)
    return len(asked)


def _note(told: Told, found: Standing, settings: Settings, night: int) -> None:
    told.asked.append(night)
    told.promised[night] = max(nights_again(found, settings, (FIRST + timedelta(days=night - 1)).date()))
    fails = found.first_failed is not None and told.life.dead(night)
    if fails and told.failed is None:
        told.failed = night
    if found.confirmed and (not told.confirmed or told.revived is not None):
        told.confirmed.append(night)
    if told.confirmed and not found.confirmed:
        told.revived = night
