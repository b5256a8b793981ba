"""Wanted URLs become edits."""

from dataclasses import replace

import pytest

from linkcheck.documents import extract
from linkcheck.documents.plan import plan, planned
from linkcheck.model import Edit, EditKind, Refused, Span, Style, Syntax
from tests.documents.rewriting import TIMESTAMP, document, link_at, replacement, snapshot_of

OLD = "http://old.example/"


def test_an_edit_says_all_that_the_ledger_keeps() -> None:
    """An edit has the place, the text as written and as it will be, the target, the snapshot's time and the reason."""
    whole, link = link_at(f"[a]({OLD})", OLD, Syntax.INLINE)

    expected = Edit("issue.md", link.span, 1, OLD, snapshot_of(OLD), OLD, TIMESTAMP, "confirmed dead")

    assert (expected,) == plan(whole, [link], {link.span: replacement(snapshot_of(OLD), OLD)})


def test_edits_come_in_the_order_of_their_spans() -> None:
    """Whatever the order of the links, edits are in the order in which they stand."""
    whole, first = link_at("http://a.example/ http://b.example/", "http://a.example/", Syntax.BARE)
    _, second = link_at("http://a.example/ http://b.example/", "http://b.example/", Syntax.BARE)
    wanted = {link.span: replacement(snapshot_of(link.url), link.url) for link in (first, second)}

    assert [first.span, second.span] == [edit.span for edit in plan(whole, [second, first], wanted)]


def test_what_is_not_wanted_or_already_so_gives_no_edit() -> None:
    """Links nobody asked for, links that have the URL already, and places without a link give no edit."""
    whole, link = link_at(f"[a]({OLD})", OLD, Syntax.INLINE)

    assert plan(whole, [link], {}) == ()
    assert plan(whole, [link], {link.span: replacement(OLD, OLD)}) == ()
    assert plan(whole, [link], {Span(0, 1): replacement(snapshot_of(OLD), OLD)}) == ()


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("kind", [EditKind.ALIAS, EditKind.MOVED, EditKind.EXPANDED])
def test_a_living_page_replaces_in_every_style(style: Style, kind: EditKind) -> None:
    """Where a page lives now is no snapshot: it is neither told beside the link nor appended to it."""
    whole = document(f'<a href="{OLD}">a</a>', "issue.html")
    links = extract(whole)
    wish = replace(replacement("http://new.example/", OLD), timestamp="", kind=kind, style=style)

    (edit,) = plan(whole, links, {links[0].span: wish})

    assert (edit.style, edit.kind, edit.new, edit.beside) == (Style.REPLACE, kind, "http://new.example/", ())


def test_a_link_that_cannot_be_changed_is_told() -> None:
    """A drawn table has no room for a longer URL: no edit, and the reason."""
    whole = document(f"+------------------------+\n| {OLD}    |\n+------------------------+\n", "issue.rst")
    links = extract(whole)
    told = Refused("issue.rst", f"line 2: {links[0].fixed}")

    assert planned(whole, links, {links[0].span: replacement(snapshot_of(OLD), OLD)}) == ((), (told,))
