"""What a URL says of the page behind it."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge import urls

SAME = [
    ("http://press.example/x", "https://press.example/x"),
    ("https://www.press.example/x", "https://press.example/x/"),
    ("https://press.example/x/index.html", "https://press.example/x/"),
    ("https://press.example/x/Default.aspx", "https://press.example/x"),
    ("https://press.example/X", "https://press.example/x"),
    ("https://press.example/caf%C3%A9", "https://press.example/café"),
    ("https://press.example/x?a=1&b=2", "https://press.example/x?b=2&a=1"),
    ("https://press.example/x?utm_source=a", "https://press.example/x"),
    ("https://press.example/x", "https://press.example/x?session=1"),
    ("https://press.example:443/x#top", "https://press.example/x"),
]
OTHER = [
    ("https://press.example/x", "https://press.example/y"),
    ("https://press.example/x", "https://blog.press.example/x"),
    ("https://press.example/?p=1", "https://press.example/?p=2"),
    ("https://press.example/?p=1", "https://press.example/"),
    ("https://press.example/#!/a", "https://press.example/#!/b"),
    ("https://press.example/x", "https://press.example/"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_page(one: str, other: str) -> None:
    """Scheme, www, a trailing slash, a default document, order and tracking make no other page."""
    assert urls.same_page(one, other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_page(one: str, other: str) -> None:
    """Path, host, a telling query or a route make another page."""
    assert not urls.same_page(one, other)


def test_roots() -> None:
    """A front page is one with a default document or a tracking parameter too, and not with a query or a route."""
    roots = [
        "https://a.example",
        "https://a.example/",
        "https://a.example/index.php",
        "https://a.example/home",
        "https://a.example/?utm_source=x",
    ]
    others = ["https://a.example/x", "https://a.example/?p=1", "https://a.example/#!/x", "https://a.example/en/"]

    assert all(map(urls.is_root, roots))
    assert not any(map(urls.is_root, others))


def test_language_roots() -> None:
    """The front page of a country or a language is known by its code."""
    found = [
        urls.language_root(f"https://a.example{path}")
        for path in ("/en/", "/de-de", "/intl/fr/", "/en/x", "/blog/", "/")
    ]

    assert found == ["en", "de-de", "intl", "", "", ""]


def test_domains() -> None:
    """The registrable domain, with the suffixes that are let to users."""
    hosts = ["www.bbc.co.uk", "a.b.github.io", "press.example", "192.0.2.1", "::1", "com", ""]

    assert [urls.domain_of(h) for h in hosts] == [
        "bbc.co.uk",
        "b.github.io",
        "press.example",
        "192.0.2.1",
        "::1",
        "com",
        "",
    ]


def test_the_slug_is_kept() -> None:
    """A redirect keeps a page when its last part, or its number, is still there."""
    wanted = "https://old.example/2013/05/otters_return.html"

    assert urls.keeps_slug(wanted, "https://new.example/otters-return/")
    assert urls.keeps_slug("https://old.example/?p=12", "https://old.example/?p=12&x=1") is False
    assert urls.keeps_slug("https://old.example/p/12", "https://new.example/12-otters")
    assert not urls.keeps_slug(wanted, "https://new.example/search")


def test_an_identifier_is_kept() -> None:
    """A site's number or code for a page survives a new title; a date and a common word are none."""
    kept = [
        ("https://q.example/questions/927358/old-title", "https://q.example/questions/927358/new-title"),
        ("https://f.example/showthread.php?t=123456", "https://f.example/threads/otters.123456/"),
        ("https://m.example/@jane/why-we-left-1a2b3c4d5e6f", "https://jane.example/why-we-moved-1a2b3c4d5e6f"),
    ]
    lost = [
        ("https://press.example/2014/05/otters", "https://press.example/2014/"),
        ("https://press.example/20140512/otters", "https://press.example/20140512/"),
        ("https://press.example/p/12", "https://press.example/12/"),
        ("https://press.example/otters-return", "https://press.example/news"),
    ]

    assert all(urls.keeps_identifier(*pair) for pair in kept)
    assert not any(urls.keeps_identifier(*pair) for pair in lost)


def test_the_hosts_own_name_keeps_no_slug() -> None:
    """A slug that the site's own host happens to contain is not kept by staying there."""
    assert not urls.keeps_slug("https://www.otterpress.example/otter", "https://www.otterpress.example/news")
    assert urls.keeps_slug("https://press.example/otters", "https://otters.example/")


def test_what_cannot_be_read_is_empty() -> None:
    """A URL with a broken host or port has no parts, and raises nothing."""
    for url in ("http://[::1", "http://a.example:x/", "http://a.example:99999/"):
        assert urls.host_of(url) == ""
        assert urls.segments(url) == ()


def test_the_way_back() -> None:
    """A gate names the wanted page in its query."""
    assert urls.carries_back("https://a.example/x/y", "https://a.example/edition?goto=%2Fx%2Fy")
    assert not urls.carries_back("https://a.example/x/y", "https://a.example/x/y?from=%2Fx%2Fy")
    assert not urls.carries_back("https://a.example/", "https://a.example/edition?goto=%2F")


@given(
    st.lists(
        st.sampled_from(
            ("http://", "https://", "HTTP://", "/", "?", "#", "//", "otter.example", "a@", ":80", ":x", "[::1]")
        )
        | st.text("aZ09.-_~!$&'()*+,;=:@/?#[]{}|\\^`\"<>% \t\u00e9\ud800", max_size=6),
        max_size=7,
    )
)
def test_parts_are_those_of_the_standard_library(pieces: list[str]) -> None:
    """Whatever stands in a URL that can be read."""
    url = "".join(pieces)
    parts = urls.split(url)

    assert not any(parts) or parts == urlsplit(url)


@pytest.mark.parametrize("tail", ["", "/", "/a/b.html", "?", "?q=1&r", "/?q=?#", "#a", "#", "/a#b?c#d", "/\"[{|}]~'^`"])
def test_parts_of_ordinary_urls(tail: str) -> None:
    """Nothing of them is lost."""
    url = f"https://www.otter-1.example{tail}"

    assert urls.split(url) == urlsplit(url)
