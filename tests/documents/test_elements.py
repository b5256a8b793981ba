"""The elements of HTML that a style adds to."""

import pytest

from linkcheck.documents.elements import Elements


def elements(text: str) -> Elements:
    """Those of one piece."""
    return Elements([(text.encode(), 0)])


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("<a href=x>b</a>c", "<a href=x>b</a>"),
        ("<a href=x>b</A\n>c", "<a href=x>b</A\n>"),
        ("<a href=x><b>c</b></a></a>", "<a href=x><b>c</b></a>"),
        ("<a href=x>b<a href=y>c</a>", ""),
        ("<a href=x>b", ""),
        ("<a href=x>b<!-- </a> -->", ""),
        ("<a href=x>b<script>'</a>'</script>c</a>", "<a href=x>b<script>'</a>'</script>c</a>"),
    ],
)
def test_where_an_anchor_ends(text: str, closed: str) -> None:
    """Behind its own end tag; an anchor that another one ends, or nothing, has no end that is certain."""
    anchor = elements(text).at(text.index("x"))

    assert anchor is not None
    assert text[: anchor.closed] == closed


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("<p>|</p>", "<p>"),
        ("<a href=x>|</a>.", "<a href=x>|</a>"),
        ("<a href=x><picture>|</picture></a>.", "<a href=x><picture>|</picture></a>"),
        ("<svg><a href=x></a>|</svg>.", "<svg><a href=x></a>|</svg>"),
        ("<a href=x></a>|<a href=y></a>", "<a href=x></a>"),
        ("<picture>|", "<picture>"),
    ],
)
def test_behind_what_must_not_be_broken_open(text: str, behind: str) -> None:
    """A link goes into no other link, no picture and no drawing; between two of them it may stand."""
    place = text.index("|")

    assert text[: elements(text).behind(place)] == behind


def test_places_are_those_of_the_whole_text() -> None:
    """Pieces are read in order, an anchor may be open from one to the next, and places count from the text's start."""
    found = Elements([(b"<a href='x'>", 10), (b"<img src=y>", 40), (b"</a>", 60)])
    anchor, image = found.at(12), found.at(45)

    assert anchor is not None
    assert image is not None
    assert (anchor.start, anchor.end, anchor.closed) == (10, 22, 64)
    assert (image.name, image.end, found.behind(image.end)) == ("img", 51, 64)
    assert anchor.holds("href", 19)
    assert not anchor.holds("href", 20)
    assert found.at(30) is None
