"""The system's names: /etc/hosts first, then the name servers of /etc/resolv.conf, asked through c-ares.

A name is asked as it stands, never below a search domain: a wildcard there makes dead names live. IPv4 and IPv6 are two
questions with two answers, and a name counts as gone only where both answers say so: c-ares' own getaddrinfo lets one
answer hide the failure of the other.

A machine that cannot reach IPv6 has no use for the second answer where the first one brings an address: like glibc's
AI_ADDRCONFIG, `for_dialling` leaves the question out there, and only there.
"""

import asyncio
import contextlib
import ipaddress
import socket
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import chain, zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pycares

from linkcheck.model import Clock, Fault
from linkcheck.net.ares import Channel, Kind, Part
from linkcheck.net.guard import AddressGuard
from linkcheck.net.resolver import DnsFault, Endpoint, Resolver

RESOLV_CONF = Path("/etc/resolv.conf")
"""Where c-ares finds how the system is set up; elsewhere than on Unix it asks the system itself."""
TTL_LEAST = 60.0
"""Seconds that an answer is kept at least."""
TTL_MOST = 3600.0
"""Seconds that an answer is kept at most."""
CACHED_MOST = 20_000
"""Names that are kept."""
FAILURE_TTL = 4.0
"""Seconds that a failure is kept, and that a name is gone: less than a check waits before it asks again, which would
hear the same from memory."""
TIMEOUT = 3.0
"""Seconds that one server has for its first answer, until its first answers have come.

Then c-ares gives it five times what they took, 0.25 s at least: what a resolver has to look up itself takes longer than
what it has ready. It waits twice as long each time it asks again.
"""
TRIES = 5
"""How often each server is asked: 0.25 s, doubled four times, come to what a slow name takes."""
PATIENCE = 9.0
"""Seconds that a question has, all its tries in."""
ALONE = 0.5
"""Seconds that IPv4 is asked for alone, where IPv6 cannot be reached; behind that both are asked for at once."""
FRESH_MOST = 8
"""Channels at once for names that were gone; each takes a few descriptors."""
GLOBAL_SIX = ("2001:4860:4860::8888", 53)
"""A place of the IPv6 internet: a system without a route to it has none to any."""

_UNASKED = Part(code=pycares.errno.ARES_ENODATA)
_MEANING = MappingProxyType(
    {
        pycares.errno.ARES_ENOTFOUND: "NXDOMAIN",
        pycares.errno.ARES_ENODATA: "no address",
        pycares.errno.ARES_ESERVFAIL: "SERVFAIL",
        pycares.errno.ARES_EREFUSED: "REFUSED",
        pycares.errno.ARES_EFORMERR: "FORMERR",
        pycares.errno.ARES_ENOTIMP: "NOTIMP",
        pycares.errno.ARES_ETIMEOUT: "no answer in time",
        pycares.errno.ARES_ECONNREFUSED: "no name server",
    }
)
"""What c-ares' codes stand for (https://c-ares.org/docs/ares_query.html)."""


class _Known(NamedTuple):
    """What one name came to."""

    found: tuple[str, ...] | DnsFault
    ttl: float


Enough = Callable[[str], bool]
"""Whether an IPv4 address is enough of an answer."""
_Stamp = tuple[int, int, int]
_Question = tuple[str, Enough | None]
"""A name, and what is enough of an answer; None: only all its addresses are."""


class SystemResolver:
    """Resolves as the system is set up.

    /etc/hosts is read when it is made, /etc/resolv.conf with the first question and when it has changed.
    """

    def __init__(
        self,
        clock: Clock,
        servers: Sequence[str] | None = None,
        port: int | None = None,
        hosts: Path = Path("/etc/hosts"),
        resolv_conf: Path | None = None,
    ) -> None:
        """`servers`, or those of a file `resolv_conf`, stand in for the system's, and `port` for 53."""
        self._clock = clock
        self._servers = tuple(servers or ())
        self._port = port
        self._resolv_conf = resolv_conf
        self._hosts = _hosts_file(hosts)
        self._channel: Channel | None = None
        self._set_up: _Stamp | None = None
        """The state of resolv.conf that it was made by."""
        self._former: list[Channel] = []
        """Channels that were made by other states of it."""
        self._again = asyncio.Semaphore(FRESH_MOST)
        self._cache: OrderedDict[_Question, tuple[float, _Known]] = OrderedDict()
        self._asked: dict[_Question, asyncio.Task[_Known]] = {}

    async def resolve(self, host: str, port: int, enough: Enough | None = None) -> tuple[Endpoint, ...] | DnsFault:
        """The endpoints of a host, IPv6 and IPv4 in turns, or why there are none.

        With `enough`, IPv6 is left out where an IPv4 address satisfies it.
        """
        name = host.lower().rstrip(".")
        asked = (name, enough)
        known = self._local(name) or self._cached(asked) or await self._shared(asked)
        if isinstance(known.found, DnsFault):
            return known.found
        return tuple([Endpoint(ip, port) for ip in known.found])

    async def close(self) -> None:
        """Drop what is under way and end c-ares; a later question starts it again."""
        tasks = tuple(self._asked.values())
        for task in tasks:
            task.cancel()
        for channel in (*self._former, *([self._channel] if self._channel else [])):
            channel.close()
        self._former.clear()
        self._channel = None
        await asyncio.gather(*tasks, return_exceptions=True)

    def _local(self, name: str) -> _Known | None:
        """What needs no server: /etc/hosts, and localhost (RFC 6761, 6.3)."""
        found = self._hosts.get(name)
        if found is None and (name == "localhost" or name.endswith(".localhost")):
            found = ("127.0.0.1", "::1")
        return None if found is None else _Known(found, TTL_MOST)

    def _cached(self, asked: _Question) -> _Known | None:
        until, known = self._cache.get(asked, (0.0, None))
        if known is None or until <= self._clock.monotonic():
            return None
        self._cache.move_to_end(asked)
        return known

    async def _shared(self, asked: _Question) -> _Known:
        """Ask, or wait for the same question that is under way; nobody's cancelling ends it for the others."""
        task = self._asked.get(asked)
        if task is None:
            task = self._asked[asked] = asyncio.ensure_future(self._ask(asked))
            task.add_done_callback(lambda _: self._asked.pop(asked, None))
        return await asyncio.shield(task)

    async def _ask(self, asked: _Question) -> _Known:
        name, enough = asked
        async with self._channel_for(asked) as ares:
            four, six = await _parts(ares, name, enough)
            if four.addresses or six.addresses:
                # half an answer may be the half that cannot be reached: the lost one is asked for once more
                four = await _again(ares, name, Kind.A) if four.lost else four
                six = await _again(ares, name, Kind.AAAA) if six.lost else six
        known = _combined(four, six)
        self._cache[asked] = (self._clock.monotonic() + known.ttl, known)
        self._cache.move_to_end(asked)
        while len(self._cache) > CACHED_MOST:
            self._cache.popitem(last=False)
        return known

    @contextlib.asynccontextmanager
    async def _channel_for(self, asked: _Question) -> AsyncIterator[Channel]:
        """The channel to ask: one of its own for a name that was gone before.

        c-ares keeps answers too, by the real clock and for as long as a zone says that its names stay gone: a name that
        is asked about a second time would be answered from its memory, and no second word be heard.
        """
        _, before = self._cache.get(asked, (0.0, None))
        if before is None or not isinstance(before.found, DnsFault) or before.found.fault is Fault.DNS_FAILURE:
            yield self._current()
            return
        async with self._again:
            fresh = self._made()
            try:
                yield fresh
            finally:
                fresh.close()

    def _current(self) -> Channel:
        """The channel of the system as it is set up now: a computer moves from one network to another during a run."""
        stamp = _stamp(self._resolv_conf or RESOLV_CONF)
        if self._channel is not None and stamp != self._set_up:
            # what it was asked may still be answered
            self._former.append(self._channel)
            self._channel = None
        self._set_up = stamp
        self._channel = self._channel or self._made()
        return self._channel

    def _made(self) -> Channel:
        servers = self._servers or (_servers_in(self._resolv_conf) if self._resolv_conf else ())
        return Channel(servers, self._port, timeout=TIMEOUT, tries=TRIES)


class _Sparing:
    """Asks for IPv6 only where IPv4 brings nothing that may be contacted."""

    def __init__(self, resolver: SystemResolver, enough: Enough) -> None:
        self._resolver = resolver
        self._enough = enough

    async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...] | DnsFault:
        """The endpoints of a host that can be reached, or why there are none."""
        return await self._resolver.resolve(host, port, self._enough)

    async def close(self) -> None:
        """Drop what is under way."""
        await self._resolver.close()


def for_dialling(resolver: Resolver, guard: AddressGuard) -> Resolver:
    """A resolver that asks for no address in vain: where no IPv6 can be reached, an IPv4 address is all that is wanted.

    What comes of a host does not change: a name counts as gone only where both answers say so, and where the guard
    forbids every IPv4 address, IPv6 is asked for as ever.
    """
    if not isinstance(resolver, SystemResolver) or guard.allows_six or _six_is_routed():
        return resolver
    return _Sparing(resolver, guard.permits)


def _stamp(path: Path) -> _Stamp | None:
    """What changes when a file is written or replaced; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _servers_in(path: Path) -> tuple[str, ...]:
    """The name servers of a resolv.conf(5); the local machine where it names none.

    c-ares could read it, but pycares 5 hands it the path in memory that is free already: it may read any other.
    """
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        lines = []
    named = tuple(words[1] for words in map(str.split, lines) if words[:1] == ["nameserver"] and len(words) > 1)
    return named or ("127.0.0.1",)


def _six_is_routed() -> bool:
    """Whether this machine knows a way to the IPv6 internet. Connecting a socket for datagrams sends nothing."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.connect(GLOBAL_SIX)
    except OSError:
        return False
    return True


async def _parts(ares: Channel, name: str, enough: Enough | None) -> tuple[Part, Part]:
    """What the two questions bring in the time that they have together."""
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE
    asked = [ares.ask(name, Kind.A)]
    try:
        if enough is not None:
            await asyncio.wait(asked, timeout=ALONE)
            if any(enough(ip) for ip in _by_now(asked[0]).addresses):
                return _by_now(asked[0]), _UNASKED
        asked.append(ares.ask(name, Kind.AAAA))
        await asyncio.wait(asked, timeout=until - loop.time())
        return _by_now(asked[0]), _by_now(asked[1])
    finally:
        for answer in asked:
            answer.cancel()


async def _again(ares: Channel, name: str, kind: Kind) -> Part:
    answer = ares.ask(name, kind)
    try:
        await asyncio.wait([answer], timeout=PATIENCE)
        return _by_now(answer)
    finally:
        answer.cancel()


def _by_now(asked: asyncio.Future[Part]) -> Part:
    """What one question has brought by now."""
    return asked.result() if asked.done() else Part(code=pycares.errno.ARES_ETIMEOUT)


def _combined(four: Part, six: Part) -> _Known:
    """One answer of two: addresses win, and only two answers that both deny make a name that is gone."""
    interleaved = chain.from_iterable(zip_longest(six.addresses, four.addresses))
    if found := tuple(ip for ip in interleaved if ip is not None):
        ttl = min(TTL_MOST, max(TTL_LEAST, min(four.ttl, six.ttl)))
        return _Known(found, FAILURE_TTL if four.lost or six.lost else ttl)
    gone, empty = pycares.errno.ARES_ENOTFOUND, pycares.errno.ARES_ENODATA
    codes = (four.code, six.code)
    if codes == (gone, gone):
        return _Known(DnsFault(Fault.DNS_NXDOMAIN, _evidence(gone)), FAILURE_TTL)
    if set(codes) <= {gone, empty}:
        return _Known(DnsFault(Fault.DNS_NODATA, _evidence(empty)), FAILURE_TTL)
    failed = next(code for code in codes if code not in (gone, empty))
    return _Known(DnsFault(Fault.DNS_FAILURE, _evidence(failed)), FAILURE_TTL)


def _evidence(code: int) -> str:
    name = str(pycares.errno.errorcode.get(code, code))
    return f"{name} ({_MEANING.get(code) or str(pycares.errno.strerror(code))})"


def _hosts_file(path: Path) -> dict[str, tuple[str, ...]]:
    """The names of /etc/hosts (hosts(5)); a file that cannot be read has none."""
    names: dict[str, tuple[str, ...]] = {}
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return names
    for line in text.splitlines():
        address, *aliases = line.partition("#")[0].split() or [""]
        with contextlib.suppress(ValueError):
            ip = str(ipaddress.ip_address(address))
            for alias in aliases:
                key = alias.lower().rstrip(".")
                names[key] = (*names.get(key, ()), ip)
    return names
