"""A network that is cut in the middle of a night, and may come back: names and sockets both."""

import asyncio
from collections.abc import Mapping
from enum import StrEnum

from linkcheck.demo.web import Behaviour, Exchange, Request, Site, Web
from linkcheck.demo.web.behaviours import reset, silent
from linkcheck.model import Fault
from linkcheck.net import DnsFault, Endpoint

BROKEN, MUTE = reset(), silent()


class Cut(StrEnum):
    """What a cut looks like from inside."""

    SERVFAIL = "no name server answers"
    NXDOMAIN = "a box at the edge denies every name"
    REFUSED = "connections are refused"
    RESET = "connections are reset"
    SILENT = "nothing is heard any more"


class Cable:
    """Between a client and a web.

    Out from the `after`-th connection or request on, or from when the host `at` is asked for, for `lasts` seconds.
    """

    def __init__(self, how: Cut, after: int, lasts: float, at: str = "") -> None:
        self._how = how
        self._at = at
        self._left = after
        self._lasts = lasts
        self._since: float | None = None
        self._web: Web | None = None

    @property
    def out(self) -> bool:
        """The cable is out now."""
        return self._since is not None and asyncio.get_running_loop().time() < self._since + self._lasts

    def web(self, sites: Mapping[str, Site]) -> Web:
        """A web behind the cable."""
        self._web = Web(
            {
                host: Site(
                    {target: self._behind(behaviour) for target, behaviour in site.routes.items()},
                    self._behind(site.default),
                    site.tls,
                    site.refuse,
                )
                for host, site in sites.items()
            }
            | {"refusing.example": Site(refuse=True), "silent.example": Site(default=MUTE)}
        )
        return self._web

    async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...] | DnsFault:
        """The web's names, while the cable is in."""
        await asyncio.sleep(0)
        self._count(host)
        if self._web is None:
            raise LookupError("there is no web behind the cable")
        if not self.out:
            return self._web.lookup(host, port)
        match self._how:
            case Cut.SERVFAIL:
                return DnsFault(Fault.DNS_FAILURE, "ARES_ESERVFAIL (SERVFAIL)")
            case Cut.NXDOMAIN:
                return DnsFault(Fault.DNS_NXDOMAIN, "ARES_ENOTFOUND (NXDOMAIN)")
            case Cut.REFUSED:
                return self._web.lookup("refusing.example", port)
            case Cut.RESET | Cut.SILENT:
                return self._web.lookup(host, port)

    async def close(self) -> None:
        """Nothing is held."""

    def _behind(self, inside: Behaviour) -> Behaviour:
        async def behave(request: Request, exchange: Exchange) -> None:
            self._count(request.host)
            if self.out:
                await (MUTE if self._how is Cut.SILENT else BROKEN)(request, exchange)
            else:
                await inside(request, exchange)

        return behave

    def _count(self, host: str) -> None:
        self._left -= 1
        if (self._left <= 0 or host == self._at) and self._since is None:
            self._since = asyncio.get_running_loop().time()
