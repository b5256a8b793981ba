"""Connections: kept for the next link, and ended where a server would keep one busy for ever."""

import asyncio
import socket
import ssl
import threading
import time
from contextlib import suppress

import pytest

from linkcheck.demo.web import Site, Web
from linkcheck.demo.web.behaviours import page, raw
from linkcheck.demo.web.certs import Authority, Tls
from linkcheck.model import Answer, Failure, Fault
from linkcheck.net import connections, dialling, exchange
from linkcheck.net.resolver import Endpoint
from tests.net.conftest import Fetching
from tests.web.nasty import endless_interim

BEFORE = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"

PATIENCE = 5.0
"""Seconds that a server holds on."""


async def test_interim_answers_without_end_are_no_answer(fetcher_for: Fetching) -> None:
    """They end long before the request's time, and hold up nobody else meanwhile."""
    async with Web({"endless.test": Site(default=endless_interim()), "good.test": Site({"/*": page("A", "B")})}) as web:
        fetcher = await fetcher_for(web.resolver, timeout=30.0)
        began = time.monotonic()
        endless = [asyncio.create_task(fetcher.get(f"http://endless.test/{number}")) for number in range(4)]
        others = [await fetcher.get(f"http://good.test/{number}") for number in range(10)]
        results = await asyncio.gather(*endless)

    assert all(isinstance(one, Answer) and one.status == 200 for one in others)
    assert {one.fault for one in results if isinstance(one, Failure)} == {Fault.PROTOCOL_ERROR}
    assert len([one for one in results if isinstance(one, Failure)]) == 4
    assert time.monotonic() - began < 25


async def test_some_interim_answers_are_passed_over(fetcher_for: Fetching) -> None:
    """A server may send a few before the one that was asked for (RFC 9110, 15.2)."""
    final = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"
    async with Web({"hints.test": Site(default=raw(BEFORE * 10 + final))}) as web:
        fetcher = await fetcher_for(web.resolver)
        found = await fetcher.get("http://hints.test/")

    assert isinstance(found, Answer)
    assert (found.status, found.body) == (200, b"hello")


@pytest.mark.parametrize("url", ["http://good.test/", "https://good.test/"])
async def test_a_connection_that_is_given_up_disturbs_no_other(url: str, fetcher_for: Fetching) -> None:
    """Whenever the time for connecting ends, what the next request is told is its own."""
    async with Web({"good.test": Site({"/*": page("A", "B")})}) as web:
        for tenths in range(1, 40):
            fetcher = await fetcher_for(web.resolver, web.trust, timeout=5.0, connect_timeout=tenths / 10_000)
            faults = {one.fault for one in [await fetcher.get(url) for _ in range(3)] if isinstance(one, Failure)}
            assert faults <= {Fault.CONNECT_TIMEOUT, Fault.TLS_HANDSHAKE}
        fetcher = await fetcher_for(web.resolver, web.trust)
        assert isinstance(await fetcher.get(url), Answer)


class Deaf:
    """A server on a thread: it answers one request over TLS, and then hears nothing but the connection's end."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        self.ended = 0.0

    def _serve(self) -> None:
        with self._listener, self._context.wrap_socket(self._listener.accept()[0], server_side=True) as talk:
            talk.recv(4096)
            talk.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
            with socket.socket(fileno=talk.detach()) as silent:
                silent.settimeout(PATIENCE)
                with suppress(OSError):
                    while silent.recv(4096):
                        pass
        self.ended = time.monotonic()

    async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...]:
        """Here, whatever the name is."""
        return (Endpoint(*self._listener.getsockname()),)

    async def close(self) -> None:
        """Wait for the thread."""
        await asyncio.to_thread(self._thread.join)


async def test_a_run_that_ends_waits_for_no_farewell(monkeypatch: pytest.MonkeyPatch, fetcher_for: Fetching) -> None:
    """A connection that is taking leave is hung up on with the others, or the loop would end before it."""
    monkeypatch.setattr(dialling, "FAREWELL", 10 * PATIENCE)
    authority = Authority()
    deaf = Deaf(authority.server("deaf.test", Tls.GOOD))
    fetcher = await fetcher_for(deaf, ssl.create_default_context(cadata=authority.root_pem.decode()))
    assert isinstance(await fetcher.get("https://deaf.test/"), Answer)
    began = time.monotonic()
    await fetcher.__aexit__(None, None, None)

    assert deaf.ended - began < PATIENCE / 2


@pytest.mark.parametrize(("room", "kept"), [(exchange.PLAIN * 3, 3), (exchange.PLAIN * 8, 5)])
async def test_idle_connections_are_bounded(
    room: int, kept: int, fetcher_for: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where each link has a host of its own, those that wait for another one hold no more than they may."""
    monkeypatch.setattr(connections, "IDLE_MOST", room)
    names = [f"{letter}.test" for letter in "abcde"]
    async with Web({name: Site({"/*": page("A", "B")}) for name in names}) as web:
        fetcher = await fetcher_for(web.resolver)
        for name in names:
            assert isinstance(await fetcher.get(f"http://{name}/"), Answer)
        for name in names[-kept:]:
            assert isinstance(await fetcher.get(f"http://{name}/again"), Answer)
        assert len(web.connections) == len(names)

        for name in names[:-kept]:
            assert isinstance(await fetcher.get(f"http://{name}/again"), Answer)
        assert len(web.connections) == 2 * len(names) - kept
