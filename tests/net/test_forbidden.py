"""The guard, from outside: whatever is written or answered, not one connection is made that must not be."""

import asyncio
import contextlib
import ipaddress
import sys
import tomllib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from linkcheck.model import Answer, Failure
from linkcheck.net import DnsFault, Endpoint, Fetcher, Resolver, SystemResolver
from linkcheck.settings import Settings
from tests.net.clock import RealClock
from tests.net.conftest import Fetching, system_trust
from tests.net.rawserver import NOWHERE, Everywhere, RawServer, plays

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/net/forbidden.toml").read_text("utf-8"))["case"]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"


class Dialled:
    """Every address that this process connects a socket to, while it looks."""

    def __init__(self) -> None:
        self.addresses: list[Any] = []
        self.looks = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, details: tuple[Any, ...]) -> None:
        if self.looks and event == "socket.connect":
            self.addresses.append(details[1])

    @contextlib.contextmanager
    def looking(self) -> Iterator[list[Any]]:
        """The addresses of a while."""
        self.addresses, self.looks = [], True
        try:
            yield self.addresses
        finally:
            self.looks = False


DIALLED = Dialled()
"""One for all tests: an audit hook stays for as long as the process."""


class InTurns:
    """A name service that answers a row of addresses each time it is asked, the last one for ever."""

    def __init__(self, rows: list[list[str]]) -> None:
        self._rows = rows
        self.asked = 0

    async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...] | DnsFault:
        """The next row."""
        row = self._rows[min(self.asked, len(self._rows) - 1)]
        self.asked += 1
        return tuple(Endpoint(ip, port) for ip in row)

    async def close(self) -> None:
        """Nothing is held."""


class Counting:
    """Counts the connections that come in at one port of 127.0.0.1, 127.0.0.2 and ::1."""

    def __init__(self) -> None:
        self.connections = 0
        self.port = 0

    async def _count(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(OK)
        writer.close()

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator["Counting"]:
        """Listen for a while."""
        async with contextlib.AsyncExitStack() as stack:
            for ip in ("127.0.0.1", "127.0.0.2", "::1"):
                server = await asyncio.start_server(self._count, ip, self.port)
                self.port = server.sockets[0].getsockname()[1]
                await stack.enter_async_context(server)
            yield self


@pytest.fixture
async def counting() -> AsyncIterator[Counting]:
    """Somebody who counts."""
    async with Counting().listening() as counting:
        yield counting


def resolver_of(case: dict[str, Any]) -> Resolver:
    """The name service of a case; a name without an answer is not there."""
    if case.get("system"):
        return SystemResolver(RealClock(), ["127.0.0.1"], 9)
    return InTurns(case["answers"]) if "answers" in case else Everywhere(NOWHERE)


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
async def test_no_connection_is_made(case: dict[str, Any], counting: Counting) -> None:
    """By no way of writing an address, and by no name, is anything contacted that is not public, by either reading."""
    for end in ("", "?"):
        url = case["url"].replace("{port}", str(counting.port))
        async with Fetcher(Settings(timeout=2.0), resolver_of(case), system_trust(), RealClock()) as fetcher:
            with DIALLED.looking() as addresses:
                failure = await fetcher.get(f"{url}{end}")
        assert isinstance(failure, Failure), failure
        assert failure.fault == case.get("ends", "forbidden-address"), failure
        assert addresses == []
    assert counting.connections == 0


def test_the_table_is_wide() -> None:
    """At least twenty-five ways, each told once and with its source."""
    assert len({case["what"] for case in CASES}) == len(CASES) >= 25
    assert all(case["source"] for case in CASES)


async def test_the_audit_hook_sees_what_is_dialled(fetcher_for: Fetching) -> None:
    """What is allowed is seen to be dialled, so that seeing nothing means something."""
    async with RawServer(plays(OK)) as server:
        fetcher = await fetcher_for(server.resolver)
        with DIALLED.looking() as addresses:
            await fetcher.get(server.url())
            await fetcher.get(server.url("/?"))
    assert [address[0] for address in addresses] == ["127.0.0.1", "127.0.0.1"]


def opened(ip: str) -> dict[str, Any]:
    """Settings that allow one address, which stands for the public ones."""
    return {"allow_network": (ipaddress.ip_network(ip),)}


@pytest.mark.parametrize("end", ["", "?"])
async def test_the_good_address_of_a_name_does_not_open_the_other(
    end: str, counting: Counting, fetcher_for: Fetching
) -> None:
    """Of a name that is both public and private only the public address is contacted, whichever comes first."""
    for row in (["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "127.0.0.2"], ["::1", "127.0.0.2", "127.0.0.1"]):
        fetcher = await fetcher_for(InTurns([row]), **opened("127.0.0.1/32"))
        with DIALLED.looking() as addresses:
            answer = await fetcher.get(f"http://both.test:{counting.port}/{end}")
        assert isinstance(answer, Answer), answer
        assert addresses == [("127.0.0.1", counting.port)]


@pytest.mark.parametrize("end", ["", "?"])
async def test_a_name_that_changes_its_mind_finds_nothing(end: str, counting: Counting, fetcher_for: Fetching) -> None:
    """DNS rebinding: the address that is guarded is the one that is connected to, whatever the next answer is."""
    resolver = InTurns([["127.0.0.1"], ["127.0.0.2"]])
    fetcher = await fetcher_for(resolver, **opened("127.0.0.1/32"))
    with DIALLED.looking() as addresses:
        answer = await fetcher.get(f"http://rebinding.test:{counting.port}/{end}")
        assert isinstance(answer, Answer), answer
        assert resolver.asked == 1
        failure = await fetcher.get(f"http://rebinding.test:{counting.port}/again{end}")
    assert isinstance(failure, Failure), failure
    assert failure.fault == "forbidden-address"
    assert addresses == [("127.0.0.1", counting.port)]
