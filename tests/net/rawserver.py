"""A server that puts bytes on the wire as a test says them, and keeps what it was asked."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Self

from linkcheck.model import Fault
from linkcheck.net import DnsFault, Endpoint

Script = Callable[["Talk"], Awaitable[None]]


class Talk:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, count: int) -> None:
        self.reader = reader
        self.writer = writer
        self.count = count
        """Which connection it is, the first being 1."""

    async def request(self) -> bytes:
        """The next request's head; empty when the client has gone."""
        try:
            return await self.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return b""

    async def send(self, data: bytes) -> None:
        """Bytes, as they are."""
        self.writer.write(data)
        with contextlib.suppress(ConnectionError):
            await self.writer.drain()

    def reset(self) -> None:
        """End the connection with RST."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


class RawServer:
    """Listens on loopback and plays a script to every connection."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.port = 0
        self._script = script
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        talk = Talk(reader, writer, self.connections)
        try:
            await self._script(talk)
        except ConnectionError:
            pass
        except asyncio.CancelledError:
            pass
        finally:
            self._tasks.discard(task)
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    def url(self, target: str = "/", host: str = "example.test") -> str:
        """A URL of this server, by a name that `resolver` knows."""
        return f"http://{host}{target}"

    @property
    def resolver(self) -> "Everywhere":
        """Sends every name here."""
        return Everywhere((Endpoint("127.0.0.1", self.port),))


class Everywhere:
    """A resolver that gives one answer to everything, and counts."""

    def __init__(self, answer: tuple[Endpoint, ...] | DnsFault) -> None:
        self.answer = answer
        self.asked: list[tuple[str, int]] = []
        self.closed = False

    async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...] | DnsFault:
        """The one answer."""
        self.asked.append((host, port))
        return self.answer

    async def close(self) -> None:
        """Noted."""
        self.closed = True


@contextlib.asynccontextmanager
async def full_backlog() -> AsyncIterator[int]:
    """A port of loopback whose queue is full: the kernel leaves further connections without an answer."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port: int = listener.getsockname()[1]
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.settimeout(0)
            with contextlib.suppress(BlockingIOError):
                client.connect(("127.0.0.1", port))
        await asyncio.sleep(0.05)
        yield port


NOWHERE = DnsFault(Fault.DNS_NXDOMAIN, "ARES_ENOTFOUND (NXDOMAIN)")


def plays(wire: bytes, *, hold: bool = False) -> Script:
    """Read one request, answer these bytes, and close, or hold the connection open."""

    async def script(talk: Talk) -> None:
        if not await talk.request():
            return
        await talk.send(wire)
        if hold:
            await asyncio.Event().wait()

    return script
