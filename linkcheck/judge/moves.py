"""How a site moved its pages, read from those whose redirects still work, and the same done to one that is gone.

A site that moves redirects most of its pages and forgets some (FABLE, IMC 2023: for a quarter of broken links the page
lives at another URL of the pattern that the others follow).
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlunsplit

from linkcheck.judge import urls

_NUMBER: Final = re.compile(r"[0-9]+")
_ENDING: Final = re.compile(r"(\.(html?|php\d?|aspx?|jsp|cfm|shtml|md|pdf|xml))?(/?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Move:
    """A page of a site that was led elsewhere, and where to."""

    url: str
    final_url: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What became of the host, of the front of the path and of its ending; the rest stayed."""

    front: tuple[str, ...]
    """The parts of the path before what stayed; `#` stands for any number."""
    ending: str
    """What stood behind the last part's name."""
    scheme: str
    netloc: str
    new_front: tuple[str, ...]
    new_ending: str

    def applied(self, url: str) -> str:
        """Where a page would be if it had moved so too; empty where this shape is not its own."""
        parts, names = urls.split(url), _names(url)
        kept = names[len(self.front) :]
        if not kept or tuple(map(_shape_of, names[: len(self.front)])) != self.front:
            return ""
        stem, ending = _cut(parts.path, kept[-1])
        if self.ending != self.new_ending:
            if ending.lower() != self.ending:
                return ""
            ending = self.new_ending
        path = "/".join(("", *self.new_front, *kept[:-1], stem)) + ending
        return urlunsplit((self.scheme, self.netloc, path, parts.query, ""))


def shape_of(move: Move) -> Shape | None:
    """The shape of one move; None where it tells nothing of other pages, since nothing of the path stayed."""
    old, new = urls.split(move.url), urls.split(move.final_url)
    names, new_names = _names(move.url), _names(move.final_url)
    if not names or not new_names or urls.same_page(move.url, move.final_url) or "@" in new.netloc:
        return None
    stem, ending = _cut(old.path, names[-1])
    new_stem, new_ending = _cut(new.path, new_names[-1])
    if not stem or unquote(stem).casefold() != unquote(new_stem).casefold():
        return None
    kept = 1
    while kept < min(len(names), len(new_names)) and names[-kept - 1] == new_names[-kept - 1]:
        kept += 1
    front, new_front = names[:-kept], new_names[:-kept]
    if any(_NUMBER.search(name) for name in new_front):
        # a number that the old path does not have at the same place is this page's own
        return None
    return Shape(
        front=tuple(map(_shape_of, front)),
        ending=ending.lower(),
        scheme=new.scheme,
        netloc=new.netloc,
        new_front=new_front,
        new_ending=new_ending,
    )


def led_by_others(url: str, moves: Iterable[Move]) -> tuple[tuple[str, int], ...]:
    """Where a page would be if it had moved as others of its site did, and how many did so; most followed first."""
    shapes = Counter(
        shape
        for move in dict.fromkeys(moves)
        if urls.bare(urls.host_of(move.url)) == urls.bare(urls.host_of(url)) and not urls.same_page(move.url, url)
        if (shape := shape_of(move)) is not None
    )
    places: Counter[str] = Counter()
    for shape, number in shapes.items():
        if place := shape.applied(url):
            places[place] += number
    return tuple(places.most_common())


def _names(url: str) -> tuple[str, ...]:
    """The parts of the path as they are written."""
    return tuple(name for name in urls.split(url).path.split("/") if name)


def _shape_of(name: str) -> str:
    return "#" if _NUMBER.fullmatch(name) else name


def _cut(path: str, name: str) -> tuple[str, str]:
    """The last part of a path as its name and its ending: `slug` and `.html`, `slug` and `/`."""
    whole = name + ("/" if path.endswith("/") else "")
    found = _ENDING.search(whole)
    ending = found.group() if found else ""
    return whole[: len(whole) - len(ending)], ending
