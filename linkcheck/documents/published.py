"""When a document was published: front matter, else header lines, else HTML, else its path."""

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
    return date_of(front) or (_in_html(body) if kind is Kind.HTML else None) or published_in_path(path)


def _in_html(body: bytes) -> Published | None:
    """A `<meta>` that states the date; else a `<time>` that says it is the publication's; else the first `<time>`."""
    stated: dict[int, Published] = {}
    for rank, value in _statements(body):
        if rank not in stated and (found := published(value, DateSource.HTML)):
            stated[rank] = found
    return stated[min(stated)] if stated else None


def _statements(body: bytes) -> Iterator[tuple[int, str]]:
    """Each value that may be the date, with its rank: the lower, the surer."""
    if b"<time" not in (lower := body.lower()) and b"<meta" not in lower:
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
