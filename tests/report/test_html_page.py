"""The HTML page: one file, safe with any text."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from linkcheck.report import MOST_ROWS, Format, Report, Year
from linkcheck.report import render as rendered
from tests.report.cases import CASES, all_of, report_of, telling


def render(report: Report) -> str:
    """The report in this format."""
    return rendered(report, Format.HTML)


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.found.append((tag, dict(attrs)))


def test_hostile_text_makes_no_element() -> None:
    """Texts full of markup add no tag, no handler and no script of their own."""
    tags = Tags(render(report_of(CASES / "hostile-text"))).found

    assert [tag for tag, _ in tags].count("script") == 1
    assert "img" not in {tag for tag, _ in tags}
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]


def test_only_the_web_is_linked() -> None:
    """Every link leads to the web; javascript: is shown and cannot be followed."""
    page = render(report_of(CASES / "hostile-text"))
    links = [attributes["href"] or "" for tag, attributes in Tags(page).found if tag == "a"]

    assert links
    assert all(link.startswith(("http://", "https://")) for link in links)
    assert "javascript:alert(document.domain)" in page


def test_the_page_asks_for_nothing() -> None:
    """No style, script, font or picture comes from outside the file."""
    page = render(report_of(CASES / "a-full-night"))
    tags = Tags(page).found

    assert not [tag for tag, attributes in tags if "src" in attributes or "srcset" in attributes]
    assert not [tag for tag, _ in tags if tag in {"link", "iframe", "object", "embed", "base"}]
    assert not re.search(r"@import|url\(", page)
    assert "default-src 'none'" in page


def test_bars_are_as_high_as_their_links() -> None:
    """The year with the most links fills the chart, and a bar's parts stand on each other."""
    plain = report_of(CASES / "a-full-night")
    years = (Year(2011, 100, 20, 30, 50), Year(2012, 50, 0, 0, 0), Year(None, 0, 0, 0, 0))
    page = render(replace(plain, summary=replace(plain.summary, years=years)))
    bars = [
        (attributes["class"], float(attributes["y"] or 0), float(attributes["height"] or 0))
        for tag, attributes in Tags(page).found
        if tag == "rect"
    ]

    assert bars == [("rewritten", 60.0, 60.0), ("failing", 24.0, 36.0), ("dead", 0.0, 24.0), ("fine", 60.0, 60.0)]


def test_a_huge_archive_is_bounded() -> None:
    """The page shows what asks for an editor first and says how much it leaves to the other formats."""
    plain = report_of(CASES / "a-full-night")
    fine = [replace(all_of(plain)[0], url=f"http://alive.example/{number}") for number in range(MOST_ROWS)]
    page = render(telling(plain, (*fine, *plain.findings)))

    assert "8 more are in the CSV and JSON reports." in page
    assert page.count("<tr data-kind=") == MOST_ROWS
    assert '<tr data-kind="dead"' in page
