"""The definitions of a Markdown text, of links and of footnotes, and those of them that a part of it needs."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator

from linkcheck.documents import destination
from linkcheck.documents.commonmark import MARKDOWN
from linkcheck.documents.pieces import Piece, pieces

_NAME = re.compile(rb"\\.|\[(?:(?P<name>(?:\\.|[^\[\]\\])++)\]|(?:\\.|[^\[\]\\])*+)", re.DOTALL)
"""What may name a definition; and what does not, so that nothing is looked at twice."""
_LINE_START = re.compile(r"[\r\n][ \t>]*+")
"""A quote's mark between two lines of a name is none of it."""

_NOTES_END = b"***"
"""An indented line behind a footnote would be a part of it."""


class Definitions:
    """The definitions of a text from a place on; those of links are links themselves, each from its first use."""

    def __init__(self, text: bytes, start: int) -> None:
        self._text = text
        self._hashes, self._starts, self._ends = array("q"), array("q"), array("q")
        """Of those of links: of each label, ascending, and where it is defined; as names they would take five times
        the room."""
        self._notes: dict[str, bytes] = {}
        """Of footnotes, by label: one of the same name and nothing else."""
        self.portable = True
        """The parser reads each of them alike wherever it stands: it may be given the text in pieces."""
        for piece in pieces(text, start, MARKDOWN.html) if text.find(b"]:", start) >= 0 else ():
            self._read(piece, alone=piece.start == start and piece.end == len(text))
        self._arrange()
        self._used = bytearray(len(self._hashes))

    def first_use(self, label: str, url: str) -> destination.Range | None:
        """Where in the text the destination of a link's definition stands; None at every later use of it."""
        number = self._number(label_of(label))
        if number is None or self._used[number]:
            return None
        found = destination.definition(self._text, self._starts[number], self._ends[number], url)
        self._used[number] = found is not None
        return found

    def needed(self, start: int, end: int) -> bytes:
        """What defines for the parser what a part of the text may use and does not define."""
        if not (self._hashes or self._notes):
            return b""
        names = (match["name"] for match in _NAME.finditer(self._text, start, end))
        labels = {label for name in names if name for label in _labels(name.decode())}
        numbers = sorted(number for number in map(self._number, labels) if number is not None)
        links = [self._written(number) for number in numbers if not start <= self._starts[number] < end]
        notes = [self._notes[label] for label in sorted(labels & self._notes.keys())]
        if notes:
            notes.append(_NOTES_END)
        return b"".join(b"%b\n\n" % definition for definition in (*links, *notes))

    def _number(self, label: str) -> int | None:
        known = hash(label)
        number = bisect_left(self._hashes, known)
        return number if number < len(self._hashes) and self._hashes[number] == known else None

    def _written(self, number: int) -> bytes:
        return self._text[self._starts[number] : self._ends[number]]

    def _read(self, piece: Piece, *, alone: bool) -> None:
        """Read those of a piece; `alone`: there is no other."""
        given = piece.before + self._text[piece.start : piece.end]
        found = MARKDOWN.reference_definitions(given.decode())
        places = {label_of(label): (one["span"]["start"], one["span"]["end"]) for label, one in found.items()}
        offset = piece.start - len(piece.before)
        for label, (start, end) in places.items():
            self._hashes.append(hash(label))
            self._starts.append(start + offset)
            self._ends.append(end + offset)
        if alone:
            return
        told = [(label, one["dest"]) for label, one in found.items()]
        again = MARKDOWN.reference_definitions(b"\n\n".join(given[slice(*place)] for place in places.values()).decode())
        self.portable &= told == [(label, one["dest"]) for label, one in again.items()]
        for note in set(_notes(given)):
            self._notes[label_of(f"^{note}")] = one = f"[^{note}]: x".encode()
            self.portable &= list(_notes(one)) == [note]

    def _arrange(self) -> None:
        """Put them in order; the first of a name is the one that counts."""
        order = sorted(range(len(self._hashes)), key=self._hashes.__getitem__)
        firsts: list[int] = []
        for number in order:
            if firsts and self._hashes[firsts[-1]] == self._hashes[number]:
                # the parser may tell names apart that are one here
                both = b"%b\n\n%b" % (self._written(firsts[-1]), self._written(number))
                self.portable &= len(MARKDOWN.reference_definitions(both.decode())) == 1
            else:
                firsts.append(number)
        self._hashes, self._starts, self._ends = (
            array("q", map(column.__getitem__, firsts)) for column in (self._hashes, self._starts, self._ends)
        )


def label_of(written: str) -> str:
    """The label that a name stands for: to the parser, only white space of ASCII is some."""
    return b" ".join(written.encode().split()).decode().casefold()


def _labels(written: str) -> Iterator[str]:
    """The labels that what stands between brackets may be."""
    yield label_of(written)
    if "\n" in written or "\r" in written:
        yield label_of(_LINE_START.sub(" ", written))
    if "\\|" in written:
        # a table's cell loses the backslash before anything else is read
        yield label_of(written.replace("\\|", "|"))


def _notes(text: bytes) -> Iterator[str]:
    """The names of the footnotes that a text defines."""
    for event in MARKDOWN.events(text.decode()) if b"[^" in text else ():
        match event:
            case {"Start": {"FootnoteDefinition": str(name)}}:
                yield name
