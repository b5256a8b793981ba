"""What the readers of reStructuredText and AsciiDoc find, collected line by line.

Both formats are read as text, so places are code points until the end, when all of them become bytes in one go.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linkcheck.documents.prose import Prose, Sighting
from linkcheck.model import Syntax

_TAB = 8
"""Columns from one tab stop to the next, in both formats."""
_LINE = re.compile(r"[\r\n]++|[^\r\n]++(?:\r\n|\r|\n|\Z)")


class Line(NamedTuple):
    """One line of a text."""

    start: int
    end: int
    """Code points; the line's end left out, and white space before it."""
    indent: int
    """Columns of white space before its first word."""
    text: str
    """What stands from `start` to `end`, without the white space before it."""

    @property
    def first(self) -> int:
        """Where its first word starts."""
        return self.end - len(self.text)


def lines_of(text: str) -> list[Line]:
    """The lines of a text; a blank one has no text, and stands for all that follow one another."""
    return list(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    blank = False
    for match in _LINE.finditer(text):
        start = match.start()
        words = match[0].strip()
        if not words:
            if not blank:
                yield Line(start, start, 0, "")
            blank = True
            continue
        blank = False
        margin = match[0].index(words[0])
        space = match[0][:margin]
        indent = len(space.expandtabs(_TAB)) if "\t" in space else margin
        yield Line(start, start + margin + len(words), indent, words)


class Passages:
    """The links of a text and the words around them, in the order of reading."""

    def __init__(self, prose: Prose) -> None:
        self.prose = prose
        self.fixed = ""
        """Why the links that come now cannot be changed where they stand; empty where they can."""
        self._sightings: list[Sighting] = []

    def link(self, start: int, end: int, url: str, syntax: Syntax, words: str = "") -> None:
        """A link whose URL is written from `start` to `end`, code points; `words` are what a reader sees of it."""
        sighting = self.prose.sight(start, end, url, syntax)
        sighting.fixed = self.fixed
        self.prose.say(words)
        sighting.closes = self.prose.length
        self._sightings.append(sighting)

    def take(self, sightings: Iterable[Sighting], piece: str, start: int) -> None:
        """Links that another reader found in `piece`, which stands at `start`; their places are bytes of it."""
        data = piece.encode()
        at = counted = 0
        for sighting in sorted(sightings, key=lambda sighting: sighting.start):
            counted += len(data[at : sighting.start].decode())
            at = sighting.start
            length = len(data[sighting.start : sighting.end].decode())
            sighting.start = start + counted
            sighting.end = sighting.start + length
            self._sightings.append(sighting)

    def in_bytes(self, text: str, offset: int) -> list[Sighting]:
        """What was found, by its place in the document's text as UTF-8, in which `text` begins at `offset`."""
        if text.isascii():
            for sighting in self._sightings:
                sighting.start += offset
                sighting.end += offset
            return self._sightings
        places: dict[int, int] = {}
        at = 0
        for place in sorted({place for found in self._sightings for place in (found.start, found.end)}):
            offset += len(text[at:place].encode())
            at = place
            places[place] = offset
        for sighting in self._sightings:
            sighting.start, sighting.end = places[sighting.start], places[sighting.end]
        return self._sightings
