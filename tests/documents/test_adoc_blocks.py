"""AsciiDoc's blocks and attributes: what is running text, and what a reader sees of its links."""

import pytest

from linkcheck.model import Kind
from tests.documents.reading import links, urls


@pytest.mark.parametrize(
    ("use", "fixed"),
    [("{a}[x]", False), ("See {a}.", False), ("link:{a}[x]", False), ("{a}/b[x]", True), ("x{a}", True), ("", True)],
)
def test_an_attribute_is_changed_only_where_it_stands_for_itself(use: str, fixed: bool) -> None:
    """Other URLs are made with `{a}/b`: they would change unseen. One that is not used here may be used elsewhere."""
    (link,) = links(f"= T\n:a: http://a.example\n\n{use}\n", Kind.ASCIIDOC)

    assert bool(link.fixed) is fixed


@pytest.mark.parametrize("mark", ["----", "....", "////", "++++", "```", "-----"])
def test_verbatim_blocks(mark: str) -> None:
    """A verbatim block ends at the line that began it, and one that is not closed goes on to the end."""
    text = (
        f"http://a.example/\n\n{mark}\nhttp://b.example/\n--\n{mark}\n\nhttp://c.example/\n\n{mark}\nhttp://d.example/"
    )

    assert urls(text, Kind.ASCIIDOC) == ["http://a.example/", "http://c.example/"]


def test_words_and_sections() -> None:
    """A link has its words, the paragraph around it and the heading above."""
    (link,) = links("= T\n\n== Jobs\n\nRead http://a.example/[the post] today.\n", Kind.ASCIIDOC)

    assert (link.text, link.context, link.section) == ("the post", "Read the post today.", "Jobs")


def test_cells() -> None:
    """A table's cells stand for themselves."""
    assert urls("|===\n|http://a.example/|http://b.example/[x]\n|===\n", Kind.ASCIIDOC) == [
        "http://a.example/",
        "http://b.example/",
    ]
