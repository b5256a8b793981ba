"""From a name to a guarded socket, and what was seen on the way.

aiohttp asks for addresses and sockets through two hooks, a resolver and a socket factory. Both stand here: the guard
sees the very address that is connected to, and a request's `Trail` keeps the evidence (DNS code, errno, how far it
came) that aiohttp's exceptions lose or merge into one text.
"""

import asyncio
import errno
import os
import socket
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from linkcheck.net.guard import AddressGuard
from linkcheck.net.resolver import DnsFault, Endpoint, Resolver

AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]
"""One row of getaddrinfo, as aiohttp hands it to a socket factory."""


class Stage(Enum):
    """How far a request has come."""

    RESOLVING = auto()
    DIALLING = auto()
    WAITING = auto()
    """Connected, TLS and all, and asked: the answer is awaited."""


@dataclass(slots=True)
class Trail:
    """What one request saw before its answer."""

    connect: float
    """Seconds for connecting, all addresses in."""
    stage: Stage = Stage.RESOLVING
    dns: DnsFault | None = None
    forbidden: list[str] = field(default_factory=list)
    """Addresses that the guard refused."""
    errors: list[tuple[int, str]] = field(default_factory=list)
    """The errno of each address that could not be connected to, in the order they failed."""
    dialled: bool = False
    """A new connection was tried; a kept one was used otherwise."""
    connected: bool = False
    """TCP came about with one of the addresses."""
    until: float | None = None
    """The loop's time at which connecting ends."""


TRAIL: ContextVar[Trail] = ContextVar("TRAIL")
"""The request that the running task works for; tasks that it starts inherit it."""


class WatchedSocket(socket.socket):
    """A socket that tells its trail how connecting ended."""

    def __init__(self, family: int, kind: int, address: tuple[Any, ...], trail: Trail) -> None:
        super().__init__(family, kind)
        self._address = str(address[0])
        self._trail = trail

    def connect(self, address: Any) -> None:
        """Connect; what comes of it at once is noted."""
        try:
            super().connect(address)
        except BlockingIOError:
            raise
        except OSError as error:
            self._note(error.errno or 0)
            raise
        self._note(0)

    def getsockopt(self, *arguments: Any) -> Any:
        """Loops read SO_ERROR once to learn how connecting ended; reading it clears it, so it is noted here."""
        value = super().getsockopt(*arguments)
        if arguments[:2] == (socket.SOL_SOCKET, socket.SO_ERROR):
            self._note(value)
        return value

    def _note(self, code: int) -> None:
        if code:
            self._trail.errors.append((code, self._address))
        else:
            self._trail.connected = True


class Dialler:
    """Makes guarded sockets."""

    def __init__(self, guard: AddressGuard, resolver: Resolver) -> None:
        self._guard = guard
        self._resolver = resolver

    def guarded(self, row: AddrInfo) -> socket.socket:
        """A socket for one address; aiohttp's `socket_factory`.

        Raises:
            OSError: EACCES where the guard forbids the address, ETIMEDOUT where the time for connecting is over.
        """
        family, kind, _, _, address = row
        trail = TRAIL.get()
        trail.stage = Stage.DIALLING
        now = asyncio.get_running_loop().time()
        if not self._guard.permits(address[0]):
            trail.forbidden.append(address[0])
            raise OSError(errno.EACCES, "forbidden address")
        if trail.until is None:
            trail.until = now + trail.connect
        elif now >= trail.until:
            raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        trail.dialled = True
        return WatchedSocket(family, kind, address, trail)

    async def endpoints(self, host: str, port: int) -> tuple[Endpoint, ...]:
        """Where a host is.

        Raises:
            OSError: The name has no address; the trail says why.
        """
        trail = TRAIL.get()
        trail.stage = Stage.RESOLVING
        found = await self._resolver.resolve(host.rstrip("."), port)
        if isinstance(found, DnsFault):
            trail.dns = found
            raise OSError(found.evidence)
        return found

    async def connect(self, host: str, port: int) -> socket.socket:
        """A socket connected to the first endpoint of the host that takes it; for the second reading.

        Raises:
            OSError: None did; the trail says why.
        """
        literal = _literal(host)
        endpoints = (Endpoint(host, port),) if literal else await self.endpoints(host, port)
        failed: OSError | None = None
        for endpoint in endpoints:
            try:
                return await self._connect(endpoint)
            except OSError as error:
                failed = error
        raise failed or OSError("no address")

    async def _connect(self, endpoint: Endpoint) -> socket.socket:
        family = socket.AF_INET6 if ":" in endpoint.ip else socket.AF_INET
        address = (endpoint.ip, endpoint.port)
        sock = self.guarded((family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", address))
        sock.settimeout(0)
        try:
            await asyncio.get_running_loop().sock_connect(sock, address)
        except BaseException:
            sock.close()
            raise
        return sock


def _literal(host: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
        except OSError:
            continue
        return True
    return False


class Names(AbstractResolver):
    """A dialler's names, as aiohttp asks for them."""

    def __init__(self, dialler: Dialler) -> None:
        self._dialler = dialler

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The rows of a host; `family` is not asked about, both are wanted."""
        return [
            ResolveResult(
                hostname=host,
                host=endpoint.ip,
                port=endpoint.port,
                family=socket.AF_INET6 if ":" in endpoint.ip else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for endpoint in await self._dialler.endpoints(host, port)
        ]

    async def close(self) -> None:
        """Nothing of its own to give back."""
