"""Events that come every year, and the pages of theirs that change with every edition."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from linkcheck.judge import urls
from linkcheck.judge.tables import Expression, expression, rows

_YEAR: Final = re.compile(r"(?:19|20)\d{2}")
_EDITION: Final = re.compile(
    r"(?:19|20)\d{2}(?:-[a-z]+)*|[a-z]+(?:-[a-z]+)*-?(?:19|20)?\d{2}(?:-[a-z]+)*", re.IGNORECASE
)
"""The name of an edition: london-2013, 2013-london, lisa13."""


@dataclass(frozen=True, slots=True)
class _Event:
    name: str
    path: Expression | None
    """The paths that change, whole."""


@cache
def _events() -> dict[str, tuple[_Event, ...]]:
    table: dict[str, tuple[_Event, ...]] = {}
    for row in rows("events", "event"):
        event = _Event(row["name"], expression(row.get("path")))
        for host in row["hosts"]:
            table[host] = (*table.get(host, ()), event)
    return table


@cache
def _hosts() -> tuple[Expression, ...]:
    return tuple(Expression(row["name"]) for row in rows("events", "host"))


@cache
def _names(key: str) -> frozenset[str]:
    return frozenset(name for row in rows("events", key) for name in row["names"])


def yearly(url: str) -> str:
    """The event of every year whose page a URL is: its name, or its host's; empty where it is none.

    It is one by a row of data/events.toml; by a year that is the whole path; by an event's page in a folder of events;
    by the front page, an edition or an event's page of a site with an event's name. A year in the path of an article
    makes no event of it.
    """
    host = urls.host_of(url)
    path = urls.split(url).path or "/"
    known = urls.nearest(_events(), host) or ()
    if event := next((one for one in known if one.path is None or one.path.fullmatch(path)), None):
        return event.name
    if known:
        return ""
    names = [name.casefold() for name in urls.segments(url)]
    own = any(form.fullmatch(label) for form in _hosts() for label in _labels(host))
    return host if _changes(names, own=own) and not urls.telling_query(url) else ""


def _labels(host: str) -> tuple[str, ...]:
    """The labels of a host's name that may name an event: not its suffix."""
    suffix = urls.domain_of(host).partition(".")[2]
    return tuple(urls.bare(host).removesuffix(f".{suffix}").split("."))


def _changes(names: list[str], *, own: bool) -> bool:
    """Whether these parts of a path are a page that changes with every edition; `own`: the site is the event's."""
    if not names:
        return own
    last = re.sub(r"\.\w{2,5}$", "", names[-1])
    before = names[:-1]
    if not before and _YEAR.fullmatch(last):
        return True
    if own:
        page = last in _names("page") or _EDITION.fullmatch(last) is not None or last in _names("folder")
        return page and all(map(_place, before)) and len(names) < 4
    holds = any(name in _names("folder") for name in before) or any(_YEAR.fullmatch(name) for name in before)
    return last in _names("page") and holds and all(map(_place, before)) and len(names) < 5


def _place(name: str) -> bool:
    """A part of a path that holds events, names an edition, or is a language."""
    return name in _names("folder") or (len(name) == 2 and name.isalpha()) or _EDITION.fullmatch(name) is not None
