"""HTML as tags and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents.markup import Tag, Words, attribute_value, tokens


def _seen(text: str) -> list[object]:
    data = text.encode()
    return [
        data[token.start : token.end].decode()
        if isinstance(token, Words)
        else (
            ("/" if token.closing else "") + token.name,
            {one.name: data[one.start : one.end].decode() for one in token.attributes},
        )
        for token in tokens(data)
    ]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a<b>c</b>d", ["a", ("b", {}), "c", ("/b", {}), "d"]),
        ("<A HREF=x>", [("a", {"href": "x"})]),
        ("<a href = 'x y' b=\"'\" c>", [("a", {"href": "x y", "b": "'", "c": ""})]),
        ("<a\n\thref\n=\nx\n>", [("a", {"href": "x"})]),
        ("<img src=x/>", [("img", {"src": "x/"})]),
        ("<img src='x'/>", [("img", {"src": "x"})]),
        ("<a/b/c>", [("a", {"b": "", "c": ""})]),
        ("<a b=1 b=2>", [("a", {"b": "1"})]),
        ("<a =b>", [("a", {"=b": ""})]),
        ("<a b=>c", [("a", {"b": ""}), "c"]),
        ("<a b='>'>c", [("a", {"b": ">"}), "c"]),
        ("<a 'b\">c", [("a", {"'b\"": ""}), "c"]),
        ("a<!-- <b> -->c<!-->d<!--->e<!-- --!>f", ["a", "c", "d", "e", "f"]),
        ("a<!-- <b>", ["a"]),
        ("<!DOCTYPE html><?xml a?></ b><![CDATA[x]]>y", ["y"]),
        ("1 < 2 <3", ["1 < 2 <3"]),
        ("a<b", ["a"]),
        ("a<b c='", ["a"]),
        ("a<b c='d>e", ["a"]),
        ("<script><a></SCRIPT >x", [("script", {}), ("/script", {}), "x"]),
        ("<title><a></titled></title>x", [("title", {}), ("/title", {}), "x"]),
        ("<style><a>", [("style", {})]),
        ("é<é>", ["é<é>"]),
    ],
)
def test_tokens(text: str, seen: list[object]) -> None:
    """Tags, values and words are what a browser's tokeniser makes of the text."""
    assert _seen(text) == seen


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("a&amp;b", "a&b"),
        ("?a=1&copy=2", "?a=1&copy=2"),
        ("?a=1&copy2", "?a=1&copy2"),
        ("?a=1&copy", "?a=1©"),
        ("&copy;=", "©="),
        ("&notit;", "&notit;"),
        ("&#38;&#x26;&#38x", "&&&x"),
        ("&#0;&#128;&#xD800;&#x110000;", "\ufffd€\ufffd\ufffd"),
        ("& &; &#; &nosuch;", "& &; &#; &nosuch;"),
    ],
)
def test_attribute_value(written: str, value: str) -> None:
    """Character references are read as they are in attributes."""
    assert attribute_value(written) == value


@given(
    st.lists(st.sampled_from(["<", ">", "a", "/", "=", "'", '"', " ", "!", "--", "<a", "<script>", "</script", "é"]))
)
def test_any_text(pieces: list[str]) -> None:
    """Whatever the text, tokens stand in order and inside it."""
    data = "".join(pieces).encode()
    last = 0
    for token in tokens(data):
        match token:
            case Words(start, end):
                assert last <= start < end <= len(data)
                last = end
            case Tag():
                for one in token.attributes:
                    assert last <= one.start <= one.end <= len(data)
                    last = one.start
