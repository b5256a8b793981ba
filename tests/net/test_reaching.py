"""Ways to a host, on real sockets: several addresses of which some are dead, one family only, aliases, odd names."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from linkcheck.model import Answer, Failure, Fault
from linkcheck.net import Endpoint, SystemResolver
from tests.net.clock import RealClock
from tests.net.conftest import Fetching
from tests.net.nameserver import NameServer, Zone
from tests.net.rawserver import Everywhere, full_backlog

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"
ENDS = ("", "?")
"""The first reading, and the second."""

ZONE: Zone = {
    ("four.test", "A"): [("A", "127.0.0.1", 300)],
    ("four.test", "AAAA"): [],
    ("six.test", "A"): [],
    ("six.test", "AAAA"): [("AAAA", "::1", 300)],
    ("both.test", "A"): [("A", "127.0.0.1", 300)],
    ("both.test", "AAAA"): [("AAAA", "::1", 300)],
    ("alias.test", "A"): [("CNAME", "middle.test", 300), ("CNAME", "end.test", 300), ("A", "127.0.0.1", 300)],
    ("alias.test", "AAAA"): [("CNAME", "middle.test", 300), ("CNAME", "end.test", 300)],
    ("inward.test", "A"): [("CNAME", "inside.test", 300), ("A", "127.0.0.9", 300)],
    ("inward.test", "AAAA"): [("CNAME", "inside.test", 300)],
    ("xn--bcher-kva.test", "A"): [("A", "127.0.0.1", 300)],
    ("xn--bcher-kva.test", "AAAA"): [],
    ("under_score.test", "A"): [("A", "127.0.0.1", 300)],
    ("under_score.test", "AAAA"): [],
}


@asynccontextmanager
async def serving(*ips: str) -> AsyncIterator[tuple[int, list[str]]]:
    """One port at these addresses, and the Host of everything that is asked there."""
    hosts: list[str] = []
    port = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                hosts.append(next(line[6:] for line in head.split("\r\n") if line.lower().startswith("host: ")))
                writer.write(OK)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async with AsyncExitStack() as stack:
        for ip in ips:
            server = await asyncio.start_server(serve, ip, port)
            port = server.sockets[0].getsockname()[1]
            await stack.enter_async_context(server)
        yield port, hosts


@asynccontextmanager
async def names() -> AsyncIterator[SystemResolver]:
    """The system's resolver, set up to ask the zone above."""
    async with NameServer(ZONE) as server:
        resolver = SystemResolver(RealClock(), ["127.0.0.1"], server.port)
        try:
            yield resolver
        finally:
            await resolver.close()


@pytest.mark.parametrize(
    ("written", "ip", "host"),
    [
        ("four.test", "127.0.0.1", "four.test"),
        ("six.test", "::1", "six.test"),
        ("both.test", "::1", "both.test"),
        ("alias.test", "127.0.0.1", "alias.test"),
        ("ALIAS.Test.", "127.0.0.1", "alias.test"),
        ("b\u00fccher.test", "127.0.0.1", "xn--bcher-kva.test"),
        ("B\u00dcCHER.test", "127.0.0.1", "xn--bcher-kva.test"),
        ("bu\u0308cher.test", "127.0.0.1", "xn--bcher-kva.test"),
        ("b%C3%BCcher.test", "127.0.0.1", "xn--bcher-kva.test"),
        ("xn--bcher-kva.test", "127.0.0.1", "xn--bcher-kva.test"),
        ("b\u00fccher\u3002test", "127.0.0.1", "xn--bcher-kva.test"),
        ("under_score.test", "127.0.0.1", "under_score.test"),
        ("[::1]", "::1", "[::1]"),
    ],
)
async def test_every_kind_of_name_is_reached(written: str, ip: str, host: str, fetcher_for: Fetching) -> None:
    """IPv4 only, IPv6 only, both, behind aliases, with a dot behind, international in every form: each answers."""
    async with names() as resolver, serving("127.0.0.1", "::1") as (port, hosts):
        fetcher = await fetcher_for(resolver)
        for end in ENDS:
            answer = await fetcher.get(f"http://{written}:{port}/{end}")
            assert isinstance(answer, Answer), answer
            assert answer.address == ip
        assert {name.removesuffix(f":{port}") for name in hosts} == {host}


async def test_an_alias_of_a_forbidden_address_is_forbidden(fetcher_for: Fetching) -> None:
    """A CNAME is guarded where it ends."""
    async with names() as resolver, serving("127.0.0.1", "127.0.0.9") as (port, hosts):
        fetcher = await fetcher_for(resolver, allow_network=(ipaddress.ip_network("127.0.0.1/32"),))
        for end in ENDS:
            failure = await fetcher.get(f"http://inward.test:{port}/{end}")
            assert isinstance(failure, Failure), failure
            assert failure.fault is Fault.FORBIDDEN_ADDRESS
        assert not hosts


async def test_a_dead_first_address_hides_no_living_one(fetcher_for: Fetching) -> None:
    """Happy Eyeballs: where the first address does not answer, the next is tried a quarter of a second later."""
    async with full_backlog() as dead, serving("127.0.0.1", "::1") as (port, _):
        for living in (Endpoint("127.0.0.1", port), Endpoint("::1", port)):
            endpoints = (Endpoint("127.0.0.1", dead), living)
            fetcher = await fetcher_for(Everywhere(endpoints), connect_timeout=3.0)
            for end in ENDS:
                began = asyncio.get_running_loop().time()
                answer = await fetcher.get(f"http://example.test/{end}")
                assert isinstance(answer, Answer), answer
                assert asyncio.get_running_loop().time() - began < 2.0


async def test_a_refusing_first_address_costs_no_wait(fetcher_for: Fetching) -> None:
    """Where the first address refuses, the next is tried at once; all that refuse are told as refused."""
    async with serving("::1") as (gone, _):
        pass
    async with serving("127.0.0.1") as (port, _):
        fetcher = await fetcher_for(Everywhere((Endpoint("::1", gone), Endpoint("127.0.0.1", port))))
        refusing = await fetcher_for(Everywhere((Endpoint("::1", gone), Endpoint("127.0.0.1", gone))))
        for end in ENDS:
            assert isinstance(await fetcher.get(f"http://example.test/{end}"), Answer)
            failure = await refusing.get(f"http://example.test/{end}")
            assert isinstance(failure, Failure)
            assert failure.fault is Fault.CONNECT_REFUSED


async def test_only_dead_addresses_are_a_timeout(fetcher_for: Fetching) -> None:
    """Several addresses that do not answer cost the time for connecting once, not once each."""
    async with full_backlog() as dead:
        endpoints = tuple(Endpoint("127.0.0.1", dead) for _ in range(6))
        fetcher = await fetcher_for(Everywhere(endpoints), connect_timeout=0.6)
        for end in ENDS:
            began = asyncio.get_running_loop().time()
            failure = await fetcher.get(f"http://example.test/{end}")
            assert isinstance(failure, Failure)
            assert failure.fault is Fault.CONNECT_TIMEOUT
            assert asyncio.get_running_loop().time() - began < 2.0
