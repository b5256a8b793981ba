"""Clocks for the tests: the real one, and one whose time passes only when everyone waits."""

import asyncio
import heapq
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 1, 1, tzinfo=UTC)


class RealClock:
    """The machine's time."""

    def now(self) -> datetime:
        """The time of day."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)


class VirtualClock:
    """Time that jumps to the next sleeper as soon as nothing else can go on."""

    def __init__(self) -> None:
        self.time = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> datetime:
        """The time of day, counted from the start of 2026."""
        return START + timedelta(seconds=self.time)

    def monotonic(self) -> float:
        """Seconds since the clock was made."""
        return self.time

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has come so far."""
        waiter = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.time + seconds, self._count, waiter))
        await waiter

    async def run(self, *works: Coroutine[Any, Any, Any], busy: Callable[[], bool] = lambda: False) -> list[Any]:
        """Run works to their end, letting time pass whenever all of them wait and no thread of theirs is `busy`."""
        tasks = [asyncio.ensure_future(work) for work in works]
        while not all(task.done() for task in tasks):
            for _ in range(20):
                await asyncio.sleep(0)
            if all(task.done() for task in tasks):
                break
            if busy():
                await asyncio.sleep(0.0002)
                continue
            while self._sleepers and self._sleepers[0][2].done():
                heapq.heappop(self._sleepers)
            if not self._sleepers:
                raise AssertionError("everyone waits and nobody sleeps")
            due, _, waiter = heapq.heappop(self._sleepers)
            self.time = max(self.time, due)
            waiter.set_result(None)
        return [task.result() for task in tasks]
