"""Dates in HTML."""

import pytest

from linkcheck.documents.front import NOTHING
from linkcheck.documents.published import publication
from linkcheck.model import DateSource, Kind


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ("<time datetime='2017-03-26T10:00:00Z'>", "2017-03-26"),
        ("<TIME DATETIME=2017-03>", "2017-03"),
        ("<meta property='article:published_time' content='2017-03-26'>", "2017-03-26"),
        ("<meta content='2017-03-26' name=DC.date>", "2017-03-26"),
        ("<meta itemprop=datePublished content='26 March 2017'>", "2017-03-26"),
        ("<time datetime='2001-01-01'><meta name=date content='2017-03-26'>", "2017-03-26"),
        (
            "<meta name=date content='2001-01-01'><meta property='article:published_time' content='2017-03-26'>",
            "2017-03-26",
        ),
        ("<time datetime='2001-01-01'><time pubdate datetime='2017-03-26'>", "2017-03-26"),
        ("<time datetime='2001-01-01'><time itemprop=datePublished datetime='2017-03-26'>", "2017-03-26"),
        ("<time datetime='2017-03-26'><time datetime='2001-01-01'>", "2017-03-26"),
        ("<time datetime='12:30'><time datetime='2017-03-26'>", "2017-03-26"),
        ("<meta name=date content='soon'><time datetime='2017-03-26'>", "2017-03-26"),
        ("<!-- <time datetime='2001-01-01'> --><script>'<time datetime=2002-01-01>'</script>", None),
        ("<meta name='last-modified' content='2017-03-26'><meta name=date>", None),
        ("<time>2017-03-26</time>", None),
    ],
)
def test_in_html(page: str, day: str | None) -> None:
    """A page's date is what a `<meta>` states, else what a `<time>` says, the surer before the vaguer."""
    found = publication("a.html", Kind.HTML, NOTHING, page.encode())

    assert (found.written if found else None) == day
    assert found is None or found.source is DateSource.HTML


def test_page_before_path() -> None:
    """What the page says is believed before its path."""
    found = publication("2001-01-01.html", Kind.HTML, NOTHING, b"<time datetime='2017-03-26'>")

    assert found
    assert found.written == "2017-03-26"


@pytest.mark.parametrize(
    ("path", "kind", "body", "written"),
    [
        ("a.rst", Kind.RESTRUCTURED, b"Title\n=====\n\n:date: 2014-02-03 10:20\n:tags: x\n\ntext", "2014-02-03"),
        ("a.rst", Kind.RESTRUCTURED, b":Date: 3 March 2014\n\ntext", "2014-03-03"),
        ("a.rst", Kind.RESTRUCTURED, b"Title\n=====\n\ntext\n\n:date: 2014-02-03\n", None),
        ("a.adoc", Kind.ASCIIDOC, b"= Title\nA. Uthor <a@b.example>\nv1.0, 2014-01-02\n\ntext", "2014-01-02"),
        ("a.adoc", Kind.ASCIIDOC, b"= Title\nA. Uthor\n2014-01-02\n", "2014-01-02"),
        ("a.adoc", Kind.ASCIIDOC, b"= Title\n:revdate: 2014-01-02\n\ntext 2015-01-01", "2014-01-02"),
        ("2013-05-06-a.adoc", Kind.ASCIIDOC, b"= Title\n\n2014-01-02 was a Thursday", "2013-05-06"),
    ],
)
def test_headers_of_other_markup(path: str, kind: Kind, body: bytes, written: str | None) -> None:
    """ReStructuredText's field and AsciiDoc's attribute or revision line state the date; running text does not."""
    found = publication(path, kind, NOTHING, body)

    assert (found.written if found else None) == written
