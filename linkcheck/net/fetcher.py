"""One guarded, bounded HTTP request: what crawl and snapshots ask the network through."""

import asyncio
import ssl
from collections.abc import Mapping
from types import MappingProxyType, TracebackType
from typing import Self

import aiohttp

from linkcheck.model import Answer, Clock, Failure, Fault
from linkcheck.net.dialling import Dialler
from linkcheck.net.guard import AddressGuard
from linkcheck.net.headers import cookie_line, default_headers, merged
from linkcheck.net.overrides import override
from linkcheck.net.pacing import Pacer
from linkcheck.net.rawread import second_reading
from linkcheck.net.request import Request, Timeouts
from linkcheck.net.resolver import Resolver
from linkcheck.net.session import Unread, first_reading, session
from linkcheck.net.urls import host_of, sendable, split
from linkcheck.settings import Settings


class Fetcher:
    """One session for the run. It closes its resolver when it is left."""

    def __init__(self, settings: Settings, resolver: Resolver, trust: ssl.SSLContext, clock: Clock) -> None:
        self.pacer = Pacer(settings, clock)
        self.guard = AddressGuard(settings.allow_network)
        self._settings = settings
        self._resolver = resolver
        self._trust = trust
        self._dialler = Dialler(self.guard, resolver)
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._defaults = default_headers(settings.user_agent)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = session(self._dialler, self._trust)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
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
    ) -> Answer | Failure:
        """Ask once; redirects are not followed, and nothing that the network does is raised.

        Text-like bodies are read up to `max_body` decoded bytes (the settings' unless given), others are left unread.
        `timeout` is seconds, everything in. Where the time ends or the connection breaks behind the headers, what is
        known by then is the answer. The caller paces.
        """
        try:
            parts = split(url)
            wire = sendable(url)
        except ValueError as error:
            return Failure(url, Fault.MALFORMED, str(error))
        if parts.port not in (80, 443) and parts.port < 1024:
            return Failure(url, Fault.FORBIDDEN_ADDRESS, f"port {parts.port}: only 80, 443 and from 1024 on are asked")
        stated = override(self._settings.hosts, host_of(url))
        total = next(seconds for seconds in (stated.timeout, timeout, self._settings.timeout) if seconds is not None)
        cookie = {"Cookie": cookie_line(cookies)} if cookies else {}
        request = Request(
            url=url,
            wire=wire,
            parts=parts,
            method=method,
            headers=merged((self._defaults, headers, cookie, stated.headers)),
            body=body,
            max_body=self._settings.max_body if max_body is None else max_body,
            timeouts=Timeouts(connect=min(self._settings.connect_timeout, total), total=total),
        )
        async with self._slots:
            return await self._ask(request)

    async def _ask(self, request: Request) -> Answer | Failure:
        """The request within its time; what aiohttp's parser refuses is asked and read once more."""
        if self._session is None:
            raise RuntimeError("a fetcher is used inside its `async with`")
        until = asyncio.get_running_loop().time() + request.timeouts.total
        # yarl drops a question mark that nothing follows, so such a URL goes the plain way from the start
        if not request.wire.endswith("?"):
            try:
                return await first_reading(self._session, request, until)
            except Unread:
                pass
        return await second_reading(self._dialler, self._trust, request, until)
