"""The connections of one run: dialled, guarded, and kept for their host's next link.

aiohttp's protocol and its parser (in C) read what comes. Its session is left out: what that does for each request
(redirects, cookies, proxies, tracing, middlewares, a request object, a writer) was more than half of a request's cost,
and all of it is done here otherwise or not at all.
"""

import asyncio
import ssl
from collections import OrderedDict, deque
from collections.abc import Sequence

from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.http_parser import RawResponseMessage
from aiohttp.streams import StreamReader

from linkcheck.net.dialling import TRAIL, Dialler
from linkcheck.net.handing import handed_over
from linkcheck.net.limits import Limit
from linkcheck.net.request import Request
from linkcheck.net.resolver import Endpoint
from linkcheck.net.sessions import Sessions, offering

LINE_MOST = 16 * 1024
"""Bytes of a header line that aiohttp holds. Longer ones, and more than its 128, are for the second reading, which
bounds all lines together: 128 lines of 64 KiB from each of 50 endless answers would fill the memory."""
KEEP_ALIVE = 5.0
"""Seconds that an idle connection is kept: the next link of its host follows within this, or much later."""
IDLE_MOST = 96 * 1024 * 1024
"""Bytes that idle connections may hold together, as `Connection.rest` reckons; the one whose host was asked longest
ago goes first. Where every link has a host of its own, thousands would wait for nothing."""
PLAIN = 8 * 1024
"""Bytes that a connection holds without TLS: reader, parser, transport."""
SECURE = 48 * 1024
"""Bytes that it holds with TLS, before it has read: OpenSSL's state, session and certificates too."""
INTERIM_MOST = 64
"""Answers that wait on one connection, at most: one was asked for, and few servers send interim ones before it."""

_Origin = tuple[str, str, int, ssl.SSLContext]


def _origin(request: Request) -> _Origin:
    parts = request.parts
    return parts.scheme, parts.host, parts.port, request.trust


class Connection(ResponseHandler):
    """A connection that ends where a server sends interim answers without end.

    aiohttp queues them as fast as they come, and its reader takes them from the queue without a pause: one such server
    would fill the memory and stop the loop for everybody.
    """

    address = ""
    """The address that it leads to."""
    kept = False
    """It has answered before: that its server has closed it meanwhile says nothing of the server."""
    idle_since = 0.0
    holds = 0
    """Bytes that it holds while it is idle, about."""
    tls: ssl.SSLObject | None = None
    made = 0.0
    """When it came about, its server verified."""
    largest = 0
    """Bytes of the largest piece that came."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note where it leads: it may be gone before anyone looks."""
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if peer else ""
        self.tls = transport.get_extra_info("ssl_object")
        self.made = self._loop.time()

    @property
    def resumed(self) -> bool:
        """It took up the session of an earlier one."""
        return self.tls is not None and bool(self.tls.session_reused)

    def rest(self) -> None:
        """Be idle from now on.

        Over TLS the loop's buffer and OpenSSL's stay as large as the largest piece that ever came.
        """
        self.kept, self.idle_since = True, self._loop.time()
        self.holds = PLAIN if self.tls is None else SECURE + 2 * self.largest

    def data_received(self, data: bytes) -> None:
        """Parse what came; too many answers are no answer."""
        super().data_received(data)
        if len(data) > self.largest:
            self.largest = len(data)
        if len(self) > INTERIM_MOST:
            self._buffer.clear()
            self.set_exception(BadHttpMessage("interim answers without end"))
            if self.transport is not None:
                self.transport.abort()

    def resume_reading(self, resume_parser: bool = True) -> None:  # noqa: FBT001, FBT002 - aiohttp's signature
        """Read on after a pause; aiohttp asks for it with every piece that is taken, paused or not."""
        if self._reading_paused:
            super().resume_reading(resume_parser)

    async def ask(self, wire: bytes, *, bodiless: bool) -> tuple[RawResponseMessage, StreamReader]:
        """Send a request, and wait for the head of its answer; interim ones are passed over.

        Raises:
            aiohttp.ClientError, HttpProcessingError, OSError: The connection broke, or what came is refused.
        """
        self.set_response_params(
            skip_payload=bodiless,
            read_until_eof=True,
            auto_decompress=False,
            max_line_size=LINE_MOST,
            max_field_size=LINE_MOST,
        )
        if self.transport is not None:
            self.transport.write(wire)
        while True:
            message, payload = await self.read()
            if not 100 <= message.code < 200 or message.code == 101:
                return message, payload


class Connections:
    """Every connection of a run that aiohttp reads; how many are in use is the fetcher's to bound."""

    def __init__(self, dialler: Dialler, *, idle: bool) -> None:
        """`idle` says whether there is room for connections that wait for their host's next link."""
        self._dialler = dialler
        self._keeps = idle
        self._loop = asyncio.get_running_loop()
        self._sessions = Sessions(self._loop.time)
        self._idle: OrderedDict[_Origin, deque[Connection]] = OrderedDict()
        self._held = 0
        """Bytes that they hold."""
        self._sweeping: asyncio.TimerHandle | None = None

    async def dialled(self, request: Request, limit: Limit) -> Connection:
        """A new connection to a request's origin. Whoever takes it gives it back, or gives it up.

        It has the request's time for connecting, once its name is known.

        Raises:
            OSError, ValueError, RuntimeError: No connection comes about; the trail says why.
        """
        parts = request.parts
        endpoints = await self._dialler.endpoints(parts.host, parts.port)
        limit.give(request.timeouts.connect)
        if parts.scheme == "http":
            _, connection = await handed_over(await self._dialler.reach(endpoints), self._made, None, None)
            return connection
        origin = _origin(request)
        session = self._sessions.of(origin)
        try:
            return await self._secured(endpoints, request, session)
        except BaseException as error:
            self._sessions.forget(origin)
            if session is None or not isinstance(error, OSError | ValueError | RuntimeError):
                raise
        # what a server makes of its own session is no fault of its page's
        TRAIL.get().connected = False
        return await self._secured(endpoints, request, None)

    def give_back(self, request: Request, connection: Connection) -> None:
        """Keep it for the next request to that origin, where its answer was read to the end; end it otherwise."""
        origin = _origin(request)
        if connection.tls is not None and not connection.kept:
            self._sessions.keep(origin, connection.tls, connection.made)
        if not self._keeps or connection.should_close or not connection.is_connected():
            connection.close()
            return
        connection.rest()
        if (waiting := self._idle.get(origin)) is None:
            waiting = self._idle[origin] = deque()
        self._idle.move_to_end(origin)
        waiting.append(connection)
        self._held += connection.holds
        while self._held > IDLE_MOST:
            self._let_go(*next(iter(self._idle.items())))
        if self._sweeping is None:
            self._sweeping = self._loop.call_later(KEEP_ALIVE, self._sweep)

    def give_up(self, request: Request, connection: Connection) -> None:
        """End it at once; where it took up a session, its server is asked without one the next time."""
        if connection.resumed:
            self._sessions.forget(_origin(request))
        connection.abort()

    async def close(self) -> None:
        """Hang up on everybody."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        connections = [connection for waiting in self._idle.values() for connection in waiting]
        self._idle.clear()
        self._held = 0
        ended = [closed for connection in connections if (closed := connection.closed) is not None]
        for connection in connections:
            # not even a farewell is waited for
            connection.abort()
        await asyncio.gather(*ended, return_exceptions=True)

    def kept(self, request: Request) -> Connection | None:
        """A connection to a request's origin that has waited for it. Whoever takes it gives it back, or gives it up."""
        origin = _origin(request)
        waiting = self._idle.get(origin)
        while waiting:
            connection = waiting.pop()
            self._held -= connection.holds
            if not waiting:
                del self._idle[origin]
            fresh = self._loop.time() - connection.idle_since < KEEP_ALIVE
            if fresh and not connection.should_close and connection.is_connected():
                return connection
            connection.close()
        return None

    def _sweep(self) -> None:
        """Hang up on those that have waited long enough."""
        least = self._loop.time() - KEEP_ALIVE
        for origin, waiting in list(self._idle.items()):
            while waiting and waiting[0].idle_since <= least:
                self._let_go(origin, waiting)
        self._sweeping = self._loop.call_later(KEEP_ALIVE / 2, self._sweep) if self._idle else None

    def _let_go(self, origin: _Origin, waiting: deque[Connection]) -> None:
        """Hang up on the one of an origin's that has waited longest."""
        connection = waiting.popleft()
        self._held -= connection.holds
        connection.close()
        if not waiting:
            del self._idle[origin]

    async def _secured(
        self, endpoints: Sequence[Endpoint], request: Request, session: ssl.SSLSession | None
    ) -> Connection:
        sock = await self._dialler.reach(endpoints)
        with offering(session):
            _, connection = await handed_over(sock, self._made, request.trust, request.parts.host.rstrip("."))
        return connection

    def _made(self) -> Connection:
        return Connection(self._loop)
