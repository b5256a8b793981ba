"""URL shorteners: whose redirect is not the page, and what they show when there is nothing to redirect to."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from linkcheck.judge import urls
from linkcheck.judge.marks import Mark
from linkcheck.judge.page import Page
from linkcheck.judge.tables import Expression, expression, rows

Showing = Literal["gone", "held"]


@dataclass(frozen=True, slots=True)
class Shortener:
    """One row of data/shorteners.toml."""

    name: str
    path: Expression | None
    owner: tuple[str, ...]
    pages: tuple[tuple[Showing, Mark], ...]
    source: str


@cache
def _by_host() -> dict[str, Shortener]:
    table = {}
    for row in rows("shorteners", "shortener"):
        # Any one of a page's marks is enough: each becomes a mark of its own.
        pages = tuple(
            (page["kind"], Mark.of({key: value}, row["name"], row["source"]))
            for page in row.get("page", ())
            for key, value in page.items()
            if key != "kind"
        )
        found = Shortener(row["name"], expression(row.get("path")), tuple(row["owner"]), pages, row["source"])
        table.update(dict.fromkeys(row["hosts"], found))
    return table


def shortener_of(url: str) -> Shortener | None:
    """The shortener that a URL belongs to; None for an ordinary URL and for a shortener's own front page."""
    host = urls.host_of(url)
    found = _by_host().get(host) or _by_host().get(urls.bare(host))
    if found is None:
        return None
    parts = urls.split(url)
    if found.path is not None:
        return found if found.path.match(f"{parts.path}?{parts.query}") else None
    return None if parts.path in {"", "/"} else found


def hosts() -> Iterable[str]:
    """The hosts of all shorteners."""
    return _by_host()


def is_shortener(url: str) -> bool:
    """Whether a URL is a short link."""
    return shortener_of(url) is not None


def owned(short: str, url: str) -> bool:
    """Whether a URL belongs to the shortener of a short link, or to the shortener's owner, as its front or error page.

    A short link may well lead to a page of its shortener's owner; so only what is not a deep page counts.
    """
    found = shortener_of(short)
    if found is None:
        return False
    host = urls.host_of(url)
    if not any(urls.owns(domain, host) for domain in (*found.owner, urls.host_of(short))):
        return False
    return urls.is_root(url) or bool(urls.language_root(url)) or _shows(found, url)


def _shows(found: Shortener, url: str) -> bool:
    return any(mark.url is not None and bool(mark.url.search(url)) for _, mark in found.pages)


def shown(short: str, page: Page) -> tuple[Showing, Mark] | None:
    """What a shortener shows in place of the target: that the link is gone, or a page that holds a reader up."""
    found = shortener_of(short)
    if found is None:
        return None
    return next(((kind, mark) for kind, mark in found.pages if mark.matches(page)), None)
