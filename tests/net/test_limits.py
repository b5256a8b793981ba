"""linkcheck.net.limits: one timer for all the times that a request has."""

import asyncio

import pytest

from linkcheck.net.limits import Limit


def _now() -> float:
    return asyncio.get_running_loop().time()


async def test_all_is_over_at_the_end() -> None:
    """What takes longer ends with TimeoutError, and not before."""
    began = _now()
    with pytest.raises(TimeoutError), Limit(began + 0.1, 0.02):
        await asyncio.sleep(5)
    assert _now() - began >= 0.1


async def test_a_part_has_its_own_time() -> None:
    """It ends sooner than all would, however late it begins."""

    async def work() -> None:
        with Limit(_now() + 5, 0.05) as limit:
            await asyncio.sleep(0.1)
            limit.give(0.05)
            await asyncio.sleep(5)

    began = _now()
    with pytest.raises(TimeoutError):
        await work()
    assert 0.15 <= _now() - began < 5


async def test_what_follows_a_part_has_the_time_that_is_left() -> None:
    """A part that was done in its time ends nothing, and none has more than all."""

    async def work(end: float, first: float | None, then: float | None, seconds: float) -> None:
        with Limit(end, 0.02) as limit:
            limit.give(first)
            limit.give(then)
            await asyncio.sleep(seconds)

    began = _now()
    await work(began + 5, 0.02, None, 0.1)
    with pytest.raises(TimeoutError):
        await work(_now() + 0.1, 0.02, 60, 5)
    assert _now() - began < 5


async def test_who_is_cancelled_from_outside_is_cancelled() -> None:
    """It is no time-out, and a task that was timed out goes on and may be cancelled later."""

    async def work(seconds: float) -> str:
        try:
            with Limit(_now() + seconds, seconds):
                await asyncio.sleep(5)
        except TimeoutError:
            await asyncio.sleep(0)
            return "timed out"
        return "done"

    task = asyncio.create_task(work(5))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.create_task(work(0.02)) == "timed out"


async def test_nothing_rings_behind_it() -> None:
    """Its timer is taken back, whatever ended it."""
    with Limit(_now() + 0.05, 0.01):
        pass
    with pytest.raises(ValueError, match="own"), Limit(_now() + 0.05, 0.01):
        raise ValueError("own")
    await asyncio.sleep(0.1)
