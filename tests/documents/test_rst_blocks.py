"""reStructuredText's blocks: what is running text, and what a reader sees of its links."""

from linkcheck.documents.plan import plan
from linkcheck.model import Kind, Syntax
from tests.documents.reading import document, links
from tests.documents.rewriting import preserving, replacement, snapshot_of

TABLES = """\
+-------------------+---+
| http://a.example/ | x |
+-------------------+---+

=================  =================
http://b.example/  http://c.example/
=================  =================
"""


def test_a_drawn_table_says_why_it_stays() -> None:
    """Links in drawn columns are found and say why they cannot be changed; a simple table's last column has room."""
    seen = {link.url: bool(link.fixed) for link in links(TABLES, Kind.RESTRUCTURED)}

    assert seen == {"http://a.example/": True, "http://b.example/": True, "http://c.example/": False}


def test_what_is_fixed_is_not_planned() -> None:
    """A link that cannot be changed gives no edit, and the others of its document are rewritten."""
    whole = document(TABLES, Kind.RESTRUCTURED)
    seen = links(TABLES, Kind.RESTRUCTURED)

    edits = plan(whole, seen, {link.span: replacement(snapshot_of(link.url), link.url) for link in seen})

    assert [edit.url for edit in edits] == ["http://c.example/"]
    assert len(preserving(whole)) == 1


def test_words_and_sections() -> None:
    """A link has its words, the paragraph around it and the heading above."""
    text = "News\n====\n\nRead `the post <http://a.example/>`_ today.\n\nSponsor\n-------\n\nhttp://b.example/\n"
    first, second = links(text, Kind.RESTRUCTURED)

    assert (first.text, first.context, first.section) == ("the post", "Read the post today.", "News")
    assert (second.text, second.section, second.syntax) == ("http://b.example/", "Sponsor", Syntax.BARE)
    assert (second.line, second.column) == (9, 1)


def test_a_target_is_one_link() -> None:
    """A target is one link however often it is used; none where nothing uses it, or two have its name."""
    text = "a_ `a`_ b_ c_\n\n.. _a: http://a.example/\n.. _b: http://b.example/\n.. _B: http://c.example/\n.. _d: http://d.example/"

    assert [link.url for link in links(text, Kind.RESTRUCTURED)] == ["http://a.example/"]
