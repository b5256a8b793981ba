"""Both roads of a crawl: the URLs that host adapters claim go to them in batches, all others to the crew, at once.

The source is read once, by the first crew, through a sieve that takes out what is claimed. What an adapter cannot say
goes back into that stream while it flows, and to a second crew afterwards.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress

from linkcheck.crawl.adapters import HostAdapter
from linkcheck.model import Clock, Deferred, Probe
from linkcheck.net import CUT, in_time

Outcome = Probe | Deferred
Road = Callable[[Iterator[str]], AsyncGenerator[Outcome, None]]
"""The ordinary way to ask for URLs: a crew that reads them a little ahead of what it asks."""

HELD_MOST = 10_000
"""URLs that wait for one adapter, at most; what it is claimed for beyond them goes the ordinary road meanwhile."""

STARVING = 10.0
"""Seconds that a batch waits for more when it is not full: the source may stand still for long, behind slow hosts."""


async def by_both_roads(
    adapters: Sequence[HostAdapter], urls: Iterator[str], ordinary: Road, clock: Clock, ends: float | None
) -> AsyncGenerator[Outcome, None]:
    """Everything that comes of `urls`, as it does. After `ends`, the deadline, some of them may be left in `urls`.

    Raises:
        NetworkUnfit: The runner's own network is down.
    """
    desks = [_Desk(adapter, clock, ends) for adapter in adapters]

    async def first() -> AsyncGenerator[Outcome, None]:
        async with aclosing(ordinary(_sieve(urls, desks))) as outcomes:
            async for outcome in outcomes:
                yield outcome
        for desk in desks:
            desk.end()

    async def beside(desk: _Desk) -> AsyncGenerator[Outcome, None]:
        async for outcome in desk.outcomes():
            yield outcome
        if desk.unsaid:
            async with aclosing(ordinary(iter(desk.unsaid))) as outcomes:
                async for outcome in outcomes:
                    yield outcome

    async with aclosing(_merged([first(), *map(beside, desks)])) as outcomes:
        async for outcome in outcomes:
            yield outcome


def _sieve(urls: Iterator[str], desks: Sequence["_Desk"]) -> Iterator[str]:
    """What goes the ordinary road; desks that cannot say give back what they were handed."""
    for url in urls:
        for desk in desks:
            while desk.unsaid:
                yield desk.unsaid.popleft()
        if not any(desk.take(url) for desk in desks):
            yield url
    for desk in desks:
        desk.end()


class _Desk:
    """Where the URLs of one adapter wait for their batch. Batches go one after the other, never side by side."""

    def __init__(self, adapter: HostAdapter, clock: Clock, ends: float | None) -> None:
        self.unsaid: deque[str] = deque()
        """What the adapter cannot say."""
        self._adapter = adapter
        self._clock = clock
        self._ends = ends
        self._waiting: deque[str] = deque()
        self._ready = asyncio.Event()
        self._ended = False

    def take(self, url: str) -> bool:
        """Take a URL in, where it is the adapter's and there is room."""
        if self._ended or len(self._waiting) >= HELD_MOST or not self._adapter.claims(url):
            return False
        self._waiting.append(url)
        if len(self._waiting) >= self._adapter.at_once:
            self._ready.set()
        return True

    def end(self) -> None:
        """No more will come: the last batch may go, full or not."""
        self._ended = True
        self._ready.set()

    async def outcomes(self) -> AsyncGenerator[Outcome, None]:
        """What the adapter says, batch by batch, until there is no more to say."""
        while True:
            if not self._ended and len(self._waiting) < self._adapter.at_once:
                self._ready.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ready.wait(), STARVING)
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._adapter.at_once))]
            if not batch and self._ended:
                return
            told = await self._ask(batch) if batch else {}
            for url in batch:
                if told is None:
                    yield Deferred(url, CUT)
                elif url in told:
                    yield told[url]
                else:
                    self.unsaid.append(url)

    async def _ask(self, batch: Sequence[str]) -> Mapping[str, Probe] | None:
        """What the adapter says; None where the deadline did not leave it the time."""
        if self._ends is not None and self._clock.monotonic() >= self._ends:
            return None
        return await in_time(self._adapter.ask(batch), self._ends, self._clock)


async def _merged(streams: Sequence[AsyncGenerator[Outcome, None]]) -> AsyncGenerator[Outcome, None]:
    """What several streams bring, as it comes, each one ahead of the reader at most; the first error ends all."""
    arrived: asyncio.Queue[Outcome | BaseException | None] = asyncio.Queue(1)

    async def pump(stream: AsyncGenerator[Outcome, None]) -> None:
        last: BaseException | None = None
        try:
            async with aclosing(stream):
                async for outcome in stream:
                    await arrived.put(outcome)
        except Exception as error:  # noqa: BLE001 - it is raised where the stream is read
            last = error
        await arrived.put(last)

    pumps = [asyncio.create_task(pump(stream)) for stream in streams]
    flowing = len(pumps)
    try:
        while flowing:
            outcome = await arrived.get()
            if isinstance(outcome, BaseException):
                raise outcome
            if outcome is None:
                flowing -= 1
            else:
                yield outcome
    finally:
        for task in pumps:
            task.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
