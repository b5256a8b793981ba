"""Documents, links and targets: what stands in the archive."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """How a document is to be read."""

    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"
    RESTRUCTURED = "restructuredtext"
    ASCIIDOC = "asciidoc"


class Syntax(StrEnum):
    """The written form of a link."""

    INLINE = "inline"
    REFERENCE = "reference"
    AUTOLINK = "autolink"
    BARE = "bare"
    IMAGE = "image"
    HTML = "html"
    FRONT_MATTER = "front-matter"


class DateSource(StrEnum):
    """Where a document's publication date was found."""

    FRONT_MATTER = "front matter"
    HEADER = "header lines"
    HTML = "HTML"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class Published:
    """The day a document was published."""

    at: datetime
    """The instant that snapshots are measured from, UTC: noon for a plain date, the middle of a bare month or year."""
    written: str
    """ISO 8601 in the author's own zone, as exact as written and never finer than a day: 2017-03-26, 2019-07, 2019."""
    source: DateSource


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the archive, read whole."""

    path: str
    """As the user named it, or below the folder the user named; POSIX separators."""
    kind: Kind
    data: bytes
    encoding: str
    """The codec that turns `data` into text and back without a change."""
    published: Published | None
    body: int
    """Where the text starts in `data`, in bytes: behind a byte order mark and front matter."""
    doubt: str = ""
    """What could not be read of it (broken front matter): its links are checked, but it is not rewritten."""

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


class Span(NamedTuple):
    """A half-open range of bytes in a document."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """One occurrence of a URL in a document."""

    path: str
    span: Span
    line: int
    column: int
    url: str
    """The URL that a reader's browser would be sent to: entities and escapes read, relative to the document's base."""
    written: str
    """The text at the span, as it stands there."""
    syntax: Syntax
    text: str = ""
    """What a reader sees of it: the link text, or the image's description."""
    context: str = ""
    """The words around it, at most 400 code points."""
    section: str = ""
    """The heading it stands under."""
    published: Published | None = None
    fixed: str = ""
    """Why its URL cannot be changed where it stands (a drawn table's column is full); empty where it can."""


class Target(NamedTuple):
    """One distinct URL that links point to."""

    url: str
    texts: tuple[str, ...] = ()
    """Link texts and words around its links: what the authors said is there."""
    published: datetime | None = None
    """The earliest publication date of a document that links to it, UTC."""
