"""The HTML report: one file that asks for nothing outside itself, for an editor on a desk or a telephone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from jinja2 import Environment, PackageLoader, StrictUndefined

from linkcheck.model import Finding, Network, Verdict
from linkcheck.report.groups import edits_of, is_quiet, standing_links
from linkcheck.report.terminal import leftover
from linkcheck.report.types import Body, DocumentLine, Report, Year
from linkcheck.report.wording import (
    SAVED,
    captured,
    count,
    day,
    distance,
    grounds,
    is_far,
    listing,
    minute,
    one_line,
    state,
    told_saves,
    unpreserved,
)

_TABLE = "<!-- targets -->"
"""Where templates/report.html wants the table; no text of a page or a document makes a comment."""

_CHART_HEIGHT = 120
_BAR = 34

_KINDS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.ALIVE: "alive",
        Verdict.MOVED: "moved",
        Verdict.DEAD: "failing",
        Verdict.UNSURE: "failing",
        Verdict.BLOCKED: "blocked",
        Verdict.SKIPPED: "skipped",
    }
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One year of the chart; heights and offsets in pixels, from the top."""

    label: str
    x: int
    parts: tuple[tuple[str, float, float], ...]
    """Class, top and height of each part, from the bottom up."""
    title: str


def pieces(report: Report) -> Iterator[str | Body]:
    """The report as one HTML page: what is before the table of targets, the table, and what is behind it."""
    before, after = (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            summary=report.summary,
            groups=report.groups,
            edits=edits_of(report),
            bars=_bars(report.summary.years),
            bar=_BAR,
            height=_CHART_HEIGHT,
            documents=_documents(report.summary.lines),
            headline=_headline(report),
            left=leftover(report),
            failed=[one for one in report.skipped if one.failed],
        )
        .split(_TABLE)
    )
    yield before
    yield Body("table", _key(report), _table(report))
    yield after


def _key(report: Report) -> str:
    """What the table is made from: all findings, and which of them are tonight's news."""
    news = report.groups.new or report.groups.recovered
    return f"{report.stamp} {report.run.id}" if report.stamp and news else report.stamp


def _table(report: Report) -> Iterator[str]:
    findings = list(report.worst)
    hidden = sum(report.summary.verdicts.values()) - len(findings)
    yield _environment().get_template("table.html").render(findings=findings, hidden=max(0, hidden))


def _headline(report: Report) -> str:
    """What the night brought, in one sentence."""
    new, recovered, edits = report.groups.new.total, report.groups.recovered.total, len(edits_of(report))
    if report.run.network is Network.UNFIT:
        return "The network was unfit: this night does not count."
    if is_quiet(report):
        return "Nothing is new since the last night."
    parts = [
        words
        for number, words in (
            (new, f"{count(new, 'page')} newly dead"),
            (recovered, f"{recovered:,} live again"),
            (edits, f"{count(edits, 'link')} {'rewritten' if report.written else 'to rewrite'}"),
        )
        if number
    ]
    return f"{listing(parts)}."


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("linkcheck.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        grounds=grounds,
        captured=captured,
        day=day,
        distance=distance,
        minute=minute,
        one_line=one_line,
        href=_href,
        state=state,
        kind=_kind,
        standing_links=standing_links,
        snapped=unpreserved,
        documents_of=_documents_of,
        saved=SAVED.__getitem__,
        told_saves=told_saves,
    )
    environment.tests["far"] = is_far
    environment.globals["count"] = count
    return environment


def _kind(finding: Finding) -> str:
    """The filter of the table that shows a finding."""
    if finding.standing.confirmed:
        return "dead"
    return _KINDS[finding.standing.verdict] if finding.standing.verdict else "skipped"


def _href(url: str) -> str:
    """A URL that a browser may follow; anything but the web (javascript:, data:) leads nowhere."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def _documents_of(finding: Finding) -> int:
    return len({link.path for link in finding.links})


def _documents(lines: Sequence[DocumentLine]) -> list[DocumentLine]:
    """Those with dead links first, then by path."""
    return sorted(lines, key=lambda line: (-line.dead, -line.failing, line.path))


def _bars(years: Sequence[Year]) -> tuple[Bar, ...]:
    """The years as stacked bars; the one with the most links is as high as the chart."""
    tallest = max((year.links for year in years), default=0)
    bars = []
    for number, year in enumerate(years):
        top = float(_CHART_HEIGHT)
        parts = []
        fine = year.links - year.dead - year.failing - year.rewritten
        for kind, links in (
            ("fine", fine),
            ("rewritten", year.rewritten),
            ("failing", year.failing),
            ("dead", year.dead),
        ):
            height = round(_CHART_HEIGHT * links / tallest, 1)
            top = round(top - height, 1)
            if links:
                parts.append((kind, top, height))
        label = str(year.year) if year.year else "undated"
        title = (
            f"{label}: {count(year.links, 'link')}, {year.dead:,} confirmed dead, "
            f"{year.failing:,} failing, {year.rewritten:,} rewritten"
        )
        bars.append(Bar(label, number * _BAR, tuple(parts), title))
    return tuple(bars)
