"""The links of Markdown: every CommonMark form, GitHub's bare URLs, and raw HTML.

pyromark tells what is a link and where it begins and ends (byte ranges); `destination` tells where in it the URL
stands.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Any

from linkcheck.documents import destination
from linkcheck.documents.bare import meaning
from linkcheck.documents.commonmark import MARKDOWN
from linkcheck.documents.definitions import Definitions, label_of
from linkcheck.documents.hypertext import Hypertext, absolute
from linkcheck.documents.pieces import Piece, pieces
from linkcheck.documents.prose import Met, Prose, Sighting
from linkcheck.documents.trail import Trail
from linkcheck.model import Syntax

if TYPE_CHECKING:
    from pyromark.event import Range as Where

_BY_REFERENCE = frozenset({"Reference", "Collapsed", "Shortcut"})
_QUOTE_MARKS = re.compile(rb"(?<=[\r\n])[ \t]*+(?:>[ \t]*+)++")


def read_markdown(text: bytes, start: int, prose: Prose, met: Met) -> None:
    """Tell `met` of the links of the Markdown that begins at `start` of a document's text."""
    _Reader(text, start, prose, met).read()


_Handler = Callable[[Any, "Where"], None]
"""Told what the parser says of an element, and where it stands."""
_Event = tuple[Any, "Where"]
_Open = tuple[Mapping[str, Any], Sighting]
"""A link or image whose text is being read: what the parser says of it, and what is known of it so far."""


class _Reader:
    """One pass over the parser's events."""

    def __init__(self, text: bytes, start: int, prose: Prose, met: Met) -> None:
        self._whole, self._start = text, start
        self._text, self._offset = b"", start
        """The piece that is being read, in which the parser's places are, and where it stands."""
        self._prose = prose
        self._html = Hypertext(prose, met)
        self._trail = Trail(b"", self._bare)
        self._met = met
        self._open: list[_Open] = []
        self._definitions = Definitions(text, start)
        self._code = False
        self._html_pieces: list[tuple[int, int]] = []
        self._lasting_anchor: Sighting | None = None
        self._lasting_verbatim: frozenset[str] = frozenset()
        self._before: Where = {"start": 0, "end": 0}
        """Where the last event stood that was not a beginning: at a link's end, the last piece of its text."""

        self._starts: Mapping[str, _Handler] = {
            "Emphasis": self._emphasis,
            "Strong": self._emphasis,
            "Strikethrough": self._emphasis,
            "Link": self._link,
            "Image": self._image,
            "TableCell": self._cell,
            "Heading": self._heading,
            "CodeBlock": self._code_block,
        }
        self._ends: Mapping[str, _Handler] = {
            "Emphasis": self._emphasis_ends,
            "Strong": self._emphasis_ends,
            "Strikethrough": self._emphasis_ends,
            "Link": self._link_ends,
            "Image": self._link_ends,
            "TableCell": self._cell,
            "HtmlBlock": self._html_block_ends,
            "CodeBlock": self._code_block_ends,
        }
        """What to do where an element begins or ends; a block that is not named only ends what stood before."""

    def read(self) -> None:
        """Read the whole text."""
        whole = self._whole
        for piece in self._pieces():
            self._text = piece.before + whole[piece.start : piece.end]
            self._offset, self._before = piece.start - len(piece.before), {"start": 0, "end": 0}
            self._trail.turn_to(self._text)
            self._read(_events(self._text.decode(), piece))
            self._trail.stop()
        self._boundary()
        self._html.close_anchor()
        # what leads back to this reader would keep it, and the text, until cycles are collected
        del self._trail, self._starts, self._ends

    def _pieces(self) -> Iterable[Piece]:
        """The text, in pieces where it may be cut."""
        if not self._definitions.portable:
            return (Piece(self._start, len(self._whole)),)
        return pieces(self._whole, self._start, MARKDOWN.html, self._definitions.needed)

    def _read(self, events: "Iterable[_Event]") -> None:
        """Read one piece."""
        prose, trail, www = self._prose, self._trail, b"www." in self._text or b"WWW." in self._text
        say, starts, ends = prose.say, self._starts, self._ends
        event: Any
        for event, where in events:
            if event.__class__ is str:  # a line's end, or a rule
                if trail.open:
                    trail.stop()
                say(" ")
            elif "Text" in event:
                if not self._code:
                    words = event["Text"]
                    if trail.open or "://" in words or (www and ("www." in words or "WWW." in words)):
                        self._bare_urls(where["start"], where["end"])
                    say(words)
            elif (begins := "Start" in event) or "End" in event:
                element = event["Start" if begins else "End"]
                name, data = (element, None) if element.__class__ is str else element.popitem()
                if handler := (starts if begins else ends).get(name):
                    handler(data, where)
                elif trail.open or not prose.fresh:
                    self._boundary()
                if begins:
                    continue
            else:
                self._inline(event, where["start"], where["end"])
            self._before = where

    def _inline(self, event: Mapping[str, Any], start: int, end: int) -> None:
        """Code, raw HTML, a footnote's number, a task's box: none of them goes on with a URL."""
        self._trail.stop()
        match event:
            case {"Code": words}:
                self._prose.say(words)
            case {"InlineHtml": _}:
                self._prose.fresh = False
                self._html.feed(self._unquoted(start, end), self._offset + start)
            case {"Html": _}:
                self._html_pieces.append((start, end))

    def _bare_urls(self, start: int, end: int) -> None:
        if not (self._open or self._html.anchor or self._html.verbatim):
            self._trail.piece(start, end, self._prose.length)

    def _emphasis(self, _data: Any, where: "Where") -> None:
        self._trail.emphasis(where["start"], where["end"])

    def _emphasis_ends(self, _data: Any, where: "Where") -> None:
        self._trail.emphasis_ends(where["start"])

    def _link(self, data: Any, _where: "Where") -> None:
        if self._trail.open:
            self._trail.stop()
        self._open.append((data, self._prose.sight(-1, -1, data["dest_url"], Syntax.INLINE)))

    def _image(self, data: Any, _where: "Where") -> None:
        self._trail.stop()
        self._open.append((data, self._prose.sight(-1, -1, data["dest_url"], Syntax.IMAGE)))

    def _cell(self, _data: Any, _where: "Where") -> None:
        self._trail.stop()
        self._prose.say(" ")

    def _heading(self, _data: Any, _where: "Where") -> None:
        self._boundary()
        self._prose.begin_heading()

    def _code_block(self, _data: Any, _where: "Where") -> None:
        self._boundary()
        self._code = True

    def _code_block_ends(self, _data: Any, _where: "Where") -> None:
        self._code = False

    def _boundary(self) -> None:
        """A block begins or ends: nothing that was opened in running text goes on."""
        if self._trail.open:
            self._trail.stop()
        page = self._html
        if page.anchor is not self._lasting_anchor:
            page.close_anchor()
        if page.verbatim:
            page.verbatim &= self._lasting_verbatim
        self._prose.end_block()

    def _link_ends(self, _data: Any, where: "Where") -> None:
        data, sighting = self._open.pop()
        sighting.closes = self._prose.length
        start, end = where["start"], where["end"]
        found: destination.Range | None = None
        match data["link_type"]:
            case "Inline":
                # a link without a text has nothing but its own beginning before its end
                found = destination.inline(self._text, max(start + 1, self._before["end"]), end, sighting.url)
            case "Autolink" | "Email" as kind:
                sighting.syntax = Syntax.AUTOLINK
                found = (start + 1, end - 1) if self._text[start + 1 : end - 1].decode() == sighting.url else None
                sighting.url = f"mailto:{sighting.url}" if kind == "Email" else sighting.url
            case str() as kind if kind in _BY_REFERENCE:
                sighting.syntax = Syntax.REFERENCE
                found = self._definitions.first_use(data["id"], sighting.url)
                if found is not None:
                    found = found[0] - self._offset, found[1] - self._offset
        if found is not None:
            if sighting.url.startswith("//"):
                sighting.url = absolute(sighting.url, "")
            self._locate(sighting, *found)

    def _locate(self, sighting: Sighting, start: int, end: int) -> None:
        if start < end:
            sighting.start, sighting.end = self._offset + start, self._offset + end
            self._met(sighting)

    def _bare(self, start: int, end: int, opens: int) -> None:
        written = self._text[start:end].decode()
        sighting = self._prose.sight(-1, -1, meaning(written), Syntax.BARE, said=destination.unescape(written))
        sighting.opens, sighting.closes = opens, opens + len(written)
        self._locate(sighting, start, end)

    def _html_block_ends(self, _data: Any, _where: "Where") -> None:
        """A block's lines, with what marks the quotes and lists around it blanked out between them."""
        self._trail.stop()
        pieces, self._html_pieces = self._html_pieces, []
        if pieces:
            first, last = pieces[0][0], pieces[-1][1]
            block = self._text[first:last]
            if sum(end - start for start, end in pieces) < last - first:
                blanked = bytearray(b" ") * (last - first)
                for start, end in pieces:
                    blanked[start - first : end - first] = self._text[start:end]
                block = bytes(blanked)
            self._html.feed(block, self._offset + first)
        self._prose.end_block()
        self._lasting_anchor = self._html.anchor
        self._lasting_verbatim = frozenset(self._html.verbatim)

    def _unquoted(self, start: int, end: int) -> bytes:
        """A tag in running text; where it goes over lines of a quote, the quote's marks are blanked out."""
        piece = self._text[start:end]
        return (
            _QUOTE_MARKS.sub(lambda marks: b" " * len(marks[0]), piece) if b"\n" in piece or b"\r" in piece else piece
        )


def _events(text: str, piece: Piece) -> "Iterator[_Event]":
    """What the parser finds in a piece: not what it is given before it, nor the end of what goes on behind it."""
    events: Iterator[_Event] = iter(MARKDOWN.events_with_range(text, merge_text=True))
    if first := len(piece.before):
        # the end of a line that goes before it is the paragraph's that goes on
        events = dropwhile(lambda event: event[1]["start"] < first - 1, events)
    return _without_last(events, piece.open) if piece.open else events


def _without_last(events: "Iterator[_Event]", number: int) -> "Iterator[_Event]":
    waiting = deque(islice(events, number))
    for event in events:
        waiting.append(event)
        yield waiting.popleft()


def definition_spans(text: bytes) -> Mapping[str, destination.Range]:
    """Where each link reference definition stands that counts, by its label."""
    found = MARKDOWN.reference_definitions(text.decode()) if b"]:" in text else {}
    return {label_of(label): (one["span"]["start"], one["span"]["end"]) for label, one in found.items()}


def elements_of(text: bytes) -> Iterator[tuple[str, destination.Range, str]]:
    """The links and images ("Link"), tags and blocks of HTML in a text, with their places, and a reference's label.

    An element in another comes behind it, whose place holds its own.
    """
    for event, where in MARKDOWN.events_with_range(text.decode(), merge_text=True):
        match event:
            case {"InlineHtml": _}:
                yield "InlineHtml", (where["start"], where["end"]), ""
            case {"Start": {"Link": data}} | {"Start": {"Image": data}}:
                yield "Link", (where["start"], where["end"]), label_of(data["id"])
            case {"Start": "HtmlBlock"}:
                yield "HtmlBlock", (where["start"], where["end"]), ""
