"""The words around a link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents import prose
from linkcheck.documents.extract import extract
from linkcheck.documents.prose import CONTEXT
from linkcheck.model import Link
from tests.documents import forms
from tests.documents.reading import links
from tests.documents.rewriting import document

_BLURB = "What happened to the library that kept every letter it was ever sent, and who pays for it now."


def _one(text: str) -> Link:
    (link,) = links(text)
    return link


def test_paragraph() -> None:
    """A link in a sentence has its paragraph as context, white space made single."""
    text = "Words that stand before   the\nlink [here](http://a.example/) and words that follow it."

    assert _one(text).context == "Words that stand before the link here and words that follow it."


def test_blurb_before() -> None:
    """A URL on a line of its own has the paragraph before it as context."""
    assert _one(f"{_BLURB}\n\n<http://a.example/>\n").context == f"{_BLURB} http://a.example/"


def test_blurb_behind() -> None:
    """A title that is a link has the paragraph behind it as context, not the one before."""
    text = f"The end of the item before this one.\n\n[A title](http://a.example/)\n\n{_BLURB}\n"

    assert _one(text).context == f"A title {_BLURB}"


def test_other_sections_tell_nothing() -> None:
    """Words under another heading, and the heading itself, are no context; the heading is the section."""
    link = _one(f"{_BLURB}\n\n# Jobs\n\nhttp://a.example/\n\n# More\n\n{_BLURB}")

    assert (link.section, link.context) == ("Jobs", "http://a.example/")


def test_other_links_lines_tell_nothing() -> None:
    """In a list of links, one is no context of the next."""
    found = links("http://a.example/\n\nhttp://b.example/\n\nhttp://c.example/\n")

    assert [link.context for link in found] == ["http://a.example/", "http://b.example/", "http://c.example/"]


def test_long_paragraph() -> None:
    """Of a long paragraph the words nearest to the link are kept."""
    link = _one("far " * 500 + "near [here](http://a.example/) near" + " far" * 500)

    assert "near here near" in link.context
    assert len(link.context) <= CONTEXT


def test_long_link() -> None:
    """A link whose text is longer than any context has a context all the same."""
    link = _one("[" + "word " * 500 + "](http://a.example/)")

    assert link.context.startswith("word word")
    assert len(link.context) <= CONTEXT


def test_context_of_a_bare_url_in_a_long_line() -> None:
    """The words around a bare URL are those around it, however far into the line it stands."""
    link = _one("fär " * 1000 + "near http://a.example/ near" + " fär" * 1000)

    assert "near http://a.example/ near" in link.context


@pytest.mark.parametrize("name", ["issue.md", "issue.html", "issue.txt"])
@given(data=st.data())
def test_many_blocks(name: str, data: st.DataObject) -> None:
    """Blocks that are kept as bytes and words that are made some at a time have the same words in them."""
    form = {"issue.md": forms.markdown(), "issue.html": forms.page(), "issue.txt": forms.plain_text()}[name]
    whole = document(" \n\n".join(data.draw(st.lists(form | forms.hostile(), min_size=1, max_size=4))), name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prose, "PAGE", 2)
        patch.setattr(prose, "_LONG", 5)
        found = extract(whole)

    assert found == extract(whole)
