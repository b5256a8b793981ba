"""The demo's web, read from sites.toml: which host and which URL does what."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from urllib.parse import urlsplit

from linkcheck.demo.holdings import demo_wayback
from linkcheck.demo.web import Behaviour, Site, Tls, Web, behaviours
from linkcheck.demo.web.saving import SavePageNow
from linkcheck.model import Fault
from linkcheck.net import DnsFault

WAYBACK_HOST = "web.archive.org"
HUGE_BYTES = 2 * 1024 * 1024

DNS_CODES = MappingProxyType(
    {
        Fault.DNS_NXDOMAIN: "ARES_ENOTFOUND (NXDOMAIN)",
        Fault.DNS_NODATA: "ARES_ENODATA (no address)",
        Fault.DNS_FAILURE: "ARES_ESERVFAIL (SERVFAIL)",
    }
)
"""What c-ares calls each fault."""


@dataclass(frozen=True, slots=True)
class Row:
    """One URL of the demo's web and what it does."""

    url: str
    does: str = "page"
    title: str = ""
    text: str = ""
    to: str = ""

    @property
    def host(self) -> str:
        """The host, lower case."""
        return urlsplit(self.url).hostname or ""

    @property
    def target(self) -> str:
        """The route's key: path and query as on the wire."""
        parts = urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@dataclass(frozen=True, slots=True)
class Host:
    """What is special about a host of the demo's web."""

    name: str
    tls: str = "good"
    refuse: bool = False
    dns: str = ""
    default: str = "not-found"


@dataclass(frozen=True, slots=True)
class Table:
    """The whole of sites.toml."""

    canaries: tuple[str, ...]
    hosts: tuple[Host, ...]
    rows: tuple[Row, ...]


def _raw(head: str) -> Callable[[Row], Behaviour]:
    data = head.encode()
    return lambda row: behaviours.raw_page(data, row.title, row.text)


def _living(row: Row) -> Behaviour:
    return behaviours.page(row.title, row.text)


def _to(status: int) -> Callable[[Row], Behaviour]:
    return lambda row: behaviours.redirect(status, row.to)


BEHAVIOURS: Mapping[str, Callable[[Row], Behaviour]] = MappingProxyType(
    {
        "page": _living,
        "picture": lambda _: behaviours.document(b"\xff\xd8\xff\xe0 a small picture", "image/jpeg"),
        "moved-permanently": _to(301),
        "found": _to(302),
        "temporary-redirect": _to(307),
        "permanent-redirect": _to(308),
        "raw-location": _to(301),
        "to-https": lambda _: behaviours.to_https(),
        "to-www": lambda _: behaviours.to_www(),
        "to-slash": lambda _: behaviours.to_slash(),
        "meta-refresh": lambda row: behaviours.meta_refresh(row.to),
        "cookie-dance": lambda row: behaviours.cookie_dance(_living(row)),
        "loop": lambda _: behaviours.loop(),
        "endless": lambda _: behaviours.endless(),
        "not-found": lambda _: behaviours.page("Not found", "There is no such page here.", status=404),
        "gone": lambda _: behaviours.gone(),
        "soft-404": lambda _: behaviours.soft_404(),
        "parked": lambda _: behaviours.parked(),
        "hijacked": lambda _: behaviours.hijacked(),
        "storify-closed": lambda _: behaviours.service_notice("Storify", "May 16, 2018"),
        "login-wall": lambda _: behaviours.login_wall(),
        "consent-wall": lambda _: behaviours.consent_wall(),
        "challenge": lambda _: behaviours.challenge("cloudflare"),
        "forbidden": lambda _: behaviours.status(403),
        "too-many-requests": lambda _: behaviours.retry_after(1),
        "come-back-tomorrow": lambda _: behaviours.retry_after(86_400),
        "blocked-999": lambda _: behaviours.status(999),
        "server-error": lambda _: behaviours.status(500),
        "unavailable-some-nights": lambda row: behaviours.by_night([behaviours.status(503), _living(row)]),
        "silent": lambda _: behaviours.silent(),
        "reset": lambda _: behaviours.reset(),
        "hang-up": lambda _: behaviours.hang_up(),
        "http-1.0": _raw("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n"),
        "bare-line-feeds": _raw("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: %LENGTH%\n\n"),
        "spaced-headers": _raw("HTTP/1.1 200 OK\r\nContent-Type : text/html\r\nContent-Length : %LENGTH%\r\n\r\n"),
        "double-length": _raw(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %LENGTH%\r\nContent-Length: %LENGTH%\r\n\r\n"
        ),
        "gzip": lambda row: behaviours.gzipped(row.title, row.text),
        "gzip-lie": lambda row: behaviours.gzip_lie(row.title, row.text),
        "huge": lambda row: behaviours.huge(row.title, HUGE_BYTES),
    }
)
"""Every behaviour of the demo by name; a row of sites.toml gives it what it needs."""


@cache
def table() -> Table:
    """sites.toml, read once."""
    data = tomllib.loads((files("linkcheck.demo") / "sites.toml").read_text(encoding="utf-8"))
    hosts = tuple(Host(**host) for host in data["host"])
    rows = tuple(Row(**row) for row in data["url"])
    return Table(tuple(data["canaries"]), hosts, rows)


def demo_sites(saving: SavePageNow | None = None) -> dict[str, Site]:
    """Every site of the demo's web, by host, with its Wayback Machine; with `saving` that makes captures, too."""
    special = {host.name: host for host in table().hosts}
    routes: dict[str, dict[str, Behaviour]] = {host.name: {} for host in table().hosts if not host.dns}
    for row in table().rows:
        routes.setdefault(row.host, {})[row.target] = BEHAVIOURS[row.does](row)
    sites = {name: _site(special.get(name, Host(name)), of_host) for name, of_host in routes.items()}
    return sites | {WAYBACK_HOST: demo_wayback(saving)}


def demo_web(saving: SavePageNow | None = None) -> Web:
    """The demo's web, to be entered; see `demo_sites`."""
    names = {host.name: _fault(host.dns) for host in table().hosts if host.dns}
    return Web(demo_sites(saving), names=names)


def _site(host: Host, routes: Mapping[str, Behaviour]) -> Site:
    home = behaviours.page(host.name, f"This is the home page of {host.name}.")
    own = dict(routes) if host.default != "not-found" else {"/": home} | dict(routes)
    return Site(own, BEHAVIOURS[host.default](Row(f"http://{host.name}/")), Tls[_constant(host.tls)], host.refuse)


def _fault(slug: str) -> DnsFault:
    fault = Fault(slug)
    return DnsFault(fault, DNS_CODES[fault])


def _constant(slug: str) -> str:
    return slug.replace("-", "_").upper()
