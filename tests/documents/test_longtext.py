"""A large text of which a part at a time is at hand: it is the text that it would be at once."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents import longtext, passages
from linkcheck.documents.extract import extract
from linkcheck.documents.longtext import LongText, in_lines, matches, parts_of
from tests.documents import forms
from tests.documents.rewriting import document

_TEXT = st.text(st.sampled_from("ab`_é🎉 \n\r"), max_size=80)
_SPANNING = re.compile(r"(?<![^\W_])`[^`]{1,20}`_|(?<!b)a+_(?!\w)")


@given(_TEXT, st.integers(0, 80), st.integers(0, 80))
def test_slices(text: str, start: int, end: int) -> None:
    """What stands between two places is what stands there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(longtext, "PART", 3)
        long = LongText(text.encode())

        assert long[start:end] == text[start:end]
        assert len(long) == len(text)
        assert "".join(part for _, part in parts_of(long)) == text
        assert all(text.startswith(part, first) for first, part in parts_of(long))
        assert long.isascii() == text.isascii()


@given(_TEXT)
def test_matches(text: str) -> None:
    """A pattern is found where it would be, over the ends of lines and parts too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(longtext, "PART", 3)
        patch.setattr(longtext, "_AHEAD", 25)
        long = LongText(text.encode())

        assert [match[0] for match in matches(_SPANNING, long)] == _SPANNING.findall(text)
        assert [match[0] for match in in_lines(re.compile("_ ?a"), "_", long)] == re.findall("_ ?a", text)


@pytest.mark.parametrize("name", ["issue.rst", "issue.adoc"])
@given(data=st.data())
def test_the_links_are_the_same(name: str, data: st.DataObject) -> None:
    """A text that is read in parts has the links that it has at once, where they are, and the words around them."""
    form = forms.restructured() if name == "issue.rst" else forms.asciidoc()
    whole = document("\n".join(data.draw(st.lists(form | forms.hostile(), min_size=1, max_size=4))), name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(longtext, "LARGE", 0)
        patch.setattr(longtext, "PART", 20)
        patch.setattr(passages, "AT_HAND", 4)
        found = extract(whole)

    assert found == extract(whole)
