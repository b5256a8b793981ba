"""Destinations, to the byte."""

import pytest

from linkcheck.documents import destination


@pytest.mark.parametrize(
    ("link", "meaning", "written"),
    [
        ("[a](b)", "b", "b"),
        ("[a]( b )", "b", "b"),
        ("[a](<b c>)", "b c", "b c"),
        ("[a](<b\\>c>)", "b>c", "b\\>c"),
        ("[a](b(c)d)", "b(c)d", "b(c)d"),
        ("[a](b\\)c)", "b)c", "b\\)c"),
        ("[a](b 't(')", "b", "b"),
        ("[a](\n  b\n  (t)\n)", "b", "b"),
        ("[a](\n> > b)", "b", "b"),
        ("[a](\r>b)", ">b", ">b"),
        ("[a](&amp;\\&amp;)", "&&amp;", "&amp;\\&amp;"),
        ("[a](b\\|c)", "b|c", "b\\|c"),
        ("[a](b\\\\|c)", "b|c", "b\\\\|c"),
    ],
)
def test_inline(link: str, meaning: str, written: str) -> None:
    """The destination is found between the parentheses, without brackets, gaps, marks of quotes or title."""
    text = f"é {link} x".encode()
    end = len(text) - 2

    found = destination.inline(text, 5, end, meaning)

    assert found
    assert text[slice(*found)].decode() == written


def test_never_guesses() -> None:
    """Where the text does not say what the parser read, there is no destination."""
    assert destination.inline(b"[a](b)", 2, 6, "c") is None
    assert destination.inline(b"[a]b)", 2, 5, "b") is None
    assert destination.inline(b"[a](<b)", 2, 7, "b") is None
    assert destination.definition(b"[a]: b", 0, 6, "c") is None
    assert destination.definition(b"a: b", 0, 4, "b") is None


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("[a]: b", "b"),
        ("[a\\]]: b 't'", "b"),
        ("[a\nb]:\n  <b c>", "b c"),
        ("[a]:\n> b", "b"),
        ("[a]: b(c", "b(c"),
        ("[a]: &lt;", "<"),
    ],
)
def test_definition(written: str, meaning: str) -> None:
    """A definition's destination is found behind its label."""
    text = written.encode()

    found = destination.definition(text, 0, len(text), meaning)

    assert found
    assert destination.unescape(text[slice(*found)].decode()) == meaning


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("a", "a"),
        ("\\!\\a\\\\", "!\\a\\"),
        ("&amp;&AMP;&copy;&ngE;", "&&©≧̸"),
        ("&copy &nosuch; &#;", "&copy &nosuch; &#;"),
        ("&#65;&#x41;&#X61;", "AAa"),
        ("&#0;&#xD800;&#1114112;", "\ufffd\ufffd\ufffd"),
        ("&#12345678;", "&#12345678;"),
        ("\\&amp;", "&amp;"),
    ],
)
def test_unescape(written: str, meaning: str) -> None:
    """Backslashes and entities are read as CommonMark 0.31.2 says in sections 2.4 and 2.5."""
    assert destination.unescape(written) == meaning
