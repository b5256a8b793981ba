"""The formats of the report, and who renders each."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from linkcheck.report import csv_table, html_page, json_report, junit, markdown, sarif
from linkcheck.report.types import Report


class Format(StrEnum):
    """A format; its value is the ending of its file, `latest.html` and so on."""

    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"
    CSV = "csv"
    JUNIT = "junit.xml"
    SARIF = "sarif"


RENDERERS: Mapping[Format, Callable[[Report], str]] = MappingProxyType(
    {
        Format.HTML: html_page.render,
        Format.MARKDOWN: markdown.render,
        Format.JSON: json_report.render,
        Format.CSV: csv_table.render,
        Format.JUNIT: junit.render,
        Format.SARIF: sarif.render,
    }
)


def render(report: Report, form: Format) -> str:
    """A concealed report in a format. The same report always gives the same text."""
    return RENDERERS[form](report)


def pieces(report: Report, form: Format) -> Iterable[str]:
    """`render`, a piece at a time where the format lists every target: the whole text need not fit in memory."""
    return json_report.pieces(report) if form is Format.JSON else (render(report, form),)
