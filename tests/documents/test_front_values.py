"""Front matter that is rewritten says the same in all but the URLs that were meant."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents import extract, plan, prove, undo
from linkcheck.documents.front import front_of
from linkcheck.documents.front_values import front_differs
from linkcheck.documents.prove import result_of
from linkcheck.model import Document, Rewrite
from tests.documents import forms
from tests.documents.rewriting import document, ledger, read_file, replacement, snapshot_of

_WORDS = st.text("ab cd:#-[]{}'\"é", max_size=12)
_VALUES = st.recursive(
    st.one_of(forms.urls(), _WORDS, st.integers(0, 9), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
    ),
    max_leaves=8,
)
_FRONTS = st.dictionaries(st.text("abcd", min_size=1, max_size=4), _VALUES, max_size=5)


def _written(values: dict[str, object], way: str) -> str:
    match way:
        case "json":
            return json.dumps(values, indent=1) + "\n"
        case "flow" | "block":
            return f"---\n{yaml.safe_dump(values, default_flow_style=way == 'flow', allow_unicode=True)}---\n"
        case quote:
            return f"---\n{yaml.safe_dump(values, default_style=quote, allow_unicode=True, width=10_000)}---\n"


def _mapped(value: object, urls: set[str]) -> object:
    match value:
        case str() if value in urls:
            return snapshot_of(value)
        case list():
            return [_mapped(one, urls) for one in value]
        case dict():
            return {name: _mapped(one, urls) for name, one in value.items()}
        case _:
            return value


@given(_FRONTS, st.sampled_from(["json", "flow", "block", '"', "'"]))
def test_the_same_values_but_for_the_urls(values: dict[str, object], way: str) -> None:
    """Any nested values in any quoting: read again they are what they were, and undone the bytes are."""
    text = _written(values, way) + "text\n"
    front = front_of(text)
    whole = document(text, body=len(text[: front.end].encode()))
    links = extract(whole)
    edits = plan(whole, links, {link.span: replacement(snapshot_of(link.url), link.url) for link in links})
    rewrite = prove(whole, edits)
    assert isinstance(rewrite, Rewrite), rewrite

    after = front_of(rewrite.after.decode())

    assert after.values == _mapped(front.values, {link.url for link in links})
    undoing = undo(result_of(whole, rewrite), ledger(edits))
    assert [made.after for made in undoing.rewrites] == ([whole.data] if edits else [])


OLD, NEW = "http://old.example/", snapshot_of("http://old.example/")


@pytest.mark.parametrize(
    ("result", "why"),
    [
        (f"a: {NEW}\nb: 2\nc: x", ""),
        (f"a: {NEW}: x\nb: 2\nc: x", "its front matter would no longer be read"),
        (f"a: [{NEW}, d]\nb: 2\nc: x", "its front matter would have other values"),
        (f"a: {NEW}\nd: 2\nc: x", "its front matter would have other values"),
        (f"a: {NEW}\nb: 2\nc: y", "other values of its front matter would change than those that are meant"),
        (f"a: {OLD}\nb: 2\nc: {NEW}", "other values of its front matter would change than those that are meant"),
        (f"a: {NEW}e\nb: 2\nc: x", "other values of its front matter would change than those that are meant"),
    ],
)
def test_what_would_be_read_otherwise_is_told(tmp_path: Path, result: str, why: str) -> None:
    """Another value, another key, another shape, or none that can be read: each is a reason not to write."""
    before, after = (_read(tmp_path, f"---\n{inner}\n---\ntext\n") for inner in (f"a: {OLD}\nb: 2\nc: x", result))
    links = extract(before)
    edits = plan(before, links, {links[0].span: replacement(NEW, OLD)})

    assert front_differs(before, after, links, edits) == why


def test_an_edit_of_the_text_asks_nothing_of_front_matter(tmp_path: Path) -> None:
    """Front matter that no edit is in is not read again."""
    whole = _read(tmp_path, f"---\na: 1\n---\n[b]({OLD})\n")
    links = extract(whole)
    edits = plan(whole, links, {links[0].span: replacement(NEW, OLD)})

    assert front_differs(whole, replace(whole, data=b"", body=0), links, edits) == ""


def _read(folder: Path, text: str) -> Document:
    path = folder / "issue.md"
    path.write_text(text, encoding="utf-8")
    return read_file(path)
