"""Where a link ends, with all that belongs to it: the place at which another one may follow.

Links that nothing can follow have no such place: a URL in an attribute that nobody sees, a definition of
reStructuredText or AsciiDoc, a picture that stands as a block of its own, front matter.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from linkcheck.documents.append import Form
from linkcheck.documents.destination import Range
from linkcheck.documents.elements import Elements
from linkcheck.documents.markdown import definition_spans, elements_of
from linkcheck.model import Document, Kind, Link, Syntax


@dataclass(frozen=True, slots=True)
class Ending:
    """The places behind a link: one, or one for each use of a definition. Bytes of the text."""

    places: tuple[int, ...]
    form: Form


Endings = Mapping[int, Ending]
"""By where a link's URL starts."""


def endings(document: Document, links: Sequence[Link], elements: Elements) -> Endings:
    """The endings of a document's links; the document is in UTF-8."""
    text = document.data
    match document.kind:
        case Kind.MARKDOWN:
            return _Markdown(text, document.body).endings(links, elements)
        case Kind.HTML:
            found = {link.span.start: _in_html(link, elements) for link in links}
        case Kind.TEXT:
            found = {link.span.start: Ending((_alone(text, link),), Form.TEXT) for link in links}
        case Kind.RESTRUCTURED:
            found = {link.span.start: _in_restructured(text, link) for link in links}
        case Kind.ASCIIDOC:
            found = {link.span.start: _in_asciidoc(text, link) for link in links}
    outside = {link.span.start for link in links if link.syntax is Syntax.FRONT_MATTER}
    return {start: ending for start, ending in found.items() if ending is not None and start not in outside}


def html_of(document: Document) -> Iterator[tuple[bytes, int]]:
    """The pieces of a document that are HTML, with their places; the document is in UTF-8."""
    match document.kind:
        case Kind.HTML:
            yield document.data[document.body :], document.body
        case Kind.MARKDOWN:
            text = document.data[document.body :]
            for start, end in _raw_html(text):
                yield text[start:end], document.body + start


def _raw_html(text: bytes) -> Iterator[Range]:
    """Tags in running text one by one, blocks of HTML whole."""
    for name, place, _ in elements_of(text) if b"<" in text else ():
        if name in {"InlineHtml", "HtmlBlock"}:
            yield place


_ATTRIBUTE_LIST = re.compile(rb"\{[:.#\w][^{}\r\n]*\}")
"""Attributes that belong to the link before them (kramdown, Pandoc)."""


_VALUE = re.compile(rb"=[\"']?\Z")
"""What stands before an attribute's value."""


class _Markdown:
    """The links of a Markdown body as the parser reads them, each with what is around it."""

    def __init__(self, text: bytes, body: int) -> None:
        self._text = text
        self._body = body
        self._outer: list[Range] = []
        """Links and images that stand in no other one; bytes of the whole text."""
        self._uses: dict[str, list[int]] = defaultdict(list)
        """Where the outermost element of each use of a definition ends."""
        self._definitions = sorted(
            (start + body, end + body, label) for label, (start, end) in definition_spans(text[body:]).items()
        )
        self._read()

    def endings(self, links: Sequence[Link], elements: Elements) -> Endings:
        """The endings of the links."""
        found = {}
        for link in links:
            html = link.syntax is Syntax.HTML
            ending = _in_html(link, elements) if html else _outside(self._places(link), elements)
            if ending is not None:
                found[link.span.start] = ending
        return found

    def _read(self) -> None:
        outer = (0, 0)
        for name, (start, end), label in elements_of(self._text[self._body :]):
            if name != "Link":
                continue
            if start + self._body >= outer[1]:
                outer = self._body + start, self._whole(self._body + end, label)
                self._outer.append(outer)
            if label:
                self._uses[label].append(outer[1])

    def _whole(self, end: int, label: str) -> int:
        if label and self._text.startswith(b"[]", end):
            # the parser leaves out what collapses a reference
            end += len(b"[]")
        attributes = _ATTRIBUTE_LIST.match(self._text, end)
        return attributes.end() if attributes else end

    def _places(self, link: Link) -> tuple[int, ...]:
        match link.syntax:
            case Syntax.INLINE | Syntax.IMAGE | Syntax.AUTOLINK:
                before = bisect_right(self._outer, (link.span.start, len(self._text))) - 1
                inside = before >= 0 and link.span.end <= self._outer[before][1]
                return (self._outer[before][1],) if inside else ()
            case Syntax.BARE:
                # a tag that a template completes is text to the parser
                return (
                    () if _VALUE.search(self._text, max(0, link.span.start - 2), link.span.start) else (link.span.end,)
                )
            case Syntax.REFERENCE:
                before = bisect_right(self._definitions, (link.span.start, len(self._text))) - 1
                _, end, label = self._definitions[before] if before >= 0 else (0, 0, "")
                return tuple(self._uses[label]) if link.span.end <= end else ()
            case _:
                return ()


def _outside(places: tuple[int, ...], elements: Elements) -> Ending | None:
    """An ending in Markdown's own syntax, or in HTML's where it lies behind an element around the link."""
    behind = tuple(sorted({elements.behind(place) for place in places}))
    if not behind:
        return None
    return Ending(behind, Form.MARKDOWN if set(behind) <= set(places) else Form.HTML)


def _in_html(link: Link, elements: Elements) -> Ending | None:
    """Behind an anchor or a picture; another attribute has no place of its own that a reader sees."""
    element = elements.at(link.span.start)
    if element is None:
        return None
    if element.name == "a" and element.closed and element.holds("href", link.span.start):
        return Ending((elements.behind(element.closed),), Form.HTML)
    if element.name == "img" and element.holds("src", link.span.start):
        return Ending((elements.behind(element.end),), Form.HTML)
    return None


def _alone(text: bytes, link: Link) -> int:
    """Behind a URL that stands for itself, and behind the angle bracket that closes around it."""
    return link.span.end + (text[link.span.end : link.span.end + 1] == b">")


_PHRASE_END = re.compile(rb">`__?")


def _in_restructured(text: bytes, link: Link) -> Ending | None:
    match link.syntax:
        case Syntax.BARE:
            return Ending((_alone(text, link),), Form.RESTRUCTURED)
        case Syntax.INLINE if end := _PHRASE_END.match(text, link.span.end):
            return Ending((end.end(),), Form.RESTRUCTURED)
        case _:
            return None


_MACRO_END = re.compile(rb"(?:\+\+)?\[(?:[^\]\\]|\\.)*+\]", re.DOTALL)
_BLOCK_MACRO = re.compile(rb"(?:\A|[\r\n])[a-z]+::\Z")
_LONGEST_NAME = 20


def _in_asciidoc(text: bytes, link: Link) -> Ending | None:
    start, end = link.span.start, link.span.end
    match link.syntax:
        case Syntax.BARE | Syntax.AUTOLINK:
            return Ending((_alone(text, link),), Form.ASCIIDOC)
        case Syntax.INLINE | Syntax.IMAGE if macro := _MACRO_END.match(text, end):
            if _BLOCK_MACRO.search(text, max(0, start - _LONGEST_NAME), start):
                return None
            return Ending((macro.end(),), Form.ASCIIDOC)
        case _:
            return None
