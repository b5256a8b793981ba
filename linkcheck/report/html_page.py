"""The HTML report: one file that asks for nothing outside itself, for an editor on a desk or a telephone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from jinja2 import Environment, PackageLoader, StrictUndefined

from linkcheck.model import Finding, Found, Missing, Network, Placed, Unavailable, Verdict
from linkcheck.report.groups import grouped, standing_links
from linkcheck.report.terminal import leftover
from linkcheck.report.types import DocumentLine, Report, Year
from linkcheck.report.wording import (
    SAVED,
    captured,
    count,
    day,
    distance,
    failing,
    grounds,
    is_far,
    listing,
    minute,
    one_line,
    state,
    told_saves,
)

MOST_ROWS = 5_000
"""Findings in the table: more makes a browser slow; the CSV and JSON reports hold all."""

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


def render(report: Report) -> str:
    """The report as one HTML page."""
    findings = sorted(report.findings, key=_rank)
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            summary=report.summary,
            groups=grouped(report),
            findings=findings[:MOST_ROWS],
            hidden=max(0, len(findings) - MOST_ROWS),
            bars=_bars(report.summary.years),
            bar=_BAR,
            height=_CHART_HEIGHT,
            documents=_documents(report.summary.lines),
            headline=_headline(report),
            left=leftover(report),
            failed=[one for one in report.skipped if one.failed],
        )
    )


def _headline(report: Report) -> str:
    """What the night brought, in one sentence."""
    groups = grouped(report)
    if report.run.network is Network.UNFIT:
        return "The network was unfit: this night does not count."
    if groups.quiet:
        return "Nothing is new since the last night."
    parts = [
        words
        for number, words in (
            (len(groups.new), f"{count(len(groups.new), 'page')} newly dead"),
            (len(groups.recovered), f"{len(groups.recovered):,} live again"),
            (
                len(groups.edits),
                f"{count(len(groups.edits), 'link')} {'rewritten' if report.written else 'to rewrite'}",
            ),
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
        snapped=_snapped,
        documents_of=_documents_of,
        saved=SAVED.__getitem__,
        told_saves=told_saves,
    )
    environment.tests["far"] = is_far
    environment.globals["count"] = count
    return environment


def _rank(finding: Finding) -> tuple[int, str]:
    """What asks for an editor first, then by URL."""
    if finding.new or finding.recovered:
        return 0, finding.url
    if finding.standing.confirmed:
        return 1, finding.url
    return 2 if failing(finding.standing) else 3, finding.url


def _kind(finding: Finding) -> str:
    """The filter of the table that shows a finding."""
    if finding.standing.confirmed:
        return "dead"
    return _KINDS[finding.standing.verdict] if finding.standing.verdict else "skipped"


def _href(url: str) -> str:
    """A URL that a browser may follow; anything but the web (javascript:, data:) leads nowhere."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def _snapped(link: Placed) -> str:
    """What the web archives said of a link that has no snapshot."""
    match link.snapped.lookup:
        case Missing(why):
            return f"no snapshot: {why}"
        case Unavailable(why):
            return f"could not be asked: {why}"
        case Found() | None:
            return ""


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
