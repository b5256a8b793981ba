"""The links of a document: one function for every kind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from linkcheck.cycles import uncollected
from linkcheck.documents.append import may_follow
from linkcheck.documents.front import front_of, url_spans
from linkcheck.documents.hypertext import Hypertext, below
from linkcheck.documents.markdown import read_markdown
from linkcheck.documents.mdx import MdxCode
from linkcheck.documents.plaintext import read_text
from linkcheck.documents.prose import Prose, Sighting, Unheard
from linkcheck.documents.sightings import Sightings
from linkcheck.documents.source import Source
from linkcheck.documents.templates import Templates
from linkcheck.model import Document, Kind, Link, Syntax


def extract(document: Document, prose: Prose | None = None) -> tuple[Link, ...]:
    """Every link of the document, in the order of their spans.

    Args:
        document: as `read` gave it.
        prose: keeps the words that a link's text, context and section are of: by default a `Prose`, which keeps all.

    Pure. A span holds the written URL and nothing else; a link whose URL cannot be found to the byte is left out.
    Raises UnicodeError where the document's encoding does not read its bytes, which `read` makes sure of.
    """
    with uncollected():
        return tuple(sighted(document, prose))


@dataclass(frozen=True, slots=True)
class Sighted:
    """The links of a document, found and not yet made: of a hundred thousand, one at a time need be held whole."""

    document: Document
    source: Source
    prose: Prose
    sightings: Sightings

    def urls(self) -> Iterator[str]:
        """Their URLs, in the order of their spans."""
        return self.sightings.urls()

    def follow(self, wanted: Callable[[str], bool]) -> bool:
        """Whether a URL that is `wanted` stands among them as one does that follows another link."""
        text, places = self.source.text, self.sightings.places()
        return any(wanted(url) and may_follow(text, place[0]) for url, place in zip(self.urls(), places, strict=True))

    def __iter__(self) -> Iterator[Link]:
        """Each of them, in that order."""
        return _links(self.document, self.source, self.prose, self.sightings)


def sighted(document: Document, prose: Prose | None = None) -> Sighted:
    """The links that `extract` gives, each made when it is asked for."""
    with uncollected():
        source = Source.of(document)
        prose = prose or Prose()
        return Sighted(document, source, prose, _sightings(document, source, prose))


class Mention(NamedTuple):
    """A link as a list of links shows it; the fields are as in `Link`."""

    line: int
    column: int
    url: str
    syntax: Syntax


def mentions(document: Document) -> Iterator[Mention]:
    """The links that `extract` finds, in half the time: without their spans and without a word of what is around."""
    with uncollected():
        source = Source.of(document)
        sightings = _sightings(document, source, Unheard())
    places = source.places(start for start, _ in sightings.places())
    return (
        Mention(line, column, url, syntax)
        for url, syntax, (line, column) in zip(sightings.urls(), sightings.syntaxes(), places, strict=True)
    )


def _sightings(document: Document, source: Source, prose: Prose) -> Sightings:
    """What the document's readers found, in the order of their places."""
    sightings = Sightings(source.text)
    sightings.extend(_front_matter(source, prose))
    _body(document, source, prose, sightings)
    prose.end_block()
    sightings.arrange()
    return sightings


def _body(document: Document, source: Source, prose: Prose, sightings: Sightings) -> None:
    text, start = source.text, source.body
    match document.kind:
        case Kind.MARKDOWN:
            read_markdown(text, start, prose, sightings.append)
        case Kind.HTML:
            _page(text, start, prose, sightings)
        case Kind.TEXT:
            read_text(text[start:], start, prose, sightings.append)
            return
        case Kind.RESTRUCTURED:
            from linkcheck.documents.rst_blocks import read_restructured  # noqa: PLC0415 - few archives have any

            read_restructured(text[start:], start, prose, sightings.append)
        case Kind.ASCIIDOC:
            from linkcheck.documents.adoc_blocks import read_asciidoc  # noqa: PLC0415 - nor these

            read_asciidoc(text[start:], start, prose, sightings.append)
    if text.find(b"{{", start) >= 0 or text.find(b"{%", start) >= 0:
        sightings.without(Templates(text, start).touch)
    if document.path.lower().endswith(".mdx"):
        sightings.without(MdxCode(text, start).touch)


def _page(text: bytes, start: int, prose: Prose, sightings: Sightings) -> None:
    """A document that is HTML from `start` on."""
    before = len(sightings)
    reader = Hypertext(prose, sightings.append)
    reader.feed(text[start:], start)
    reader.close_anchor()
    if reader.base:
        sightings.lead(below(reader.base), before)


def _front_matter(source: Source, prose: Prose) -> list[Sighting]:
    head = source.text[: source.body]
    if b"http" not in head.lower():
        return []
    text = head.decode()
    found = []
    at = first = 0
    for start, end, url in sorted(url_spans(text, front_of(text))):
        first += len(text[at:start].encode())
        at = start
        last = first + len(text[start:end].encode())
        found.append(prose.sight(first, last, url, Syntax.FRONT_MATTER))
    prose.end_block()
    return found


def _links(document: Document, source: Source, prose: Prose, sightings: Sightings) -> Iterator[Link]:
    spans = source.spans(sightings.places())
    places = source.places(start for start, _ in sightings.places())
    text, path, published = source.text, document.path, document.published
    for seen, span, (line, column) in zip(sightings, spans, places, strict=True):
        start, end, url, syntax, block, opens, closes, said, fixed = seen
        written = text[start:end].decode()
        words = prose.words_of(block, opens, closes, said)
        # by position: of many thousand links, naming the fields takes a tenth of the time
        meant = written if url is None else url
        yield Link(path, span, line, column, meant, written, syntax, *words, published, fixed)
