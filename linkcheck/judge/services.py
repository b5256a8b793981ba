"""Services that closed: what a link to one of them can still show."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from linkcheck.judge import urls
from linkcheck.judge.page import Page
from linkcheck.judge.tables import rows

Kind = Literal["gone", "partly", "sold"]

NOTICE_WORDS = 150
"""Words of prose in a closing notice, at most: a story about the closing has more."""


@dataclass(frozen=True, slots=True)
class Service:
    """One row of data/services.toml."""

    name: str
    pattern: re.Pattern[str]
    """Matches the URLs that are meant."""
    kind: Kind
    """`gone`: dead from `closed` on; `partly`: judged by what it answers; `sold`: somebody else's now."""
    closed: date | None
    """The day on which the content went, UTC."""
    note: str
    """One sentence for people."""
    source: str
    lost: tuple[re.Pattern[str], ...] = ()
    """Marks of its closing notice or its own not-found page."""

    def closed_by(self, day: date) -> bool:
        """Whether it had closed on a day."""
        return self.closed is not None and self.closed <= day

    def notice(self, page: Page) -> str:
        """The words by which a page is this service's notice that nothing is here; empty where it is not one."""
        if page.longer_than(NOTICE_WORDS):
            return ""
        shown = (page.title, *page.headings, page.text)
        return next((m.group() for p in self.lost for text in shown if (m := p.search(text))), "")


@cache
def _by_host() -> dict[str, tuple[int, ...]]:
    """The numbers of the rows by host: a run has to do with few of them."""
    table: dict[str, tuple[int, ...]] = {}
    for number, row in enumerate(rows("services", "service")):
        for host in row["hosts"]:
            table[host] = (*table.get(host, ()), number)
    return table


@cache
def _service(number: int) -> Service:
    row = rows("services", "service")[number]
    hosts = "|".join(re.escape(host) for host in row["hosts"])
    below = r"(?:[^/?#@]+\.)" + ("" if row.get("below") else "?")
    excepted = "".join(f"(?!{re.escape(host)}(?:[:/?#]|$))" for host in row.get("except", ()))
    path = row.get("path", "")
    rest = path or r"(?:[/?#]|$)"
    return Service(
        name=row["name"],
        pattern=re.compile(rf"^https?://(?:[^/?#@]*@)?{excepted}{below}(?:{hosts})(?::\d+)?{rest}", re.IGNORECASE),
        kind=row["kind"],
        closed=row.get("closed"),
        note=row["note"],
        source=row["source"],
        lost=tuple(re.compile(text, re.IGNORECASE) for text in row.get("lost", ())),
    )


def service_of(url: str) -> Service | None:
    """The closed, or partly closed, service that a URL belongs to."""
    known = urls.nearest(_by_host(), urls.host_of(url)) or ()
    return next((service for service in map(_service, known) if service.pattern.match(url)), None)


def hosts() -> Iterable[str]:
    """The hosts that a service is known by."""
    return _by_host()


def every_service() -> tuple[Service, ...]:
    """All services that are known, in the order of the data file."""
    return tuple(map(_service, range(len(rows("services", "service")))))
