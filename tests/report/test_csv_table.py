"""The CSV report."""

import csv
import io

from linkcheck.report import Format, render
from linkcheck.report.csv_table import COLUMNS
from tests.report.cases import CASES, report_of


def test_every_link_is_a_row() -> None:
    """A spreadsheet reads a row for each link, each with every column."""
    report = report_of(CASES / "a-full-night")
    rows = list(csv.DictReader(io.StringIO(render(report, Format.CSV), newline="")))

    assert len(rows) == sum(len(finding.links) for finding in report.findings)
    assert all(tuple(row) == COLUMNS for row in rows)
    assert {row["snapshot"] for row in rows if row["rewritten"] == "yes"} >= {
        "https://web.archive.org/web/20120205060708/http://storify.example/tale"
    }


def test_no_cell_is_a_formula() -> None:
    """No cell begins as a formula does, and none has a line break."""
    rows = list(csv.reader(io.StringIO(render(report_of(CASES / "hostile-text"), Format.CSV), newline="")))

    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert not [cell for row in rows for cell in row if "\n" in cell or "\r" in cell]
