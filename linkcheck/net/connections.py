"""The connections of one run: dialled, guarded, and kept for their host's next link."""

import asyncio
import ssl
from collections import OrderedDict, deque
from collections.abc import Sequence
from itertools import chain
from weakref import WeakSet

from linkcheck.net.dialling import TRAIL, Dialler
from linkcheck.net.exchange import Connection
from linkcheck.net.handing import handed_over
from linkcheck.net.limits import Limit
from linkcheck.net.request import Request
from linkcheck.net.resolver import Endpoint
from linkcheck.net.sessions import Sessions, offering

KEEP_ALIVE = 5.0
"""Seconds that an idle connection is kept: the next link of its host follows within this, or much later."""
IDLE_MOST = 96 * 1024 * 1024
"""Bytes that idle connections may hold together, as `Connection.rest` reckons; the one whose host was asked longest
ago goes first. Where every link has a host of its own, thousands would wait for nothing."""

_Origin = tuple[str, str, int, ssl.SSLContext]


def _origin(request: Request) -> _Origin:
    parts = request.parts
    return parts.scheme, parts.host, parts.port, request.trust


class Connections:
    """Every connection of a run's first readings; how many are in use is the fetcher's to bound."""

    def __init__(self, dialler: Dialler, *, idle: bool) -> None:
        """`idle` says whether there is room for connections that wait for their host's next link."""
        self._dialler = dialler
        self._keeps = idle
        self._loop = asyncio.get_running_loop()
        self._sessions = Sessions(self._loop.time)
        self._idle: OrderedDict[_Origin, deque[Connection]] = OrderedDict()
        self._held = 0
        """Bytes that they hold."""
        self._leaving: WeakSet[Connection] = WeakSet()
        """Those that were hung up on with a farewell; some may still wait for their server's."""
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
            return await self._connected(endpoints, None, None)
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
        if not self._keeps or not connection.usable:
            self._leave(connection)
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
        connections = [*self._leaving, *chain.from_iterable(self._idle.values())]
        self._idle.clear()
        self._held = 0
        for connection in connections:
            # not even a farewell is waited for
            connection.abort()
        await asyncio.gather(*(connection.gone() for connection in connections))

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
            if fresh and connection.usable:
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
        self._leave(connection)
        if not waiting:
            del self._idle[origin]

    def _leave(self, connection: Connection) -> None:
        """Hang up with a farewell, which `close` does not wait for either."""
        self._leaving.add(connection)
        connection.close()

    async def _secured(
        self, endpoints: Sequence[Endpoint], request: Request, session: ssl.SSLSession | None
    ) -> Connection:
        with offering(session):
            return await self._connected(endpoints, request.trust, request.parts.host.rstrip("."))

    async def _connected(
        self, endpoints: Sequence[Endpoint], tls: ssl.SSLContext | None, name: str | None
    ) -> Connection:
        if len(endpoints) == 1:
            return await self._dialler.straight(endpoints[0], self._made, tls, name)
        _, connection = await handed_over(await self._dialler.reach(endpoints), self._made, tls, name)
        return connection

    def _made(self) -> Connection:
        return Connection(self._loop)
