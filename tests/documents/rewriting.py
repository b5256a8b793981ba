"""What the tests of rewriting share: documents by hand, and snapshots for every link of one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from linkcheck.documents.extract import extract
from linkcheck.documents.plan import Replacement, plan
from linkcheck.documents.prove import prove, result_of
from linkcheck.documents.read import read
from linkcheck.model import Document, Edit, EditState, Kind, Link, Rewrite, Span, Syntax
from linkcheck.settings import Settings

TIMESTAMP = "20170326120000"

KINDS = {"md": Kind.MARKDOWN, "html": Kind.HTML, "txt": Kind.TEXT}
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


def preserving(whole: Document, new_url: Callable[[str], str] = snapshot_of) -> tuple[Edit, ...]:
    """Edits that lead every http link of a document's body to a snapshot."""
    links = extract(whole)
    wanted = {
        link.span: replacement(new_url(link.url), link.url)
        for link in links
        if link.url.lower().startswith(("http://", "https://")) and link.syntax is not Syntax.FRONT_MATTER
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
        replace(edit, id=first_id + index, run_id=run_id, state=EditState.APPLIED) for index, edit in enumerate(edits)
    )
