"""What a report is about, in a word or two, and which links of a finding still stand."""

from collections.abc import Iterable

from linkcheck.model import Edit, Finding, Found, Placed, Save
from linkcheck.report.types import Report, Review
from linkcheck.report.wording import SAVED


def edits_of(report: Report) -> tuple[Edit, ...]:
    """Tonight's edits, made or proposed."""
    return tuple(edit for rewrite in report.rewrites for edit in rewrite.edits)


def is_quiet(report: Report) -> bool:
    """Whether nothing changed since the last night."""
    return not (report.groups.new or report.groups.recovered or any(one.edits for one in report.rewrites))


def standing_links(finding: Finding) -> tuple[Placed, ...]:
    """The links that were not rewritten."""
    return tuple(link for link in finding.links if not link.rewritten)


def reviews(findings: Iterable[Finding]) -> Iterable[Review]:
    """The links of confirmed dead targets whose snapshot is for a person to decide on."""
    for finding in findings:
        if not finding.standing.confirmed:
            continue
        for link in standing_links(finding):
            lookup = link.snapped.lookup
            if isinstance(lookup, Found) and lookup.snapshot.review:
                yield Review(finding, link, lookup)


def furthest_first(saves: Iterable[Save]) -> tuple[Save, ...]:
    """Captures that were asked for, those that came furthest first."""
    return tuple(sorted(saves, key=lambda save: (list(SAVED).index(save.state), save.sent)))
