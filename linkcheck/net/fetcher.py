"""One guarded, bounded HTTP request: what crawl and snapshots ask the network through."""

import asyncio
import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType, TracebackType
from typing import Self

from linkcheck.errors import NetworkUnfit
from linkcheck.model import Answer, Clock, Failure, Fault
from linkcheck.net.aia import INCOMPLETE, Issuers
from linkcheck.net.allocation import return_large_blocks
from linkcheck.net.connections import Connections
from linkcheck.net.descriptors import make_room
from linkcheck.net.dialling import Dialler, Trail, is_address
from linkcheck.net.dns import for_dialling
from linkcheck.net.firstread import Unread, first_reading
from linkcheck.net.guard import AddressGuard
from linkcheck.net.handshake import shake
from linkcheck.net.headers import cookie_line, default_headers, header_lines, merged
from linkcheck.net.overrides import override
from linkcheck.net.pacing import Pacer
from linkcheck.net.proxies import Proxies
from linkcheck.net.rawread import second_reading
from linkcheck.net.reading import is_text
from linkcheck.net.request import Request, Timeouts
from linkcheck.net.resolver import DnsFault, Resolver
from linkcheck.net.urls import split
from linkcheck.settings import Settings

STARVED_MOST = 60.0
"""Seconds that a request waits for a descriptor of this machine, at most."""
STARVED_STEP = 0.25
"""Seconds until it tries again."""
AIA_SECONDS = 10.0
"""Seconds for fetching one published certificate."""
PUBLIC = AddressGuard(())
"""What is public, whatever else a run may contact."""


class Fetcher:
    """One session for the run. It closes its resolver when it is left."""

    def __init__(self, settings: Settings, resolver: Resolver, trust: ssl.SSLContext, clock: Clock) -> None:
        """See the class.

        Raises:
            SettingsError: The environment's proxies are wanted, and one is none.
        """
        self.pacer = Pacer(settings, clock)
        self.guard = AddressGuard(settings.allow_network)
        self.shortage = ""
        """What this machine does not allow, for the user; known once it is entered, empty as a rule."""
        self._settings = settings
        self._resolver = resolver
        self._trust = trust
        self._clock = clock
        self._dialler = Dialler(self.guard, for_dialling(resolver, self.guard))
        self._issuers = Issuers(trust, self._dialler, self._published)
        self._proxies = Proxies(os.environ if settings.proxies else {})
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._defaults = default_headers(settings.user_agent)
        self._lines = header_lines(self._defaults)
        self._connections: Connections | None = None

    async def __aenter__(self) -> Self:
        return_large_blocks()
        room = make_room(self._settings.concurrency)
        self.shortage = room.told
        self._slots = asyncio.Semaphore(room.in_flight)
        self._connections = Connections(self._dialler, idle=room.idle)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._issuers.close()
        if self._connections is not None:
            await self._connections.close()
            self._connections = None
        await self._resolver.close()

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = MappingProxyType({}),
        cookies: Mapping[str, str] | None = None,
        method: str = "GET",
        body: bytes | None = None,
        max_body: int | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the caller's budget, ended with what is known by then
        look: float | None = None,
    ) -> Answer | Failure:
        """Ask once; redirects are not followed, and nothing that the network does is raised.

        Text-like bodies are read up to `max_body` decoded bytes (the settings' unless given), others are left unread.
        `timeout` is seconds, everything in. Where the time ends or the connection breaks behind the headers, what is
        known by then is the answer. Its head must come within `look` seconds behind the request, unless the settings
        give its host a time of its own. The caller paces.

        Raises:
            NetworkUnfit: This machine had no file descriptor left for a minute.
        """
        layers = (headers, {"Cookie": cookie_line(cookies)}) if cookies else (headers,)
        most = self._settings.max_body if max_body is None else max_body
        request = self._request(url, layers, timeout, look, method=method, body=body, max_body=most)
        if isinstance(request, Failure):
            return request
        await self._slots.acquire()
        try:
            until = asyncio.get_running_loop().time() + request.timeouts.total
            result, trail = await self._fed(request, until)
            if isinstance(result, Failure) and request.proxy is None:
                return await self._looked_into(request, result, trail, until)
            return result
        finally:
            self._slots.release()

    async def is_public(self, host: str) -> bool | None:
        """Whether every address of a host is public, whatever the settings allow; None where it has none.

        `host` is as `host_of` names it. With a proxy, which resolves names itself, only an address can be told.
        """
        name = split(f"https://{host}").host
        if is_address(name):
            return PUBLIC.permits(name)
        if self._settings.proxies:
            return True
        found = await self._resolver.resolve(name.rstrip("."), 443)
        return None if isinstance(found, DnsFault) else all(PUBLIC.permits(endpoint.ip) for endpoint in found)

    def _request(
        self,
        url: str,
        headers: tuple[Mapping[str, str], ...],
        seconds: float | None,
        look: float | None = None,
        *,
        max_body: int,
        method: str = "GET",
        body: bytes | None = None,
        wants: Callable[[str | None], bool] = is_text,
    ) -> Request | Failure:
        """A request for `url`, or why there is none."""
        try:
            parts = split(url)
        except ValueError as error:
            return Failure(url, Fault.MALFORMED, str(error))
        if parts.port not in (80, 443) and parts.port < 1024:
            return Failure(url, Fault.FORBIDDEN_ADDRESS, f"port {parts.port}: only 80, 443 and from 1024 on are asked")
        proxy = self._proxies.proxy_for(parts)
        if proxy is not None and is_address(parts.host) and not self.guard.permits(parts.host):
            return Failure(url, Fault.FORBIDDEN_ADDRESS, f"{parts.host} is not a public address")
        stated = override(self._settings.hosts, parts.key)
        total = self._settings.timeout if seconds is None else seconds
        total = total if stated.timeout is None else stated.timeout
        lines = self._lines
        if stated.headers or any(headers):
            try:
                lines = header_lines(merged((self._defaults, *headers, stated.headers)))
            except ValueError as error:
                return Failure(url, Fault.MALFORMED, f"no request can be made of it: {error}")
        return Request(
            url=url,
            parts=parts,
            target=parts.target,
            method=method,
            lines=lines,
            body=body,
            max_body=max_body,
            timeouts=Timeouts(
                min(self._settings.connect_timeout, total), total, look if stated.timeout is None else None
            ),
            trust=self._issuers.trust_for(parts),
            proxy=proxy,
            wants=wants,
        )

    async def _looked_into(self, request: Request, result: Failure, trail: Trail, until: float) -> Answer | Failure:
        """A failure, or what comes instead: a TLS fault is looked at more closely."""
        loop = asyncio.get_running_loop()
        if trail.verify_code in INCOMPLETE and request.trust is self._trust:
            # what a server left out is fetched, and the page asked for again, in time that is not the first request's:
            # on a busy night the handshake alone may have used it up, and the fault would look like the server's
            limit = loop.time() + request.timeouts.total
            found = await self._issuers.complete(request.parts, limit, request.timeouts.connect)
            if isinstance(found, str):
                return replace(result, evidence=f"{result.evidence}; {found}")
            again, _ = await self._fed(request._replace(trust=found), loop.time() + request.timeouts.total)
            return again
        if result.fault is Fault.TLS_HANDSHAKE and not trail.timed_out:
            seconds = min(request.timeouts.connect, until - loop.time())
            shaken = await shake(self._dialler, request.parts, seconds)
            if shaken is not None:
                return replace(result, evidence=f"{shaken.told}; {result.evidence}")
        return result

    async def _fed(self, request: Request, until: float) -> tuple[Answer | Failure, Trail]:
        """The readings; a lack of descriptors is waited for, in time that is not the request's.

        Raises:
            NetworkUnfit: It lasts.
        """
        waited = 0.0
        while True:
            result, trail = await self._readings(request, until + waited)
            if not (trail.starved and isinstance(result, Failure) and not trail.connected):
                return result, trail
            if waited >= STARVED_MOST:
                raise NetworkUnfit("this machine has no file descriptor left for a connection (ulimit -n)")
            await self._clock.sleep(STARVED_STEP)
            waited += STARVED_STEP

    async def _readings(self, request: Request, until: float) -> tuple[Answer | Failure, Trail]:
        """The reading by aiohttp, and where its parser refuses the answer, a second one."""
        if self._connections is None:
            raise RuntimeError("a fetcher is used inside its `async with`")
        secure = request.parts.scheme == "https"
        # one for a proxy, and one that ends in a question mark, goes the plain way at once
        if request.proxy is None and not request.target.endswith("?"):
            with Trail(request.timeouts.connect, secure=secure) as trail:
                try:
                    return await first_reading(self._connections, request, until), trail
                except Unread:
                    pass
        with Trail(request.timeouts.connect, proxied=request.proxy is not None, secure=secure) as trail:
            return await second_reading(self._dialler, request, until), trail

    async def _published(self, url: str, most: int) -> bytes | str:
        """What is at the URL of an issuer's certificate, or why it cannot be had; it takes no slot of its own."""
        request = self._request(url, (), AIA_SECONDS, max_body=most, wants=lambda _: True)
        if isinstance(request, Failure):
            return f"{url}: {request.evidence}"
        until = asyncio.get_running_loop().time() + AIA_SECONDS
        result, _ = await self._fed(request, until)
        match result:
            case Failure(evidence=evidence):
                return f"{url}: {evidence}"
            case Answer(status=200, truncated=False, body=body):
                return body
            case Answer(status=status):
                return f"{url} answers {status} and no whole file"
