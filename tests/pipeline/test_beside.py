"""linkcheck.pipeline.beside: two stages at a time, and how they end."""

import asyncio

import pytest

from linkcheck.errors import NetworkUnfit, StoreError
from linkcheck.pipeline.beside import beside


class Work:
    """Something that goes on until it is told to end, and what became of it."""

    def __init__(self, ends: Exception | None = None) -> None:
        self.ended = ""
        self.go = asyncio.Event()
        self._ends = ends

    async def run(self) -> str:
        """Wait, and come to an end."""
        try:
            await self.go.wait()
            if self._ends is not None:
                raise self._ends
        except asyncio.CancelledError:
            self.ended = "cancelled"
            raise
        self.ended = "done"
        return "what it came to"


async def test_both_end_well() -> None:
    """What the work comes to is there when it is waited for."""
    work = Work()
    async with beside(work.run()) as task:
        work.go.set()
        assert await task == "what it came to"


async def test_what_is_not_waited_for_is_cancelled() -> None:
    """Work that is left over when the inside has ended does not go on."""
    work = Work()
    async with beside(work.run()):
        await asyncio.sleep(0)
    assert work.ended == "cancelled"


async def test_an_error_inside_ends_the_work() -> None:
    """It comes out as it was raised, and the work does not go on."""
    work = Work()

    async def fail() -> None:
        async with beside(work.run()):
            await asyncio.sleep(0)
            raise NetworkUnfit("no canary")

    with pytest.raises(NetworkUnfit, match="no canary"):
        await fail()
    assert work.ended == "cancelled"


async def test_an_error_of_the_work_ends_what_is_inside() -> None:
    """The inside is cancelled where it waits, and the error of the work comes out as it was raised."""
    work, reached = Work(StoreError("full")), list[str]()

    async def wait() -> None:
        async with beside(work.run()):
            work.go.set()
            await asyncio.sleep(60)
            reached.append("further")

    with pytest.raises(StoreError, match="full"):
        await wait()
    assert reached == []


async def test_a_cancelled_run_ends_both() -> None:
    """Ctrl-C is no error of either."""
    work, inside = Work(), asyncio.Event()

    async def run() -> None:
        async with beside(work.run()):
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(run())
    await inside.wait()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.ended == "cancelled"
