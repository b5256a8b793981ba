"""A large Markdown text in pieces: the links and their words are those of the whole."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents import markdown
from linkcheck.documents.destination import Range
from linkcheck.documents.extract import extract
from linkcheck.documents.pieces import SIZE, pieces
from linkcheck.model import Link
from tests.documents import forms
from tests.documents.rewriting import document
from tests.documents.test_specification import COMMONMARK, GFM

TIMES = 20
"""Texts that stand behind one another."""
_BETWEEN = (
    *(
        "\n\n",
        "\n",
        "\n- ",
        "\n\n- ",
        "\n7. ",
        "\n> ",
        "\n\n    ",
        "\n\nword\n\n",
        "\r\n\r\n",
        "\r\n- ",
        "\n```\n",
        "\n~~~\n",
    ),
    *(
        "\n<!-- ",
        "\n-->\n",
        "\n<div>\n",
        "\n</div>\n\n",
        "<a href='http://x.example/'>",
        "</a>\n\n",
        "\n<pre>\n",
        "</pre>\n",
    ),
    *(
        "\n\n| a | b |\n|---|---|\n| c | http://a.example/ |\n",
        "\n[^1]: ",
        "[^1]",
        "**",
        "`",
        "\n\n[x]: http://y.example/\n",
    ),
)
_BITS = (
    "text",
    "[l](http://d.example/)",
    "http://b.example/_a_",
    "<http://f.example/>",
    "# h",
    "[x]",
    "![i](/p.png)",
    "-",
    "",
)


def _links(text: str, cut: Callable[[bytes, int, Callable[[str], str]], Iterator[Range]]) -> tuple[Link, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "pieces", cut)
        return extract(document(text))


def _whole(text: bytes, start: int, _: Callable[[str], str]) -> Iterator[Range]:
    yield start, len(text)


def _same(text: str) -> None:
    """Cut wherever it may be, a text has the links that it has uncut."""
    assert _links(text, partial(pieces, size=1)) == _links(text, _whole)


@given(st.lists(st.tuples(st.sampled_from(_BITS) | forms.markdown(), st.sampled_from(_BETWEEN)), max_size=12))
def test_cut_and_uncut(parts: list[tuple[str, str]]) -> None:
    """Blocks of every kind, open and closed, behind one another and in one another."""
    _same("".join(map("".join, parts)))


@given(forms.hostile())
def test_any_text(text: str) -> None:
    """Any marks of any markup."""
    _same(text)


def test_the_specification() -> None:
    """The examples of CommonMark and GFM behind one another, with definitions and without."""
    texts = [str(example.values[0]) for example in (*COMMONMARK, *GFM)]
    for first in range(0, len(texts), TIMES):
        together = texts[first : first + TIMES]
        _same("\n\n".join(together))
        _same("\n\nword\n\n".join(text for text in together if "]:" not in text))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("one\n\ntwo\n\nthree", [(0, 5), (5, 10), (10, 15)]),
        ("- one\n- two\n- three", [(0, 6), (6, 12), (12, 19)]),
        ("one\n\n- two", [(0, 5), (5, 10)]),
        ("```\none\n\ntwo\n```\n\nthree\n\nfour", [(0, 25), (25, 29)]),
        ("<!--\n\none\n\n-->\n\ntwo", [(0, 16), (16, 19)]),
        ("> one\n\ntwo", [(0, 7), (7, 10)]),
        ("one\ntwo", [(0, 7)]),
        ("one\n\n    two", [(0, 12)]),
        ("<div>\n- one\n\ntwo\n\nthree", [(0, 18), (18, 23)]),
    ],
)
def test_places(text: str, places: list[Range]) -> None:
    """A text is cut where nothing is open that goes on, and nowhere else."""
    assert list(pieces(text.encode(), 0, markdown._MARKDOWN.html, size=1)) == places


def test_a_letter_is_not_cut() -> None:
    """What is no larger than a piece is read whole, and nobody is asked."""

    def unasked(_: str) -> str:
        raise AssertionError

    assert list(pieces(b"word\n\n" * (SIZE // 6), 0, unasked)) == [(0, SIZE // 6 * 6)]


def test_code_without_an_end_is_linear() -> None:
    """Within code that nothing closes, pieces grow: the parser is given twice the text, not a hundred times."""
    given: list[int] = []

    def shown(text: str) -> str:
        given.append(len(text))
        return markdown._MARKDOWN.html(text)

    text = b"```\n" + b"word\n\n" * 20_000
    assert list(pieces(text, 0, shown, size=100)) == [(0, len(text))]
    assert sum(given) < 3 * len(text)
