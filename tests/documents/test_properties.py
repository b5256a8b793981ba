"""What holds for every document there can be. `make properties` tries 50,000 of each.

Under the usual profile a hundred or so are tried; `pytest --hypothesis-profile nightly` chooses the other.
"""

from collections import Counter
from dataclasses import replace
from urllib.parse import unquote

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import assume, given
from hypothesis import strategies as st

from linkcheck.documents.charset import encoding_of
from linkcheck.documents.extract import extract
from linkcheck.documents.plan import plan
from linkcheck.documents.prove import prove
from linkcheck.documents.undo import undo
from linkcheck.model import Document, Refused, Rewrite, Style, Syntax
from tests.documents import forms
from tests.documents.oracle import used
from tests.documents.rewriting import (
    KINDS,
    document,
    keeps_style,
    ledger,
    preserving,
    round_trip,
    snapshot_of,
    spliced,
    wishes_of,
)

ENDS = tuple(KINDS)


def holds(whole: Document) -> None:
    """Spans hold what is written; a rewrite is refused, or changes what is planned and nothing else, and is undone."""
    links = extract(whole)
    for link in links:
        assert whole.data[link.span.start : link.span.end].decode(whole.encoding) == link.written != ""
    edits = preserving(whole)
    rewrite = prove(whole, edits)
    if isinstance(rewrite, Refused):
        return
    assert rewrite.after == spliced(whole, edits)
    changed = replace(whole, data=rewrite.after)
    edited = {edit.span for edit in edits}
    # what cannot stand in a place is percent-encoded there
    assert [unquote(link.url) for link in extract(changed)] == [
        unquote(snapshot_of(link.url) if link.span in edited else link.url) for link in links
    ]
    undoing = undo(changed, ledger(edits))
    assert [made.after for made in undoing.rewrites] == ([whole.data] if edits else [])
    assert undoing.refused == ()


@given(forms.markdown())
def test_markdown(text: str) -> None:
    """Markdown of every form: each http link is rewritten as planned, none is refused, and all is undone."""
    round_trip(document(text))


@given(forms.markdown())
def test_markdown_as_another_parser_reads_it(text: str) -> None:
    """markdown-it sees each link of the rewritten text where it was meant to lead, and all others where they led."""
    whole = document(text)
    rewrite = prove(whole, preserving(whole))
    assert isinstance(rewrite, Rewrite)

    expected = [snapshot_of(url) if "://" in url else url for url in used(text)]

    assert used(rewrite.after.decode()) == expected


@given(forms.page())
def test_html(text: str) -> None:
    """HTML of every attribute in every quoting."""
    round_trip(document(text, "issue.html"))


@given(forms.plain_text())
def test_text(text: str) -> None:
    """Plain text."""
    round_trip(document(text, "issue.txt"))


@given(forms.restructured())
def test_restructured(text: str) -> None:
    """ReStructuredText of every form."""
    round_trip(document(text, "issue.rst"))


@given(forms.asciidoc())
def test_asciidoc(text: str) -> None:
    """AsciiDoc of every form."""
    round_trip(document(text, "issue.adoc"))


@given(forms.hostile(), st.sampled_from(ENDS), st.sampled_from(["utf-8", "utf-16-le", "utf-8-crlf"]))
def test_any_text(text: str, end: str, encoding: str) -> None:
    """Any marks of any markup, nested and broken, in any encoding and line ends."""
    if encoding == "utf-8-crlf":
        text, encoding = text.replace("\r", "").replace("\n", "\r\n"), "utf-8"
    holds(document(text, f"issue.{end}", encoding))


@given(st.binary(max_size=400), st.sampled_from(ENDS))
def test_any_bytes(data: bytes, end: str) -> None:
    """Any bytes that some encoding reads."""
    holds(document(data, f"issue.{end}", encoding_of(data) or "iso8859-1"))


STYLES = pytest.mark.parametrize("style", [Style.ROBUST, Style.APPEND])
GENERATED = pytest.mark.parametrize(
    ("name", "text"),
    [
        ("issue.md", forms.markdown()),
        ("issue.html", forms.page()),
        ("issue.txt", forms.plain_text()),
        ("issue.rst", forms.restructured()),
        ("issue.adoc", forms.asciidoc()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)


@STYLES
@GENERATED
@given(data=st.data())
def test_every_form_in_each_style(style: Style, name: str, text: st.SearchStrategy[str], data: st.DataObject) -> None:
    """Documents of every form of link, in each style: none is refused."""
    keeps_style(document(data.draw(text), name), style)


@STYLES
@given(text=forms.hostile(), end=st.sampled_from([*KINDS]), encoding=st.sampled_from(["utf-8", "utf-16-le"]))
def test_any_text_in_each_style(style: Style, text: str, end: str, encoding: str) -> None:
    """Marks of every markup in any order and encoding, in each style: refused, or changed as planned and undone."""
    keeps_style(document(text, f"issue.{end}", encoding), style, refusable=True)


@given(forms.markdown())
def test_appended_links_as_another_parser_reads_them(text: str) -> None:
    """markdown-it sees each link that is appended to Markdown as often as we do, and all others where they led."""
    whole = document(text)
    links = extract(whole)
    rewrite = prove(whole, plan(whole, links, wishes_of(links, Style.APPEND)))
    assert isinstance(rewrite, Rewrite)

    theirs, ours = used(rewrite.after.decode()), extract(replace(whole, data=rewrite.after))

    assert Counter(url for url in theirs if url.startswith(snapshot_of(""))) == Counter(
        link.url for link in ours if link.url.startswith(snapshot_of("")) and link.syntax is not Syntax.HTML
    )
    assert [url for url in theirs if not url.startswith(snapshot_of(""))] == used(text)


@given(forms.restructured())
def test_appended_links_as_docutils_reads_them(text: str) -> None:
    """Docutils sees each link that is appended to reStructuredText, and each that was there before."""
    whole = document(text, "issue.rst")
    theirs = _docutils(text)
    assume(theirs is not None)
    links = extract(whole)
    rewrite = prove(whole, plan(whole, links, wishes_of(links, Style.APPEND)))
    assert isinstance(rewrite, Rewrite)

    seen = {link.url for link in extract(replace(whole, data=rewrite.after)) if link.syntax is not Syntax.HTML}

    assert {url for url in seen if url.startswith(snapshot_of(""))} <= (_docutils(rewrite.after.decode()) or set())


@given(forms.restructured())
def test_restructured_as_docutils_reads_it(text: str) -> None:
    """Docutils sees each link that we see in reStructuredText, where we see it lead, before and after a rewrite."""
    whole = document(text, "issue.rst")
    theirs = _docutils(text)
    assume(theirs is not None)
    rewrite = prove(whole, preserving(whole))
    assert isinstance(rewrite, Rewrite)

    for one in (whole, replace(whole, data=rewrite.after)):
        seen = {link.url for link in extract(one) if link.syntax is not Syntax.HTML and not link.fixed}
        assert seen <= (_docutils(one.data.decode()) or set())


def _docutils(text: str) -> set[str] | None:
    """The URLs that docutils sees; None where it calls the text broken."""
    quiet = {"report_level": 5, "halt_level": 6, "file_insertion_enabled": False, "line_length_limit": 1_000_000}
    tree = publish_doctree(text, settings_overrides=quiet)
    if any(message["level"] > _WARNING for message in (*tree.parse_messages, *tree.findall(nodes.system_message))):
        return None
    return {node["refuri"] for node in tree.findall(nodes.reference) if "refuri" in node} | {
        node["uri"] for node in tree.findall(nodes.image)
    }


_WARNING = 2


@pytest.mark.parametrize("end", ENDS)
def test_the_same_text_in_every_kind(end: str) -> None:
    """One text of all forms at once, so that a property that no example reaches is tried once at least."""
    holds(document("[a](http://a.example/) <http://b.example/> http://c.example/[d]\n", f"issue.{end}"))
