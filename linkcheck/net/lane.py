"""A lane: one budget of requests that a whole run shares, such as the replays of a web archive."""

import asyncio
import contextlib
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from linkcheck.model import Clock
from linkcheck.net.ending import LATE


class Lane:
    """So many requests a second and so many at once, first come first served.

    `async with lane:` waits for a turn. A closed lane lets everyone through at once, and whoever enters asks `closed`
    before it sends anything:

        async with lane:
            if lane.closed:
                return Unavailable(lane.closed)

    After a stop one request goes alone; the others follow when it is back and has not stopped the lane again. So a
    server that is still throttling hears one request, not as many as may be in flight.
    """

    def __init__(self, rate: float, in_flight: int, clock: Clock, ends: float | None = None) -> None:
        """`rate` is requests a second, `in_flight` requests at once; nobody starts at or after `ends`, monotonic."""
        self.closed = ""
        """Why the lane ended for the night; empty while it is open."""
        self.stops = 0
        """Stops in a row: one that comes while the lane stands still is part of the last one."""
        self._step = 1 / rate
        self._clock = clock
        self._ends = ends
        self._slots = asyncio.Semaphore(in_flight)
        self._turn = asyncio.Lock()
        self._ended = asyncio.Event()
        self._back = asyncio.Event()
        self._next = clock.monotonic()
        self._not_before = self._next
        self._under_way = 0
        self._wary = False
        self._trying = False

    def stop(self, seconds: float) -> None:
        """Nobody starts before so many seconds have passed; the longest stated wait holds.

        To be called before the request that was told so leaves the lane.
        """
        now = self._clock.monotonic()
        if now >= self._not_before:
            self.stops += 1
        self._not_before = max(self._not_before, now + seconds)
        self._wary, self._trying = True, False

    def close(self, why: str = LATE) -> None:
        """End the lane for the night; the first reason stays."""
        self.closed = self.closed or why
        self._ended.set()

    def reopen(self) -> None:
        """Go on, where it was left; a stated wait still holds."""
        self.closed = ""
        self._ended.clear()

    async def __aenter__(self) -> Self:
        await self._slots.acquire()
        try:
            async with self._turn:
                await self._wait()
        except BaseException:
            self._slots.release()
            raise
        self._under_way += 1
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._under_way -= 1
        if self._trying:
            self._wary = self._trying = False
            self.stops = 0
        self._back.set()
        self._slots.release()

    async def _wait(self) -> None:
        while not self.closed:
            now = self._clock.monotonic()
            wait = max(self._next, self._not_before) - now
            if self._ends is not None and now + max(wait, 0.0) >= self._ends:
                self.close(LATE)
            elif wait > 0:
                await self._first_of(self._clock.sleep(wait))
            elif self._wary and self._under_way:
                self._back.clear()
                await self._first_of(self._back.wait())
            else:
                self._trying = self._wary
                # a sleep that woke late is made up for by at most one step, so that the rate is kept and no burst forms
                self._next = max(self._next, now - self._step) + self._step
                return

    async def _first_of(self, waiting: Coroutine[Any, Any, Any]) -> None:
        """Wait, or wake when the lane is closed."""
        awaited = asyncio.ensure_future(waiting)
        ending = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({awaited, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (awaited, ending):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
