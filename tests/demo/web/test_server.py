"""Listeners, requests, and what a behaviour may do with a connection."""

import asyncio
import contextlib
import http.client
import socket

import pytest

from linkcheck.demo.web import Exchange, Request, Site, Web, web_in_thread
from linkcheck.demo.web.behaviours import drip, hang_up, page, raw, reset, silent, status
from tests.web.wire import ask

HELLO = page("Hello", "A page.")


async def test_a_connection_carries_several_requests() -> None:
    """A complete HTTP/1.1 answer leaves the connection open for the next request."""
    async with Web({"a.example": Site({"/1": HELLO, "/2": status(404)})}) as web:
        reader, writer = await asyncio.open_connection(*web.endpoint("http"))
        for target, expected in (("/1", b"200"), ("/2", b"404"), ("/1", b"200")):
            writer.write(f"GET {target} HTTP/1.1\r\nHost: a.example\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            await reader.readexactly(length)

            assert expected in head.split(b"\r\n")[0]
        writer.close()
        await writer.wait_closed()


async def test_requests_are_remembered_as_they_were_sent() -> None:
    """The web keeps method, host, target, headers and body of every request, in order."""
    async with Web({"a.example": Site()}) as web:
        reader, writer = await asyncio.open_connection(*web.endpoint("http"))
        writer.write(b"POST /x?y=%20&z HTTP/1.1\r\nHost: A.Example:80\r\nX-Thing: 1\r\nContent-Length: 3\r\n\r\nabc")
        await reader.readuntil(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    request = web.requests[0]
    assert (request.method, request.scheme, request.host, request.target) == ("POST", "http", "a.example", "/x?y=%20&z")
    assert (request.path, request.query, request.header("x-thing"), request.body) == ("/x", "y=%20&z", "1", b"abc")
    assert web.asked("a.example") == (request,)


async def test_a_head_request_gets_no_body() -> None:
    """HEAD gets the headers of GET and nothing behind them."""
    async with Web({"a.example": Site({"/": HELLO})}) as web:
        answer = await ask(web, "http://a.example/", method="HEAD")

    assert answer.status == 200
    assert answer.body == b""


async def test_reset_hang_up_and_raw_do_what_they_say() -> None:
    """A reset is a TCP reset, a hang-up an end without a byte, raw bytes arrive as they are; on both schemes."""
    routes = {"/reset": reset(), "/bye": hang_up(), "/raw": raw(b"ICY 200 OK\n\nx")}
    async with Web({"a.example": Site(routes)}) as web:
        for scheme in ("http", "https"):
            with pytest.raises(ConnectionResetError):
                await ask(web, f"{scheme}://a.example/reset")
            assert (await ask(web, f"{scheme}://a.example/bye")).raw == b""
            assert (await ask(web, f"{scheme}://a.example/raw")).raw == b"ICY 200 OK\n\nx"


async def test_silent_and_drip_never_end() -> None:
    """A silent host sends nothing, a dripping one sends headers and then a little at a time."""
    async with Web({"a.example": Site({"/silent": silent(), "/drip": drip(0.01)})}) as web:
        with pytest.raises(TimeoutError):
            await ask(web, "http://a.example/silent", patience=0.05)
        reader, writer = await asyncio.open_connection(*web.endpoint("http"))
        writer.write(b"GET /drip HTTP/1.1\r\nHost: a.example\r\n\r\n")
        assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")
        assert await reader.readexactly(10) == b"<html>...."
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def test_closing_ends_every_connection_and_task() -> None:
    """When the web closes, hung requests, idle connections and handshakes that never came end with it."""
    before = asyncio.all_tasks()
    web = Web({"a.example": Site({"/silent": silent()})})
    async with web:
        hung = await asyncio.open_connection(*web.endpoint("http"))
        hung[1].write(b"GET /silent HTTP/1.1\r\nHost: a.example\r\n\r\n")
        idle = await asyncio.open_connection(*web.endpoint("http"))
        shaking = await asyncio.open_connection(*web.endpoint("https"))
        while not web.requests:  # noqa: ASYNC110 - the web has no event for it, and a test may look
            await asyncio.sleep(0.001)
    for reader, writer in (hung, idle, shaking):
        with contextlib.suppress(OSError):
            assert await reader.read() == b""
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    assert asyncio.all_tasks() == before


async def test_what_is_not_http_is_hung_up_on() -> None:
    """A request that cannot be read gets no answer and is not remembered."""
    async with Web({"a.example": Site()}) as web:
        reader, writer = await asyncio.open_connection(*web.endpoint("http"))
        writer.write(b"hello\r\n\r\n")
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()

    assert web.requests == []


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_behaviour_learns_that_its_client_has_gone(scheme: str) -> None:
    """Sending to a closed connection is an error in the behaviour, which ends it, and holds up nobody."""
    ended = asyncio.Event()

    async def chatter(_: Request, exchange: Exchange) -> None:
        try:
            while True:
                await exchange.send(b"x" * 65536)
        finally:
            ended.set()

    async with Web({"a.example": Site({"/": chatter})}) as web:
        tls = {"ssl": web.trust, "server_hostname": "a.example"} if scheme == "https" else {}
        reader, writer = await asyncio.open_connection(*web.endpoint(scheme), **tls)  # type: ignore[arg-type]
        writer.write(b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n")
        await reader.readexactly(1)
        writer.transport.abort()
        await asyncio.wait_for(ended.wait(), 5)
    assert ended.is_set()


def test_a_web_runs_in_a_thread_of_its_own() -> None:
    """A program that blocks can talk to a web that runs in another thread."""
    with web_in_thread(Web({"a.example": Site({"/": HELLO})})) as web:
        ip, port = web.endpoint("http")
        connection = http.client.HTTPConnection(ip, port, timeout=5)
        connection.request("GET", "/", headers={"Host": "a.example"})
        body = connection.getresponse().read()
        connection.close()

    assert b"<h1>Hello</h1>" in body
    with socket.socket() as probe:
        assert probe.connect_ex((ip, port)) != 0
