"""What stands between a program and the page: challenges, login, consent, gates, and hosts that tell nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from linkcheck.judge import urls
from linkcheck.judge.case import Case
from linkcheck.judge.chain import Chain, follow
from linkcheck.judge.interfaces import Interface
from linkcheck.judge.marks import Mark, Marks
from linkcheck.judge.page import Page
from linkcheck.judge.remembered import once
from linkcheck.judge.tables import Expression, expression, rows
from linkcheck.model import Hop


@cache
def challenges() -> Marks:
    """The marks of challenges and of refusals."""
    return Marks(Mark.of(row) for row in rows("challenges", "challenge"))


@once
def challenge(page: Page) -> Mark | None:
    """The mark of a challenge or of a refusal that a page carries, whatever its status."""
    return challenges().first(page)


WallKind = Literal["consent", "login", "gate"]


@dataclass(frozen=True, slots=True)
class Wall:
    """One row of data/walls.toml."""

    kind: WallKind
    hosts: tuple[str, ...]
    path: Expression | None
    mark: Mark

    @property
    def elsewhere(self) -> bool:
        """It is known by where a redirect led, not by the page."""
        return bool(self.hosts) or self.path is not None


@cache
def _walls() -> tuple[Wall, ...]:
    return tuple(
        Wall(row["kind"], tuple(row.get("host", ())), expression(row.get("path")), Mark.of(row))
        for row in rows("walls", "wall")
    )


def led_to_wall(chain: Chain) -> Wall | None:
    """The wall that a redirect led to: a host or a path that the link itself did not have."""
    if not chain.changed and urls.host_of(chain.wanted) == urls.host_of(chain.final):
        return None
    return next(
        (wall for wall in _walls() if wall.elsewhere and _at(wall, chain.final) and not _at(wall, chain.wanted)), None
    )


def wall_between(origin: str, target: str) -> str:
    """The name of the wall that a captured redirect led to; empty where it led to a page."""
    wall = led_to_wall(follow((Hop(origin, 302), Hop(target, None)), target))
    return wall.mark.name if wall is not None and wall.kind != "gate" else ""


def _at(wall: Wall, url: str) -> bool:
    if wall.hosts:
        host = urls.host_of(url)
        return any(urls.owns(known, host) for known in wall.hosts)
    return wall.path is not None and bool(wall.path.search(urls.routed(url).lstrip("!") or urls.split(url).path))


def is_wall(page: Page, wanted: str) -> Wall | None:
    """The wall that a page is in place of what was meant, by its own words."""
    mark = wall_mark(page)
    if mark is None or any(wall.path is not None and wall.path.search(urls.split(wanted).path) for wall in _walls()):
        return None
    return next(wall for wall in _walls() if wall.mark is mark)


@once
def wall_mark(page: Page) -> Mark | None:
    """The mark of a wall that a page carries, whatever was meant."""
    return walls().first(page)


@cache
def walls() -> Marks:
    """The marks of walls that are known by their page."""
    return Marks(wall.mark for wall in _walls() if not wall.elsewhere)


@dataclass(frozen=True, slots=True)
class Opaque:
    """One row of data/opaque.toml."""

    name: str
    path: Expression | None
    shows: tuple[Mark, ...]
    """Any of these marks shows that the page is really there."""
    lies: bool
    source: str
    interface: Interface | None = None
    """Whom to ask instead."""
    but: tuple[str, ...] = ()
    """Hosts below it that are ordinary sites: a company's blog, its manuals for developers."""

    def told_by(self, page: Page) -> bool:
        """Whether the page shows that it is really there."""
        return any(mark.matches(page) for mark in self.shows)


@cache
def _opaque() -> dict[str, tuple[Opaque, ...]]:
    table: dict[str, tuple[Opaque, ...]] = {}
    for row in rows("opaque", "opaque"):
        shows = tuple(Mark.of({key: row[key]}, row["name"], row["source"]) for key in ("title", "html") if key in row)
        found = Opaque(
            row["name"],
            expression(row.get("path")),
            shows,
            row.get("lies", False),
            row["source"],
            Interface.of(row),
            tuple(row.get("but", ())),
        )
        for host in row["hosts"]:
            table[host] = (*table.get(host, ()), found)
    return table


def opaque(url: str) -> Opaque | None:
    """The row of a host whose answer for this URL tells a program nothing; None for every other URL."""
    path = urls.split(url).path
    if path in {"", "/"}:
        return None
    host = urls.host_of(url)
    known = [row for row in urls.nearest(_opaque(), host) or () if not any(urls.owns(name, host) for name in row.but)]
    return next((row for row in known if row.path is None or row.path.match(path)), None)


def hosts() -> Iterable[str]:
    """The hosts that tell a program nothing."""
    return _opaque()


def sent_back(case: Case) -> bool:
    """Whether a redirect ended at a page that means to send the reader back to the wanted one afterwards."""
    return urls.carries_back(case.chain.wanted, case.chain.final)
