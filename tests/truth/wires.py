"""Listeners that go wrong below HTTP, each at an address of its own, on the real ports."""

import asyncio
import contextlib
import socket
import ssl
import struct
import warnings
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType, TracebackType
from typing import Self

from linkcheck.demo.web.behaviours import html

Meeting = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

WEB = "127.0.0.1"
"""Where the built-in web answers."""
ADDRESSES: Mapping[str, str] = MappingProxyType(
    {
        "alert": "127.0.0.2",
        "refused": "127.0.0.3",
        "reset": "127.0.0.4",
        "closes": "127.0.0.5",
        "silent": "127.0.0.6",
        "full": "127.0.0.7",
        "closes-in-handshake": "127.0.0.8",
        "old-tls": "127.0.0.10",
        "plain-on-443": "127.0.0.11",
        "resets-in-handshake": "127.0.0.12",
        "forbidden": "127.200.0.1",
        "no-route": "203.0.113.9",
    }
)
"""A row's `wire` → the address that its host has. Nobody listens at `refused`; no way leads to `no-route`."""

ALLOWED = ("127.0.0.0/9", "203.0.113.0/24", "::1/128")
"""What --allow-network opens: everything above but `forbidden`."""

PORTS = (80, 443)
PAGE = html("A page", "It is here, below a connection that works.").encode()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + PAGE


class Wires:
    """Every such listener, while it is entered; `forbidden` counts the connections that nobody may make."""

    def __init__(self, old: ssl.SSLContext) -> None:
        """`old` is a server's context for `old-tls`."""
        self.forbidden = 0
        self._old = _tls_1_0(old)
        self._servers: list[asyncio.Server] = []
        self._held: list[socket.socket] = []

    async def __aenter__(self) -> Self:
        meetings: Mapping[str, Meeting] = {
            "reset": _reset,
            "closes": _close,
            "silent": _wait,
            "closes-in-handshake": _read_and_close,
            "resets-in-handshake": _read_and_reset,
            "plain-on-443": _answer,
            "forbidden": self._count,
        }
        for name, meeting in meetings.items():
            for port in PORTS:
                self._servers.append(await asyncio.start_server(meeting, ADDRESSES[name], port))
        self._servers.append(await asyncio.start_server(_answer, ADDRESSES["old-tls"], 443, ssl=self._old))
        for port in PORTS:
            self._fill(ADDRESSES["full"], port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.close()
        for held in self._held:
            held.close()

    async def _count(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.forbidden += 1
        await _answer(reader, writer)

    def _fill(self, ip: str, port: int) -> None:
        """A listener whose queue is full: the kernel drops whatever asks to connect, and says nothing."""
        listener = socket.create_server((ip, port), backlog=0)
        self._held.append(listener)
        for _ in range(4):
            knocking = socket.socket()
            knocking.setblocking(False)
            knocking.connect_ex((ip, port))
            self._held.append(knocking)


async def _reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    # what is still to come is read: a request that meets a closed socket is answered with a reset, now and then
    writer.write_eof()
    await _wait(reader, writer)


async def _wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while await reader.read(65536):
            continue
    writer.close()


async def _read_and_close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(65536)
    writer.close()


async def _read_and_reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(65536)
    await _reset(reader, writer)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        await reader.read(65536)
        writer.write(ANSWER)
        await writer.drain()
    writer.close()


def _tls_1_0(context: ssl.SSLContext) -> ssl.SSLContext:
    """A context that speaks TLS 1.0 and nothing newer."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
    return context
