"""A large Markdown text in pieces, which its parser reads one after the other as it would read the whole.

The parser holds a tree of all that it is given: of a letter of 200,000 links, 60 MiB. It reads blocks line by line, and
what it makes of a line depends on the blocks that are open there, on the line, and on definitions, wherever they stand.
So a text may be cut before a line at which nothing is open that goes on; in a paragraph and in a table too, if the next
piece begins with a word that opens one. Whether that is so, the parser itself says: it is given the piece with a line
of words behind it, or an item where the line begins one, and has to show the words as they are. The line begins as
those words do, so it closes what they close.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from linkcheck.documents.destination import Range

SIZE = 256 * 1024
"""Bytes of a piece, at least; most letters are smaller."""

_WORDS = rb"[A-Za-z\xc2-\xf4]|\[(?!!)|[*_]{1,3}+[A-Za-z\[]"
"""How a line begins that is running text and nothing else."""
_MARK = rb"(?:[-*+]|[0-9]{1,9}[.)]|\[\^[^\]\s]++\]:)[ ]"
_BLANK = re.compile(
    rb"\n(?:\r?\n(?=[!<#(]|%b)|(?=>|%b)(?=(?P<quote>(?:>[ ]?)*+)(?P<mark>%b)?+(?:%b)))" % (_WORDS, _MARK, _MARK, _WORDS)
)
"""Before a paragraph, a heading or a tag behind a blank line, or before a line of a quote, an item or a footnote."""
_ANY = re.compile(rb"%b|(?<=[^\r\n])\r?\n(?=[!|]|%b|[0-9]{1,9}+[^0-9.)])" % (_BLANK.pattern, _WORDS))
"""Or before any line that begins as running text does, or as a table's row."""

_IN_TEXT = "probe)) probe\") probe') probe](probe) probe* probe_ probe~ probe` probe`` probe```"
_IN_TAG = "probe> probe\"> probe'> probe--> probe?> probe]]> probe** probe__ probe~~"
"""Words that end whatever may be open in a line's text: a link, code, a tag. If they are shown, they do not."""
_LONG_CODE = "````"
"""It opens code that they do not end."""
_NOTE = r'<div class="footnote-definition" id="[^"]*"><sup class="footnote-definition-label">[0-9]*</sup>'
_SHOWN = re.compile(
    r"(?:\A|\n)"
    rf"(?:(?P<plain><p>{(_W := re.escape(_IN_TEXT))}</p>)|(?P<item><li>(?:{_W}|\n<p>{_W}</p>\n)</li>\n</[ou]l>)"
    rf"|(?P<note>{_NOTE}\n<p>{_W}</p>\n</div>)"
    rf"|(?P<paragraph>{_W}</p>)"
    rf"|<tr><td[^<>]*>{_W}</td>(?P<table>(?:<td[^<>]*></td>)*)</tr>\n</tbody></table>)\n\Z"
)
_NO_TAG = f"\n{html.escape(_IN_TAG, quote=False)}</p>\n"
_LONGEST = 4096
"""Characters of what is shown of them, at most: a table may have many columns."""
_PARAGRAPH_END = re.compile(rb"(?>\r\n|\r|\n)[ \t>]*+(?:(?P<line>=+|-+)[ \t]*+)?(?=[\r\n]|\Z)")
"""A blank line, or one below which a paragraph was a heading."""

_IN_PARAGRAPH = b"x\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text."""

    start: int
    end: int
    before: bytes = b""
    """What the parser is to be given before it, to find open what is open there."""
    open: int = 0
    """How many elements the parser ends behind it that go on in the next one: a paragraph and the quotes around it."""


def pieces(
    text: bytes,
    start: int,
    shown: Callable[[str], str],
    needed: Callable[[int, int], bytes] = lambda _start, _end: b"",
    size: int = SIZE,
) -> Iterator[Piece]:
    """The pieces of a text from `start` on, one behind the other.

    Args:
        text: UTF-8.
        start: where the first one begins.
        shown: what the parser makes of a text, as HTML.
        needed: what defines for the parser what the text uses between two places and does not define there.
        size: bytes of a piece, at least.
    """
    known = _Cuts(text, shown)
    first, least, opened = start, size, b""
    while cut := _BLANK.search(text, start + least, start + 2 * least) or _ANY.search(text, start + least):
        end = cut.end()
        before = needed(start, end) + opened
        opens = known.opens(before, (start, end), cut["quote"] or b"", cut["mark"] or b"")
        if opens is None:
            # within a long block of code, say: twice as much, or each of many pieces in it would be read in vain
            least = 2 * (end - start)
            continue
        yield Piece(start, end, before, 1 + opens.count(b">") if opens.endswith(_IN_PARAGRAPH) else 0)
        start, least, opened = end, size, opens
    yield Piece(start, len(text), needed(start, len(text)) + opened if start > first else b"")


class _Cuts:
    """Where a text may be cut."""

    def __init__(self, text: bytes, shown: Callable[[str], str]) -> None:
        self._text = text
        self._shown = shown
        self._paragraph_end = 0
        self._is_heading = False
        """The paragraph before that place."""

    def opens(self, before: bytes, piece: Range, quote: bytes, mark: bytes) -> bytes | None:
        """What opens for the parser what is open behind a piece; None where the text may not be cut there.

        Args:
            before: what the parser is given before it.
            piece: where it starts, and where it ends, which is before a line.
            quote: what makes that line one of a quote.
            mark: what makes it an item or a footnote.
        """
        start, end = piece
        given = (before + self._text[start:end]).decode()
        begins = quote.decode()
        around = "</blockquote>\n" * begins.count(">")
        told = self._shown(f"{given}{begins}{mark.decode()}{_IN_TEXT}\n")
        if not told.endswith(around):
            return None
        shown = _SHOWN.search(told[-_LONGEST:].removesuffix(around))
        if shown is None:
            return None
        if mark:
            return b"" if shown["note" if mark.startswith(b"[") else "item"] else None
        if (cells := shown["table"]) is not None:
            columns = 1 + cells.count("</td>")
            return quote + b"|x" * columns + b"|\n" + quote + b"|-" * columns + b"|\n"
        if self._text.startswith(b"|", end):
            # it may make the line before it the head of a table
            return None
        if shown["plain"]:
            return b""
        return quote + _IN_PARAGRAPH if shown["paragraph"] and self._goes_on(given, piece, begins) else None

    def _goes_on(self, given: str, piece: Range, quote: str) -> bool:
        """Whether an open paragraph is the same with the next line and without."""
        text, (start, end) = self._text, piece
        if given.rstrip("\r\n").endswith("\\") or _LONG_CODE in given or self._becomes_heading(end):
            return False
        if text.find(b"]:", max(start, text.rfind(b"\n\n", start, end)), end) >= 0:
            # it may be a definition that the next line goes on with
            return False
        return _NO_TAG in self._shown(f"{given}{quote}{_IN_TAG}\n")[-_LONGEST:]

    def _becomes_heading(self, place: int) -> bool:
        """Whether a line below may make a heading of the paragraph at a place; places are asked about in order."""
        if place >= self._paragraph_end:
            found = _PARAGRAPH_END.search(self._text, place)
            self._paragraph_end = found.start() if found else len(self._text)
            self._is_heading = found is not None and found["line"] is not None
        return self._is_heading
