"""A lane: one budget of requests that a whole run shares, such as the replays of a web archive."""

import asyncio
import contextlib
from types import TracebackType
from typing import Self

from linkcheck.model import Clock


class Lane:
    """So many requests a second and so many at once, first come first served.

    `async with lane:` waits for a turn. A closed lane lets everyone through at once, and whoever enters asks `closed`
    before it sends anything:

        async with lane:
            if lane.closed:
                return Unavailable(lane.closed)
    """

    def __init__(self, rate: float, in_flight: int, clock: Clock) -> None:
        """`rate` is requests a second, `in_flight` requests at once."""
        self.closed = ""
        """Why the lane ended for the night; empty while it is open."""
        self._step = 1 / rate
        self._clock = clock
        self._slots = asyncio.Semaphore(in_flight)
        self._turn = asyncio.Lock()
        self._ended = asyncio.Event()
        self._next = clock.monotonic()
        self._not_before = self._next

    def stop(self, seconds: float) -> None:
        """Nobody starts before so many seconds have passed; the longest stated wait holds."""
        self._not_before = max(self._not_before, self._clock.monotonic() + seconds)

    def close(self, why: str) -> None:
        """End the lane for the night; the first reason stays."""
        self.closed = self.closed or why
        self._ended.set()

    async def __aenter__(self) -> Self:
        await self._slots.acquire()
        try:
            async with self._turn:
                await self._wait()
        except BaseException:
            self._slots.release()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._slots.release()

    async def _wait(self) -> None:
        while not self.closed:
            now = self._clock.monotonic()
            wait = max(self._next, self._not_before) - now
            if wait <= 0:
                # a sleep that woke late is made up for by at most one step, so that the rate is kept and no burst forms
                self._next = max(self._next, now - self._step) + self._step
                return
            await self._sleep(wait)

    async def _sleep(self, seconds: float) -> None:
        """Sleep, or wake when the lane is closed."""
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        ending = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({sleeping, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sleeping, ending):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
