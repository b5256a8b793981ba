"""Loops on which waiting takes no time: it passes only where nothing else can happen, however slow the machine is.

What a test waits for, a timeout or a pause, is over as soon as no socket has anything to say; and no timeout passes
because somebody else had the processor.
"""

import asyncio
import selectors
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

ARRIVING = 0.001
"""Seconds that what is on its way on loopback gets to arrive before nothing is said to be ready."""
ROUND = 1e-6
"""Seconds that a round of the loop takes there: nothing happens at the same time as what it follows from."""
NEVER = 10.0
"""Seconds after which what nobody has set a time for will not come."""

Made = TypeVar("Made")


class Hurry(selectors.DefaultSelector):
    """A selector for which, when nothing is ready, the time that would have been waited has passed."""

    def __init__(self, arriving: float = 0.0) -> None:
        """`arriving` is how long the system may take to hand something on, seconds."""
        super().__init__()
        self.passed = 0.0
        """Seconds since it was made."""
        self.threads = 0
        """Threads at work: what they do takes real time."""
        self._arriving = arriving

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready.

        Raises:
            RuntimeError: Everything waits for something that never happens.
        """
        if self.threads:
            began = time.monotonic()
            found = super().select(timeout)
            self.passed += time.monotonic() - began
            return found
        if self._arriving:
            self.passed += ROUND
        if timeout is None:
            if not (found := super().select(NEVER if self._arriving else 0)):
                raise RuntimeError("everything waits for something that never happens")
            return found
        found = super().select(min(self._arriving, max(timeout, 0)))
        if not found and timeout > 0:
            self.passed += timeout
        return found


class HurryingLoop(asyncio.SelectorEventLoop):
    """A loop whose time is that of its `Hurry`."""

    def __init__(self, arriving: float = 0.0) -> None:
        self._hurry = Hurry(arriving)
        super().__init__(self._hurry)

    def time(self) -> float:
        """Seconds since the loop's beginning."""
        return self._hurry.passed

    def run_in_executor(self, executor: Any, func: Callable[..., Made], *args: Any) -> asyncio.Future[Made]:  # type: ignore[override]
        """Have a thread do something; until it has, time passes as it does."""
        self._hurry.threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._back)
        return future

    def _back(self, _: object) -> None:
        self._hurry.threads -= 1


def loop_with_sockets() -> HurryingLoop:
    """A loop for sockets on loopback whose both ends are its own."""
    return HurryingLoop(ARRIVING)


class PassingClock:
    """The clock of a run that begins at some time, and goes as the loop does that it runs on."""

    def __init__(self, begins: datetime) -> None:
        self._begins = begins
        self._first: float | None = None

    def now(self) -> datetime:
        """The time that the run takes as now."""
        at = self.monotonic()
        if self._first is None:
            self._first = at
        return self._begins + timedelta(seconds=at - self._first)

    def monotonic(self) -> float:
        """Seconds on the loop's clock."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Wait, as the loop does."""
        await asyncio.sleep(seconds)
