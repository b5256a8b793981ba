"""The system's names: /etc/hosts first, then the name servers of /etc/resolv.conf, asked through c-ares.

A name is asked as it stands, never below a search domain: a wildcard there makes dead names live. IPv4 and IPv6 are two
questions with two answers, and a name counts as gone only where both answers say so: c-ares' own getaddrinfo lets one
answer hide the failure of the other.
"""

import asyncio
import contextlib
import ipaddress
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from types import MappingProxyType

import aiodns
import pycares

from linkcheck.model import Clock, Fault
from linkcheck.net.resolver import DnsFault, Endpoint

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
FRESH_MOST = 8
"""Channels at once for names that were gone; each takes a thread and a few descriptors."""

_KINDS = ("A", "AAAA")
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


@dataclass(frozen=True, slots=True)
class _Known:
    """What one name came to."""

    found: tuple[str, ...] | DnsFault
    ttl: float


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the two answers: addresses, or c-ares' code."""

    addresses: tuple[str, ...] = ()
    ttl: float = TTL_MOST
    code: int = 0

    @property
    def lost(self) -> bool:
        """No answer came: neither addresses nor a word that there are none."""
        return self.code not in {0, pycares.errno.ARES_ENOTFOUND, pycares.errno.ARES_ENODATA}


class SystemResolver:
    """Resolves as the system is set up.

    /etc/hosts is read when it is made, /etc/resolv.conf with the first question.
    """

    def __init__(
        self,
        clock: Clock,
        servers: Sequence[str] | None = None,
        port: int | None = None,
        hosts: Path = Path("/etc/hosts"),
        resolv_conf: Path = Path("/etc/resolv.conf"),
    ) -> None:
        """`servers` stand in for those of resolv.conf(5), `port` for 53."""
        self._clock = clock
        self._servers = tuple(servers or ())
        self._port = port
        self._resolv_conf = resolv_conf
        self._hosts = _hosts_file(hosts)
        self._channel: aiodns.DNSResolver | None = None
        self._again = asyncio.Semaphore(FRESH_MOST)
        self._cache: OrderedDict[str, tuple[float, _Known]] = OrderedDict()
        self._asked: dict[str, asyncio.Task[_Known]] = {}

    async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...] | DnsFault:
        """The endpoints of a host, IPv6 and IPv4 in turns, or why there are none."""
        name = host.lower().rstrip(".")
        known = self._local(name) or self._cached(name) or await self._shared(name)
        if isinstance(known.found, DnsFault):
            return known.found
        return tuple(Endpoint(ip, port) for ip in known.found)

    async def close(self) -> None:
        """Drop what is under way and end c-ares; a later question starts it again."""
        tasks = tuple(self._asked.values())
        for task in tasks:
            task.cancel()
        if self._channel is not None:
            await self._channel.close()
            self._channel = None
        await asyncio.gather(*tasks, return_exceptions=True)

    def _local(self, name: str) -> _Known | None:
        """What needs no server: /etc/hosts, and localhost (RFC 6761, 6.3)."""
        found = self._hosts.get(name)
        if found is None and (name == "localhost" or name.endswith(".localhost")):
            found = ("127.0.0.1", "::1")
        return None if found is None else _Known(found, TTL_MOST)

    def _cached(self, name: str) -> _Known | None:
        until, known = self._cache.get(name, (0.0, None))
        if known is None or until <= self._clock.monotonic():
            return None
        self._cache.move_to_end(name)
        return known

    async def _shared(self, name: str) -> _Known:
        """Ask, or wait for the same question that is under way; nobody's cancelling ends it for the others."""
        task = self._asked.get(name)
        if task is None:
            task = self._asked[name] = asyncio.ensure_future(self._ask(name))
            task.add_done_callback(lambda _: self._asked.pop(name, None))
        return await asyncio.shield(task)

    async def _ask(self, name: str) -> _Known:
        async with self._channel_for(name) as ares:
            parts = await _parts(ares, name, _KINDS)
            if any(part.addresses for part in parts):
                # half an answer may be the half that cannot be reached: the lost one is asked for once more
                parts = [
                    (await _parts(ares, name, (kind,)))[0] if part.lost else part
                    for kind, part in zip(_KINDS, parts, strict=True)
                ]
        known = _combined(*parts)
        self._cache[name] = (self._clock.monotonic() + known.ttl, known)
        self._cache.move_to_end(name)
        while len(self._cache) > CACHED_MOST:
            self._cache.popitem(last=False)
        return known

    @contextlib.asynccontextmanager
    async def _channel_for(self, name: str) -> AsyncIterator[aiodns.DNSResolver]:
        """The channel to ask: one of its own for a name that was gone before.

        c-ares keeps answers too, by the real clock and for as long as a zone says that its names stay gone: a name that
        is asked about a second time would be answered from its memory, and no second word be heard.
        """
        _, before = self._cache.get(name, (0.0, None))
        if before is None or not isinstance(before.found, DnsFault) or before.found.fault is Fault.DNS_FAILURE:
            yield self._ares()
            return
        async with self._again:
            fresh = self._made()
            try:
                yield fresh
            finally:
                await fresh.close()

    def _ares(self) -> aiodns.DNSResolver:
        """c-ares' channel, made in the running loop when it is first needed."""
        if self._channel is None:
            self._channel = self._made()
        return self._channel

    def _made(self) -> aiodns.DNSResolver:
        ports = {} if self._port is None else {"udp_port": self._port, "tcp_port": self._port}
        return aiodns.DNSResolver(
            nameservers=self._servers or None,
            loop=asyncio.get_running_loop(),
            flags=pycares.ARES_FLAG_NOSEARCH | pycares.ARES_FLAG_EDNS,
            timeout=TIMEOUT,
            tries=TRIES,
            resolvconf_path=str(self._resolv_conf),
            **ports,
        )


async def _parts(ares: aiodns.DNSResolver, name: str, kinds: Sequence[str]) -> list[_Part]:
    """What each question brings in the time that it has."""
    try:
        asked = [ares.query_dns(name, kind) for kind in kinds]
    except UnicodeError:
        return [_Part(code=pycares.errno.ARES_EBADNAME) for _ in kinds]
    try:
        await asyncio.wait(asked, timeout=PATIENCE)
        return [_part(answer) for answer in asked]
    finally:
        for answer in asked:
            answer.cancel()


def _part(asked: "asyncio.Future[pycares.DNSResult]") -> _Part:
    """What one question has brought by now."""
    if not asked.done():
        return _Part(code=pycares.errno.ARES_ETIMEOUT)
    try:
        answer = asked.result()
    except aiodns.error.DNSError as error:
        return _Part(code=error.args[0])
    found = tuple(
        record.data.addr
        for record in answer.answer
        if isinstance(record.data, pycares.ARecordData | pycares.AAAARecordData)
    )
    if not found:
        return _Part(code=pycares.errno.ARES_ENODATA)
    return _Part(found, float(min(record.ttl for record in answer.answer)))


def _combined(four: _Part, six: _Part) -> _Known:
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
