"""A document's text as UTF-8, whatever its encoding, and the way back to the file's own bytes, lines and columns.

Everything that looks for links works on UTF-8 bytes: pyromark's ranges count them, and for nearly every document they
are the file itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from linkcheck.documents.charset import as_utf8
from linkcheck.model import Document, Span

UTF_8 = "utf-8"
_BOM = "\ufeff".encode()


@dataclass(frozen=True, slots=True)
class Source:
    """A document's whole text."""

    text: bytes
    """UTF-8, a byte order mark included."""
    body: int
    """Where the body starts in `text`."""
    encoding: str

    @classmethod
    def of(cls, document: Document) -> "Source":
        """The text of a document; raises UnicodeError where its encoding does not read its bytes."""
        data, encoding = document.data, document.encoding
        if encoding == UTF_8:
            return cls(data, document.body, encoding)
        head = as_utf8(data[: document.body], encoding)
        return cls(head + as_utf8(data[document.body :], encoding), len(head), encoding)

    def spans(self, ranges: Iterable[tuple[int, int]]) -> Iterator[Span]:
        """The bytes of the file that ranges of `text` stand for."""
        if self.encoding == UTF_8:
            return (Span(start, end) for start, end in ranges)
        return self._moved(ranges)

    def _moved(self, ranges: Iterable[tuple[int, int]]) -> Iterator[Span]:
        here = there = 0

        def moved(position: int) -> int:
            nonlocal here, there
            # forward or back: ranges come in their order, more or less
            between = self.text[min(here, position) : max(here, position)]
            length = len(between.decode().encode(self.encoding))
            there += length if position > here else -length
            here = position
            return there

        return (Span(moved(start), moved(end)) for start, end in ranges)

    def places(self, positions: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Line and column of each position as an editor's program shows them: 1-based, the column in code points.

        The positions come in ascending order, each at the start of a character.
        """
        # Every line end ends with a line feed and no byte moves: then counting them is all there is to do.
        text = self.text
        if text.count(b"\r") > text.count(b"\r\n"):
            text = text.replace(b"\r\n", b" \n").replace(b"\r", b"\n")
        plain = text.isascii()
        line, column = 1, 1
        counted = len(_BOM) if text.startswith(_BOM) else 0
        for position in positions:
            if ends := text.count(b"\n", counted, position):
                line += ends
                column = 1
                counted = text.rfind(b"\n", counted, position) + 1
            if counted < position:
                column += position - counted if plain else len(text[counted:position].decode())
                counted = position
            yield line, column
