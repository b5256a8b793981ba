"""The lines of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents import longtext, passages
from linkcheck.documents.longtext import LongText
from linkcheck.documents.passages import Line, lines_of


@given(st.text(st.sampled_from("ab é🎉 \t\n\r"), max_size=60), st.lists(st.integers(0, 59), max_size=12))
def test_lines_of_a_large_text(text: str, wanted: list[int]) -> None:
    """Made some at a time, in whatever order they are asked for, they are those that are made at once."""
    whole = list(lines_of(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(longtext, "PART", 3)
        patch.setattr(passages, "AT_HAND", 4)
        lines = lines_of(LongText(text.encode()))

        assert list(lines) == whole
        assert len(lines) == len(whole)
        assert lines[1:5] == whole[1:5]
        for at in wanted:
            assert at >= len(whole) or lines[at] == whole[at]


def test_lines() -> None:
    """Blank lines that follow one another are one, and a line is as far in as its tabs make it."""
    assert list(lines_of("a\n\n \n\tb c \r\nd")) == [
        Line(0, 1, 0, "a"),
        Line(2, 2, 0, ""),
        Line(5, 9, 8, "b c"),
        Line(12, 13, 0, "d"),
    ]
