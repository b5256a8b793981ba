"""A row is set in the file of decisions, and everything else in it stays to the byte."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.errors import UsageError
from linkcheck.model import Decision, Ruling
from linkcheck.settings import with_row
from linkcheck.settings.decisions import parse_decisions

SOURCE = Path("/archive/linkcheck-decisions.toml")
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
KEEP = Decision(Ruling.KEEP, "we have a copy", url="https://b.example/", by="Jo", when=NOW)
CAPTURE = "https://web.archive.org/web/20150603000000/https://b.example/"
OURS = """# decided at the table in May

[[decision]]  # the first
url = 'https://a.example/?q=[1]'
ruling = "dead"    # since the sale
why = \"\"\"
A casino
now.\"\"\"

# about boats
[[decision]]
url = "https://b.example/"
# no doubt
ruling = "alive"  # still
why = "seen"
when = 2020-01-01

# the end
"""
CHANGED = OURS.replace(
    'ruling = "alive"  # still\nwhy = "seen"\nwhen = 2020-01-01\n',
    'ruling = "keep"  # still\nwhy = "we have a copy"\nby = "Jo"\nwhen = 2026-11-23T02:00:00Z\n',
)
ADDED = """
[[decision]]
url = "https://c.example/"
ruling = "keep"
why = "we have a copy"
by = "Jo"
when = 2026-11-23T02:00:00Z
"""


def test_a_new_file_says_what_it_is() -> None:
    """It begins with a comment, and has the row."""
    text = with_row("", SOURCE, KEEP)

    assert text.startswith("# linkcheck-decisions.toml")
    assert [replace(row, line=0) for row in parse_decisions(text, SOURCE).rows] == [KEEP]


def test_the_row_about_a_url_is_changed_in_its_place() -> None:
    """Its comments stay, and so does all around it."""
    assert with_row(OURS, SOURCE, KEEP) == CHANGED


def test_a_row_that_is_new_comes_last() -> None:
    """What was there is the beginning of the file, to the byte."""
    assert with_row(OURS, SOURCE, replace(KEEP, url="https://c.example/")) == OURS + ADDED


def test_a_ruling_becomes_a_capture_and_back() -> None:
    """The key changes where it stands."""
    named = replace(KEEP, ruling=Ruling.SNAPSHOT, snapshot=CAPTURE, timestamp="20150603000000")
    text = with_row(OURS, SOURCE, named)

    assert f'# no doubt\nsnapshot = "{CAPTURE}"  # still\nwhy' in text
    assert with_row(text, SOURCE, KEEP) == CHANGED


def test_a_document_has_a_row_of_its_own() -> None:
    """It is named from the file's folder where it is below it."""
    text = with_row(OURS, SOURCE, replace(KEEP, document="/archive/2015/one.md"))
    text = with_row(text, SOURCE, replace(KEEP, document="/elsewhere/two.md"))

    assert text.startswith(OURS)
    assert 'document = "2015/one.md"' in text
    assert 'document = "/elsewhere/two.md"' in text
    assert len(parse_decisions(text, SOURCE).rows) == 4


@pytest.mark.parametrize("end", ["\n", "", "\n\n"])
def test_line_endings_stay(end: str) -> None:
    """A file with CRLF gets its row with CRLF, whether its last line ends or not."""
    before = OURS.rstrip("\n").replace("\n", "\r\n") + end.replace("\n", "\r\n")
    text = with_row(before, SOURCE, replace(KEEP, url="https://c.example/"))

    assert text.startswith(before)
    assert text.count("\n") == text.count("\r\n")
    assert len(parse_decisions(text, SOURCE).rows) == 3


def test_rows_that_are_inline_tables_stay_so() -> None:
    """An array is a way to write them too."""
    before = 'decision = [\n  { url = "https://a.example/", ruling = "keep", why = "x" },\n]\n'
    text = with_row(with_row(before, SOURCE, KEEP), SOURCE, replace(KEEP, ruling=Ruling.DEAD))

    assert [(row.url, row.ruling) for row in parse_decisions(text, SOURCE).rows] == [
        ("https://a.example/", Ruling.KEEP),
        ("https://b.example/", Ruling.DEAD),
    ]
    assert "[[" not in text


def test_a_wrong_file_is_not_written() -> None:
    """What is wrong is told first."""
    with pytest.raises(UsageError, match="line 2: a row wants why"):
        with_row('\n[[decision]]\nurl = "u"\nruling = "keep"\n', SOURCE, KEEP)


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1).filter(
    lambda text: text == text.strip() != "" and text.isprintable()
)


@given(
    st.lists(
        st.builds(
            Decision,
            st.sampled_from([Ruling.KEEP, Ruling.ALIVE, Ruling.DEAD, Ruling.EPHEMERAL]),
            TEXTS,
            url=st.sampled_from(["https://a.example/", "https://b.example/?x=[y]*"]),
            document=st.sampled_from(["", "/archive/a b.md", "/archive/“c”.md"]),
            by=st.just("") | TEXTS,
            when=st.none() | st.integers(1, 28).map(lambda day: NOW.replace(day=day)),
        ),
        max_size=8,
    )
)
def test_whatever_is_set_down_is_read_again(rows: list[Decision]) -> None:
    """In any order, one over the other: the last word about each URL and document, and no other."""
    text = OURS.replace("b.example", "d.example")
    said = {}
    for row in rows:
        text = with_row(text, SOURCE, row)
        said[row.url, row.document] = row
    read = parse_decisions(text, SOURCE).rows[2:]

    assert [(row.ruling, row.why, row.by) for row in read] == [(row.ruling, row.why, row.by) for row in said.values()]
    assert text.startswith("# decided at the table in May\n")
    assert "\n# about boats\n" in text
