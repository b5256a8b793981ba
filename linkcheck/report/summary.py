"""Counting: from findings to the numbers that every report begins with."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType

from linkcheck.model import Finding, Placed, Verdict
from linkcheck.report.types import DocumentLine, Summary, Year

_FAILING = frozenset({Verdict.DEAD, Verdict.UNSURE})


def summarise(findings: Sequence[Finding], *, documents: int, links: int, targets: int) -> Summary:
    """The counts over all findings.

    Args:
        findings: Every target that was checked at least once, as the run leaves it.
        documents: Documents of the archive.
        links: Links in them.
        targets: Distinct URLs that they point to.
    """
    verdicts = Counter(finding.standing.verdict for finding in findings)
    placed = [(finding, link) for finding in findings for link in finding.links]
    return Summary(
        documents=documents,
        links=links,
        targets=targets,
        verdicts=MappingProxyType({verdict: verdicts[verdict] for verdict in Verdict}),
        confirmed=sum(finding.standing.confirmed for finding in findings),
        rewritten=sum(link.rewritten for _, link in placed),
        new=sum(finding.new for finding in findings),
        recovered=sum(finding.recovered for finding in findings),
        years=tuple(_years(placed)),
        lines=tuple(_lines(placed)),
    )


def _years(placed: Iterable[tuple[Finding, Placed]]) -> Iterator[Year]:
    groups: dict[int | None, Counter[str]] = {}
    for finding, link in placed:
        year = int(link.published.written[:4]) if link.published else None
        groups.setdefault(year, Counter())[_state(finding, link)] += 1
    for year in sorted(groups, key=lambda one: (one is None, one)):
        count = groups[year]
        yield Year(year, count.total(), count["dead"], count["failing"], count["rewritten"])


def _lines(placed: Iterable[tuple[Finding, Placed]]) -> Iterator[DocumentLine]:
    groups: dict[str, Counter[str]] = {}
    dates: dict[str, str] = {}
    for finding, link in placed:
        groups.setdefault(link.path, Counter())[_state(finding, link)] += 1
        dates[link.path] = link.published.written if link.published else ""
    for path in sorted(groups):
        count = groups[path]
        yield DocumentLine(path, dates[path], count.total(), count["dead"], count["failing"], count["rewritten"])


def _state(finding: Finding, link: Placed) -> str:
    if link.rewritten:
        return "rewritten"
    if finding.standing.confirmed:
        return "dead"
    return "failing" if finding.standing.verdict in _FAILING else "fine"
