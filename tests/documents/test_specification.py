"""The examples of the CommonMark and GFM specifications: the same links as other parsers, rewritten and undone."""

import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import pytest

from linkcheck.documents.extract import extract
from linkcheck.model import Style, Syntax
from tests.documents.oracle import cmark_gfm, markdown_it
from tests.documents.reading import document, links
from tests.documents.rewriting import is_http, keeps_style, round_trip, snapshot_of

SPECIFICATION = Path(__file__).parents[1] / "cases" / "specification"


def _examples(name: str) -> list[Any]:
    rows = json.loads((SPECIFICATION / name).read_text(encoding="utf-8"))
    return [pytest.param(row["markdown"], id=f"{row['section']}-{row['example']}") for row in rows]


COMMONMARK = _examples("commonmark.json")
GFM = _examples("gfm-autolinks.json")


def test_all_examples_are_here() -> None:
    """CommonMark 0.31.2 has 652 examples."""
    assert len(COMMONMARK) == 652
    assert len(GFM) == 11


@pytest.mark.parametrize("text", COMMONMARK)
def test_commonmark_links_equal_the_oracles(text: str) -> None:
    """Every link and image of an example is found as markdown-it-py finds it, as often as it is written."""
    found = [link.url for link in links(text) if link.syntax not in {Syntax.BARE, Syntax.HTML}]

    assert Counter(found) == markdown_it(text).urls


@pytest.mark.parametrize("text", COMMONMARK)
def test_bare_urls_equal_githubs(text: str) -> None:
    """With bare URLs too, an example's links are those of GitHub's cmark-gfm.

    It shows no links in the description of an image, and mail addresses without a scheme are no links of ours.
    """
    seen = links(text)
    found = {_encoded(link.url) for link in seen if link.syntax is not Syntax.HTML}
    hidden = {_encoded(url) for url in markdown_it(text).urls} if "![" in text else set()
    shown = {*cmark_gfm(text)}

    assert shown <= {url for url in found if not url.startswith("mailto:")} <= shown | hidden


@pytest.mark.parametrize("text", GFM)
def test_gfm_autolinks_equal_githubs(text: str) -> None:
    """The examples of GitHub's own specification: every bare URL, in order."""
    assert [link.url for link in links(text)] == cmark_gfm(text)


def _encoded(url: str) -> str:
    """As cmark-gfm writes a URL into its page."""
    return quote(url, safe="%/:?#@!$&'()*+,;=~")


@pytest.mark.parametrize("text", [*COMMONMARK, *GFM])
def test_every_example_is_rewritten_and_undone(text: str) -> None:
    """Every link of an example, relative ones too, is led to a snapshot, proven, planned no more, and undone."""
    count = round_trip(document(text), lambda url: snapshot_of(urljoin("http://spec.example/", url)))

    assert count == len(extract(document(text)))


@pytest.mark.parametrize("style", [Style.ROBUST, Style.APPEND])
def test_every_example_keeps_its_style(style: Style) -> None:
    """Every link of every example, relative ones too, in the other styles: proven, planned no more, and undone."""
    count = 0
    for example in (*COMMONMARK, *GFM):
        (text,) = example.values
        count += keeps_style(document(text), style, _snapshot)

    assert count > 150


def _snapshot(url: str) -> str | None:
    whole = urljoin("http://spec.example/", url)
    return snapshot_of(whole) if is_http(whole) else None
