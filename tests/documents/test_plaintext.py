"""The links of plain text."""

from linkcheck.model import Kind
from tests.documents.reading import links, urls


def test_no_markup() -> None:
    """Plain text knows no escapes, no entities and no code: every character is the URL's own."""
    text = "http://a.example/?b&amp;c `http://d.example/` [x](http://e.example/f) <http://g.example/>"

    assert urls(text, Kind.TEXT) == [
        "http://a.example/?b&amp;c",
        "http://d.example/",
        "http://e.example/f",
        "http://g.example/",
    ]


def test_context() -> None:
    """A URL on a line of its own has the paragraph before as context, as in Markdown."""
    text = "What happened to the library that kept every letter.\r\n\r\nhttp://a.example/\r\n\r\nMore.\r\n"

    (link,) = links(text, Kind.TEXT)

    assert link.context == "What happened to the library that kept every letter. http://a.example/"
    assert (link.text, link.line) == ("http://a.example/", 3)


def test_paragraph() -> None:
    """A URL in a sentence has its paragraph, hard-wrapped lines joined."""
    (link,) = links("One.\n\nThe report of that year is\nat www.a.example/r, they say.\n\nThree.\n", Kind.TEXT)

    assert link.url == "http://www.a.example/r"
    assert link.context == "The report of that year is at www.a.example/r, they say."
