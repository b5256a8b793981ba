"""linkcheck.net.exchange: read where it comes in, an answer is what a task that waits for it would read."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import aiohttp
import pytest
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.model import Answer
from linkcheck.net.exchange import LINE_MOST, Connection
from linkcheck.net.firstread import BROKEN
from linkcheck.net.limits import Limit
from linkcheck.net.request import Reading, Request, Timeouts
from linkcheck.net.urls import split

TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
LIMIT = 60
"""Bytes of a body that are read."""
HEADS = (
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.0 200 OK\r\n",
    "HTTP/1.1 404 Not Found\r\n",
    "HTTP/1.1 204 No Content\r\n",
    "HTTP/1.1 304 Not Modified\r\n",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n",
    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n",
    "SSH-2.0-OpenSSH_9.2\r\n",
)
HEADERS = (
    "Content-Type: text/html\r\n",
    "Content-Type: image/png\r\n",
    "Content-Length: 0\r\n",
    "Content-Length: 5\r\n",
    "Content-Length: 25\r\n",
    "Content-Length: 80\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Content-Encoding: gzip\r\n",
    "Connection: close\r\n",
    "Connection: keep-alive\r\n",
    "X-Odd : blank\r\n",
    "Set-Cookie: a=\xe9\r\n",
)
BODIES = (
    "",
    "hello",
    "hello, this is a page ...",
    "5\r\nhello\r\n0\r\n\r\n",
    "5\r\nhello\r\n3;ext=1\r\nyou\r\n0\r\nTrailer: x\r\n\r\n",
    "5\r\nhello\r\nzz\r\nyou\r\n",
    "x" * 90,
    "hello\r\n",
    "helloHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "1\r\na\r\n" * 70 + "0\r\n\r\n",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one way of reading made of an answer."""

    answer: Answer | None
    fault: str
    """Why there is no answer; empty where there is one."""


class Wire(asyncio.Transport):
    """A connection that ends soon behind its closing, as those of a loop do."""

    def __init__(self, protocol: asyncio.Protocol) -> None:
        super().__init__({"peername": ("127.0.0.1", 80)})
        self._protocol = protocol
        self.closing = False
        protocol.connection_made(self)

    def write(self, data: Any) -> None:
        """Nobody reads it."""

    def is_closing(self) -> bool:
        """Whether it was closed."""
        return self.closing

    def close(self) -> None:
        """End soon."""
        if not self.closing:
            self.closing = True
            asyncio.get_running_loop().call_soon(self._protocol.connection_lost, None)

    abort = close

    def pause_reading(self) -> None:
        """Nothing is read ahead."""

    resume_reading = pause_reading


async def played(protocol: asyncio.Protocol, wire: Wire, pieces: Sequence[bytes], end: str) -> None:
    """Let the pieces come, each after everybody has had a turn, and then the end."""
    await _settled()
    for piece in pieces:
        if wire.closing:
            return
        protocol.data_received(piece)
        await _settled()
    if end != "hold" and not wire.closing:
        wire.closing = True
        protocol.connection_lost(None if end == "close" else ConnectionResetError(104, "reset"))
        await _settled()


async def _settled() -> None:
    for _ in range(4):
        await asyncio.sleep(0)


async def ours(request: Request, pieces: Sequence[bytes], end: str) -> tuple[Outcome, bool]:
    """The way of `Connection`, and whether the connection may be used again."""
    connection = Connection(asyncio.get_running_loop())
    wire = Wire(connection)
    answer = connection.ask(request, b"", cast("Limit", Unlimited()))
    await played(connection, wire, pieces, end)
    answer.cancel()
    try:
        return Outcome((await answer).done(), ""), connection.usable
    except (*BROKEN, asyncio.CancelledError) as error:
        return _outcome(connection.reading, error), False


async def theirs(request: Request, pieces: Sequence[bytes], end: str) -> tuple[Outcome, bool]:
    """The way it was read before: aiohttp's protocol, and a task that waits for the head and for each piece."""
    protocol = ResponseHandler(asyncio.get_running_loop())
    wire = Wire(protocol)
    readings: list[Reading] = []

    async def read() -> None:
        protocol.set_response_params(
            skip_payload=request.method == "HEAD",
            read_until_eof=True,
            auto_decompress=False,
            max_line_size=LINE_MOST,
            max_field_size=LINE_MOST,
        )
        message, payload = await protocol.read()
        while 100 <= message.code < 200 and message.code != 101:
            message, payload = await protocol.read()
        reading = Reading(request, message.code, message.raw_headers, "127.0.0.1")
        readings.append(reading)
        while reading.wanted and not payload.at_eof():
            if reading.body.feed(await payload.readany()):
                return
        if reading.wanted:
            reading.body.end()

    task = asyncio.ensure_future(read())
    await played(protocol, wire, pieces, end)
    task.cancel()
    try:
        await task
    except (*BROKEN, asyncio.CancelledError) as error:
        return _outcome(readings[0] if readings else None, error), False
    return Outcome(readings[0].done(), ""), not protocol.should_close and protocol.is_connected()


class Unlimited:
    """A limit that never ends."""

    def give(self, seconds: float | None) -> None:
        """All the time there is."""


def _outcome(reading: Reading | None, error: BaseException) -> Outcome:
    if reading is not None:
        return Outcome(reading.cut(), "")
    match error:
        case aiohttp.ServerDisconnectedError(message=message):
            return Outcome(None, f"disconnected, {'nothing' if isinstance(message, str) else 'something'} came")
        case aiohttp.ClientOSError(errno=code):
            return Outcome(None, f"errno {code}")
        case HttpProcessingError():
            return Outcome(None, f"refused: {error}")
        case _:
            return Outcome(None, type(error).__name__)


def _request(method: str) -> Request:
    parts = split("http://example.test/")
    return Request(parts.target, parts, "/", method, "", None, LIMIT, Timeouts(5.0, 10.0), TRUST)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(HEADS),
    st.lists(st.sampled_from(HEADERS), max_size=4),
    st.sampled_from(BODIES),
    st.lists(st.integers(0, 400), max_size=4),
    st.sampled_from(("hold", "close", "reset")),
    st.sampled_from(("GET", "GET", "GET", "HEAD", "POST")),
)
def test_what_is_read_is_what_aiohttps_protocol_reads(
    head: str, headers: list[str], body: str, cuts: list[int], end: str, method: str
) -> None:
    """Whatever comes, in whichever pieces, however it ends: the same answer or the same fault.

    And no connection is used again that would not have been.
    """
    wire = (head + "".join(headers) + "\r\n" + body).encode("latin-1")
    places = sorted({0, len(wire), *(cut for cut in cuts if cut < len(wire))})
    pieces = [wire[first:last] for first, last in pairwise(places)]

    async def both() -> tuple[tuple[Outcome, bool], tuple[Outcome, bool]]:
        return await ours(_request(method), pieces, end), await theirs(_request(method), pieces, end)

    (found, usable), (expected, before) = asyncio.run(both())

    assert found == expected
    assert before or not usable


@pytest.mark.parametrize("header", ["Content-Length: 4\r\n", "Connection: close\r\n", ""])
async def test_what_comes_before_the_request_is_its_answer(header: str) -> None:
    """A server that has had enough says so at once and hangs up; the request is written too late to be heard."""
    connection = Connection(asyncio.get_running_loop())
    wire = Wire(connection)
    connection.data_received(f"HTTP/1.1 429 Slow\r\n{header}\r\nlate".encode())
    wire.close()
    await _settled()

    reading = await connection.ask(_request("GET"), b"", cast("Limit", Unlimited()))

    assert (reading.done().status, reading.done().body) == (429, b"late")
    assert not connection.usable


@pytest.mark.parametrize(("late", "usable"), [(b"\r\n", True), (b"HTTP/1.1 200 O", False), (b"x", False)])
async def test_what_nobody_asked_for_ends_a_connection(late: bytes, usable: bool) -> None:
    """It is never taken for the answer to the next request; a line break too many is nothing (RFC 9112, 2.2)."""
    connection = Connection(asyncio.get_running_loop())
    Wire(connection)
    answer = connection.ask(_request("GET"), b"", cast("Limit", Unlimited()))
    connection.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
    assert (await answer).done().body == b"hi"
    connection.rest()

    connection.data_received(late)

    assert connection.usable is usable


async def test_who_asked_is_woken_once() -> None:
    """However many pieces an answer comes in: nobody waits for each of them."""
    connection = Connection(asyncio.get_running_loop())
    Wire(connection)
    answer = connection.ask(_request("GET"), b"", cast("Limit", Unlimited()))
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n" + b"x" * 20:
        assert not answer.done()
        connection.data_received(bytes((byte,)))
    assert (await answer).done().body == b"x" * 20
    assert connection.usable


async def test_a_body_in_crumbs_is_read_to_its_end() -> None:
    """The parser stops itself where a piece holds very many chunks, and is told to go on at once."""
    connection = Connection(asyncio.get_running_loop())
    Wire(connection)
    request = _request("GET")._replace(max_body=200_000)
    answer = connection.ask(request, b"", cast("Limit", Unlimited()))
    connection.data_received(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 100_000)
    assert not answer.done()
    connection.data_received(b"0\r\n\r\n")
    assert (await answer).done().body == b"x" * 100_000
    assert connection.usable
