"""The new URL as it must be written for where it stands."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from linkcheck.documents.escape import escape_for, is_absolute, meaning
from linkcheck.documents.extract import extract
from linkcheck.documents.plan import plan
from linkcheck.documents.prove import prove
from linkcheck.model import Rewrite, Syntax
from tests.documents.rewriting import document, link_at, replacement, snapshot_of

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/documents-rewrite/escape.toml").read_text("utf-8"))["case"]
SNAP = snapshot_of("")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_every_place_has_its_own_way(case: dict[str, Any]) -> None:
    """A new URL is written as the case says, is found again as one link, and a second plan changes nothing."""
    whole = document(case["before"], case.get("name", "issue.md"))
    wanted = case["wanted"].replace("SNAP/", SNAP)
    links = [link for link in extract(whole) if link.url == case["old"]]
    edits = plan(whole, links, {link.span: replacement(wanted, link.url) for link in links})

    rewrite = prove(whole, edits)

    assert isinstance(rewrite, Rewrite), rewrite
    assert rewrite.after.decode() == case["after"].replace("SNAP/", SNAP)
    after = document(rewrite.after, whole.path)
    found = [link for link in extract(after) if link.url == case.get("reads", case["wanted"]).replace("SNAP/", SNAP)]
    assert len(links) == len(found) == len(edits) == 1
    assert plan(after, found, {link.span: replacement(wanted, case["old"]) for link in found}) == ()


@pytest.mark.parametrize(
    ("front", "wanted", "written"),
    [
        ("link: http://old.example/\n", "SNAP/http://e.com/a[1],b:", "SNAP/http://e.com/a%5B1%5D%2Cb%3A"),
        ('link: "http://old.example/"\n', "SNAP/http://e.com/a\"\\'[1]", "SNAP/http://e.com/a%22%5C'[1]"),
        ("link: 'http://old.example/'\n", "SNAP/http://e.com/it's", "SNAP/http://e.com/it%27s"),
        ('link = "http://old.example/"\n', "SNAP/http://old.example/", "SNAP/http://old.example/"),
    ],
)
def test_front_matter_keeps_its_quoting(front: str, wanted: str, written: str) -> None:
    """A value of front matter stays one value in the quotes that it has: what would end it is percent-encoded."""
    whole, link = link_at(front, "http://old.example/", Syntax.FRONT_MATTER)

    assert written.replace("SNAP/", SNAP) == escape_for(link, wanted.replace("SNAP/", SNAP), whole)


def test_a_url_that_stands_there_already_is_left_as_written() -> None:
    """The URL that a link has already is given back in the author's own writing."""
    whole, link = link_at(r"[a](http://e.com/a\_b)", r"http://e.com/a\_b", Syntax.INLINE, "http://e.com/a_b")

    assert escape_for(link, "http://e.com/a_b", whole) == link.written


def test_a_stray_byte_is_percent_encoded_as_itself() -> None:
    """A byte that is no character of the document's encoding goes into the URL as that byte."""
    whole, link = link_at("[a](http://e.com/)", "http://e.com/", Syntax.INLINE)

    assert escape_for(link, "http://f.com/\udcff", whole) == "http://f.com/%FF"


@pytest.mark.parametrize("syntax", Syntax)
@pytest.mark.parametrize("url", ["http://e.com/a)b(c", "http://e.com/?a=1&copy;&b=2", "http://e.com/a'b"])
def test_meaning_is_the_inverse(syntax: Syntax, url: str) -> None:
    """What is written for a URL means that URL, or one that differs in percent-encoding only."""
    text = '<a href="http://old.example/">' if syntax is Syntax.HTML else "see http://old.example/ now"
    whole, link = link_at(text, "http://old.example/", syntax)

    meant = meaning(link, escape_for(link, url, whole))

    assert meant == url or syntax in {Syntax.BARE, Syntax.AUTOLINK, Syntax.FRONT_MATTER}
    assert meant.replace("%28", "(").replace("%29", ")").replace("%3B", ";").replace("%27", "'") == url


@pytest.mark.parametrize(
    ("written", "whole"),
    [("http://e.com/", True), ("HTTPS://E.COM", True), ("www.e.com", False), ("a.html", False), ("ftp://e.com", False)],
)
def test_only_http_urls_are_absolute(written: str, whole: bool) -> None:
    """Only a text with its own scheme can stand behind a snapshot's prefix."""
    assert is_absolute(written) is whole
