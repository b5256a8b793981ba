"""Where the page of a dead link may live: places that are worth asking, most likely first. Nothing is believed yet.

FABLE found a living page elsewhere for a quarter of broken links (Zhu et al., IMC 2023): at a host that was renamed, at
the same host's other names, at the place to which other pages of the site were moved.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlunsplit

from linkcheck.judge import urls
from linkcheck.judge.actions import masked
from linkcheck.judge.moves import Move, led_by_others
from linkcheck.judge.services import service_of
from linkcheck.judge.shorteners import is_shortener
from linkcheck.judge.tables import rows
from linkcheck.model import Reason

MOST_MOVES: Final = 2
"""Places to which a site moved its pages that are asked for one link."""
MANY: Final = 3
"""Others that moved in the same way, from which on it was a habit."""

NO_NAME: Final = frozenset({Reason.DNS_NXDOMAIN, Reason.DNS_NODATA})
"""The host's name leads nowhere: another scheme does not help."""
NOBODYS: Final = frozenset({Reason.PARKED, Reason.SERVICE_CLOSED})
"""The host is another one's now, or nobody's, under all of its names."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a dead link may mean."""

    url: str
    """Without a fragment."""
    kind: str
    """How it was thought of: a slug."""
    mark: str
    """Its weight's name in data/weights.toml."""
    why: str
    """How it was thought of, in words."""
    source: str = ""
    """Where that is told, for what is known of the whole web."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """One row of data/aliases.toml."""

    name: str
    kind: str
    url: re.Pattern[str]
    service: str
    but: frozenset[str]
    means: str
    source: str

    def applied(self, url: str) -> str:
        """The URL of the same page at the new host; empty where the row is not for this URL."""
        found = self.url.fullmatch(url)
        if found is None or urls.host_of(url) in self.but:
            return ""
        if self.service and ((service := service_of(url)) is None or service.name != self.service):
            return ""
        return self.means.format_map(found.groupdict(default=""))


def candidates(
    url: str, reason: Reason | None, asked: Collection[str], moves: Sequence[Move], today: date
) -> tuple[Candidate, ...]:
    """The places where the page of a dead link may live.

    A URL with something to hide (a password, a token, a reader's mark) is thought of nowhere: it would be told to
    another host. A short link has no page of its own, and a route behind the hash is known to no server.

    Args:
        url: The dead link.
        reason: Why it is dead.
        asked: What was asked on the way to its death: it need not be asked again.
        moves: Pages of its site that were led elsewhere.
        today: A service that has closed by then is not asked.
    """
    plain = url.partition("#")[0]
    secret = masked(url) != url or "@" in urls.split(url).netloc
    if secret or not urls.host_of(url) or is_shortener(url) or urls.routed(url):
        return ()
    renamed = tuple(_renamed(plain))
    thought = (*renamed, *_moved(plain, moves), *(() if renamed else _twins(plain, reason)))
    found: dict[str, Candidate] = {}
    for one in thought:
        known = any(urls.same_request(one.url, other) for other in (plain, *asked, *found))
        if not known and not _closed(one.url, today):
            found[one.url] = one
    return tuple(found.values())


@cache
def _rows() -> tuple[Renamed, ...]:
    return tuple(
        Renamed(
            name=row["name"],
            kind=row["kind"],
            url=re.compile(row["url"], re.IGNORECASE),
            service=row.get("service", ""),
            but=frozenset(row.get("but", ())),
            means=row["means"],
            source=row["source"],
        )
        for row in rows("aliases", "renamed")
    )


def _renamed(url: str) -> Iterator[Candidate]:
    for row in _rows():
        if place := row.applied(url):
            yield Candidate(place, row.kind, "renamed", f"{row.name} moved to another host", row.source)


def _moved(url: str, moves: Iterable[Move]) -> Iterator[Candidate]:
    if urls.is_root(url):
        return
    for place, others in led_by_others(url, moves)[:MOST_MOVES]:
        mark = "moved-site" if others >= MANY else "moved-few"
        pages = f"{others} other pages" if others > 1 else "another page"
        yield Candidate(place, "moved-site", mark, f"{pages} of the site moved in the same way")


def _twins(url: str, reason: Reason | None) -> Iterator[Candidate]:
    """The same page by the other scheme, and by the host's other name."""
    parts, host = urls.split(url), urls.host_of(url)
    if reason in NOBODYS or parts.port is not None or _is_address(host):
        return
    other = urls.bare(host) if host != urls.bare(host) else f"www.{host}" if urls.domain_of(host) == host else ""
    names = [name for name in (host, other) if name and not (name == host and reason in NO_NAME)]
    for name in names:
        for scheme in ("https", "http"):
            if name == host and scheme == parts.scheme.lower():
                continue
            kind = scheme if name == host else "www" if name.startswith("www.") else "bare"
            place = urlunsplit((scheme, name, parts.path or "/", parts.query, ""))
            yield Candidate(place, kind, "twin", f"the same page at {scheme}://{name}")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _closed(url: str, today: date) -> bool:
    service = service_of(url)
    return service is not None and service.kind == "gone" and service.closed_by(today)
