"""How edits of each style stand in one document: what is put beside a link, and what was.

Everything is worked out on the document's text as UTF-8 and told in the file's own bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import unquote

from linkcheck.documents import robust
from linkcheck.documents.append import Form, Sequel, read_sequel, sequel, url_in
from linkcheck.documents.elements import Element, Elements
from linkcheck.documents.endings import Endings, endings, html_of
from linkcheck.documents.extract import extract
from linkcheck.documents.source import UTF_8, Source
from linkcheck.model import Change, Document, Edit, Link, Refused, Span, Style

_MOST = 100
"""Links that are read behind one another: more pictures stand in no link."""


@dataclass(frozen=True, slots=True)
class Follower:
    """A link that stands behind another as one that was appended does."""

    link: Link
    change: Change
    """What takes it out of the document again."""
    word: str


class Styles:
    """A document's links, as the styles `robust` and `append` look at them. Nothing is read before it is asked for."""

    def __init__(self, document: Document, links: Sequence[Link]) -> None:
        """`links`: all of the document's, as `extract` gives them."""
        self._document = document
        self._links = links
        self._taken: set[tuple[int, str]] = set()
        """Places at which a link to a URL is to be put already."""

    def made_robust(self, edit: Edit) -> Edit | Refused:
        """An edit that replaces a URL, with attributes beside it; as it is where there is no anchor to hold them."""
        place = self._places[edit.span]
        element = self._anchor(place)
        if element is None or robust.is_robust(element) or any(map(str.isspace, edit.old)):
            return edit
        if robust.has_template(element, self._text):
            why = f"line {edit.line}: a template's tag stands in its <a>, beside which attributes may come twice"
            return Refused(edit.path, why)
        at, quote = robust.behind_href(element, self._text)
        return replace(edit, style=Style.ROBUST, beside=(self._put(at, robust.attributes(edit, quote)),))

    def appended(self, edit: Edit, link: Link, new_url: str, word: str) -> Edit | None:
        """An edit that lets the original stay; as it is where nothing can follow; None where what is wanted follows."""
        ending = self._endings.get(self._places[link.span].start)
        if ending is None:
            return edit
        written = url_in(ending.form, new_url)
        beside = []
        for place in ending.places:
            behind = list(self._chain(place, ending.form))
            there = any(
                one.url == new_url or (found.word == word and self._belongs(one, link, place))
                for _, one, found in behind
            )
            if there or (place, new_url) in self._taken:
                continue
            self._taken.add((place, new_url))
            at = behind[-1][2].end if behind else place
            beside.append(self._put(at, sequel(ending.form, word, written)))
        return replace(edit, new=written, style=Style.APPEND, beside=tuple(beside)) if beside else None

    def followers(self, link: Link) -> tuple[tuple[Follower, ...], ...]:
        """For each place behind a link, what stands there and belongs to it; empty where nothing can follow."""
        ending = self._endings.get(self._places[link.span].start)
        if ending is None:
            return ()
        return tuple(
            tuple(
                Follower(self._own[one.span.start], self._cut(start, found.end), found.word)
                for start, one, found in self._chain(place, ending.form)
                if self._belongs(one, link, place)
            )
            for place in ending.places
        )

    def borne(self, edit: Edit, link: Link) -> tuple[Change, ...]:
        """What takes away again all that an edit's style has put beside a link; empty where nothing of it is there."""
        match edit.style:
            case Style.ROBUST if link.written == edit.new and (element := self._anchor(self._places[link.span])):
                at, quote = robust.behind_href(element, self._text)
                written = robust.attributes(edit, quote).encode()
                return (self._cut(at, at + len(written)),) if self._text.startswith(written, at) else ()
            case Style.APPEND if link.written == edit.old:
                found = (one for place in self.followers(link) for one in place)
                return tuple(one.change for one in found if one.link.written == edit.new)
            case _:
                return ()

    def told(self, link: Link) -> tuple[str, ...]:
        """What the attributes of a robust link say: the original, the snapshot, the day."""
        element = self._anchor(self._places[link.span])
        return robust.told(element, self._text) if element else ()

    @cached_property
    def _source(self) -> Source:
        return Source.of(self._document)

    @property
    def _text(self) -> bytes:
        return self._source.text

    @cached_property
    def _plain(self) -> tuple[Document, Sequence[Link]]:
        """The document in UTF-8, and its links, which are the same in the same order."""
        if self._document.encoding == UTF_8:
            return self._document, self._links
        document = replace(self._document, data=self._text, encoding=UTF_8, body=self._source.body)
        return document, extract(document)

    @cached_property
    def _places(self) -> dict[Span, Span]:
        """Where the URLs of the document's links stand in its text as UTF-8."""
        return {own.span: plain.span for own, plain in zip(self._links, self._plain[1], strict=True)}

    @cached_property
    def _own(self) -> dict[int, Link]:
        """The document's links by where they start in its text as UTF-8."""
        return {plain.span.start: own for own, plain in zip(self._links, self._plain[1], strict=True)}

    @cached_property
    def _by_start(self) -> dict[int, Link]:
        return {link.span.start: link for link in self._plain[1]}

    @cached_property
    def _ends(self) -> dict[int, int]:
        return {link.span.start: link.span.end for link in self._plain[1]}

    @cached_property
    def _elements(self) -> Elements:
        return Elements(html_of(self._plain[0]))

    @cached_property
    def _endings(self) -> Endings:
        return endings(*self._plain, self._elements)

    @cached_property
    def _shared(self) -> dict[int, set[str]]:
        """The URLs of the links that end at a place: a picture and the link around it end at the same."""
        found: dict[int, set[str]] = {}
        for start, ending in self._endings.items():
            for place in ending.places:
                found.setdefault(place, set()).add(self._by_start[start].url)
        return found

    def _anchor(self, place: Span) -> Element | None:
        element = self._elements.at(place.start)
        return element if element and element.name == "a" and element.holds("href", place.start) else None

    def _belongs(self, follower: Link, link: Link, place: int) -> bool:
        """Whether what follows at a place may be there for this link: no other one there is the captured page's."""
        captured = {url for url in self._shared[place] if unquote(follower.url).endswith(unquote(url))}
        return link.url in captured or not captured

    def _chain(self, place: int, form: Form) -> Iterator[tuple[int, Link, Sequel]]:
        """The links that follow at a place, one behind the other, each with where it starts.

        A snapshot's URL holds another one: what an author noted in parentheses is none.
        """
        for _ in range(_MOST):
            found = read_sequel(form, self._text, place, self._ends)
            link = self._by_start[found.url[0]] if found else None
            if found is None or link is None or "://" not in link.url[8:]:
                return
            yield place, link, found
            place = found.end

    def _put(self, at: int, text: str) -> Change:
        (span,) = self._source.spans([(at, at)])
        return Change(span, "", text)

    def _cut(self, start: int, end: int) -> Change:
        (span,) = self._source.spans([(start, end)])
        return Change(span, self._text[start:end].decode(), "")
