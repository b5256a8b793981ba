"""Listeners on loopback: accept, shake hands, read requests, hand each to whoever plays its host."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Awaitable, Callable, Coroutine

from linkcheck.demo.web.exchange import LINE_LIMIT, Exchange, Moment, Request, read_request

Play = Callable[[Request, Exchange], Awaitable[None]]

HANDSHAKE_SECONDS = 30.0
BACKLOG = 512

HANDSHAKE_FAILURE = bytes.fromhex("15 0303 0002 02 28")
"""A TLS record with the fatal alert handshake_failure (RFC 8446, sections 5.1 and 6.2)."""


FREE_PORT = ("127.0.0.1", 0)
"""Loopback, and whichever port the system gives."""


def bound_socket(address: tuple[str, int] = FREE_PORT) -> socket.socket:
    """A TCP socket at an address (IPv4 or IPv6, and a port); until it listens, connections to it are refused.

    Raises:
        OSError: The address is not this machine's, or its port is taken or not allowed.
    """
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    # with the protocol named, asyncio turns Nagle's algorithm off: a TLS handshake takes 5 ms and not 50
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.settimeout(0)
    try:
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


class Listener:
    """One listening socket and its connections; every task and transport is its own to end.

    Connections are accepted by hand rather than by `asyncio.start_server`, so that one still in its handshake when the
    web closes is closed too.
    """

    def __init__(
        self, moment: Moment, play: Play, tls: ssl.SSLContext | None = None, address: tuple[str, int] = FREE_PORT
    ) -> None:
        self._moment = moment
        self._play = play
        self._tls = tls
        self._socket = bound_socket(address)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """The port that it is bound to."""
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Listen, and accept until closed."""
        self._socket.listen(BACKLOG)
        self._keep(self._accept())

    async def close(self) -> None:
        """End every connection and the socket."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._socket.close()
        # an aborted transport lets go of its socket in the loop's next rounds
        for _ in range(3):
            await asyncio.sleep(0)

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            connection, _ = await loop.sock_accept(self._socket)
            self._keep(self._serve(connection))

    async def _serve(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=LINE_LIMIT, loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        try:
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol,
                connection,
                ssl=self._tls,
                ssl_handshake_timeout=HANDSHAKE_SECONDS if self._tls else None,
            )
        except OSError:
            # a client that distrusts the certificate ends the handshake: that is what it should do
            connection.close()
            return
        writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        try:
            with contextlib.suppress(OSError):
                await self._converse(reader, writer)
                writer.close()
                await writer.wait_closed()
        finally:
            transport.abort()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            request = await read_request(reader, "https" if self._tls else "http")
            if request is None:
                return
            exchange = Exchange(request, writer, self._moment)
            await self._play(request, exchange)
            if not exchange.reusable:
                return


class AlertListener(Listener):
    """Answers whatever comes first, a ClientHello as a rule, with a fatal TLS alert."""

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.read(LINE_LIMIT):
            writer.write(HANDSHAKE_FAILURE)
            await writer.drain()
