"""The order in which an editor wants to read: what is new first, what stays the same last.

A report that says the same every night is not read (the other link checkers' issue trackers are full of it), so every
format for people tells the difference to the night before and keeps the rest short.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from linkcheck.model import Edit, Finding, Found, Placed, Ruling, Save, Verdict
from linkcheck.report.types import Report
from linkcheck.report.wording import SAVED, failing


@dataclass(frozen=True, slots=True)
class Review:
    """A link whose snapshot a person should look at."""

    finding: Finding
    link: Placed
    found: Found


@dataclass(frozen=True, slots=True)
class Groups:
    """The findings of a report, sorted by what an editor does with them."""

    new: tuple[Finding, ...]
    recovered: tuple[Finding, ...]
    edits: tuple[Edit, ...]
    """Tonight's."""
    elsewhere: tuple[Finding, ...]
    """Dead, and the page lives at another place: a person decides whether links are to lead there."""
    review: tuple[Review, ...]
    """Confirmed dead, and the snapshot is for a person to decide on."""
    dead: tuple[Finding, ...]
    """Confirmed dead before tonight, with links that still stand in documents."""
    watched: tuple[Finding, ...]
    """Failing, not confirmed, not new."""
    blocked: tuple[Finding, ...]
    ephemeral: tuple[Finding, ...] = ()
    """Of which a person said that they were never meant to last."""
    saves: tuple[Save, ...] = ()
    """Captures of living pages of which something became known tonight; those that came furthest first."""

    @property
    def quiet(self) -> bool:
        """Nothing changed since the last night."""
        return not (self.new or self.recovered or self.edits)


def grouped(report: Report) -> Groups:
    """Sort a report's findings."""
    findings = report.findings
    return Groups(
        new=tuple(one for one in findings if one.new),
        recovered=tuple(one for one in findings if one.recovered),
        edits=tuple(edit for rewrite in report.rewrites for edit in rewrite.edits),
        elsewhere=tuple(one for one in findings if one.alias and standing_links(one)),
        review=tuple(_reviews(findings)),
        dead=tuple(one for one in findings if one.standing.confirmed and not one.new and standing_links(one)),
        watched=tuple(one for one in findings if failing(one.standing) and not one.new),
        blocked=tuple(one for one in findings if one.standing.verdict is Verdict.BLOCKED),
        ephemeral=tuple(one for one in findings if one.decision and one.decision.ruling is Ruling.EPHEMERAL),
        saves=tuple(sorted(_tonights(report), key=lambda save: (list(SAVED).index(save.state), save.sent))),
    )


def standing_links(finding: Finding) -> tuple[Placed, ...]:
    """The links that were not rewritten."""
    return tuple(link for link in finding.links if not link.rewritten)


def _tonights(report: Report) -> Iterable[Save]:
    return (save for finding in report.findings for save in finding.saves if save.at >= report.run.started)


def _reviews(findings: Iterable[Finding]) -> Iterable[Review]:
    for finding in findings:
        if not finding.standing.confirmed:
            continue
        for link in standing_links(finding):
            lookup = link.snapped.lookup
            if isinstance(lookup, Found) and lookup.snapshot.review:
                yield Review(finding, link, lookup)
