"""The strings by which a page's source is known, all looked for in one go.

Looked for one by one, a hundred strings cost more than everything else that is asked of a page. An automaton of them
all (Aho and Corasick, CACM 18(6), 1975) reads the source once.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from linkcheck.judge.tables import rows

REFRESH: Final = "refresh"
"""What stands in every source that sends a browser on by a meta element."""
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


class Strings:
    """The strings of the data files, and the beginnings of some tags."""

    def __init__(self, *tags: str) -> None:
        self.listed = marks().union(tags, (REFRESH,))
        """What is looked for."""
        self._automaton = AhoCorasick(sorted(self.listed), implementation=Implementation.DFA)

    def found(self, source: str) -> frozenset[str]:
        """Those that stand in a source, one within another too."""
        return frozenset(self._automaton.find_matches_as_strings(source, overlapping=True))
