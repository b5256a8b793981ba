"""The end of a run's time: nothing is begun behind its deadline, and what is under way is let go soon after it.

Whoever sets a deadline has another one behind it: the job is killed. How long a request under way may still take is up
to those who are asked: a time-out, or for a web archive three. So it is given a few seconds, which nearly every answer
needs less than, and is then cut. That cut is ours, and says nothing of whoever was asked: what it falls on counts as
never begun.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, NamedTuple, TypeVar

from linkcheck.model import Clock

GRACE = 5.0
"""Seconds that what is under way may take behind the deadline."""
CUT = "the run's deadline had passed"
"""Why something is put off that a deadline left, for people."""
LATE = "the time for this run was over"
"""The same of a question to a web archive, for those who ask it."""

T = TypeVar("T")


class Cuts(NamedTuple):
    """When work ends, in the clock's monotonic seconds."""

    begin: float
    """Nothing begins from here on."""
    end: float
    """Nothing goes on from here on."""

    @classmethod
    def at(cls, deadline: float) -> "Cuts":
        """The cuts of a deadline."""
        return cls(deadline, deadline + GRACE)


async def in_time(work: Coroutine[Any, Any, T], ends: float | None, clock: Clock) -> T | None:
    """What comes of work that is under way at a deadline; None where it was cut.

    Args:
        work: What is cancelled when its time is over.
        ends: The deadline, on the clock's monotonic time; None: there is none.
        clock: Tells how far off that is. It is waited for in the loop's own time, as every time-out of a request is.

    Raises:
        Exception: What `work` raises.
    """
    if ends is None:
        return await work
    limit = asyncio.timeout(Cuts.at(ends).end - clock.monotonic())
    try:
        async with limit:
            return await work
    except TimeoutError:
        if not limit.expired():
            raise
        return None
