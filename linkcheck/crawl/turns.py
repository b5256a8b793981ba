"""The turns of the loop: how long they take says whether this machine has time for more requests.

Answers lie unread while a turn lasts, and so do connections that have come about: on a busy machine hosts are taken for
slow, and silent ones, that are not; and of a host that is silent one learns late. So few are in flight while turns are
long: the machine has work enough, and more of it would only lie about.
"""

import asyncio
from collections.abc import Callable

CALM = 64
"""Requests in flight that this machine has time for, however busy it is."""
TURN_MOST = 0.02
"""Seconds of one turn of the loop in which requests may begin, when more are in flight; the rest begin in a later one.
Behind a turn that took longer than this none begin."""


class Turns:
    """Whether there is time for one more request."""

    def __init__(self, now: Callable[[], float], wake: Callable[[], None]) -> None:
        """`now` tells monotonic seconds; `wake` is called when there is time again."""
        self._now = now
        self._wake = wake
        self._began: float | None = None
        self._behind_a_long_one = False
        self._told = False
        """Somebody has heard that it is busy: `wake` is yet to be called."""

    def busy(self, in_flight: int) -> bool:
        """Whether answers must be read first, with so many requests in flight; `wake` is called behind that."""
        if in_flight < CALM:
            return False
        now = self._now()
        if self._began is None:
            self._began = now
            asyncio.get_running_loop().call_soon(self._next)
        self._told = self._told or self._behind_a_long_one or now - self._began > TURN_MOST
        return self._told

    def waited_for(self, in_flight: int) -> bool:
        """Whether somebody has heard already that it is busy, and it still is; asking this costs nothing."""
        return self._told and in_flight >= CALM

    def _next(self) -> None:
        now = self._now()
        self._behind_a_long_one = self._began is not None and now - self._began > TURN_MOST
        if self._behind_a_long_one:
            self._began = now
            asyncio.get_running_loop().call_soon(self._next)
        else:
            self._began = None
            self._told = False
            self._wake()
