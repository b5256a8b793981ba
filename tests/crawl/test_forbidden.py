"""Being led to a forbidden address by a redirect, a header or a page: who listens there hears nothing."""

import asyncio
import html
import ipaddress
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from linkcheck import judge
from linkcheck.crawl import Crawl, Questions
from linkcheck.model import Answer, Failure, Fault, Probe
from linkcheck.net import DnsFault, Endpoint, Fetcher, trust_store
from tests.crawl.support import HASTY, WallClock, collect, settings_for_tests
from tests.net.rawserver import NOWHERE

TABLE = tomllib.loads((Path(__file__).parents[1] / "cases/net/forbidden.toml").read_text("utf-8"))["case"]
CASES = [case for case in TABLE if not {"system", "answers"} & case.keys()]
PUBLIC = "127.0.0.3"
"""The only address that may be contacted: it stands for the public ones."""
QUESTIONS = Questions(refresh=judge.refresh, refused=judge.refused, sibling=lambda _: None, action=lambda _: False)

HOME = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

Lead = Callable[[bytes], bytes]


def by_location(target: bytes) -> bytes:
    """A redirect."""
    return b"HTTP/1.1 302 Found\r\nLocation: " + target + b"\r\nContent-Length: 0\r\n\r\n"


def by_header(target: bytes) -> bytes:
    """A Refresh header."""
    return b"HTTP/1.1 200 OK\r\nRefresh: 0; url=" + target + b"\r\nContent-Length: 0\r\n\r\n"


def by_page(target: bytes) -> bytes:
    """A meta refresh."""
    written = html.escape(target.decode()).encode()
    page = b'<title>Moved</title><meta http-equiv="refresh" content="0; url=' + written + b'">'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
    return head % len(page) + page


class Names:
    """public.test is at the public address; other names are said to be where they are."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.others: dict[str, tuple[Endpoint, ...]] = {}

    async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...] | DnsFault:
        """Where a host is."""
        if host == "public.test":
            return (Endpoint(PUBLIC, self._port),)
        return self.others.get(host, NOWHERE)

    async def close(self) -> None:
        """Nothing is held."""


class Trap:
    """A public site that leads on, and listeners at forbidden addresses that count who comes."""

    def __init__(self) -> None:
        self.connections = 0
        self.asked = 0
        self.port = 0
        self.wires: dict[bytes, bytes] = {}
        """What the public site answers, by path."""

    async def count(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Somebody came."""
        self.connections += 1
        writer.close()

    async def lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer as the path says."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.asked += 1
                writer.write(self.wires.get(head.split(b" ")[1], HOME))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@asynccontextmanager
async def trapped() -> AsyncIterator[tuple[Trap, Names, Crawl]]:
    """A trap, its names, and a crawl that may contact the public site only."""
    trap = Trap()
    async with AsyncExitStack() as stack:
        for ip in ("127.0.0.1", "127.0.0.2", "::1"):
            server = await asyncio.start_server(trap.count, ip, trap.port)
            trap.port = server.sockets[0].getsockname()[1]
            await stack.enter_async_context(server)
        site = await stack.enter_async_context(await asyncio.start_server(trap.lead, PUBLIC, 0))
        names = Names(site.sockets[0].getsockname()[1])
        settings = settings_for_tests(allow_network=(ipaddress.ip_network(PUBLIC),), timeout=3.0)
        fetcher = await stack.enter_async_context(Fetcher(settings, names, trust_store(), WallClock()))
        yield trap, names, Crawl(settings, fetcher, QUESTIONS, WallClock(), Random(7), patience=HASTY)


def _target(case: dict[str, Any], port: int) -> bytes | None:
    """A case's URL as it can stand in an answer."""
    target: str = case["url"].replace("{port}", str(port))
    return None if any(sign < " " for sign in target) else target.encode()


@pytest.mark.parametrize("lead", [by_location, by_header, by_page])
async def test_no_chain_leads_to_a_forbidden_address(lead: Lead) -> None:
    """By no kind of redirect, to no way of writing one, is a forbidden address contacted; each chain says so."""
    async with trapped() as (trap, _, crawl):
        for number, case in enumerate(CASES):
            if (target := _target(case, trap.port)) is not None:
                trap.wires[b"/%d" % number] = lead(target)
        found = await collect(crawl, [f"http://public.test{path.decode()}" for path in trap.wires])
        assert trap.connections == 0
        assert trap.asked >= len(trap.wires) >= 25
    for url, probe in found.items():
        case = CASES[int(url.rpartition("/")[2])]
        assert isinstance(probe, Probe)
        match probe.result:
            case Failure(fault=fault):
                assert fault in {Fault.FORBIDDEN_ADDRESS, Fault.BAD_REDIRECT}, (case, probe.result)
            case Answer():
                # what would lead to no URL is still a page, and with odd slashes it may lead to a path of its own site
                assert probe.hops[-1].url.startswith("http://public.test/"), case
                assert case.get("ends") == "malformed" or "slashes" in case["what"], case


async def test_no_chain_leads_to_a_name_of_a_forbidden_address() -> None:
    """A redirect to a name is guarded at the address that the name has, over http and https."""
    async with trapped() as (trap, names, crawl):
        names.others = {
            "one.test": (Endpoint("127.0.0.1", trap.port),),
            "six.test": (Endpoint("::1", trap.port), Endpoint("127.0.0.2", trap.port)),
        }
        trap.wires = {
            b"/%s%s%d" % (host, scheme, number): lead(b"%s://%s.test/" % (scheme, host))
            for number, lead in enumerate((by_location, by_header, by_page))
            for host in (b"one", b"six")
            for scheme in (b"http", b"https")
        }
        found = await collect(crawl, [f"http://public.test{path.decode()}" for path in trap.wires])
        assert trap.connections == 0
    for probe in found.values():
        assert isinstance(probe, Probe)
        assert isinstance(probe.result, Failure)
        assert probe.result.fault is Fault.FORBIDDEN_ADDRESS
        assert len(probe.hops) == 2
