"""The CSV report: one row a link, for spreadsheets (RFC 4180)."""

import csv
import io
from collections.abc import Iterable, Iterator

from linkcheck.model import Finding, Found, Missing, Placed, Unavailable
from linkcheck.report.types import Body, Report
from linkcheck.report.wording import day, grounds, one_line

COLUMNS = (
    "path",
    "line",
    "column",
    "date",
    "url",
    "written",
    "text",
    "verdict",
    "confirmed",
    "reason",
    "because",
    "status",
    "final_url",
    "strikes",
    "first_failed",
    "last_alive",
    "checked",
    "rewritten",
    "lookup",
    "snapshot",
    "timestamp",
    "days",
    "review",
    "alias",
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet (https://owasp.org/www-community/attacks/CSV_Injection)."""


def pieces(report: Report) -> Iterator[str | Body]:
    """The report as CSV, with a header line, a target at a time."""
    yield _lines([COLUMNS])
    yield Body("rows", report.stamp, _rows(report.findings))


def _rows(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield _lines([_cell(value) for value in _row(finding, link)] for link in finding.links)


def _lines(rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _row(finding: Finding, link: Placed) -> tuple[object, ...]:
    alias = finding.alias.url if finding.alias else ""
    return *_place(finding, link), *_standing(finding), *_snapshot(link), alias


def _place(finding: Finding, link: Placed) -> tuple[object, ...]:
    date = link.published.written if link.published else ""
    return link.path, link.line, link.column, date, finding.url, link.written, link.text


def _standing(finding: Finding) -> tuple[object, ...]:
    standing = finding.standing
    return (
        standing.verdict or "",
        "yes" if standing.confirmed else "no",
        standing.reason or "",
        grounds(finding),
        "" if finding.status is None else finding.status,
        finding.final_url,
        standing.strikes,
        *(day(moment) if moment else "" for moment in (standing.first_failed, standing.last_alive, standing.checked)),
    )


def _snapshot(link: Placed) -> tuple[object, ...]:
    rewritten = "yes" if link.rewritten else "no"
    match link.snapped.lookup:
        case Found(snapshot):
            days = "" if snapshot.days is None else snapshot.days
            return rewritten, "found", snapshot.url, snapshot.timestamp, days, "; ".join(snapshot.review)
        case Missing():
            return rewritten, "missing", "", "", "", ""
        case Unavailable():
            return rewritten, "unavailable", "", "", "", ""
        case None:
            return rewritten, "none", "", "", "", ""


def _cell(value: object) -> object:
    if isinstance(value, int):
        return value
    text = one_line(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
