"""Masking: no token, credential or campaign identifier of a URL reaches a report or a terminal."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from linkcheck.model import (
    Alias,
    AliasAnswer,
    Check,
    Decision,
    Edit,
    Evidence,
    Finding,
    Found,
    Hop,
    Lookup,
    Placed,
    Refused,
    Rewrite,
    Save,
    Skipped,
    Snapped,
    Snapshot,
)
from linkcheck.report.masking import SCHEMELESS, URL, masked_bare, masked_text
from linkcheck.report.types import Asking, Groups, Report, Review, Seeking, Some, Story

T = TypeVar("T")

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
"""A backslash escape of Markdown (https://spec.commonmark.org/0.31.2/#backslash-escapes)."""


def conceal(report: Report, masked: Callable[[str], str]) -> Report:
    """The report with every URL, and every text in which one may stand, masked.

    Args:
        report: What the run came to.
        masked: A URL as it may be shown; it gives back what has nothing to hide.
    """
    mask = _Mask(masked)
    return replace(
        report,
        findings=_Each(report.findings, mask.finding),
        worst=_Each(report.worst, mask.finding),
        groups=mask.groups(report.groups),
        skipped=tuple(Skipped(mask.text(one.subject), mask.text(one.why), one.failed) for one in report.skipped),
        refused=tuple(Refused(one.path, mask.text(one.why)) for one in report.refused),
        rewrites=tuple(map(mask.rewrite, report.rewrites)),
        revived=tuple(map(mask.edit, report.revived)),
    )


def conceal_diff(diff: str, edits: Iterable[Edit], masked: Callable[[str], str]) -> str:
    """A diff with every URL in it masked, so that it may stand in a log; no tool takes it any more."""
    mask = _Mask(masked)
    for edit in edits:
        for text in (edit.old, edit.new):
            hidden = mask.written(text, edit.url)
            diff = diff if hidden == text else diff.replace(text, hidden)
    whole = URL.sub(lambda found: _masked_in_line(found.group(), masked), diff)
    return SCHEMELESS.sub(lambda found: _masked_in_line(f"http://{found.group()}", masked)[len("http://") :], whole)


def _masked_in_line(run: str, masked: Callable[[str], str]) -> str:
    """A URL in a line of Markdown masked; the parenthesis that closes its link is none of it.

    Where what follows that may have a secret in it, the whole run counts as one URL.
    """
    depth = 0
    for place, sign in enumerate(run):
        depth += (sign == "(") - (sign == ")")
        if sign == ")" and depth < 0 and "=" not in run[place:]:
            return masked(run[:place]) + run[place:]
    return masked(run)


def conceal_story(story: Story, masked: Callable[[str], str]) -> Story:
    """The story with every URL, and every text in which one may stand, masked."""
    mask = _Mask(masked)
    return replace(
        story,
        url=mask.text(story.url),
        checks=tuple(map(mask.check, story.checks)),
        links=tuple(mask.placed(link, story.url) for link in story.links),
        lookups=tuple(Asking(one.at, one.published, mask.lookup(one.lookup)) for one in story.lookups),
        aliases=tuple(Seeking(one.at, mask.sought(one.answer)) for one in story.aliases),
        edits=tuple(map(mask.edit, story.edits)),
        saves=tuple(map(mask.save, story.saves)),
        service=mask.text(story.service),
        decisions=tuple(one for row in story.decisions if (one := mask.decision(row)) is not None),
    )


@dataclass(frozen=True, slots=True)
class _Each(Generic[T]):
    """Findings, masked as they are asked for: however many there are, nobody holds two of each."""

    findings: Iterable[T] = field(repr=False)
    mask: Callable[[T], T]

    def __iter__(self) -> Iterator[T]:
        return map(self.mask, self.findings)


@dataclass(frozen=True, slots=True)
class _Mask:
    masked: Callable[[str], str]

    def groups(self, groups: Groups) -> Groups:
        """What people read first; a finding that stands in two groups is masked for each."""
        return Groups(
            new=self.some(groups.new),
            recovered=self.some(groups.recovered),
            elsewhere=self.some(groups.elsewhere),
            review=Some(groups.review.total, tuple(map(self.review, groups.review.first))),
            dead=self.some(groups.dead),
            watched=self.some(groups.watched),
            blocked=self.some(groups.blocked),
            ephemeral=self.some(groups.ephemeral),
            saves=tuple(map(self.save, groups.saves)),
        )

    def some(self, some: Some[Finding]) -> Some[Finding]:
        return Some(some.total, tuple(map(self.finding, some.first)))

    def review(self, review: Review) -> Review:
        found = Found(self.snapshot(review.found.snapshot), self.text(review.found.why))
        return Review(self.finding(review.finding), self.placed(review.link, review.finding.url), found)

    def text(self, text: str) -> str:
        return masked_text(text, self.masked)

    def bare(self, url: str) -> str:
        return masked_bare(url, self.masked)

    def shown(self, text: str, url: str) -> str:
        """The text of a link to a URL: it may name the URL without its scheme."""
        bare = url.partition("://")[2]
        return self.text(text.replace(bare, self.bare(url)) if bare else text)

    def finding(self, finding: Finding) -> Finding:
        """A finding with every URL, and every text in which one may stand, masked."""
        return replace(
            finding,
            url=self.text(finding.url),
            final_url=self.text(finding.final_url),
            hops=self.hops(finding.hops),
            evidence=self.evidence(finding.evidence),
            links=tuple(self.placed(link, finding.url) for link in finding.links),
            saves=tuple(map(self.save, finding.saves)),
            alias=None if finding.alias is None else self.alias(finding.alias),
            decision=self.decision(finding.decision),
        )

    def written(self, text: str, url: str) -> str:
        """What stands in a document for a URL: where that has something to hide, no escape may hide it from us."""
        if self.text(url) == url:
            return self.text(text)
        return self.text(_ESCAPE.sub(r"\1", html.unescape(text)))

    def placed(self, link: Placed, url: str) -> Placed:
        lookup = None if link.snapped.lookup is None else self.lookup(link.snapped.lookup)
        return replace(
            link,
            written=self.written(link.written, url),
            text=self.shown(link.text, url),
            snapped=Snapped(lookup, link.snapped.asked),
            report_only=self.text(link.report_only),
            decision=self.decision(link.decision),
        )

    def decision(self, decision: Decision | None) -> Decision | None:
        if decision is None:
            return None
        return replace(
            decision,
            url=self.text(decision.url),
            pattern=self.text(decision.pattern),
            snapshot=self.text(decision.snapshot),
            why=self.text(decision.why),
        )

    def check(self, check: Check) -> Check:
        judgement = replace(
            check.judgement,
            evidence=self.evidence(check.judgement.evidence),
            title=self.text(check.judgement.title),
        )
        return replace(
            check,
            url=self.text(check.url),
            final_url=self.text(check.final_url),
            hops=self.hops(check.hops),
            judgement=judgement,
        )

    def rewrite(self, rewrite: Rewrite) -> Rewrite:
        return replace(rewrite, edits=tuple(map(self.edit, rewrite.edits)))

    def edit(self, edit: Edit) -> Edit:
        return replace(
            edit,
            old=self.written(edit.old, edit.url),
            new=self.written(edit.new, edit.url),
            url=self.text(edit.url),
            why=self.text(edit.why),
        )

    def sought(self, answer: AliasAnswer) -> AliasAnswer:
        if isinstance(answer, Alias):
            return self.alias(answer)
        return replace(answer, evidence=self.evidence(answer.evidence))

    def alias(self, alias: Alias) -> Alias:
        return replace(alias, url=self.text(alias.url), evidence=self.evidence(alias.evidence))

    def lookup(self, lookup: Lookup) -> Lookup:
        if isinstance(lookup, Found):
            return Found(self.snapshot(lookup.snapshot), self.text(lookup.why))
        return replace(lookup, why=self.text(lookup.why))

    def snapshot(self, snapshot: Snapshot) -> Snapshot:
        return replace(
            snapshot,
            url=self.text(snapshot.url),
            original=self.text(snapshot.original),
            review=tuple(map(self.text, snapshot.review)),
            evidence=self.evidence(snapshot.evidence),
        )

    def save(self, save: Save) -> Save:
        return replace(save, url=self.text(save.url), sent=self.text(save.sent), why=self.text(save.why))

    def hops(self, hops: tuple[Hop, ...]) -> tuple[Hop, ...]:
        return tuple(Hop(self.text(hop.url), hop.status) for hop in hops)

    def evidence(self, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        return tuple(replace(one, detail=self.text(one.detail)) for one in evidence)
