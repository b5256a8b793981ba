"""A link that follows another: how it is written, and what is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents import extract
from linkcheck.documents.append import Form, may_follow, read_sequel, sequel, url_in
from linkcheck.settings.parse import words
from tests.documents import forms
from tests.documents.rewriting import document, snapshot_of

NAMES = {
    Form.MARKDOWN: "issue.md",
    Form.HTML: "issue.html",
    Form.RESTRUCTURED: "issue.rst",
    Form.ASCIIDOC: "issue.adoc",
    Form.TEXT: "issue.txt",
}


@pytest.mark.parametrize("form", list(Form))
@given(url=forms.urls(), word=st.sampled_from(["archived", "archiviert am 5 Juni", "アーカイブ", "संग्रहीत", "a-b"]))
def test_what_is_written_is_read_again(form: Form, url: str, word: str) -> None:
    """In every syntax: one link, to the snapshot, with its word; it ends where it was written to end."""
    written = url_in(form, snapshot_of(url))
    text = f"x{sequel(form, word, written)}, y"
    (link,) = extract(document(text, NAMES[form]))

    found = read_sequel(form, text.encode(), 1, {link.span.start: link.span.end})

    assert found is not None
    assert link.written == written
    assert (found.url, found.word) == ((link.span.start, link.span.end), word)
    assert may_follow(text.encode(), link.span.start)
    assert text.encode()[found.end :] == b", y"


@pytest.mark.parametrize(
    "text",
    [
        "x ([archived](http://a.example/)",
        "x [archived](http://a.example/)",
        "x  ([archived](http://a.example/))",
        "x ([archived]( http://a.example/))",
        "x ([archived](http://a.example/ 'T'))",
        "x ([*archived*](http://a.example/))",
        "x ([](http://a.example/))",
        "x (![archived](http://a.example/))",
    ],
)
def test_what_is_none(text: str) -> None:
    """Anything that is not to the letter what would be written is the author's own."""
    ends = {link.span.start: link.span.end for link in extract(document(text))}

    assert read_sequel(Form.MARKDOWN, text.encode(), 1, ends) is None


@pytest.mark.parametrize("wrong", ["", " ", "a]b", "<b>", "a_b", "*a*", "a|b", "a\nb", "a  b", "-a", "x" * 61, "a&", 5])
def test_a_word_with_marks_in_it_is_no_setting(wrong: object) -> None:
    """No letter of the word means anything in any markup."""
    with pytest.raises(ValueError, match=r"a text|a word"):
        words(wrong)


@pytest.mark.parametrize(
    "text", ["[a](http://a.example/)", "x ([*a*](http://a.example/))", 'x <a href="http://a.example/">']
)
def test_what_follows_nothing(text: str) -> None:
    """Without a link's word before it, a URL is none that follows."""
    assert not may_follow(text.encode(), text.index("http"))
