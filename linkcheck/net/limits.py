"""A time limit whose end can be moved for the price of an assignment.

A request's time is told three times: for connecting, for the head, for all of it. Three of asyncio's timeouts, each
with a timer of its own that is set, set anew and taken back, cost a tenth of a request that is answered at once.
"""

import asyncio
from types import TracebackType
from typing import Self


class Limit:
    """As `asyncio.Timeout`, for one task and with one timer: where that rings too early, it is set again."""

    __slots__ = ("_at", "_cancelling", "_end", "_loop", "_passed", "_shortest", "_task", "_timer")

    def __init__(self, end: float, shortest: float) -> None:
        """`end` is the loop's time at which all is over; no part will have less than `shortest` seconds."""
        self._end = self._at = end
        self._shortest = shortest
        self._passed = False

    def give(self, seconds: float | None) -> None:
        """Let what follows take so many seconds, within what time there is; None for as long as there is any."""
        self._at = self._end if seconds is None else min(self._end, self._loop.time() + seconds)

    def __enter__(self) -> Self:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a limit is used inside a task")
        self._task, self._cancelling = task, task.cancelling()
        self._loop = task.get_loop()
        self._wind(self._loop.time())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._passed and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def _wind(self, now: float) -> None:
        """Ring when it may be over at the soonest: the next part may begin at any time, and be the shortest."""
        self._timer = self._loop.call_at(min(self._at, now + self._shortest), self._ring)

    def _ring(self) -> None:
        now = self._loop.time()
        if self._at > now:
            self._wind(now)
            return
        self._passed = True
        self._task.cancel()
