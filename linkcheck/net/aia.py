"""Completes chains that a server sends with a gap, as browsers do, and only with what a trusted root vouches for."""

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import TYPE_CHECKING

from linkcheck.net.dialling import Dialler
from linkcheck.net.handshake import shake
from linkcheck.net.trust import completable
from linkcheck.net.urls import Parts

if TYPE_CHECKING:
    from cryptography import x509

    from linkcheck.net.chains import Climb

INCOMPLETE = frozenset({2, 20, 21})
"""OpenSSL's verify codes for a chain that ends before a root: X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, …_LOCALLY and
X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE."""
LARGEST = 128 * 1024
"""Bytes of a published certificate or bundle that are read."""
KEPT = 512
"""Published files that are kept for the run; the longest unused goes first."""
HOSTS_MOST = 20_000
"""Hosts with a gap in their chain that are remembered; the longest known is forgotten first."""

Fetch = Callable[[str, int], Awaitable[bytes | str]]
"""Reads at most so many bytes of what is at a URL, guarded and in its own time; a text says why there are none."""


class Issuers:
    """The certificates that servers left out, fetched once a run.

    What was found goes into one further context, for the hosts that need it; all others are verified by the plain
    store. It trusts nobody whom the plain store does not: a certificate is only ever added when a root of that store
    has signed it, or has signed who signed it (`chains.Climb`), and OpenSSL then verifies the server's chain again,
    whole: signatures up to a root, dates, constraints, the host's name.
    """

    def __init__(self, trust: ssl.SSLContext, dialler: Dialler, fetch: Fetch) -> None:
        self._trust = trust
        self._dialler = dialler
        self._fetch = fetch
        self._completed: ssl.SSLContext | None = None
        self._roots: tuple[x509.Certificate, ...] | None = None
        self._hosts: OrderedDict[tuple[str, int], str] = OrderedDict()
        """Empty where a host's chain was completed, else why it cannot be."""
        self._published: OrderedDict[str, asyncio.Task[tuple[x509.Certificate, ...] | str]] = OrderedDict()

    def trust_for(self, parts: Parts) -> ssl.SSLContext:
        """The context that a host is verified with."""
        if self._completed is None or self._hosts.get((parts.host, parts.port)) != "":
            return self._trust
        return self._completed

    async def complete(self, parts: Parts, until: float, connect: float) -> ssl.SSLContext | str:
        """A context that knows what a server's chain lacks, or why there is none.

        `until` is the loop's time at which it ends, `connect` the seconds for the handshake that shows the server's
        own certificate.
        """
        place = (parts.host, parts.port)
        if known := self._hosts.get(place):
            return known
        try:
            async with asyncio.timeout_at(until):
                climb = await self._climbed(parts, connect)
        except TimeoutError:
            return "its issuer was not found in time"
        self._hosts[place] = climb if isinstance(climb, str) else ""
        while len(self._hosts) > HOSTS_MOST:
            self._hosts.popitem(last=False)
        if isinstance(climb, str):
            return climb
        context = self._completed = self._completed or completable(self._trust)
        for certificate in climb.added:
            context.load_verify_locations(cadata=_chains().der(certificate))
        return context

    async def close(self) -> None:
        """End what is being fetched."""
        tasks = tuple(self._published.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._published.clear()

    async def _climbed(self, parts: Parts, connect: float) -> "Climb | str":
        """The server's certificate and what leads from it to a root, or why nothing does."""
        shaken = await shake(self._dialler, parts, connect)
        chains = _chains()
        leaf = chains.certificates(shaken.certificate) if shaken is not None else ()
        if not leaf:
            return "its certificate cannot be read"
        climb: Climb = chains.Climb(leaf[0])
        while not climb.rooted(self._known_roots()):
            urls = chains.issuer_urls(climb.top)
            if not urls:
                return f"{chains.common_name(climb.top)} does not say where its issuer's certificate is"
            higher, why = await self._higher(climb, urls)
            if higher is None:
                return why
            climb = higher
        return climb

    async def _higher(self, climb: "Climb", urls: tuple[str, ...]) -> "tuple[Climb | None, str]":
        why = ""
        for url in urls:
            found = await self._at(url)
            if isinstance(found, str):
                why = f"its issuer's certificate is not to be had: {found}"
            elif (higher := climb.up(found)) is not None:
                return higher, ""
            else:
                why = f"what {url} holds leads to no root that is trusted"
        return None, why

    async def _at(self, url: str) -> "tuple[x509.Certificate, ...] | str":
        """What is published at a URL; asked once a run, however many wait for it, and whoever gives up."""
        task = self._published.get(url)
        if task is None:
            task = self._published[url] = asyncio.ensure_future(self._read(url))
        self._published.move_to_end(url)
        while len(self._published) > KEPT and next(iter(self._published.values())).done():
            self._published.popitem(last=False)
        return await asyncio.shield(task)

    async def _read(self, url: str) -> "tuple[x509.Certificate, ...] | str":
        data = await self._fetch(url, LARGEST)
        if isinstance(data, str):
            return data
        return _chains().certificates(data) or f"{url} holds no certificate"

    def _known_roots(self) -> "tuple[x509.Certificate, ...]":
        if self._roots is None:
            stored = self._trust.get_ca_certs(binary_form=True)
            self._roots = tuple(root for data in stored for root in _chains().certificates(data))
        return self._roots


def _chains() -> ModuleType:
    """Certificates are read by a large library, which few runs need: it is loaded when the first one does."""
    from linkcheck.net import chains  # noqa: PLC0415 - see above

    return chains
