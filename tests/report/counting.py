"""What the numbers and the groups of a report mean, said of its findings one by one.

A run takes them from what is kept of each finding (pipeline/counting.py); tests hold it to this.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from types import MappingProxyType

from linkcheck.model import FAILING, Finding, Placed, Verdict
from linkcheck.report import DocumentLine, Groups, Some, Summary, Year, furthest_first, reviews
from linkcheck.report.groups import standing_links
from linkcheck.report.wording import failing

_WORST = ("fine", "rewritten", "failing", "dead")
"""The states of a link, the worst last."""


def summarise(findings: Sequence[Finding], *, documents: int, links: int, targets: int) -> Summary:
    """The counts over all findings.

    Args:
        findings: Every target that was checked at least once, as the run leaves it.
        documents: Documents of the archive.
        links: Links in them.
        targets: Distinct URLs that they point to.
    """
    verdicts = Counter(finding.standing.verdict for finding in findings)
    placed = _placed(findings)
    return Summary(
        documents=documents,
        links=links,
        targets=targets,
        verdicts=MappingProxyType({verdict: verdicts[verdict] for verdict in Verdict}),
        confirmed=sum(finding.standing.confirmed for finding in findings),
        rewritten=sum(link.rewritten for finding in findings for link in finding.links),
        new=sum(finding.new for finding in findings),
        recovered=sum(finding.recovered for finding in findings),
        years=tuple(_years(placed)),
        lines=tuple(_lines(placed)),
        struck=sum(one.standing.confirmed or one.standing.first_failed is not None for one in findings),
    )


def grouped(findings: Sequence[Finding], started: datetime) -> Groups:
    """All findings of a run that began at `started`, sorted by what an editor does with them."""

    def some(found: Iterable[Finding]) -> Some[Finding]:
        first = tuple(found)
        return Some(len(first), first)

    for_review = tuple(reviews(findings))
    return Groups(
        new=some(one for one in findings if one.new),
        recovered=some(one for one in findings if one.recovered),
        elsewhere=some(one for one in findings if one.alias and standing_links(one)),
        review=Some(len(for_review), for_review),
        dead=some(one for one in findings if one.standing.confirmed and not one.new and standing_links(one)),
        watched=some(one for one in findings if failing(one.standing) and not one.new),
        blocked=some(one for one in findings if one.standing.verdict is Verdict.BLOCKED),
        saves=furthest_first(save for one in findings for save in one.saves if save.at >= started),
    )


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """What asks for an editor first, then by URL."""

    def rank(finding: Finding) -> tuple[int, str]:
        if finding.new or finding.recovered:
            return 0, finding.url
        if finding.standing.confirmed:
            return 1, finding.url
        return 2 if failing(finding.standing) else 3, finding.url

    return sorted(findings, key=rank)


def _placed(findings: Sequence[Finding]) -> list[tuple[Placed, str]]:
    """Each link with its state, once: one with an alias stands under its original target and under the alias."""
    states: dict[tuple[str, int, int], tuple[Placed, str]] = {}
    for finding in findings:
        for link in finding.links:
            place, state = (link.path, link.line, link.column), _state(finding, link)
            known = states.get(place)
            if known is None or _WORST.index(state) > _WORST.index(known[1]):
                states[place] = link, state
    return list(states.values())


def _years(placed: Iterable[tuple[Placed, str]]) -> Iterator[Year]:
    groups: dict[int | None, Counter[str]] = {}
    for link, state in placed:
        year = int(link.published.written[:4]) if link.published else None
        groups.setdefault(year, Counter())[state] += 1
    for year in sorted(groups, key=lambda one: (one is None, one)):
        count = groups[year]
        yield Year(year, count.total(), count["dead"], count["failing"], count["rewritten"])


def _lines(placed: Iterable[tuple[Placed, str]]) -> Iterator[DocumentLine]:
    groups: dict[str, Counter[str]] = {}
    dates: dict[str, str] = {}
    for link, state in placed:
        groups.setdefault(link.path, Counter())[state] += 1
        dates[link.path] = link.published.written if link.published else ""
    for path in sorted(groups):
        count = groups[path]
        yield DocumentLine(path, dates[path], count.total(), count["dead"], count["failing"], count["rewritten"])


def _state(finding: Finding, link: Placed) -> str:
    if link.rewritten:
        return "rewritten"
    if finding.standing.confirmed:
        return "dead"
    return "failing" if finding.standing.verdict in FAILING else "fine"
