"""Reading a page from bytes."""

import pytest

from linkcheck.judge.charset import decode, reader
from linkcheck.judge.page import Page, read
from tests.judge.making import answer

URL = "https://press.example/x"


def page(body: str | bytes, **headers: str) -> Page:
    """A page read from a body."""
    return read(answer(URL, 200, body, {k.replace("_", "-"): v for k, v in headers.items()} or None))


ENCODED = [
    ("text/html; charset=iso-8859-1", "Über", "cp1252", ""),
    ("text/html; charset='utf-8'", "Über", "utf-8", ""),
    ("text/html", "Über", "utf-8", ""),
    ("text/html", "Über", "cp1252", ""),
    ("text/html", "お探し", "euc_jp", '<meta charset="euc-jp">'),
    ("text/html", "お探し", "cp932", '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'),
    ("text/html", "не найдена", "cp1251", "<meta charset=windows-1251>"),
    ("text/html", "找不到", "gb18030", '<meta charset="gb2312">'),
    ("text/html; charset=nonsense", "Über", "utf-8", ""),
    ("text/html; charset=rot13", "Über", "utf-8", ""),
    ("text/html; charset=utf-7", "Über", "utf-8", ""),
]


@pytest.mark.parametrize(("kind", "text", "codec", "meta"), ENCODED)
def test_charset(kind: str, text: str, codec: str, meta: str) -> None:
    """Header, meta, UTF-8, windows-1252: in this order, and only encodings that a browser knows."""
    body = f"<html><head>{meta}<title>{text}</title></head><body>x</body></html>".encode(codec)

    assert text == page(body, Content_Type=kind).title


def test_a_byte_order_mark_wins() -> None:
    """A byte order mark beats the header."""
    body = b"\xff\xfe" + "<title>Über</title>".encode("utf-16-le")

    assert page(body, Content_Type="text/html; charset=iso-8859-1").title == "Über"


def test_a_cut_character_is_still_utf8() -> None:
    """A body cut within a character is read as UTF-8."""
    cut = answer(URL, 200, "<title>Über</title>ü".encode()[:-1])

    assert "Über" in decode(type(cut)(cut.url, cut.status, (), cut.body, truncated=True, address=""))


def test_only_text_encodings() -> None:
    """A page cannot ask for a codec that is none of the web's."""
    assert [reader(name) for name in ("rot13", "zlib", "unicode_escape", "idna", "utf-8", "latin1")] == [
        None, None, None, None, "utf-8", "cp1252",
    ]  # fmt: skip


def test_what_a_reader_sees() -> None:
    """Scripts, styles and noscript are not text; menus, footers and links are no prose."""
    found = page(
        "<title>T</title><body><nav>Menu</nav><h1>A <b>head</b></h1><script>no()</script><style>p{}</style>"
        "<noscript>no</noscript><p>Some words <a href=x>and a link</a>.</p><footer>Foot</footer>"
    )

    assert (found.title, found.headings) == ("T", ("A head",))
    assert found.text == "Menu A head Some words and a link . Foot"
    assert found.prose == "A head Some words ."


def test_what_a_set_of_frames_throws_out() -> None:
    """Styles and menus are no text of a body either that a set of frames takes the place of."""
    assert page("<nav><style>p{}</style></nav><style>a{}</style><frameset><frame></frameset>").text == ""


def test_the_title_is_not_a_pictures_title() -> None:
    """The title of an inline picture is not the page's."""
    assert page("<body><svg><title>Menu</title></svg><title>Otters</title>").title == "Otters"


def test_what_is_not_html() -> None:
    """A file has no title and no marks; plain text has its text."""
    assert not page(b"%PDF-1.4 <title>x</title>", Content_Type="application/pdf").html
    assert page("Page not found", Content_Type="text/plain").text == "Page not found"
    assert page("<!doctype html><title>Otters</title>", X_Other="1").title == "Otters"


def test_a_page_made_to_keep_a_parser_busy() -> None:
    """Of a page with thousands of unclosed elements the beginning is read, and that in no time."""
    found = page("<title>Otters</title><p>first words</p>" + "<div>" * 50_000 + "last words")

    assert (found.title, found.text) == ("Otters", "first words")
