"""The links of Markdown, where parsers and writers go wrong; the forms one by one are case files."""

import pytest

from linkcheck.model import Syntax
from tests.documents.reading import links, urls


def test_nested_quotes_and_lists() -> None:
    """A destination on a line of its own is found behind the marks of quotes and lists."""
    text = "> - [a](\n>   http://a.example/\n>   'title\n>   of two lines')\n> > [b](\n> > <http://b.example/>)\n"

    assert urls(text) == ["http://a.example/", "http://b.example/"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    """Every line end is one."""
    text = end.join(
        ["[a](", "http://a.example/", "'t')", "", "[b]", "", "[b]:", " http://b.example/", "", "http://c.example/"]
    )

    assert [(link.url, link.line) for link in links(text)] == [
        ("http://a.example/", 2),
        ("http://b.example/", 8),
        ("http://c.example/", 10),
    ]


def test_definition_used_as_link_and_image() -> None:
    """A definition is one link with the words of its first use, whatever its uses are."""
    (link,) = links("![first][x] and [second][x] and [x]\n\n[x]: http://a.example/\n")

    assert (link.syntax, link.text, link.context) == (Syntax.REFERENCE, "first", "first and second and x")


def test_definition_inside_a_quote_used_outside() -> None:
    """Definitions count for the whole document, wherever they stand."""
    assert urls("[a]\n\n> [a]: http://a.example/\n") == ["http://a.example/"]


def test_raw_anchor_around_markdown() -> None:
    """Text inside a raw `<a>` is that link's text: a bare URL in it is not a second link, a marked link is."""
    text = '<a href="http://a.example/">http://b.example/ ![c](http://c.example/)</a> http://d.example/'

    assert urls(text) == ["http://a.example/", "http://c.example/", "http://d.example/"]


def test_raw_anchor_across_blocks() -> None:
    """An `<a>` opened in an HTML block goes on over the Markdown behind it, up to its end tag."""
    text = '<div><a href="http://a.example/">\n\nhttp://b.example/ **bold**\n\n</a></div>\n\nhttp://c.example/\n'

    found = links(text)

    assert [link.url for link in found] == ["http://a.example/", "http://c.example/"]
    assert found[0].text == "http://b.example/ bold"


def test_raw_anchor_never_closed() -> None:
    """An `<a>` in running text that is never closed ends with its paragraph."""
    assert urls('<a href="http://a.example/">a\n\nhttp://b.example/\n') == ["http://a.example/", "http://b.example/"]


def test_inline_code_tags() -> None:
    """A URL between raw `<code>` tags is an example; one behind an unclosed tag's paragraph is not."""
    assert urls("<code>http://a.example/</code> <kbd>x\n\nhttp://b.example/\n") == ["http://b.example/"]


def test_html_block_in_a_list() -> None:
    """The spaces and marks around a block's lines are no part of its tags."""
    text = '> * <div\n>   class="x"><a\n>   href="http://a.example/"\n>   >x</a></div>\n'

    (link,) = links(text)

    assert (link.url, link.line) == ("http://a.example/", 3)


def test_emphasis_around_and_inside() -> None:
    """Emphasis that holds a URL ends it; emphasis inside a URL is none; what starts inside and ends behind cuts it."""
    text = "*see http://a.example/x* __http://b.example/__ http://c.example/_d_e http://d.example/*a b* *http://e.example/x*f"

    assert urls(text) == [
        "http://a.example/x",
        "http://b.example/",
        "http://c.example/_d_e",
        "http://d.example/",
        "http://e.example/x",
    ]


def test_everything_in_a_row() -> None:
    """Links without a space between them are told apart."""
    text = "[a](http://a.example/)http://b.example/<http://c.example/>`http://d.example/`![e](http://e.example/)<br>http://f.example/"

    assert urls(text) == [f"http://{host}.example/" for host in "abcef"]


def test_protocol_relative() -> None:
    """A destination without a scheme but with a host is asked by https."""
    (link,) = links("[a](//a.example/x)")

    assert (link.written, link.url) == ("//a.example/x", "https://a.example/x")
