"""tests.passing: time that passes only where nothing else can happen, on loops with sockets and without."""

import asyncio
import contextlib
import socket
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.passing import HurryingLoop, PassingClock, loop_with_sockets

A_DAY = 86_400.0


def test_a_day_is_over_at_once() -> None:
    """What is waited for passes on the loop's clock, and on that of a run which goes by it."""
    begins = datetime(2026, 11, 20, 2, tzinfo=UTC)
    clock = PassingClock(begins)

    async def a_day() -> float:
        first = clock.now()
        await clock.sleep(A_DAY)
        assert first == begins
        assert clock.now() - begins >= timedelta(seconds=A_DAY)
        return asyncio.get_running_loop().time()

    with asyncio.Runner(loop_factory=loop_with_sockets) as runner:
        assert A_DAY <= runner.run(a_day()) < A_DAY + 1


def test_what_arrives_comes_before_any_timeout() -> None:
    """However busy the machine is meanwhile, a thousand answers are there before the shortest timeout passes."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                writer.write(await reader.readexactly(1))
        writer.close()

    async def talk() -> None:
        async with await asyncio.start_server(echo, "127.0.0.1", 0, family=socket.AF_INET) as server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            for number in range(1000):
                writer.write(bytes([number % 256]))
                if not number % 100:
                    time.sleep(0.02)  # noqa: ASYNC251 - somebody else has the processor
                async with asyncio.timeout(0.01):
                    assert await reader.readexactly(1) == bytes([number % 256])
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(reader.readexactly(1), A_DAY)
            writer.close()
            await writer.wait_closed()

    with asyncio.Runner(loop_factory=loop_with_sockets) as runner:
        runner.run(talk())


def test_a_thread_takes_real_time() -> None:
    """While a thread works nothing is skipped: what waits for it has as long as it takes."""

    async def work() -> None:
        async with asyncio.timeout(60):
            await asyncio.to_thread(time.sleep, 0.05)
        await asyncio.sleep(A_DAY)

    with asyncio.Runner(loop_factory=loop_with_sockets) as runner:
        runner.run(work())


def test_what_never_happens_is_said() -> None:
    """A loop on which everything waits for what nobody will bring does not wait for ever."""

    async def forever() -> None:
        await asyncio.get_running_loop().create_future()

    with asyncio.Runner(loop_factory=HurryingLoop) as runner, pytest.raises(RuntimeError, match="never happens"):
        runner.run(forever())
