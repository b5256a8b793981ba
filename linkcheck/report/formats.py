"""The formats of the report, and who renders each."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from linkcheck.report import csv_table, html_page, json_report, junit, markdown, sarif
from linkcheck.report.types import Body, Report


class Format(StrEnum):
    """A format; its value is the ending of its file, `latest.html` and so on."""

    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"
    CSV = "csv"
    JUNIT = "junit.xml"
    SARIF = "sarif"


RENDERERS: Mapping[Format, Callable[[Report], Iterable[str | Body]]] = MappingProxyType(
    {
        Format.HTML: html_page.pieces,
        Format.MARKDOWN: markdown.pieces,
        Format.JSON: json_report.pieces,
        Format.CSV: csv_table.pieces,
        Format.JUNIT: junit.pieces,
        Format.SARIF: sarif.pieces,
    }
)


def pieces(report: Report, form: Format) -> Iterable[str | Body]:
    """A concealed report in a format, a piece at a time: the whole text need not fit in memory."""
    return RENDERERS[form](report)


def render(report: Report, form: Format) -> str:
    """A concealed report in a format. The same report always gives the same text."""
    return "".join("".join(piece.pieces) if isinstance(piece, Body) else piece for piece in pieces(report, form))
