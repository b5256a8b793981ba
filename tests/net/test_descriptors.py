"""A lack of file descriptors is this machine's, and no link's fault."""

import asyncio
import contextlib
import os
import resource
import subprocess
import sys
from collections.abc import Iterator

import pytest

from linkcheck.errors import NetworkUnfit
from linkcheck.model import Answer, Fault
from linkcheck.net import DnsFault, Endpoint, fetcher
from linkcheck.net.descriptors import EACH, KEPT, RESERVED, Room, exhausted, make_room
from tests.net.conftest import Fetching
from tests.net.rawserver import RawServer, Talk, plays

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"

TELL = """
import resource, sys
from linkcheck.net.descriptors import make_room
soft, hard = map(int, sys.argv[1:3])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
room = make_room(int(sys.argv[3]))
print(room.in_flight, room.idle, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
print(room.told)
"""


@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "granted"),
    [
        (100, 10_000, 256, f"256 True {RESERVED + KEPT * 256}"),
        (9_000, 10_000, 256, "256 True 9000"),
        (100, 1_000, 256, "256 False 1000"),
        (100, 400, 256, f"{(400 - RESERVED) // EACH} False 400"),
        (50, 60, 256, "1 False 60"),
    ],
)
def test_the_soft_limit_is_raised_as_far_as_it_goes(soft: int, hard: int, wanted: int, granted: str) -> None:
    """The limit of open files grows to what the run wants; else fewer requests fly, and the user is told."""
    done = subprocess.run(
        [sys.executable, "-c", TELL, str(soft), str(hard), str(wanted)], capture_output=True, text=True, check=True
    )
    first, told = done.stdout.split("\n")[:2]
    assert first == granted
    assert bool(told) is (not granted.startswith("256"))
    if told:
        assert f"{hard:,} open files" in told


@contextlib.contextmanager
def none_left() -> Iterator[None]:
    """No descriptor is free, as long as it lasts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = [os.dup(0)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (taken[0] + 1, hard))
    try:
        with contextlib.suppress(OSError):
            while True:
                taken.append(os.dup(0))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for descriptor in taken:
            os.close(descriptor)


@pytest.mark.parametrize("url", ["http://example.test/", "http://example.test/?"])
async def test_a_lack_is_waited_for(url: str, fetcher_for: Fetching) -> None:
    """A request for which there is no descriptor waits for one, longer than its own time, and is answered."""
    async with RawServer(plays(OK)) as server:
        asking = await fetcher_for(server.resolver, timeout=0.3)
        with none_left():
            assert exhausted()
            waiting = asyncio.ensure_future(asking.get(url))
            await asyncio.sleep(0.6)
            assert not waiting.done()
        answer = await waiting
    assert not exhausted()
    assert isinstance(answer, Answer), answer


class _Starved:
    """A resolver that finds no socket for its question, as c-ares tells it."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...] | DnsFault:
        """An answer, where there is a descriptor for asking."""
        if exhausted():
            return DnsFault(Fault.DNS_FAILURE, "ARES_ECONNREFUSED (no name server)")
        return (Endpoint("127.0.0.1", self._port),)

    async def close(self) -> None:
        """Nothing is held."""


async def test_a_lack_makes_no_fault_of_dns(fetcher_for: Fetching) -> None:
    """A name that could not be asked for, for want of a socket, is asked for again."""
    async with RawServer(plays(OK)) as server:
        asking = await fetcher_for(_Starved(server.port))
        with none_left():
            waiting = asyncio.ensure_future(asking.get("http://example.test/"))
            await asyncio.sleep(0.3)
        answer = await waiting
    assert isinstance(answer, Answer), answer


async def test_a_lack_that_lasts_ends_the_run(fetcher_for: Fetching, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no descriptor for a minute is not fit to check links; no link is told to be at fault."""
    monkeypatch.setattr(fetcher, "STARVED_MOST", 0.3)
    async with RawServer(plays(OK)) as server:
        asking = await fetcher_for(server.resolver)
        with none_left(), pytest.raises(NetworkUnfit, match="file descriptor"):
            await asking.get(server.url())


async def test_a_fetcher_keeps_to_its_room(fetcher_for: Fetching, monkeypatch: pytest.MonkeyPatch) -> None:
    """With few descriptors fewer requests fly, no connection is kept, and the fetcher has a word for the user."""
    monkeypatch.setattr(fetcher, "make_room", lambda _: Room(2, idle=False, told="few open files"))
    flying = most = 0

    async def script(talk: Talk) -> None:
        nonlocal flying, most
        while await talk.request():
            flying += 1
            most = max(most, flying)
            await asyncio.sleep(0.02)
            flying -= 1
            await talk.send(OK)

    async with RawServer(script) as server:
        asking = await fetcher_for(server.resolver, concurrency=20)
        assert asking.shortage == "few open files"
        answers = await asyncio.gather(*(asking.get(server.url(f"/{number}")) for number in range(10)))
        assert all(isinstance(answer, Answer) for answer in answers)
        assert most == 2
        assert server.connections == 10


def test_room_is_made_once() -> None:
    """Asking again for what was granted changes nothing."""
    assert make_room(4) == make_room(4)
