"""The second reading: answers that aiohttp's parser refuses and browsers take.

Bare LF, blanks around a header's name, lines without a colon, equal Content-Length lines twice, bytes behind a body
that is shorter, a 204 with a body, more header lines or longer ones than aiohttp is told to hold. The head is read
here, line by line, as leniently as RFC 9112 (2.2, 5.1, 6.3) lets a client; what it says of the body's length is then
left to `http.client.HTTPResponse`, which reads the body from memory. All is bounded, and nothing blocks the loop.
"""

import asyncio
import contextlib
import http.client
import io
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import cast

from linkcheck.model import Answer, Failure
from linkcheck.net.dialling import TRAIL, Dialler, NoTunnel, Stage
from linkcheck.net.faults import fault_of, note
from linkcheck.net.handing import streams_over
from linkcheck.net.proxies import Proxy
from linkcheck.net.request import Reading, Request

HEAD_MOST = 512 * 1024
"""Bytes of all header lines together, informational answers in."""
LINE_MOST = 64 * 1024
"""Bytes of one header line."""
PIECE = 64 * 1024
"""Bytes that are read at once."""

_END = re.compile(rb"\n\r?\n")
_LAST_CHUNK = re.compile(rb"(?:^|\n)0+[ \t]*(?:;[^\n]*)?\r?\n")
_STATUS = re.compile(rb"(?:HTTP/(?P<major>\d)(?:\.(?P<minor>\d))?|ICY)[ \t]+(?P<status>[1-9]\d\d)(?!\d)", re.IGNORECASE)


class NotHttp(ValueError):
    """The bytes are no answer, not even to a lenient reader."""


@dataclass(frozen=True, slots=True)
class Head:
    """A status and its header lines."""

    status: int
    rows: tuple[tuple[bytes, bytes], ...]
    whole: bool
    """The empty line that ends a head came."""

    def values(self, name: bytes) -> list[bytes]:
        """All values of a header."""
        return [value for key, value in self.rows if key.lower() == name]


async def second_reading(dialler: Dialler, request: Request, until: float) -> Answer | Failure:
    """Ask on a connection of its own, and read what comes until the loop's time `until`; inside a trail's `with`."""
    trail = TRAIL.get()
    readings: list[Reading] = []
    try:
        async with asyncio.timeout_at(until), _connected(dialler, request) as (reader, writer):
            trail.stage = Stage.WAITING
            writer.write(request.written(keep=False))
            head, rest = await _head(reader)
            framed = _Framed(head, request.method)
            reading = Reading(request, head.status, head.rows, str(writer.get_extra_info("peername")[0]))
            readings.append(reading)
            if not head.whole:
                return reading.cut()
            if reading.wanted:
                await _read(reader, rest, framed, reading)
    except (OSError, ValueError, EOFError, RuntimeError) as error:
        note(error, trail)
        if readings:
            return readings[0].cut()
        return Failure(request.url, *fault_of(error, trail))
    return readings[0].done()


@contextlib.asynccontextmanager
async def _connected(
    dialler: Dialler, request: Request
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A guarded connection for one request, TLS and proxy in."""
    near = request.proxy or request.parts
    async with asyncio.timeout(request.timeouts.connect):
        sock = await dialler.connect(near.host, near.port)
        reader, writer = await _opened(sock, request)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def _opened(sock: socket.socket, request: Request) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Streams over a connected socket, up to where the request may be sent."""
    parts = request.parts
    if parts.scheme == "http":
        return await streams_over(sock, PIECE)
    if request.proxy is not None:
        try:
            await _tunnel(sock, request.proxy, f"{parts.bracketed}:{parts.port}")
        except BaseException:
            sock.close()
            raise
    return await streams_over(sock, PIECE, request.trust, parts.host.rstrip("."))


async def _tunnel(sock: socket.socket, proxy: Proxy, place: str) -> None:
    """Have the proxy lead this connection to a place (RFC 9110, 9.3.6).

    Raises:
        NoTunnel: It does not.
    """
    loop = asyncio.get_running_loop()
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
    lines += [f"Proxy-Authorization: {proxy.authorization}"] if proxy.authorization else []
    await loop.sock_sendall(sock, "\r\n".join([*lines, "", ""]).encode())
    head = b""
    # a byte at a time: what stands behind the head is the server's, and TLS must find it on the socket
    while not head.endswith(b"\r\n\r\n"):
        byte = await loop.sock_recv(sock, 1)
        if not byte or len(head) > LINE_MOST:
            raise NoTunnel("the proxy ends the connection")
        head += byte
    found = _STATUS.match(head)
    if found is None or not found["status"].startswith(b"2"):
        raise NoTunnel(f"the proxy says {head.partition(bytes((13, 10)))[0][:60]!r}")


async def _read(reader: asyncio.StreamReader, buffer: bytearray, framed: "_Framed", reading: Reading) -> None:
    """Read the body as far as it is wanted, and undo its framing and its codings."""
    most = 2 * reading.body.limit + PIECE
    try:
        while not framed.complete(bytes(buffer)) and len(buffer) <= most:
            piece = await reader.read(PIECE)
            if not piece:
                break
            buffer += piece
    except (OSError, TimeoutError, asyncio.CancelledError):
        reading.body.feed(framed.parse(bytes(buffer))[0])
        raise
    data, whole = framed.parse(bytes(buffer))
    if reading.body.feed(data):
        return
    if whole:
        reading.body.end()
    else:
        reading.body.cut()


async def _head(reader: asyncio.StreamReader) -> tuple[Head, bytearray]:
    """The head of the final answer, and the bytes behind it; informational ones are passed over."""
    buffer = bytearray()
    taken = looked = 0
    while True:
        if end := _END.search(buffer, looked):
            head = _parsed(bytes(buffer[taken : end.end()]), whole=True)
            if head.status == http.HTTPStatus.SWITCHING_PROTOCOLS or head.status // 100 != 1:
                return head, buffer[end.end() :]
            taken = looked = end.end()
            continue
        looked = max(taken, len(buffer) - 3)
        if b"\n" in buffer[taken:] and not _STATUS.match(buffer, taken):
            raise NotHttp(f"it begins with {bytes(buffer[taken : taken + 60])!r}")
        if len(buffer) > HEAD_MOST or len(buffer) - buffer.rfind(b"\n") > LINE_MOST:
            return _broken_off(bytes(buffer[taken:])), bytearray()
        try:
            piece = await reader.read(PIECE)
        except OSError:
            if not _STATUS.match(buffer, taken):
                raise
            piece = b""
        if not piece and len(buffer) == taken:
            raise EOFError
        if not piece:
            return _broken_off(bytes(buffer[taken:])), bytearray()
        buffer += piece if len(buffer) > taken else piece.lstrip(b"\r\n")


def _broken_off(data: bytes) -> Head:
    """As much of a head as came; an interim answer that none follows is no answer."""
    head = _parsed(data, whole=False)
    if head.status // 100 == 1:
        raise NotHttp("it sends interim answers and no final one")
    return head


def _parsed(data: bytes, *, whole: bool) -> Head:
    """A head from its bytes: what is no header line is passed over, a folded line joined (RFC 9112, 5.2)."""
    first, *lines = data.split(b"\n")
    found = _STATUS.match(first)
    if found is None:
        raise NotHttp(f"it begins with {first[:60]!r}")
    rows: list[tuple[bytes, bytes]] = []
    for line in lines if whole else lines[:-1]:
        text = line.rstrip(b"\r")
        if text[:1] in (b" ", b"\t") and rows:
            name, value = rows[-1]
            rows[-1] = (name, value + b" " + text.strip())
            continue
        name, colon, value = text.partition(b":")
        if colon and name.strip():
            rows.append((name.strip(), value.strip()))
    return Head(int(found["status"]), tuple(rows), whole)


class _Framed:
    """Where a body ends, as `http.client` reads it."""

    def __init__(self, head: Head, method: str) -> None:
        self._method = method
        self._head = b"HTTP/1.1 %d \r\n" % head.status
        lengths = {part.strip() for value in head.values(b"content-length") for part in value.split(b",")}
        self._chunked = any(value.lower().endswith(b"chunked") for value in head.values(b"transfer-encoding"))
        if self._chunked:
            self._head += b"Transfer-Encoding: chunked\r\n"
        elif len(lengths) > 1:
            raise NotHttp("it states unlike lengths")
        self._length = next((int(length) for length in lengths if length.isdigit()), None)
        if self._length is not None and not self._chunked:
            self._head += b"Content-Length: %d\r\n" % self._length
        self._bodiless = method == "HEAD" or head.status in (204, 304)

    def complete(self, data: bytes) -> bool:
        """Whether nothing more belongs to the body, however long the server keeps the connection."""
        if self._bodiless:
            return True
        if self._chunked:
            return _LAST_CHUNK.search(data) is not None and self.parse(data)[1]
        return self._length is not None and len(data) >= self._length

    def parse(self, data: bytes) -> tuple[bytes, bool]:
        """The body in these bytes, and whether it is whole where its framing can tell."""
        memory = cast("socket.socket", _Memory(self._head + b"\r\n" + data))
        with contextlib.closing(http.client.HTTPResponse(memory, method=self._method)) as response:
            response.begin()
            try:
                return response.read(), True
            except http.client.IncompleteRead as error:
                # chunked by its word only: what came is read as it is
                return (error.partial or (data if self._chunked else b"")), False


class _Memory:
    """As much of a socket as `http.client.HTTPResponse` asks for."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, mode: str) -> io.BytesIO:
        """The bytes, as a file."""
        return io.BytesIO(self._data)
