"""Markdown that nothing breaks out of, read by another parser."""

from dataclasses import replace

from markdown_it import MarkdownIt

from linkcheck.report import Format, Report
from linkcheck.report import render as rendered
from linkcheck.report.markdown import MOST, code, escape
from tests.report.cases import CASES, report_of, telling


def render(report: Report) -> str:
    """The report in this format."""
    return rendered(report, Format.MARKDOWN)


HOSTILE = "a|b `c` ``d`` <script>x</script> **e** [f](javascript:g) \\| _h_ ~~i~~ &lt; # j\nk"


def test_texts_are_shown_as_they_are() -> None:
    """What a reader of the rendered Markdown sees is the text, with no markup of its own."""
    for made in (escape(HOSTILE), code(HOSTILE)):
        html = MarkdownIt("gfm-like", {"linkify": False}).render(made)

        assert "<script>" not in html
        assert "href" not in html
        assert "<strong>" not in html
        assert "&lt;script&gt;" in html


def test_every_row_has_the_cells_of_its_header() -> None:
    """Pipes and backticks of texts do not add cells to a table."""
    for case in ("a-full-night", "hostile-text"):
        for token in MarkdownIt("gfm-like", {"linkify": False}).parse(render(report_of(CASES / case))):
            assert token.type != "html_block" or token.content.startswith(("<details>", "</details>"))
    html = MarkdownIt("gfm-like", {"linkify": False}).render(render(report_of(CASES / "hostile-text")))

    assert "<code>a`b|c.md:1</code>" in html


def test_nobody_is_mentioned() -> None:
    """A text with an @ notifies nobody on GitHub."""
    assert "@" not in render(report_of(CASES / "hostile-text"))


def test_tables_are_bounded() -> None:
    """A night on which a big service closes still fits on a run page."""
    plain = report_of(CASES / "a-full-night")
    (new,) = (finding for finding in plain.findings if finding.new)
    many = tuple(replace(new, url=f"http://new.example/{number}") for number in range(MOST + 20))
    text = render(telling(plain, many))

    assert "## Newly dead (120)" in text
    assert "… and 20 more, in the HTML report." in text
    assert text.count("http://new.example/") == 2 * MOST
