"""The formats of the report, and who renders each."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from importlib import import_module
from types import MappingProxyType

from linkcheck.report.types import Body, Report


class Format(StrEnum):
    """A format; its value is the ending of its file, `latest.html` and so on."""

    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"
    CSV = "csv"
    JUNIT = "junit.xml"
    SARIF = "sarif"


RENDERERS: Mapping[Format, str] = MappingProxyType(
    {
        Format.HTML: "html_page",
        Format.MARKDOWN: "markdown",
        Format.JSON: "json_report",
        Format.CSV: "csv_table",
        Format.JUNIT: "junit",
        Format.SARIF: "sarif",
    }
)
"""The module of each, which is imported when its format is wanted: some bring a lot along, and few commands report."""


def pieces(report: Report, form: Format) -> Iterable[str | Body]:
    """A concealed report in a format, a piece at a time: the whole text need not fit in memory."""
    made: Callable[[Report], Iterable[str | Body]] = import_module(f"linkcheck.report.{RENDERERS[form]}").pieces
    return made(report)


def render(report: Report, form: Format) -> str:
    """A concealed report in a format. The same report always gives the same text."""
    return "".join("".join(piece.pieces) if isinstance(piece, Body) else piece for piece in pieces(report, form))
