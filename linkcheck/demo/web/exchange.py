"""One request as it came over the wire, and what a behaviour may do with its connection."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

LINE_LIMIT = 256 * 1024
"""Bytes of a request's head, at most."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request."""

    method: str
    scheme: str
    """http or https: the listener that it came to."""
    host: str
    """The virtual host, lower case, without a port: from Host."""
    target: str
    """Path and query exactly as on the wire; bytes that are not ASCII as Latin-1."""
    headers: tuple[tuple[str, str], ...]
    """In the order they came, names as sent, values as Latin-1."""
    body: bytes = b""
    version: str = "HTTP/1.1"

    @property
    def path(self) -> str:
        """The target up to its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What stands behind the first question mark, as written."""
        return self.target.partition("?")[2]

    @property
    def url(self) -> str:
        """The URL that was asked, with the port left out."""
        return f"{self.scheme}://{self.host}{self.target}"

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


class Moment(Protocol):
    """What a behaviour may know of the world around it."""

    night: int
    """The night of a simulation, counted from 1."""
    closing: asyncio.Event
    """Set when the web closes."""


class Exchange:
    """One request's connection, in the hands of a behaviour."""

    def __init__(self, request: Request, writer: asyncio.StreamWriter, moment: Moment) -> None:
        self._request = request
        self._writer = writer
        self._moment = moment
        self.reusable = False
        """The connection may carry another request: its answer was complete and said its own length."""

    @property
    def night(self) -> int:
        """The night of a simulation, counted from 1."""
        return self._moment.night

    async def send(self, data: bytes) -> None:
        """Put raw bytes on the wire; the connection is closed behind them.

        Raises:
            ConnectionError: The client has gone.
        """
        self.reusable = False
        if self._writer.is_closing():
            raise ConnectionResetError("the client has gone")
        self._writer.write(data)
        await self._writer.drain()
        # over TLS a lost connection is not seen before the loop has had a turn
        await asyncio.sleep(0)

    async def answer(
        self,
        status: int,
        body: str | bytes = b"",
        headers: Iterable[tuple[str, str]] = (),
        content_type: str = "text/html; charset=utf-8",
    ) -> None:
        """Send a whole, correct HTTP/1.1 answer with its length; text goes out as UTF-8.

        Header names and values go out as UTF-8 too, so that a raw Location can be played.
        """
        data = body.encode() if isinstance(body, str) else body
        own = list(headers)
        names = {name.lower() for name, _ in own}
        if "content-type" not in names and content_type:
            own.append(("Content-Type", content_type))
        bodyless = status < 200 or status in {204, 304}
        if "content-length" not in names and not bodyless:
            own.append(("Content-Length", str(len(data))))
        head = f"HTTP/1.1 {status} {phrase(status)}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in own)
        await self.send(head.encode() + b"\r\n" + (b"" if bodyless or self._request.method == "HEAD" else data))
        self.reusable = self._request.version == "HTTP/1.1" and not any(
            (value or "").lower() == "close"
            for value in (self._request.header("Connection"), dict(own).get("Connection"))
        )

    async def pause(self, seconds: float) -> None:
        """Wait; ends early when the web closes."""
        try:
            await asyncio.wait_for(self._moment.closing.wait(), seconds)
        except TimeoutError:
            return

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        self.reusable = False
        connection = self._writer.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    def hang_up(self) -> None:
        """End the connection without an answer."""
        self.reusable = False
        self._writer.close()


Behaviour = Callable[[Request, Exchange], Awaitable[None]]
"""What a site does with a request for one of its targets."""


def phrase(status: int) -> str:
    """The standard reason phrase of a status, or a plain word."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Status"


async def read_request(reader: asyncio.StreamReader, scheme: str) -> Request | None:
    """Read one request; None when the client has closed the connection, or speaks something else than HTTP.

    Raises:
        ConnectionError: The connection broke inside a request.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    parts = first.split(" ")
    if len(parts) != 3:
        return None
    method, target, version = parts
    headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
    found = {name.lower(): value for name, value in headers}
    try:
        body = await reader.readexactly(int(found.get("content-length", "0")))
    except (asyncio.IncompleteReadError, ValueError):
        return None
    host = found.get("host", "").rsplit(":", 1)[0].lower()
    return Request(method, scheme, host, target, headers, body, version)
