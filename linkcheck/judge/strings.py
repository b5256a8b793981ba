"""The strings by which a page's source is known, all looked for in one go.

Looked for one by one, a hundred strings cost more than everything else that is asked of a page. An automaton of them
all (Aho and Corasick, CACM 18(6), 1975) reads the source once, sign by sign. Whether any is there at all is answered
ten times as fast, many signs at a time (Teddy, of Hyperscan: https://docs.rs/aho-corasick/latest/aho_corasick/packed/),
and on most pages none is.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from math import ceil
from typing import Final, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from linkcheck.judge.tables import rows

REFRESH: Final = "refresh"
"""What stands in every source that sends a browser on by a meta element."""
HEADING: Final = "<h1"
"""What a heading of the first level begins with, and nothing else."""
TOGETHER: Final = 48
"""Strings, at most, that are looked for at once: of 64 and more the library reads sign by sign again.

A few that are left over would take as long as all of these, so each search has as many as the others.
"""
PLACES: Final = 40
"""Places that are looked at one by one; where more are found, the whole source is read again."""
_INTO_ASCII: Final = ("\u0130", "\u212a")
"""The signs outside of ASCII whose lower case has an ASCII letter: I with a dot above, and the sign for kelvin."""
_TABLES: Final = (("challenges", "challenge"), ("walls", "wall"), ("opaque", "opaque"), ("soft404", "declared"))
"""Files whose rows name strings under `html`, or classes."""


@cache
def marks() -> frozenset[str]:
    """Every string by which a data file knows a page that is none."""
    return frozenset(_marks())


def _marks() -> Iterator[str]:
    for name, key in _TABLES:
        for row in rows(name, key):
            yield from row.get("html", ())
            yield from row.get("body_class", ())
    for row in rows("shorteners", "shortener"):
        for page in row.get("page", ()):
            yield from page.get("html", ())
    for row in rows("parked", "mark"):
        if row["mark"] == "html":
            yield from [row["is"]] if isinstance(row["is"], str) else row["is"]


class Found(NamedTuple):
    """What stands in a source."""

    strings: frozenset[str]
    headings: int
    """How often HEADING does."""


class Strings:
    """The strings of the data files, and the beginnings of some tags."""

    def __init__(self, *tags: str) -> None:
        self.listed = marks().union(tags, (HEADING, REFRESH))
        """What is looked for."""
        begun = sorted(text for text in self.listed if text.startswith("<"))
        others = sorted(self.listed.difference(begun))
        self._tags = Every(begun)
        self._heading = begun.index(HEADING)
        self._marks = Every(others)
        self._longest = max(len(text.encode()) for text in others)
        size = ceil(len(others) / ceil(len(others) / TOGETHER))
        groups = (others[first : first + size] for first in range(0, len(others), size))
        self._any_mark = tuple(_automaton(group, MatchKind.LeftmostFirst) for group in groups)

    def found(self, written: str) -> Found:
        """Those that stand in a source as it was written, in whatever case, one within another too."""
        source = lower_ascii(written)
        numbers = self._tags.numbers(source)
        strings = self._tags.named(numbers)
        places = [place for group in self._any_mark for place in group.find_matches_as_indexes(source)]
        if places:
            strings |= self._marks_at(source, places)  # hardly ever
        return Found(strings, numbers.count(self._heading))

    def _marks_at(self, source: bytes, places: list[tuple[int, int, int]]) -> frozenset[str]:
        """What stands at these places, and over their ends: whatever a search passes over, it found something there."""
        if len(places) > PLACES:
            return self._marks.named(self._marks.numbers(source))
        around = (source[max(0, start - self._longest) : end + self._longest] for _, start, end in places)
        return self._marks.named(chain.from_iterable(map(self._marks.numbers, around)))


class Every:
    """Strings of which each is found, whatever else stands where it does."""

    def __init__(self, strings: list[str]) -> None:
        self._strings = strings
        self._automaton = _automaton(strings, MatchKind.Standard)

    def numbers(self, source: bytes) -> list[int]:
        """The number of each that stands in a source, as often as it does."""
        return [number for number, _, _ in self._automaton.find_matches_as_indexes(source, overlapping=True)]

    def named(self, numbers: Iterable[int]) -> frozenset[str]:
        """The strings that have these numbers."""
        return frozenset(map(self._strings.__getitem__, set(numbers)))


def _automaton(strings: list[str], kind: MatchKind) -> BytesAhoCorasick:
    return BytesAhoCorasick(map(str.encode, strings), kind, Implementation.DFA)


def lower_ascii(text: str) -> bytes:
    """A text with its ASCII letters in lower case, and what turns into one: no other sign is looked for.

    Where a text has other signs too, that is several times as quick as `str.lower`.
    """
    if not text.isascii():
        for sign in _INTO_ASCII:
            text = text.replace(sign, sign.lower()) if sign in text else text
    return text.encode("utf-8", "surrogatepass").lower()
