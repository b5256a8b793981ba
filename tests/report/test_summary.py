"""Counting."""

from linkcheck.model import Verdict
from linkcheck.report import DocumentLine, Year
from tests.report.cases import CASES, report_of
from tests.report.counting import summarise


def test_everything_is_counted_once() -> None:
    """Targets by verdict, links by state, years in order with the undated last, documents by path."""
    summary = report_of(CASES / "a-full-night").summary

    assert dict(summary.verdicts) == {
        Verdict.ALIVE: 2,
        Verdict.MOVED: 1,
        Verdict.DEAD: 3,
        Verdict.UNSURE: 1,
        Verdict.BLOCKED: 1,
        Verdict.SKIPPED: 0,
    }
    assert (summary.confirmed, summary.rewritten, summary.new, summary.recovered) == (2, 2, 1, 1)
    assert summary.years == (Year(2012, 3, 1, 0, 1), Year(2019, 5, 0, 2, 1), Year(None, 1, 1, 0, 0))
    assert summary.lines == (
        DocumentLine("issues/2012-02-03.md", "2012-02-03", 3, 1, 0, 1),
        DocumentLine("issues/2019-07.md", "2019-07", 5, 0, 2, 1),
        DocumentLine("undated.html", "", 1, 1, 0, 0),
    )


def test_nothing_is_counted_as_nothing() -> None:
    """An empty archive has six verdicts, all zero."""
    summary = summarise((), documents=0, links=0, targets=0)

    assert set(summary.verdicts) == set(Verdict)
    assert sum(summary.verdicts.values()) == 0
    assert summary.years == ()
