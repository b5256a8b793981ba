"""The styles robust and append: what stands beside a link in every syntax; it is proven, found again and undone."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linkcheck.documents import extract, plan, planned, undo
from linkcheck.model import Document, Style
from tests.documents.rewriting import (
    document,
    ledger,
    read_file,
    rewritten,
    snapshot_of,
    wishes_of,
)

CASES = Path(__file__).parents[1] / "cases" / "documents-styles"
SNAP = snapshot_of("")


def _cases(style: Style) -> list[Any]:
    rows = tomllib.loads((CASES / f"{style}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(style, row, id=f"{style}: {row['title']}") for row in rows]


def in_file(folder: Path, row: dict[str, Any], default: str) -> Document:
    """A case's document, read from a file as the job reads it."""
    path = folder / row.get("name", default)
    path.write_bytes(row["before"].replace("SNAP/", SNAP).encode(row.get("encoding", "utf-8")))
    return read_file(path)


@pytest.mark.parametrize(("style", "row"), [*_cases(Style.ROBUST), *_cases(Style.APPEND)])
def test_cases(style: Style, row: dict[str, Any], tmp_path: Path) -> None:
    """Each document becomes what it says; planned afresh, it stays so; undone from the ledger, it is as it was."""
    whole = in_file(tmp_path, row, "issue.html" if style is Style.ROBUST else "issue.md")
    told = {"front_matter": row.get("front_matter", False), "word": row.get("word", "archived")}
    links = extract(whole)
    wishes = wishes_of(links, style, **told)
    edits, left = planned(whole, links, wishes)
    rewrite, changed = rewritten(whole, edits)

    after = row["after"].replace("SNAP/", SNAP)
    assert rewrite.after.decode(row.get("encoding", "utf-8")) == after
    assert [one.why for one in left] == ([row["left"]] if "left" in row else [])
    again = extract(changed)
    assert plan(changed, again, wishes_of(again, style, **told)) == ()
    undoing = undo(changed, ledger(edits))
    assert undoing.refused == ()
    assert [made.after for made in undoing.rewrites] == ([whole.data] if edits else [])


def test_a_picture_in_a_short_link() -> None:
    """Both are followed at one place, and the short link's snapshot is that of another URL: each knows its own."""
    short, target = "https://bit.ly/x", "http://old.example/page"
    whole = document(f"[![a](http://old.example/i.png)]({short})")
    links = extract(whole)
    wishes = {
        link.span: replace(wish, new_url=snapshot_of(target)) if link.url == short else wish
        for link, wish in ((link, wishes_of([link], Style.APPEND)[link.span]) for link in links)
    }

    edits = plan(whole, links, wishes)
    _, changed = rewritten(whole, edits)

    assert plan(changed, extract(changed), wishes_of(extract(changed), Style.APPEND)) == ()
    for edit in ledger(edits):
        others = [one for one in ledger(edits) if one != edit]
        (alone,) = undo(changed, [edit], others).rewrites
        assert (snapshot_of(target) in alone.after.decode()) == (edit.url != short)
