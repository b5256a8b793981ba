"""The links of Markdown: every CommonMark form, GitHub's bare URLs, and raw HTML.

pyromark tells what is a link and where it begins and ends (byte ranges); `destination` tells where in it the URL
stands.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyromark

from linkcheck.documents import destination
from linkcheck.documents.bare import meaning
from linkcheck.documents.hypertext import Hypertext, absolute
from linkcheck.documents.prose import Prose, Sighting
from linkcheck.documents.trail import Trail
from linkcheck.model import Syntax

_OPTIONS = pyromark.Options
_MARKDOWN = pyromark.Markdown(
    options=_OPTIONS.ENABLE_TABLES
    | _OPTIONS.ENABLE_FOOTNOTES
    | _OPTIONS.ENABLE_STRIKETHROUGH
    | _OPTIONS.ENABLE_TASKLISTS
    | _OPTIONS.ENABLE_GFM
)
"""GitHub's Markdown. `ENABLE_GFM` is its alerts alone (`> [!NOTE]`); none of the five moves a link's range."""

_BY_REFERENCE = frozenset({"Reference", "Collapsed", "Shortcut"})
_QUOTE_MARKS = re.compile(rb"(?<=[\r\n])[ \t]*+(?:>[ \t]*+)++")


def read_markdown(text: bytes, offset: int, prose: Prose) -> list[Sighting]:
    """The links of a Markdown body, which stands at `offset` of the document's text."""
    reader = _Reader(text, offset, prose)
    reader.read()
    return reader.sightings()


_Handler = Callable[[Any, int, int], None]
"""Told what the parser says of an element, and where it stands."""


@dataclass(slots=True)
class _Open:
    """A link or image whose text is being read."""

    data: Mapping[str, Any]
    sighting: Sighting


class _Reader:
    """One pass over the parser's events."""

    def __init__(self, text: bytes, offset: int, prose: Prose) -> None:
        self._text = text
        self._offset = offset
        self._prose = prose
        self._html = Hypertext(prose)
        self._trail = Trail(text, self._bare)
        self._located: list[Sighting] = []
        self._open: list[_Open] = []
        self._definitions = _Definitions(text)
        self._code = False
        self._html_pieces: list[tuple[int, int]] = []
        self._lasting_anchor: Sighting | None = None
        self._lasting_verbatim: frozenset[str] = frozenset()
        self._before = 0
        """Where the event before ended: behind the last piece of a link's text."""

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
        """What to do where an element begins; a block that is not named here only ends what stood before."""
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
        """The same where one ends."""

    def sightings(self) -> list[Sighting]:
        """What was found, in the order of reading."""
        return [*self._located, *self._html.sightings]

    def read(self) -> None:
        """Read the whole text."""
        prose, trail, starts, ends = self._prose, self._trail, self._starts, self._ends
        event: Any
        for event, where in _MARKDOWN.events_with_range(self._text.decode(), merge_text=True):
            if isinstance(event, str):  # a line's end, or a rule
                trail.stop()
                prose.say(" ")
                self._before = where["end"]
                continue
            kind, value = event.popitem()
            if kind == "Text":
                if not self._code:
                    if trail.open or "://" in value or "www." in value or "WWW." in value:
                        self._bare_urls(where["start"], where["end"])
                    prose.say(value)
            elif kind in {"Start", "End"}:
                name, data = (value, None) if isinstance(value, str) else value.popitem()
                if handler := (starts if kind == "Start" else ends).get(name):
                    handler(data, where["start"], where["end"])
                elif not prose.fresh:
                    self._boundary()
                if kind == "Start":
                    continue
            else:
                self._inline(kind, value, where["start"], where["end"])
            self._before = where["end"]
        self._boundary()
        self._html.close_anchor()
        self._html.resolve("")

    def _inline(self, kind: str, value: Any, start: int, end: int) -> None:
        """Code, raw HTML, a footnote's number, a task's box: none of them goes on with a URL."""
        self._trail.stop()
        match kind:
            case "Code":
                self._prose.say(value)
            case "InlineHtml":
                self._prose.fresh = False
                self._html.feed(self._unquoted(start, end), self._offset + start)
            case "Html":
                self._html_pieces.append((start, end))

    def _bare_urls(self, start: int, end: int) -> None:
        if not (self._open or self._html.anchor or self._html.verbatim):
            self._trail.piece(start, end, self._prose.length)

    def _emphasis(self, _data: Any, start: int, end: int) -> None:
        self._trail.emphasis(start, end)
        self._before = start + 1

    def _emphasis_ends(self, _data: Any, start: int, _end: int) -> None:
        self._trail.emphasis_ends(start)

    def _link(self, data: Any, start: int, _end: int) -> None:
        self._trail.stop()
        self._before = start + 1
        self._open.append(_Open(data, self._prose.sight(-1, -1, data["dest_url"], Syntax.INLINE)))

    def _image(self, data: Any, start: int, _end: int) -> None:
        self._trail.stop()
        self._before = start + 2
        self._open.append(_Open(data, self._prose.sight(-1, -1, data["dest_url"], Syntax.IMAGE)))

    def _cell(self, _data: Any, _start: int, _end: int) -> None:
        self._trail.stop()
        self._prose.say(" ")

    def _heading(self, _data: Any, _start: int, _end: int) -> None:
        self._boundary()
        self._prose.begin_heading()

    def _code_block(self, _data: Any, _start: int, _end: int) -> None:
        self._boundary()
        self._code = True

    def _code_block_ends(self, _data: Any, _start: int, _end: int) -> None:
        self._code = False

    def _boundary(self) -> None:
        """A block begins or ends: nothing that was opened in running text goes on."""
        self._trail.stop()
        page = self._html
        if page.anchor is not self._lasting_anchor:
            page.close_anchor()
        if page.verbatim:
            page.verbatim &= self._lasting_verbatim
        self._prose.end_block()

    def _link_ends(self, _data: Any, start: int, end: int) -> None:
        link = self._open.pop()
        sighting = link.sighting
        sighting.closes = self._prose.length
        found: destination.Range | None = None
        match link.data["link_type"]:
            case "Inline":
                found = destination.inline(self._text, self._before, end, sighting.url)
            case "Autolink" | "Email" as kind:
                sighting.syntax = Syntax.AUTOLINK
                found = (start + 1, end - 1) if self._text[start + 1 : end - 1].decode() == sighting.url else None
                sighting.url = f"mailto:{sighting.url}" if kind == "Email" else sighting.url
            case str() as kind if kind in _BY_REFERENCE:
                sighting.syntax = Syntax.REFERENCE
                found = self._definitions.first_use(link.data["id"], sighting.url)
        if found is not None:
            sighting.url = absolute(sighting.url, "")
            self._locate(sighting, *found)

    def _locate(self, sighting: Sighting, start: int, end: int) -> None:
        if start < end:
            sighting.start, sighting.end = self._offset + start, self._offset + end
            self._located.append(sighting)

    def _bare(self, start: int, end: int, opens: int) -> None:
        written = self._text[start:end].decode()
        sighting = self._prose.sight(-1, -1, meaning(written), Syntax.BARE, said=destination.unescape(written))
        sighting.opens, sighting.closes = opens, opens + len(written)
        self._locate(sighting, start, end)

    def _html_block_ends(self, _data: Any, _start: int, _end: int) -> None:
        """A block's lines, with what marks the quotes and lists around it blanked out between them."""
        self._trail.stop()
        pieces, self._html_pieces = self._html_pieces, []
        if pieces:
            first, last = pieces[0][0], pieces[-1][1]
            block = bytearray(b" ") * (last - first)
            for start, end in pieces:
                block[start - first : end - first] = self._text[start:end]
            self._html.feed(bytes(block), self._offset + first)
        self._prose.end_block()
        self._lasting_anchor = self._html.anchor
        self._lasting_verbatim = frozenset(self._html.verbatim)

    def _unquoted(self, start: int, end: int) -> bytes:
        """A tag in running text; where it goes over lines of a quote, the quote's marks are blanked out."""
        piece = self._text[start:end]
        return (
            _QUOTE_MARKS.sub(lambda marks: b" " * len(marks[0]), piece) if b"\n" in piece or b"\r" in piece else piece
        )


class _Definitions:
    """The link reference definitions of a text; each is one link, from its first use."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        found = _MARKDOWN.reference_definitions(text.decode()) if b"]:" in text else {}
        self._waiting = {_label(label): defined for label, defined in found.items()}

    def first_use(self, label: str, url: str) -> destination.Range | None:
        """Where the destination of a definition stands; None at every later use of it."""
        defined = self._waiting.get(_label(label))
        if defined is None or defined["dest"] != url:
            return None
        del self._waiting[_label(label)]
        return destination.definition(self._text, defined["span"]["start"], defined["span"]["end"], url)


def _label(label: str) -> str:
    return " ".join(label.split()).casefold()


def definition_spans(text: bytes) -> Mapping[str, destination.Range]:
    """Where each link reference definition stands that counts, by its label."""
    found = _MARKDOWN.reference_definitions(text.decode()) if b"]:" in text else {}
    return {_label(label): (one["span"]["start"], one["span"]["end"]) for label, one in found.items()}


def elements_of(text: bytes) -> Iterator[tuple[str, destination.Range, str]]:
    """The links and images ("Link"), tags and blocks of HTML in a text, with their places, and a reference's label.

    An element in another comes behind it, whose place holds its own.
    """
    for event, where in _MARKDOWN.events_with_range(text.decode(), merge_text=True):
        match event:
            case {"InlineHtml": _}:
                yield "InlineHtml", (where["start"], where["end"]), ""
            case {"Start": {"Link": data}} | {"Start": {"Image": data}}:
                yield "Link", (where["start"], where["end"]), _label(data["id"])
            case {"Start": "HtmlBlock"}:
                yield "HtmlBlock", (where["start"], where["end"]), ""
