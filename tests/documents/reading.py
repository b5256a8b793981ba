"""Documents for the tests of reading, made from texts and bytes."""

from linkcheck.documents import extract
from linkcheck.model import Document, Kind, Link


def document(text: str | bytes, kind: Kind = Kind.MARKDOWN, *, encoding: str = "utf-8", body: int = 0) -> Document:
    """A document without front matter, named `x.md`, that holds `text`."""
    data = text.encode(encoding) if isinstance(text, str) else text
    return Document("x.md", kind, data, encoding, None, body)


def links(text: str | bytes, kind: Kind = Kind.MARKDOWN) -> tuple[Link, ...]:
    """The links of such a document."""
    return extract(document(text, kind))


def urls(text: str | bytes, kind: Kind = Kind.MARKDOWN) -> list[str]:
    """Their URLs, in order."""
    return [link.url for link in links(text, kind)]
