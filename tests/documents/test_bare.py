"""Bare URLs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents.bare import bare_urls, meaning, trim


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("http://a.example", ["http://a.example"]),
        ("HTTPS://A.EXAMPLE/x", ["HTTPS://A.EXAMPLE/x"]),
        ("http://a.example:8080/?q#f", ["http://a.example:8080/?q#f"]),
        ("http://me:secret@a.example/", ["http://me:secret@a.example/"]),
        ("http://[::1]/x http://127.0.0.1/y", ["http://[::1]/x", "http://127.0.0.1/y"]),
        ("http://☃.example/", ["http://☃.example/"]),
        ("www.a.example www.a-b www. www.a..b", ["www.a.example", "www.a-b"]),
        ("http:// https://- http://. ftp://!", []),
        ("xhttp://a.example 1http://a.example", []),
        ("mailto:me@a.example gopher://a.example", []),
        ("http://a_b.c.example http://a.b_c http://a.b_c.d", ["http://a_b.c.example"]),
        ("<http://a.example>http://b.example</a>", ["http://a.example", "http://b.example"]),
        (
            "http://a.example\thttp://b.example\x0bhttp://c.example",
            ["http://a.example", "http://b.example", "http://c.example"],
        ),
        ("http://a.example\u00a0x http://b.example\u3000y", ["http://a.example", "http://b.example"]),
        ("http://a.example,http://b.example", ["http://a.example,http://b.example"]),
    ],
)
def test_bare_urls(text: str, found: list[str]) -> None:
    """A URL without marks begins with a scheme or `www.`, has a host, and ends at white space or an angle bracket."""
    data = text.encode()

    assert [data[start:end].decode() for start, end in bare_urls(data, 0, len(data))] == found


_PUNCTUATION = [".", ",", "!", "?", ":", ";", "...", "*", "**", "_", "~~", ")", ").", "\\"]
_QUOTES = ["'", '"', '",', "`", '")', "&lt;", "&quot;).", "”", "»,", "。", "）"]


@pytest.mark.parametrize("tail", _PUNCTUATION + _QUOTES)
def test_tail(tail: str) -> None:
    """What belongs to the sentence around it is not the URL's."""
    assert trim(f"http://a.example/b{tail}".encode()) == b"http://a.example/b"


@pytest.mark.parametrize("end", ["/", "(b)", "=", "#", "-", "$", "%20", "&b", "]", "é", "((b)", "a;b"])
def test_end(end: str) -> None:
    """What a URL may well end with is left to it."""
    assert trim(f"http://a.example/x{end}".encode()) == f"http://a.example/x{end}".encode()


def test_meaning() -> None:
    """A reader is sent to the URL with its escapes and entities read, and by http where no scheme is written."""
    assert meaning("http://a.example/a\\_b?c&amp;d") == "http://a.example/a_b?c&d"
    assert meaning("www.a.example/x?u=http://b.example") == "http://www.a.example/x?u=http://b.example"


@given(st.text(max_size=60).map(lambda text: f"http://a.example{text} www.{text}"))
def test_any_text(text: str) -> None:
    """Whatever follows, what is told is a part of the text without white space, and does not overlap."""
    data = text.encode()
    last = 0
    for start, end in bare_urls(data, 0, len(data)):
        assert last <= start < end
        assert not set(data[start:end]) & set(b" \t\n\r<>")
        last = end
