"""Look up every link, and count: what each kind cost, what became of it, and how long the archive took."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

from linkcheck.model import Found, Lookup, Wanted
from linkcheck.net import Fetcher
from linkcheck.pipeline.looking import AT_ONCE
from linkcheck.settings import Settings
from linkcheck.snapshots import Archives
from tests.hours.links import UNTIL, DeadLink
from tests.hours.wire import Wire
from tests.net.clock import VirtualClock

WAYS = ("TimeGate", "replay", "index", "view")


@dataclass(slots=True)
class Kind:
    """What the links of one kind came to."""

    links: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    right: int = 0
    """Links that came to what was expected of them."""
    found: int = 0


@dataclass(slots=True)
class Reckoning:
    """What all of them came to."""

    kinds: dict[str, Kind]
    lookups: float
    """Seconds from the first request of a lookup to the last answer."""
    views: float
    """The same for the reader's views of what was found, on the nights on which those links are confirmed dead."""

    def total(self, way: str) -> int:
        """Requests of one way."""
        return sum(kind.asked[way] for kind in self.kinds.values())

    @property
    def links(self) -> int:
        """How many were looked up."""
        return sum(kind.links for kind in self.kinds.values())


async def reckon(links: Sequence[DeadLink], settings: Settings) -> Reckoning:
    """Look all of them up in a time that passes only when everybody waits."""
    clock = VirtualClock()
    captures = [capture for link in links for capture in link.captures]
    faults = {url: fault for link in links for url, fault in link.faults.items()}
    wire = Wire(captures, faults, clock)
    archives = Archives(settings, cast("Fetcher", wire), clock)
    answers: dict[str, Lookup] = {}

    async def look_up(own: Iterator[DeadLink]) -> None:
        for link in own:
            wanted = Wanted(link.url, link.published, UNTIL, texts=("The lighthouse log",))
            answers[link.url] = await archives.lookup(wanted)

    async def view(found: Iterator[Lookup]) -> None:
        for lookup in found:
            if isinstance(lookup, Found):
                await archives.readable(lookup.snapshot)

    try:
        await _run(clock, archives, [look_up(shared) for shared in [iter(links)] * AT_ONCE])
        looked_up = clock.time
        await _run(clock, archives, [view(shared) for shared in [iter(answers.values())] * AT_ONCE])
    finally:
        await archives.close()
    return Reckoning(_kinds(links, answers, wire), looked_up, clock.time - looked_up)


async def _run(clock: VirtualClock, archives: Archives, works: Sequence[object]) -> None:
    await clock.run(*works, busy=lambda: _thread_works(archives))  # type: ignore[arg-type]


def _thread_works(archives: Archives) -> bool:
    """Whether waybackpy's thread is at work: time does not pass before it is done."""
    bridges = archives._index._bridges
    return bool(bridges) and all(one._pending is None or one._pending.done() for one in bridges)


def _kinds(links: Sequence[DeadLink], answers: dict[str, Lookup], wire: Wire) -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    for link in links:
        kind = kinds.setdefault(link.kind, Kind())
        lookup = answers[link.url]
        came_to = lookup.snapshot.timestamp if isinstance(lookup, Found) else type(lookup).__name__.lower()
        kind.links += 1
        kind.right += came_to == link.expect
        kind.found += isinstance(lookup, Found)
        for way in WAYS:
            kind.asked[way] += wire.asked[urlsplit(link.url).netloc, way]
    return kinds


def run(links: Sequence[DeadLink], settings: Settings) -> Reckoning:
    """The same, in an event loop of its own."""
    return asyncio.run(reckon(links, settings))
