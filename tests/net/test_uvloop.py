"""The loop that commands run on: uvloop raises other errors and dials by other ways than asyncio's own."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress

import pytest
import uvloop

from linkcheck.demo.web import Site, Tls, Web
from linkcheck.demo.web.behaviours import drip, hang_up, page, reset, silent
from linkcheck.model import Answer, Failure, Fault
from linkcheck.net import Endpoint, Fetcher, Resolver
from linkcheck.net.handing import handed_over
from linkcheck.settings import Settings
from tests.net.clock import RealClock
from tests.net.conftest import LOOPBACK, system_trust
from tests.net.rawserver import Everywhere, RawServer, Talk, full_backlog, plays

SITES = {
    "good.test": Site({"/*": page("Home", "A page.")}),
    "gap.test": Site({"/*": page("Home", "A page.")}, tls=Tls.MISSING_INTERMEDIATE),
    "expired.test": Site(tls=Tls.EXPIRED),
    "stranger.test": Site(tls=Tls.SELF_SIGNED),
    "alert.test": Site(tls=Tls.BROKEN_HANDSHAKE),
    "refusing.test": Site(refuse=True),
    "reset.test": Site(default=reset()),
    "closing.test": Site(default=hang_up()),
    "silent.test": Site(default=silent()),
    "drip.test": Site(default=drip()),
}
ENDS = {
    "http://good.test/": "200",
    "https://good.test/": "200",
    "https://gap.test/": "200",
    "https://expired.test/": Fault.TLS_EXPIRED,
    "https://stranger.test/": Fault.TLS_UNTRUSTED,
    "https://alert.test/": Fault.TLS_HANDSHAKE,
    "http://refusing.test/": Fault.CONNECT_REFUSED,
    "https://refusing.test/": Fault.CONNECT_REFUSED,
    "http://reset.test/": Fault.RESET,
    "http://closing.test/": Fault.EMPTY_REPLY,
    "http://silent.test/": Fault.READ_TIMEOUT,
    "http://drip.test/": "200",
    "http://nowhere.test/": Fault.DNS_NXDOMAIN,
    "http://10.0.0.1/": Fault.FORBIDDEN_ADDRESS,
}


def told(result: Answer | Failure) -> str:
    """What came of it, in a word."""
    return str(result.status) if isinstance(result, Answer) else result.fault.value


def on_uvloop(work: Callable[[AsyncExitStack], Awaitable[None]]) -> None:
    """Run a test on the loop that commands run on."""

    async def run() -> None:
        assert isinstance(asyncio.get_running_loop(), uvloop.Loop)
        async with AsyncExitStack() as stack:
            await work(stack)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


async def fetching(stack: AsyncExitStack, resolver: Resolver, trust: ssl.SSLContext | None = None) -> Fetcher:
    """A fetcher for loopback."""
    settings = Settings(allow_network=LOOPBACK, timeout=1.0)
    return await stack.enter_async_context(Fetcher(settings, resolver, trust or system_trust(), RealClock()))


@pytest.mark.parametrize("end", ["", "?"])
def test_every_end_is_told_as_on_any_loop(end: str) -> None:
    """Answers and faults have the same names, by either reading."""

    async def work(stack: AsyncExitStack) -> None:
        web = await stack.enter_async_context(Web(SITES))
        fetcher = await fetching(stack, web.resolver, web.trust)
        results = await asyncio.gather(*(fetcher.get(f"{url}{end}") for url in ENDS))
        assert dict(zip(ENDS, map(told, results), strict=True)) == {url: str(known) for url, known in ENDS.items()}

    on_uvloop(work)


@pytest.mark.parametrize("end", ["", "?"])
def test_a_dead_first_address_hides_no_living_one(end: str) -> None:
    """Happy Eyeballs work on this loop too."""

    async def work(stack: AsyncExitStack) -> None:
        dead = await stack.enter_async_context(full_backlog())
        server = await stack.enter_async_context(RawServer(plays(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")))
        resolver = Everywhere((Endpoint("127.0.0.1", dead), Endpoint("127.0.0.1", server.port)))
        fetcher = await fetching(stack, resolver)
        assert told(await fetcher.get(f"http://example.test/{end}")) == "200"

    on_uvloop(work)


@pytest.mark.parametrize("end", ["", "?"])
def test_how_far_a_secure_connection_came_is_told(end: str) -> None:
    """A server that takes no connection, one that says nothing in the handshake, and one that breaks it off."""

    async def broken_off(talk: Talk) -> None:
        await talk.reader.read(100)
        talk.reset()

    async def work(stack: AsyncExitStack) -> None:
        full = await stack.enter_async_context(full_backlog())
        mute = await stack.enter_async_context(RawServer(plays(b"", hold=True)))
        breaking = await stack.enter_async_context(RawServer(broken_off))
        known = {full: Fault.CONNECT_TIMEOUT, mute.port: Fault.TLS_HANDSHAKE, breaking.port: Fault.RESET}
        for port, fault in known.items():
            fetcher = await fetching(stack, Everywhere((Endpoint("127.0.0.1", port),)))
            assert told(await fetcher.get(f"https://example.test/{end}")) == fault.value

    on_uvloop(work)


@pytest.mark.parametrize("tls", [False, True])
def test_a_socket_that_was_handed_over_closes_nothing(*, tls: bool) -> None:
    """The loop closes its number; the object would close whatever has that number by the time it is thrown away."""

    async def garbage(talk: Talk) -> None:
        if tls:
            await talk.reader.read(100)
        await talk.send(b"no TLS")

    async def work(stack: AsyncExitStack) -> None:
        server = await stack.enter_async_context(RawServer(garbage))
        sock = socket.create_connection(("127.0.0.1", server.port))
        sock.setblocking(False)
        trust, name = (system_trust(), "a.test") if tls else (None, None)
        with suppress(OSError):
            transport, _ = await handed_over(sock, asyncio.Protocol, trust, name)
            transport.abort()
        assert sock.fileno() == -1

    on_uvloop(work)
