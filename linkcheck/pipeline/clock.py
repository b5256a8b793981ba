"""The system's clock, or one that was set to another time when the run began."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Real time, shifted by as much as `--now` lies from the present."""

    def __init__(self, now: datetime | None = None) -> None:
        """`now` is what this run takes as its beginning, UTC; None: the present."""
        self._shift = now - datetime.now(UTC) if now else timedelta()

    def now(self) -> datetime:
        """The time that this run takes as now, UTC."""
        return datetime.now(UTC) + self._shift

    monotonic = staticmethod(time.monotonic)
    """Seconds on a clock that never goes back."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
