"""What is to be changed in a document: wanted URLs become edits, escaped for where they stand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from linkcheck.documents.escape import escape_for
from linkcheck.documents.styles import Styles
from linkcheck.model import Document, Edit, EditKind, Link, Refused, Span, Style, Syntax


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
    style: Style = Style.REPLACE
    """How it is to stand there, if a link can have it so; otherwise it replaces."""
    word: str = "archived"
    """The text of a link that is appended."""


def plan(document: Document, links: Iterable[Link], wanted: Mapping[Span, Replacement]) -> tuple[Edit, ...]:
    """The edits that make `wanted` true, in the order of their spans.

    A link whose text would not change, or that says why it cannot, gives none, so planning again after a rewrite gives
    nothing. Edits that cannot stand together are refused by `prove`, with the reason.
    """
    return planned(document, links, wanted)[0]


def planned(
    document: Document, links: Iterable[Link], wanted: Mapping[Span, Replacement]
) -> tuple[tuple[Edit, ...], tuple[Refused, ...]]:
    """The same, and why links that are to be changed give no edit, where they cannot be."""
    found = tuple(_planned(document, tuple(links), wanted))
    edits = sorted((one for one in found if isinstance(one, Edit)), key=lambda edit: edit.span.start)
    return tuple(edits), tuple(one for one in found if isinstance(one, Refused))


def _planned(
    document: Document, links: tuple[Link, ...], wanted: Mapping[Span, Replacement]
) -> Iterator[Edit | Refused]:
    styles = Styles(document, links)
    for link in links:
        replacement = wanted.get(link.span)
        if replacement is None:
            continue
        if link.fixed:
            yield Refused(document.path, f"line {link.line}: {link.fixed}")
            continue
        edit = _edit(document, link, replacement)
        if edit.new == edit.old:
            continue
        styled: Edit | Refused | None = edit
        if replacement.kind is EditKind.SNAPSHOT and link.syntax is not Syntax.FRONT_MATTER:
            match replacement.style:
                case Style.ROBUST:
                    styled = styles.made_robust(edit)
                case Style.APPEND:
                    styled = styles.appended(edit, link, replacement.new_url, replacement.word)
                case Style.REPLACE:
                    pass
        if styled is not None:
            yield styled


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
