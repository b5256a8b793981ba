"""What the tests of this room share: a Wayback Machine on loopback, a clock that does not wait, and questions to it."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from ipaddress import ip_network

from linkcheck.demo.web import Behaviour, Site, Web
from linkcheck.demo.web.behaviours import html
from linkcheck.demo.web.wayback import Capture, wayback
from linkcheck.model import Wanted
from linkcheck.net import Fetcher
from linkcheck.settings import Settings
from linkcheck.snapshots import Archives

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
HOST = "web.archive.org"
LIGHT = "The lamp of the lighthouse turns once in ten seconds, and its beam is seen for twenty miles over the bay. " * 4


@dataclass(slots=True)
class QuickClock:
    """A clock whose sleeps take no time and are counted."""

    skipped: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        """Always the same instant."""
        return NOW

    def monotonic(self) -> float:
        """The loop's seconds, and those that were slept through."""
        return asyncio.get_running_loop().time() + self.skipped

    async def sleep(self, seconds: float) -> None:
        """Give way once."""
        self.skipped += max(seconds, 0.0)
        self.slept.append(seconds)
        await asyncio.sleep(0)


@dataclass(slots=True)
class Machine:
    """A Wayback Machine, and the archives that ask it."""

    web: Web
    fetcher: Fetcher
    clock: QuickClock
    archives: Archives
    settings: Settings

    @property
    def asked(self) -> list[str]:
        """What the Wayback Machine was asked, in order."""
        return [request.target for request in self.web.asked(HOST)]

    @property
    def replays(self) -> list[str]:
        """Those of them that went to replay or the TimeGate."""
        return [target for target in self.asked if target.startswith("/web/")]

    @property
    def queries(self) -> list[str]:
        """Those of them that went to the index."""
        return [target for target in self.asked if target.startswith("/cdx/")]


def quick(**changes: object) -> Settings:
    """Settings whose limits do not slow a test down, and whose time-outs are short."""
    settings = Settings(
        allow_network=(ip_network("127.0.0.0/8"),),
        canaries=(),
        interval=0.0,
        replay_rate=1000.0,
        cdx_per_minute=60000.0,
        timeout=5.0,
    )
    return replace(settings, **changes)  # type: ignore[arg-type]


@asynccontextmanager
async def machine(
    captures: Iterable[Capture] = (),
    *,
    settings: Settings | None = None,
    site: Site | None = None,
    others: Mapping[str, Site] | None = None,
    cdx: Behaviour | None = None,
    replay: Behaviour | None = None,
    faults: Mapping[str, Behaviour] | None = None,
) -> AsyncIterator[Machine]:
    """Archives that ask a Wayback Machine with these captures; its index or replay may be taken over."""
    own = site or wayback(captures, cdx=cdx, replay=replay, faults=faults or {})
    async with Web({HOST: own, **(others or {})}) as web, asking(web, settings or quick()) as made:
        yield made


@asynccontextmanager
async def asking(web: Web, settings: Settings) -> AsyncIterator[Machine]:
    """Archives that ask the Wayback Machine of a web that stands already."""
    clock = QuickClock()
    async with Fetcher(settings, web.resolver, web.trust, clock) as fetcher:
        archives = Archives(settings, fetcher, clock)
        try:
            yield Machine(web, fetcher, clock, archives, settings)
        finally:
            await archives.close()


def good(url: str, timestamp: str, words: str = "") -> Capture:
    """A capture of a page that anyone would take for one; no two have the same bytes."""
    return Capture(url, timestamp, body=html(f"The lighthouse log {words}".strip(), f"{LIGHT}\n\nSeen at {timestamp}."))


def wanted(url: str, published: str = "2017-03-26", until: str = "", **more: object) -> Wanted:
    """A question; days are noon UTC for publication and midnight for the end of the window."""
    at = datetime.fromisoformat(f"{published}T12:00:00+00:00") if published else None
    end = datetime.fromisoformat(f"{until}T00:00:00+00:00") if until else None
    return replace(Wanted(url, at, end, texts=("The lighthouse log",)), **more)  # type: ignore[arg-type]
