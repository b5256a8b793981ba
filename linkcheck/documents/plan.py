"""What is to be changed in a document: wanted URLs become edits, escaped for where they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linkcheck.documents.escape import escape_for
from linkcheck.model import Document, Edit, EditKind, Link, Span


@dataclass(frozen=True, slots=True)
class Replacement:
    """The URL that is wanted in the place of a link's own, and why."""

    new_url: str
    """Where a reader is to be sent, not escaped: a snapshot's URL, or an alias."""
    url: str
    """The target that it stands for."""
    timestamp: str
    """The snapshot's 14 digits; empty for an alias."""
    why: str
    kind: EditKind = EditKind.SNAPSHOT


def plan(document: Document, links: Iterable[Link], wanted: Mapping[Span, Replacement]) -> tuple[Edit, ...]:
    """The edits that make `wanted` true, in the order of their spans.

    A link whose text would not change, or that says why it cannot, gives none, so planning again after a rewrite gives
    nothing. Nothing is left out in silence: edits that cannot stand together are refused by `prove`, with the reason.
    """
    edits = (_edit(document, link, wanted[link.span]) for link in links if link.span in wanted and not link.fixed)
    return tuple(sorted((edit for edit in edits if edit.new != edit.old), key=lambda edit: edit.span.start))


def _edit(document: Document, link: Link, replacement: Replacement) -> Edit:
    return Edit(
        path=document.path,
        span=link.span,
        line=link.line,
        old=link.written,
        new=escape_for(link, replacement.new_url, document),
        url=replacement.url,
        timestamp=replacement.timestamp,
        why=replacement.why,
        kind=replacement.kind,
    )
