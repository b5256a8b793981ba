"""What the readers of reStructuredText and AsciiDoc read, and what they find.

Both formats are read as text, line by line; a place in code points becomes one in bytes when a link is found there.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, overload

from linkcheck.documents.longtext import LongText, Text, parts_of
from linkcheck.documents.prose import Met, Prose, Sighting
from linkcheck.model import Syntax

AT_HAND = 4_000
"""Lines that are made at once."""
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


def lines_of(text: Text) -> Sequence[Line]:
    """The lines of a text; a blank one has no text, and stands for all that follow one another."""
    return list(_lines(text)) if isinstance(text, str) else _Lines(text)


def _lines(text: Text) -> Iterator[Line]:
    blank = False
    for first, part in parts_of(text):
        for match in _LINE.finditer(part):
            start = first + match.start()
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


class _Lines(Sequence[Line]):
    """Lines that are made from their places, some at a time: all at once they take ten times the room of their text."""

    def __init__(self, text: LongText) -> None:
        self._text = text
        self._starts, self._ends, self._lengths, self._indents = array("I"), array("I"), array("I"), array("I")
        self._first = 0
        self._made: list[Line] = []
        """Those at hand, from the first on."""
        for start, end, indent, words in _lines(text):
            self._starts.append(start)
            self._ends.append(end)
            self._lengths.append(len(words))
            self._indents.append(indent)

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Line: ...

    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...

    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        if isinstance(index, slice):
            start, end, _ = index.indices(len(self))
            if self._first <= start and end <= self._first + len(self._made):
                return self._made[start - self._first : max(start, end) - self._first]
            return self._between(start, end)
        at = index - self._first
        if not 0 <= at < len(self._made):
            self._first = max(0, index - AT_HAND // 4)
            self._made = self._between(self._first, self._first + AT_HAND)
            at = index - self._first
        return self._made[at]

    def __iter__(self) -> Iterator[Line]:
        for start in range(0, len(self), AT_HAND):
            yield from self._between(start, start + AT_HAND)

    def _between(self, start: int, end: int) -> list[Line]:
        columns = (self._starts, self._ends, self._indents, self._lengths)
        places = list(zip(*(column[start:end] for column in columns), strict=True))
        if not places:
            return []
        first = places[0][0]
        text = self._text[first : places[-1][1]]
        return [
            Line(start, end, indent, text[end - length - first : end - first]) for start, end, indent, length in places
        ]


class Passages:
    """The links of a text and the words around them, in the order of reading."""

    def __init__(self, text: Text, offset: int, prose: Prose, met: Met) -> None:
        """`offset` is where the text stands in the document's; `met` is told of each link."""
        self.prose = prose
        self.fixed = ""
        """Why the links that come now cannot be changed where they stand; empty where they can."""
        self._text = text
        self._met = met
        self._plain = text.isascii()
        self._offset = offset
        self._here, self._there = 0, offset
        """One place in code points of the text and in bytes of the document's: the next one is near."""

    def link(self, start: int, end: int, url: str, syntax: Syntax, words: str = "") -> None:
        """A link whose URL is written from `start` to `end`, code points; `words` are what a reader sees of it."""
        sighting = self.prose.sight(self._in_bytes(start), self._in_bytes(end), url, syntax)
        sighting.fixed = self.fixed
        self.prose.say(words)
        sighting.closes = self.prose.length
        self._met(sighting)

    def take(self, sightings: Iterable[Sighting], start: int) -> None:
        """Links that another reader found in a piece which stands at `start`; their places are bytes of it."""
        offset = self._in_bytes(start)
        for sighting in sightings:
            sighting.start += offset
            sighting.end += offset
            self._met(sighting)

    def _in_bytes(self, place: int) -> int:
        if self._plain:
            return place + self._offset
        here = self._here
        between = len(self._text[min(here, place) : max(here, place)].encode())
        self._there += between if place > here else -between
        self._here = place
        return self._there
