"""The definitions of a Markdown text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents import definitions
from linkcheck.documents.definitions import Definitions, label_of
from linkcheck.documents.pieces import Piece


def test_first_use() -> None:
    """A definition is a link from its first use, where its destination stands; of two of a name, the first counts."""
    text = b"[a]\n\n[a]: http://a.example/\n[A]: http://b.example/\n"
    known = Definitions(text, 0)

    assert known.first_use("A", "http://b.example/") is None
    assert known.first_use("a", "http://a.example/") == (10, 27)
    assert known.first_use("a", "http://a.example/") is None


@pytest.mark.parametrize(
    ("used", "needed"),
    [
        ("[a]", "[a]: /a\n\n"),
        ("[text][A]", "[a]: /a\n\n"),
        ("![a][]", "[a]: /a\n\n"),
        ("[b\nb] [none]", "[b b]: </b> 'title'\n\n"),
        ("> [b\n> b]", "[b b]: </b> 'title'\n\n"),
        ("[x [a] y](/u)", "[a]: /a\n\n"),
        ("`\\`[a]", "[a]: /a\n\n"),
        ("| [p\\|q] |", "[p|q]: /p\n\n"),
        ("a[^1]", "[^1]: x\n\n***\n\n"),
        ("\\[a\\] (b b) [c]: a", ""),
    ],
)
def test_needed(used: str, needed: str) -> None:
    """A part of a text is given what it may use and does not define."""
    text = f"{used}\n\nword\n\n[a]: /a\n[b b]: </b> 'title'\n[p|q]: /p\n\n[^1]: note\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(definitions, "pieces", _in_two)
        known = Definitions(text.encode(), 0)

    assert known.portable
    assert known.needed(0, len(used)) == needed.encode()


def _in_two(text: bytes, start: int, *_: object) -> list[Piece]:
    """A text's pieces, cut before its first definition."""
    middle = text.index(b"\n\nword") + 2
    return [Piece(start, middle), Piece(middle, len(text))]


@pytest.mark.parametrize("mark", ["> ", "- "])
def test_where_it_stands_matters(mark: str) -> None:
    """A text is read whole where one of its definitions would be another by itself."""
    text = f"word\n\nword\n\n{mark}[a]:\n{mark.replace('-', ' ')}/a\n".encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(definitions, "pieces", _in_two)

        assert Definitions(text, 0).portable is (mark == "- ")


@given(st.text(st.sampled_from("aA é\t\n\xa0ß"), max_size=8))
def test_label(name: str) -> None:
    """White space and case make no other label; a space that keeps words together is none to the parser."""
    assert label_of(f" {name}\n".replace(" ", "\t ")) == label_of(name.upper().lower()) or "ß" in name
    assert label_of("a\xa0b") != label_of("a b")
