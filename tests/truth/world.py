"""The web, its names and its wires, made from the rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from ipaddress import ip_address
from types import TracebackType
from typing import Self

from linkcheck.demo.web import Behaviour, Site, Tls, Web
from linkcheck.demo.web.behaviours import page
from linkcheck.demo.web.certs import AIA_HOST
from tests.net.nameserver import NameServer
from tests.truth.making import behaviour
from tests.truth.rows import Row, Truth, host_of, target_of
from tests.truth.wires import ADDRESSES, WEB, Wires

CANARIES = ("https://one.canary.internal/", "https://two.canary.internal/", "https://three.canary.internal/")
SEARCH = "corp.internal"
"""The search domain of the namespace's resolv.conf."""
SEARCHED = f"lapsed.searched.internal.{SEARCH}"
"""The one name below it: a wildcard there would make every dead name live, for who asks it."""

Records = str | list[tuple[str, str, int]]


def sites(rows: Iterable[Row]) -> dict[str, Site]:
    """Every host that answers.

    Raises:
        ValueError: Two rows want different things of one host or URL.
    """
    routes: dict[str, dict[str, Behaviour]] = defaultdict(dict)
    details: dict[str, dict[str, object]] = defaultdict(dict)
    for row in rows:
        for url, does in _urls(row):
            host, target = (row.host, row.asked) if url == row.url else (host_of(url), target_of(url))
            if target in routes[host]:
                raise ValueError(f"{row.name}: {host}{target} is written twice")
            routes[host][target] = behaviour(does)
        if row.tls:
            details[row.host]["tls"] = Tls[row.tls.upper().replace("-", "_")]
        if row.otherwise is not None:
            details[row.host]["default"] = behaviour(row.otherwise)
            routes[row.host].setdefault("/", behaviour(row.otherwise))
    hosts = routes.keys() | details.keys()
    return {host: Site(_with_root(routes[host]), **details[host]) for host in hosts}  # type: ignore[arg-type]


def _urls(row: Row) -> Iterable[tuple[str, object]]:
    if row.does is not None:
        yield row.url, row.does
    yield from row.also.items()


def _with_root(routes: dict[str, Behaviour]) -> dict[str, Behaviour]:
    return {"/": page("Welcome", "The front page of a small site, with news, pictures and a guest book.")} | routes


def zone(rows: Sequence[Row], hosts: Iterable[str]) -> dict[tuple[str, str], Records]:
    """What the name server says: every host of the web, and what rows say of theirs."""
    known: dict[tuple[str, str], Records] = {}
    for host in (*hosts, AIA_HOST, SEARCHED, *(host_of(url) for url in CANARIES)):
        _put(known, host.rstrip("."), [("A", WEB, 300)])
    for row in rows:
        if row.wire and not _is_address(row.host):
            _put(known, row.host, [("A", ADDRESSES[row.wire], 300)])
        if isinstance(row.dns, str):
            for kind in ("A", "AAAA"):
                known[row.host, kind] = (
                    [] if row.dns == "nodata" else row.dns if row.dns == "silent" else row.dns.upper()
                )
        elif row.dns:
            _put(known, row.host, [(kind, data, 300) for kind, data in (record.split() for record in row.dns)])
    return known


def _put(known: dict[tuple[str, str], Records], host: str, records: list[tuple[str, str, int]]) -> None:
    for kind in ("A", "AAAA"):
        known[host, kind] = [record for record in records if record[0] in {kind, "CNAME"}]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class World:
    """Everything that answers, while it is entered: on 80, 443 and 53, at addresses of a namespace of its own."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        answering = sites(rows)
        self.web = Web(answering | {host_of(url): Site({"/": page("Here", "I sing.")}) for url in CANARIES})
        self._wires = Wires(self.web.server_tls("old-tls.internal"))
        self._names = NameServer(zone(rows, answering), port=53)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for part in (self.web, self._wires, self._names):
            await self._stack.enter_async_context(part)
        for ip in (WEB, "::1"):
            self.web.listen("http", ip, 80)
            self.web.listen("https", ip, 443)
        self.web.listen("alert", ADDRESSES["alert"], 443)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def harm(self) -> int:
        """How many requests were made that must never be made."""
        hosts = {row.host for row in self._rows if row.truth is Truth.NEVER}
        return self._wires.forbidden + sum(request.host in hosts for request in self.web.requests)
