"""Encodings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents.charset import as_utf8, encoding_of, stray_byte, texts


def _page(charset: str, text: str, codec: str) -> bytes:
    return f"<html><meta charset={charset}><p>{text}".encode(codec)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"plain", "utf-8"),
        ("é".encode(), "utf-8"),
        ("\ufeffé".encode(), "utf-8"),
        (b"\xff\xfe" + "é".encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + "é".encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfea", None),
        (b"\xe9", None),
        (_page("iso-8859-1", "é", "latin-1"), "cp1252"),
        (_page("ISO-8859-1", "\x81é", "latin-1"), "iso8859-1"),
        (_page('"windows-1251"', "п", "cp1251"), "cp1251"),
        (_page("Shift_JIS", "日", "shift_jis"), "shift_jis"),
        (_page("euc-kr", "한", "cp949"), "cp949"),
        (_page("gb2312", "中", "gbk"), "gbk"),
        (_page("iso-8859-1", "é", "utf-8"), "utf-8"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">\xd0', "koi8-r"),
        (b'<?xml version="1.0" encoding="iso-8859-15"?>\xa4', "iso8859-15"),
        (_page("utf-8", "é", "latin-1"), None),
        (_page("utf-7", "é", "latin-1"), None),
        (_page("idna", "é", "latin-1"), None),
        (_page("rot13", "é", "latin-1"), None),
        (_page("unheard-of", "é", "latin-1"), None),
        (b" " * 5000 + _page("iso-8859-1", "é", "latin-1"), None),
    ],
)
def test_encoding(data: bytes, encoding: str | None) -> None:
    """UTF-8 where it fits; else what is declared, if it is an encoding of text that gives back every byte."""
    assert encoding_of(data) == encoding


@given(st.binary(max_size=60), st.sampled_from([b"", b"<meta charset=big5>", b"<meta charset=euc-jp>", b"\xff\xfe"]))
def test_bytes_come_back(data: bytes, head: bytes) -> None:
    """Whatever encoding is told, it reads the bytes and writes the same ones."""
    if encoding := encoding_of(head + data):
        assert (head + data).decode(encoding).encode(encoding) == head + data


def test_stray_byte() -> None:
    """The first byte that is not UTF-8 is told with its offset."""
    assert stray_byte(b"ab\xe9c") == (2, 0xE9)
    assert stray_byte("é".encode()) is None


@given(
    st.text(st.sampled_from("aé€🎉日\n\ufeff"), max_size=40),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "gb18030", "shift_jis", "big5", "cp1252"]),
    st.integers(1, 9),
)
def test_a_piece_at_a_time(text: str, encoding: str, size: int) -> None:
    """Bytes that are decoded a piece at a time, wherever it ends, say what they say as a whole."""
    data = text.encode(encoding, "ignore")

    assert "".join(texts(data, encoding, size)) == data.decode(encoding)
    assert as_utf8(data, encoding) == data.decode(encoding).encode()


@given(st.binary(min_size=1, max_size=40), st.integers(1, 9))
def test_what_is_not_utf_8_is_not_in_pieces(data: bytes, size: int) -> None:
    """A piece that ends within a character is no error, and one that none can be made of is."""
    try:
        whole: str | None = data.decode()
    except UnicodeDecodeError:
        whole = None
    try:
        pieces: str | None = "".join(texts(data, "utf-8", size))
    except UnicodeDecodeError:
        pieces = None

    assert pieces == whole
