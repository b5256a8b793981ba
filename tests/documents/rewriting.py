"""What the tests of rewriting share: documents by hand, and snapshots for every link of one."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from linkcheck.documents.escape import meaning
from linkcheck.documents.extract import extract
from linkcheck.documents.plan import Replacement, plan
from linkcheck.documents.prove import prove, result_of
from linkcheck.documents.read import read
from linkcheck.documents.undo import undo
from linkcheck.model import Document, Edit, EditState, Kind, Link, Refused, Rewrite, Span, Style, Syntax
from linkcheck.settings import Settings

TIMESTAMP = "20170326120000"

KINDS = {
    "md": Kind.MARKDOWN,
    "html": Kind.HTML,
    "txt": Kind.TEXT,
    "rst": Kind.RESTRUCTURED,
    "adoc": Kind.ASCIIDOC,
}
"""A document's kind by the end of its name."""


def document(text: str | bytes, name: str = "issue.md", encoding: str = "utf-8", body: int = 0) -> Document:
    """A document without a date, as reading would give it."""
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return Document(name, KINDS[name.rpartition(".")[2]], data, encoding, None, body)


def read_file(file: Path) -> Document:
    """A document as the job reads it."""
    whole = read(file, file.name, Settings())
    assert isinstance(whole, Document), whole
    return whole


def link_at(
    text: str, written: str, syntax: Syntax, url: str | None = None, name: str = "issue.md"
) -> tuple[Document, Link]:
    """A document and the one link in it, made by hand: where `written` stands first."""
    whole = document(text, name)
    start = whole.data.index(written.encode())
    span = Span(start, start + len(written.encode()))
    return whole, Link(name, span, 1, 1, written if url is None else url, written, syntax)


def snapshot_of(url: str) -> str:
    """The Wayback Machine's URL of a capture."""
    return f"https://web.archive.org/web/{TIMESTAMP}/{url}"


def replacement(new_url: str, url: str) -> Replacement:
    """A wish for a new URL."""
    return Replacement(new_url, url, TIMESTAMP, "confirmed dead")


def is_http(url: str) -> bool:
    """Whether a URL is one that can be preserved."""
    return url.lower().startswith(("http://", "https://"))


def preserving(whole: Document, new_url: Callable[[str], str] = snapshot_of) -> tuple[Edit, ...]:
    """Edits that lead every http link of a document's body to a snapshot."""
    return leading(whole, lambda url: new_url(url) if is_http(url) else None)


def leading(whole: Document, wish: Callable[[str], str | None]) -> tuple[Edit, ...]:
    """Edits that lead every link of a document's body to where `wish` says; None is for a link that stays."""
    links = extract(whole)
    wanted = {
        link.span: replacement(new_url, link.url)
        for link in links
        if link.syntax is not Syntax.FRONT_MATTER and (new_url := wish(link.url)) is not None
    }
    return plan(whole, links, wanted)


def rewritten(whole: Document, edits: tuple[Edit, ...]) -> tuple[Rewrite, Document]:
    """The proven rewrite, and the document that it leaves."""
    rewrite = prove(whole, edits)
    assert isinstance(rewrite, Rewrite), rewrite
    return rewrite, result_of(whole, rewrite)


def ledger(edits: tuple[Edit, ...], run_id: int = 1, first_id: int = 1) -> tuple[Edit, ...]:
    """Edits as the store gives them back: applied, with their rows' ids."""
    return tuple(
        replace(edit, id=first_id + index, run_id=run_id, state=EditState.APPLIED, beside=())
        for index, edit in enumerate(edits)
    )


def spliced(whole: Document, edits: tuple[Edit, ...]) -> bytes:
    """The document's bytes with the edits made, put together without any of the program's help."""
    pieces, at = [], 0
    for edit in edits:
        pieces += [whole.data[at : edit.span.start], edit.new.encode(whole.encoding)]
        at = edit.span.end
    return b"".join([*pieces, whole.data[at:]])


def round_trip(whole: Document, wish: Callable[[str], str | None] | None = None) -> int:
    """Lead links where `wish` says, prove it, find nothing more to do, undo it to the same bytes; how many there were.

    By default every http link is led to a snapshot of its URL.
    """
    wish = wish or (lambda url: snapshot_of(url) if is_http(url) else None)
    edits = leading(whole, wish)
    rewrite, changed = rewritten(whole, edits)
    before, after = extract(whole), extract(changed)
    assert rewrite.after == spliced(whole, edits)
    edited = {edit.span for edit in edits}
    # what cannot stand in a place is percent-encoded there
    assert [unquote(link.url) for link in after] == [
        unquote(wish(link.url) or "" if link.span in edited else link.url) for link in before
    ]
    assert again(whole, changed, edits) == ()
    undoing = undo(changed, ledger(edits))
    assert undoing.refused == ()
    assert (undoing.rewrites[0].after if edits else changed.data) == whole.data
    return len(edits)


def again(whole: Document, changed: Document, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The second plan: the same new URLs for the same links, in the document that has them."""
    wanted = {edit.span: edit for edit in edits}
    now = extract(changed)
    pairs = zip(extract(whole), now, strict=True)
    wishes = {
        link.span: replacement(meaning(then, wanted[then.span].new), wanted[then.span].url)
        for then, link in pairs
        if then.span in wanted
    }
    return plan(changed, now, wishes)


def wishes_of(
    links: Iterable[Link],
    style: Style,
    wish: Callable[[str], str | None] | None = None,
    *,
    front_matter: bool = False,
    word: str = "archived",
) -> dict[Span, Replacement]:
    """What is wanted of links in a style; where nothing is said, the snapshot of every http link that is none."""
    wish = wish or (lambda url: snapshot_of(url) if is_http(url) and _SNAPSHOTS not in url else None)
    return {
        link.span: replace(replacement(new_url, link.url), style=style, word=word)
        for link in links
        if (front_matter or link.syntax is not Syntax.FRONT_MATTER) and (new_url := wish(link.url)) is not None
    }


_SNAPSHOTS = "://web.archive.org/web/"


def keeps_style(
    whole: Document, style: Style, wish: Callable[[str], str | None] | None = None, *, refusable: bool = False
) -> int:
    """A document's links in a style: proven, each where it should be, planned no more, undone to the same bytes.

    How many there were.
    """
    links = extract(whole)
    wishes = wishes_of(links, style, wish)
    edits = plan(whole, links, wishes)
    rewrite = prove(whole, edits)
    if isinstance(rewrite, Refused):
        assert refusable, rewrite.why
        return 0
    changed = result_of(whole, rewrite)
    after = extract(changed)
    # what cannot stand in a place is percent-encoded there
    assert {unquote(wishes[edit.span].new_url) for edit in edits} <= {unquote(link.url) for link in after}
    replaced = {edit.span for edit in edits if edit.style is not Style.APPEND}
    assert Counter(link.url for link in links if link.span not in replaced) <= Counter(link.url for link in after)
    assert plan(changed, after, wishes_of(after, style)) == ()
    undoing = undo(changed, ledger(edits))
    assert undoing.refused == ()
    assert [made.after for made in undoing.rewrites] == ([whole.data] if edits else [])
    return len(edits)
