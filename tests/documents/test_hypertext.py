"""The links of HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents.hypertext import absolute
from linkcheck.model import Kind
from tests.documents.reading import links, urls


def _html(text: str) -> list[str]:
    return urls(text, Kind.HTML)


@pytest.mark.parametrize(
    ("url", "base", "result"),
    [
        ("x.html", "", "x.html"),
        ("//a.example/x", "", "https://a.example/x"),
        ("x.html", "http://b.example/c/", "http://b.example/c/x.html"),
        ("../x", "http://b.example/c/d", "http://b.example/x"),
        ("#top", "http://b.example/c", "http://b.example/c#top"),
        ("HTTP://a.example/./x", "http://b.example/", "HTTP://a.example/./x"),
        ("mailto:a@b.example", "http://b.example/", "mailto:a@b.example"),
        ("x", "http://[b", "x"),
    ],
)
def test_absolute(url: str, base: str, result: str) -> None:
    """A relative URL is taken from the base; what has a scheme stays as it is, to the letter."""
    assert absolute(url, base) == result


def test_base() -> None:
    """The first `<base href>` counts, for what stands before it too, and is no link itself."""
    page = "<a href=a>1</a><base href='http://b.example/x/'><base href='http://no.example/'><a href='b'>2</a>"

    assert _html(page) == ["http://b.example/x/a", "http://b.example/x/b"]


def test_words_across_blocks() -> None:
    """A link around blocks says the words of all of them."""
    (link,) = links('<a href="http://a.example/"><h3>Title</h3><p>and text</p></a>', Kind.HTML)

    assert link.text == "Title and text"


def test_link_around_image() -> None:
    """Both are links, and the picture's description is the text of both."""
    found = links("<a href='http://a.example/'><img src='http://b.example/' alt='A &amp; B'></a>", Kind.HTML)

    assert [(link.url, link.text) for link in found] == [("http://a.example/", "A & B"), ("http://b.example/", "A & B")]


def test_next_anchor_ends_the_last() -> None:
    """An `<a>` that was never closed ends where the next one begins."""
    found = links("<a href='http://a.example/'>one <a href='http://b.example/'>two", Kind.HTML)

    assert [link.text for link in found] == ["one", "two"]


def test_bare_urls_in_pages_are_text() -> None:
    """A browser makes no link of a URL in an HTML page's text, and neither do we."""
    assert _html("<p>http://a.example/ <!-- http://b.example --> www.c.example</p>") == []


def test_hints_are_no_links() -> None:
    """`<link>` leads somewhere, unless it only warms a connection up."""
    page = '<link rel="preconnect" href="http://a.example"><link rel="DNS-Prefetch x" href="//b.example">'

    assert _html(page + '<link rel="alternate" href="http://c.example/feed">') == ["http://c.example/feed"]


@given(
    st.sampled_from(["http://x.example", "http://x.example/a/b?c=d/e", "https://x.example/a/../b/./", "/a/b/", "a/b"]),
    st.lists(st.sampled_from(["a", "b.c", ".", "..", "/", "-", "?", "#", ":", ";"]), min_size=1).map("".join),
)
def test_below_a_base(base: str, written: str) -> None:
    """A relative address leads where a browser's rules lead it, whatever path stands in the base."""
    seen = urls(f'<base href="{base}"><a href="{written}">x</a>', Kind.HTML)

    assert seen[-1] == absolute(written, base)
