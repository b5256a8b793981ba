"""Tests of extraction as a whole: case files, the real archives, an oracle, and properties that hold for any input."""

import re
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.documents import extract, find, mentions, read
from linkcheck.documents.prose import Captions
from linkcheck.model import Document, Kind, Syntax
from linkcheck.settings import Settings
from tests.documents import forms
from tests.documents.oracle import markdown_it
from tests.documents.reading import document, links, urls

CASES = Path(__file__).parent.parent / "cases" / "documents"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def _expected(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / name).read_text(encoding="utf-8"))


def _input(name: str) -> Path:
    return next(path for path in CASES.glob(name.replace(".links.toml", ".*")) if not path.name.endswith(".toml"))


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.glob("*.links.toml")))
def test_case(name: str) -> None:
    """A case's document has the links that its table lists, with every property that the table names."""
    expected = _expected(name)
    path = _input(name)

    found = read(path, path.name, Settings())

    assert isinstance(found, Document)
    assert expected.get("published") == (found.published.written if found.published else None)
    assert expected.get("doubt", "") == found.doubt
    seen = extract(found)
    assert [row["written"] for row in expected.get("link", [])] == [link.written for link in seen]
    for row, link in zip(expected.get("link", []), seen, strict=True):
        told = {
            "at": f"{link.line}:{link.column}",
            "syntax": link.syntax.value,
            "written": link.written,
            "url": link.url,
            "text": link.text,
            "context": link.context,
            "section": link.section,
        }
        assert {"url": link.written, **row} == {name: told[name] for name in ({"url"} | row.keys())}


def test_every_case_has_its_source() -> None:
    """Each table says which document or specification its expectations come from."""
    assert all(_expected(path.name)["source"] for path in CASES.glob("*.links.toml"))
    assert len(list(CASES.glob("*.links.toml"))) >= 40


def _corpus() -> list[Document]:
    if not CORPUS.is_dir():
        pytest.skip("the real archives are not beside this checkout")
    found = [
        read(path, path.as_posix(), Settings()) if isinstance(path, Path) else path
        for path in find([CORPUS], Settings())
    ]
    assert all(isinstance(one, Document) for one in found)
    return [one for one in found if isinstance(one, Document)]


def test_real_archives_against_the_oracle() -> None:
    """In every real newsletter we see each link that another parser sees, and bare URLs besides."""
    documents = _corpus()

    for one in documents:
        seen = extract(one)
        marked = sorted(link.url for link in seen if link.syntax is not Syntax.BARE)
        assert sorted(markdown_it(one.data[one.body :].decode()).urls.elements()) == marked, one.path
        assert all(one.data[link.span.start : link.span.end].decode() == link.written for link in seen)
        assert all(link.published for link in seen)
    assert len(documents) >= 136


_PIECES = [
    *(
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "](",
        "![",
        "[a]",
        "[b]:",
        "[b]",
        "[^1]",
        "[^1]:",
        "|",
        "#",
        "-",
        "=",
        "@",
        ":",
        "//",
    ),
    *("http://x.example/", "www.c.example", "<http://e.example>", "`", "``", "```", "*", "_", "**", "~~", "\\", "é"),
    *("&", "&amp;", "&#40;", '"', "'", '"t"', "<a", "href=", '<a\thref="h">', "</a>", "<!--", "-->", "<img\tsrc='s'>"),
    *("//", "{{", "}}", "{%", "%}", "<div>", "<pre>"),
]
_HOSTILE = st.lists(
    st.sampled_from(
        [*_PIECES, " ", "\n", "\n\n", "\r\n", "\r", "    ", "\t", "\u00a0", "\u2028", "\x0b", "\x7f", "---"]
    ),
    max_size=30,
).map("".join)


def _places_are_right(one: Document) -> None:
    text = one.data.decode(one.encoding)
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    for link in extract(one):
        written = one.data[link.span.start : link.span.end].decode(one.encoding)
        assert link.written == written
        assert written
        first = re.split(r"\r\n|\r|\n", written)[0]
        assert lines[link.line - 1][link.column - 1 :].startswith(first)
        assert len(link.context) <= 400


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
@settings(max_examples=150, deadline=None)
@given(text=_HOSTILE)
def test_spans_lines_and_columns(kind: Kind, encoding: str, text: str) -> None:
    """Whatever the text, its encoding and line ends, a span holds the written URL, and line and column lead to it."""
    _places_are_right(document(text, kind, encoding=encoding))


_DISPUTED = ("{{", "{%", "~", "|", "\r", "[^", ">", "\x7f", "\x0b", "\\\n")
"""Extensions, and what the two parsers read differently: lazy lines behind definitions, control characters."""


@settings(max_examples=300, deadline=None)
@given(text=_HOSTILE.filter(lambda text: not any(mark in text for mark in _DISPUTED)))
def test_oracle_on_any_text(text: str) -> None:
    """On CommonMark without extensions, both parsers see the same links."""
    marked = [link.url for link in links(text) if link.syntax not in {Syntax.BARE, Syntax.HTML}]

    assert markdown_it(text).urls == Counter(marked)


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300), kind=st.sampled_from(Kind))
def test_any_bytes(data: bytes, kind: Kind) -> None:
    """Extraction never fails on bytes that their encoding reads, and finds nothing outside of them."""
    for one in (document(data.decode("utf-8", "replace"), kind), document(data, kind, encoding="iso8859-1")):
        assert all(0 <= link.span.start <= link.span.end <= len(one.data) for link in extract(one))


def test_order_and_document() -> None:
    """Links come in the order of their spans, each with its document's path and date."""
    found = links("[a][r] http://b.example/ ![c](http://c.example/)\n\n[r]: http://a.example/")

    assert [link.url for link in found] == ["http://b.example/", "http://c.example/", "http://a.example/"]
    assert {"x.md"} == {link.path for link in found}


def test_other_encodings() -> None:
    """In a document that is not UTF-8, spans count the file's own bytes."""
    one = document("é [a](http://x.example/é) ü http://y.example/", Kind.MARKDOWN, encoding="cp1252")

    seen = extract(one)

    assert [one.data[at.span.start : at.span.end] for at in seen] == [b"http://x.example/\xe9", b"http://y.example/"]
    assert [link.column for link in seen] == [7, 29]


def test_byte_order_mark_and_line_ends() -> None:
    """A byte order mark is no column; CRLF, CR and LF each end one line."""
    text = "\ufeff[a](http://a.example/)\r\nhttp://b.example/\rx http://c.example/\n\n🎉 http://d.example/"

    seen = extract(document(text, body=3))

    assert [(link.line, link.column) for link in seen] == [(1, 5), (2, 1), (3, 3), (5, 3)]


def test_embedded_pictures_are_no_links() -> None:
    """A `data:` URI is content, not a link."""
    assert urls("![x](data:image/png;base64,AAAA) ![y](http://a.example/)") == ["http://a.example/"]


@given(forms.hostile(), st.sampled_from(list(Kind)))
def test_with_fewer_words(text: str, kind: Kind) -> None:
    """Where nobody asks for the words around links, or for any words, the links are the same."""
    one = document(text, kind)
    whole = extract(one)

    assert extract(one, Captions()) == tuple(replace(link, context="") for link in whole)
    assert tuple(mentions(one)) == tuple((link.line, link.column, link.url, link.syntax) for link in whole)
