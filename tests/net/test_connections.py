"""Connections: kept for the next link, and ended where a server would keep one busy for ever."""

import asyncio
import time

import pytest

from linkcheck.demo.web import Site, Web
from linkcheck.demo.web.behaviours import page, raw
from linkcheck.model import Answer, Failure, Fault
from linkcheck.net import connections, exchange
from tests.net.conftest import Fetching
from tests.web.nasty import endless_interim

BEFORE = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"


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
