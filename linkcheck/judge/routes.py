"""Fragments that name a page: what stands behind `#!` or `#/` is a program's own matter, and no server is told."""

import re
from dataclasses import dataclass
from functools import cache

from linkcheck.judge import urls
from linkcheck.judge.actions import is_action
from linkcheck.judge.tables import rows


@dataclass(frozen=True, slots=True)
class Route:
    """One row of data/routes.toml."""

    path: re.Pattern[str]
    fragment: re.Pattern[str]
    means: str


@cache
def _routes() -> dict[str, tuple[Route, ...]]:
    table: dict[str, tuple[Route, ...]] = {}
    for row in rows("routes", "route"):
        route = Route(re.compile(row["path"]), re.compile(row["fragment"]), row["means"])
        for host in row["hosts"]:
            table[host] = (*table.get(host, ()), route)
    return table


def meant(url: str) -> str:
    """The URL that a site's own scripts make of a route that is known; every other URL as it is."""
    fragment = urls.routed(url)
    if not fragment:
        return url
    path = urls.split(url).path or "/"
    for route in _routes().get(urls.bare(urls.host_of(url)), ()):
        place, name = route.path.fullmatch(path), route.fragment.fullmatch(fragment)
        if place and name:
            found = route.means.format_map(place.groupdict(default="") | name.groupdict(default=""))
            return url if is_action(found) else found
    return url
