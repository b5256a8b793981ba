"""When a document was published: front matter, else header lines, else HTML, else its path."""

import re
from collections.abc import Iterator

from linkcheck.documents.dates import published, published_in_path
from linkcheck.documents.front import Front, date_of
from linkcheck.documents.markup import Attribute, Tag, attribute_value, tokens
from linkcheck.model import DateSource, Kind, Published

_META = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_date",
    "dcterms.issued",
    "dcterms.date",
    "dcterms.created",
    "dc.date.issued",
    "dc.date",
    "dc.date.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "date",
)
"""Names of `<meta>` that state a publication date, the surest first."""
_META_KEYS = ("property", "name", "itemprop")


def publication(path: str, kind: Kind, front: Front, body: bytes) -> Published | None:
    """The publication date of a document; `body` is its text behind the front matter, as UTF-8."""
    return date_of(front) or _in_body(kind, body) or published_in_path(path)


def _in_body(kind: Kind, body: bytes) -> Published | None:
    match kind:
        case Kind.HTML:
            return _in_html(body)
        case Kind.RESTRUCTURED | Kind.ASCIIDOC:
            return _in_header(body[:_HEAD].decode("utf-8", "ignore"))
        case Kind.MARKDOWN | Kind.TEXT:
            return None


_STATING = re.compile(rb"<(?:[tT][iI][mM][eE]|[mM][eE][tT][aA])")
"""The tags that may state a date."""
_HEAD = 4096
"""Bytes in which the header of a text in reStructuredText or AsciiDoc is looked for."""
_FIELD = re.compile(
    r"^:(?:date|published|pubdate|revdate|docdate):[ \t]+(?P<field>[^\r\n]+)"
    r"|^(?:v[\d.]+,[ \t]*)?(?P<line>\d{4}-\d\d-\d\d)(?=[ \t]*(?:[,:\r\n]|\Z))",
    re.IGNORECASE | re.MULTILINE,
)
"""A bibliographic field, a document attribute, or AsciiDoc's revision line."""


def _in_header(head: str) -> Published | None:
    """The date in the lines up to the second blank one: Pelican and Sphinx leave one below the title."""
    header = "\n\n".join(_BLANK_LINE.split(head, maxsplit=2)[:2])
    dates = (published(match[match.lastgroup or 0].strip(), DateSource.HEADER) for match in _FIELD.finditer(header))
    return next((found for found in dates if found), None)


_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)")


def _in_html(body: bytes) -> Published | None:
    """A `<meta>` that states the date; else a `<time>` that says it is the publication's; else the first `<time>`."""
    stated: dict[int, Published] = {}
    for rank, value in _statements(body):
        if rank not in stated and (found := published(value, DateSource.HTML)):
            stated[rank] = found
    return stated[min(stated)] if stated else None


def _statements(body: bytes) -> Iterator[tuple[int, str]]:
    """Each value that may be the date, with its rank: the lower, the surer."""
    if not _STATING.search(body):
        return
    for token in tokens(body):
        match token:
            case Tag("meta", False, attributes):
                said = {attribute.name: _value(attribute, body) for attribute in attributes}
                names = (said[key].strip().lower() for key in _META_KEYS if key in said)
                yield from ((_META.index(name), said.get("content", "")) for name in names if name in _META)
            case Tag("time", False, _) if moment := token.find("datetime"):
                itemprop = token.find("itemprop")
                sure = token.find("pubdate") or (itemprop and _value(itemprop, body).lower() == "datepublished")
                yield len(_META) + (0 if sure else 1), _value(moment, body)


def _value(attribute: Attribute, text: bytes) -> str:
    return attribute_value(text[attribute.start : attribute.end].decode())
