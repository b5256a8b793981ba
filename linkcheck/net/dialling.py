"""From a name to a guarded socket, and what was seen on the way.

The guard sees the very address that is connected to, and a request's `Trail` keeps the evidence (DNS code, errno, how
far it came) that exceptions lose or merge into one text.
"""

import asyncio
import errno
import os
import socket
import ssl
from collections.abc import Callable, Sequence
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from enum import Enum, auto
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohappyeyeballs

from linkcheck.model import Fault
from linkcheck.net.descriptors import SCARCE, exhausted
from linkcheck.net.guard import AddressGuard
from linkcheck.net.handing import FAREWELL
from linkcheck.net.resolver import DnsFault, Endpoint, Resolver

AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]
"""One row of getaddrinfo, as it is handed to a socket factory."""

Protocol = TypeVar("Protocol", bound=asyncio.Protocol)

HEAD_START = 0.25
"""Seconds that an address has before the next one is tried beside it (RFC 8305, 8)."""


class Stage(Enum):
    """How far a request has come."""

    RESOLVING = auto()
    DIALLING = auto()
    WAITING = auto()
    """Connected, TLS and all, and asked: the answer is awaited."""


class NoTunnel(OSError):
    """The user's proxy does not lead on to the host."""


@dataclass(slots=True)
class Trail:
    """What one request saw before its answer: the trail of what is dialled inside its `with`."""

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
    proxied: bool = False
    """The user's own proxy is dialled, whose address is allowed by having been named."""
    secure: bool = True
    """TLS follows connecting."""
    starved: bool = False
    """This machine had no descriptor left for it."""
    verify_code: int = 0
    """OpenSSL's code for why it refused a certificate; 0 where it was not that."""
    timed_out: bool = False
    """It ended because its time did."""
    _token: "Token[Trail] | None" = field(default=None, init=False, repr=False)

    def __enter__(self) -> Self:
        """It is the trail of what is dialled inside."""
        self._token = TRAIL.set(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._token is not None:
            TRAIL.reset(self._token)
            # it holds the context that holds this
            self._token = None


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
        """A socket for one address: the `socket_factory` of who tries several.

        Raises:
            OSError: EACCES where the guard forbids the address, ETIMEDOUT where the time for connecting is over.
        """
        family, kind, _, _, address = row
        trail = self._admitted(address[0])
        try:
            return WatchedSocket(family, kind, address, trail)
        except OSError as error:
            trail.starved = trail.starved or error.errno in SCARCE
            raise

    def _admitted(self, ip: str) -> Trail:
        """The trail, where this very address may be connected to now.

        Raises:
            OSError: It may not, as `guarded` says.
        """
        trail = TRAIL.get()
        trail.stage = Stage.DIALLING
        now = asyncio.get_running_loop().time()
        if not trail.proxied and not self._guard.permits(ip):
            trail.forbidden.append(ip)
            raise OSError(errno.EACCES, "forbidden address")
        if trail.until is None:
            trail.until = now + trail.connect
        elif now >= trail.until:
            raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        trail.dialled = True
        return trail

    async def endpoints(self, host: str, port: int) -> tuple[Endpoint, ...]:
        """Where a host is.

        Raises:
            OSError: The name has no address; the trail says why.
        """
        if is_address(host):
            return (Endpoint(host, port),)
        trail = TRAIL.get()
        trail.stage = Stage.RESOLVING
        found = await self._resolver.resolve(host.rstrip("."), port)
        if isinstance(found, DnsFault):
            trail.dns = found
            # c-ares says "no name server" where it could not open a socket
            trail.starved = found.fault is Fault.DNS_FAILURE and exhausted()
            raise OSError(found.evidence)
        return found

    async def connect(self, host: str, port: int) -> socket.socket:
        """A socket connected to the endpoint of the host that takes it first.

        Raises:
            OSError: None did; the trail says why.
        """
        return await self.reach(await self.endpoints(host, port))

    async def reach(self, endpoints: Sequence[Endpoint]) -> socket.socket:
        """A socket connected to the endpoint that takes it first.

        Raises:
            OSError: None did; the trail says why.
        """
        return await aiohappyeyeballs.start_connection(
            [_row(endpoint) for endpoint in endpoints],
            happy_eyeballs_delay=HEAD_START,
            interleave=1,
            socket_factory=self.guarded,
        )

    async def straight(
        self,
        endpoint: Endpoint,
        make: Callable[[], Protocol],
        tls: ssl.SSLContext | None = None,
        name: str | None = None,
    ) -> Protocol:
        """A protocol over a connection to the only endpoint there is, TLS in.

        The loop makes the connection itself, for half of what it takes to have it watch a socket and then take it over.

        Args:
            endpoint: Where to.
            make: Makes the protocol.
            tls: None for none; that TCP has come about is told by the handshake's beginning (`sessions.Resumable`).
            name: The server's, for TLS.

        Raises:
            OSError, ValueError, RuntimeError: It did not come about; the trail says why.
        """
        trail = self._admitted(endpoint.ip)
        try:
            _, protocol = await asyncio.get_running_loop().create_connection(
                make,
                endpoint.ip,
                endpoint.port,
                ssl=tls,
                server_hostname=name,
                ssl_shutdown_timeout=None if tls is None else FAREWELL,
            )
        except OSError as error:
            if error.errno in SCARCE:
                trail.starved = True
            elif error.errno and not trail.connected:
                trail.errors.append((error.errno, endpoint.ip))
            raise
        trail.connected = True
        return protocol


def _row(endpoint: Endpoint) -> AddrInfo:
    six = ":" in endpoint.ip
    address = (endpoint.ip, endpoint.port, 0, 0) if six else (endpoint.ip, endpoint.port)
    family = socket.AF_INET6 if six else socket.AF_INET
    return family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", address


def is_address(host: str) -> bool:
    """Whether a host, as `urls` makes it, needs no name service."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
        except OSError:
            continue
        return True
    return False
