"""A document's text and the way back to its bytes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents.source import Source
from linkcheck.model import Span
from tests.documents.reading import document

_TEXT = st.text(st.sampled_from("aé€🎉\n\r \u2028\x0b"), max_size=40)


def test_utf8_is_itself() -> None:
    """A UTF-8 document's text is its bytes."""
    source = Source.of(document("é x", body=3))

    assert (source.text, source.body) == ("é x".encode(), 3)
    assert list(source.spans([(0, 2)])) == [Span(0, 2)]


def test_other_encodings() -> None:
    """In other encodings the body and every span are told in the file's own bytes."""
    source = Source.of(document("éé ab", encoding="utf-16-le", body=4))

    assert (source.text, source.body) == ("éé ab".encode(), 4)
    assert list(source.spans([(5, 7), (0, 2)])) == [Span(6, 10), Span(0, 2)]


@given(_TEXT, st.sampled_from(["utf-8", "utf-16-be", "gb18030"]), st.booleans())
def test_places(text: str, encoding: str, marked: bool) -> None:
    """Line and column are those of the lines that CRLF, CR and LF end, whatever the encoding."""
    mark = "\ufeff" if marked else ""
    source = Source.of(document(mark + text, encoding=encoding))
    starts = [len((mark + text[:count]).encode()) for count in range(len(text))]

    places = source.places(starts)

    expected = []
    for count in range(len(text)):
        ends = [end.end() for end in re.finditer(r"\r\n|\r|\n", text) if end.end() <= count]
        expected.append((len(ends) + 1, count - (ends[-1] if ends else 0) + 1))
    assert [place for place, start in zip(places, starts, strict=True) if _whole(text, start, mark)] == [
        place for place, start in zip(expected, starts, strict=True) if _whole(text, start, mark)
    ]


def _whole(text: str, start: int, mark: str) -> bool:
    """Not between the two characters of one line end, where no link starts."""
    return b"\r\n" not in (mark + text).encode()[max(0, start - 1) : start + 1]


def test_same_place_twice() -> None:
    """Two links at one place are told the same line and column."""
    assert list(Source.of(document("a\nb")).places([2, 2])) == [(2, 1), (2, 1)]
