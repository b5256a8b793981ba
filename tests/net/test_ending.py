"""linkcheck.net.ending: what is under way at the deadline has a few seconds, and is then cut."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from linkcheck.net import ending, in_time


class RealClock:
    """Real time."""

    monotonic = staticmethod(time.monotonic)

    def now(self) -> datetime:
        """Now, UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


CLOCK = RealClock()


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """A grace that no test waits for long."""
    monkeypatch.setattr(ending, "GRACE", 0.2)


async def _soon(told: list[str]) -> str:
    with _noted(told):
        await asyncio.sleep(0.01)
        return "answer"


async def _never(told: list[str]) -> str:
    with _noted(told):
        await asyncio.Event().wait()
        return "answer"


@contextmanager
def _noted(told: list[str]) -> Iterator[None]:
    told.append("begun")
    try:
        yield
    except asyncio.CancelledError:
        told.append("cut")
        raise


@pytest.mark.parametrize("ends", [None, 3600.0, 0.0, -0.1])
async def test_what_comes_in_time_is_taken(ends: float | None) -> None:
    """With no deadline, before it, and within the grace behind it."""
    told: list[str] = []
    limit = None if ends is None else CLOCK.monotonic() + ends
    assert await in_time(_soon(told), limit, CLOCK) == "answer"
    assert told == ["begun"]


@pytest.mark.parametrize("ends", [0.0, -3600.0])
async def test_what_does_not_is_cut(ends: float) -> None:
    """It is cancelled, whatever it waits for, and nothing comes of it."""
    told: list[str] = []
    assert await in_time(_never(told), CLOCK.monotonic() + ends, CLOCK) is None
    assert told[-1:] != ["begun"]


async def test_a_time_out_of_its_own_is_no_cut() -> None:
    """What the work itself raises comes out."""

    async def work() -> None:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        await in_time(work(), CLOCK.monotonic() + 3600, CLOCK)


async def test_an_interruption_is_no_cut() -> None:
    """Who is cancelled from outside hears of it, deadline or not."""
    task = asyncio.create_task(in_time(_never([]), CLOCK.monotonic() + 3600, CLOCK))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
