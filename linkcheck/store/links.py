"""How a link is read from its row; every question about links asks with these columns."""

import sys
from functools import lru_cache

from linkcheck.model import DateSource, Link, Published, Span, Syntax
from linkcheck.store.session import Row
from linkcheck.store.text import moment

LINK_COLUMNS = """documents.path, links.start, links."end", links.line, links."column", targets.url, links.written,
    links.syntax, links.text, links.context, links.section,
    documents.published_at, documents.published, documents.published_source"""
"""What `link_of` reads, from links joined with documents and targets."""

LINKS = "links JOIN documents ON documents.id = links.document_id JOIN targets ON targets.id = links.target_id"


def link_of(row: Row) -> Link:
    """A link from LINK_COLUMNS."""
    path, start, end, line, column, url, written, syntax, text, context, section, *published = row
    return Link(
        # one for all links of a document
        path=sys.intern(path),
        span=Span(start, end),
        line=line,
        column=column,
        url=url,
        written=written,
        syntax=Syntax(syntax),
        text=text,
        context=context,
        section=section,
        published=published_of(*published),
    )


@lru_cache(maxsize=1024)
def published_of(at: str | None, written: str, source: str) -> Published | None:
    """A publication date from its three columns; the links of a document share it."""
    return None if at is None else Published(moment(at), written, DateSource(source))
