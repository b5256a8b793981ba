"""The numbers and the groups that every report for people begins with, from what is kept of each finding."""

import heapq
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple
from itertools import islice
from types import MappingProxyType

from linkcheck.model import Finding, Mark, Save, Verdict
from linkcheck.pipeline.finding import finding_of
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.sharing import Sharing
from linkcheck.report import DocumentLine, Groups, Some, Summary, Year, furthest_first, reviews
from linkcheck.store import Line, Tally

MOST_LINES = 1_000
"""Documents with a line of their own."""
FEW = 100
"""Findings that are held of a group which is folded away."""
MANY = 500
"""Findings that are held of a group which an editor reads."""


def summary(job: Job) -> Summary:
    """The counts of the job's run, with a line for each document; `derive` goes before.

    Raises:
        StoreError: The database cannot be read or written.
    """
    store = job.store
    tallies = tuple(store.findings.tallies(job.run.id))
    verdicts = store.findings.verdicts()
    years, lines, more = _kept_lines(job)
    return Summary(
        documents=store.documents.count(),
        links=store.documents.link_count(),
        targets=store.targets.count(),
        verdicts=MappingProxyType({verdict: verdicts.get(verdict, (0, 0))[0] for verdict in Verdict}),
        confirmed=_count(tallies, Mark.CONFIRMED),
        rewritten=sum(rewritten for _, rewritten in verdicts.values()),
        new=_news(tallies, Mark.NEW),
        recovered=_news(tallies, Mark.RECOVERED),
        years=years,
        lines=lines,
        more_lines=more,
        struck=_count(tallies, Mark.STRUCK),
    )


def _kept_lines(job: Job) -> tuple[tuple[Year, ...], tuple[DocumentLine, ...], int]:
    """The years, the documents with a line, and how many are without; counted once for as long as nothing changes."""
    findings = job.store.findings
    kept = findings.counts()
    if not kept:
        years, lines, more = _counted_lines(findings.lines())
        kept = json.dumps([[astuple(one) for one in years], [astuple(one) for one in lines], more])
        findings.keep_counts(kept)
    years, lines, more = json.loads(kept)
    return tuple(Year(*one) for one in years), tuple(DocumentLine(*one) for one in lines), more


def _counted_lines(lines: Iterable[Line]) -> tuple[list[Year], list[DocumentLine], int]:
    years: dict[int | None, Counter[str]] = {}
    total = 0

    def seen() -> Iterator[DocumentLine]:
        nonlocal total
        for line in lines:
            total += 1
            year = years.setdefault(int(line.published[:4]) if line.published else None, Counter())
            for kind in ("links", "dead", "failing", "rewritten"):
                year[kind] += getattr(line, kind)
            yield DocumentLine(line.path, line.published, line.links, line.dead, line.failing, line.rewritten)

    worst = heapq.nsmallest(MOST_LINES, seen(), key=lambda line: (-line.dead, -line.failing, line.path))
    told = [
        Year(year, count["links"], count["dead"], count["failing"], count["rewritten"])
        for year, count in sorted(years.items(), key=lambda one: (one[0] is None, one[0]))
    ]
    return told, sorted(worst, key=lambda line: line.path), total - len(worst)


def _count(tallies: Iterable[Tally], mark: Mark, but: Mark = Mark.NONE) -> int:
    """The findings with a mark; without those that have one of the marks `but`, and have it from tonight."""
    return sum(one.findings for one in tallies if one.marks & mark and not (one.tonight and one.marks & but))


def _news(tallies: Iterable[Tally], mark: Mark) -> int:
    """The findings that have a mark from tonight."""
    return sum(one.findings for one in tallies if one.marks & mark and one.tonight)


def groups(job: Job, sharing: Sharing) -> Groups:
    """What an editor reads first; `derive` goes before.

    Raises:
        StoreError: The database cannot be read.
    """
    store, run_id = job.store, job.run.id
    tallies = tuple(store.findings.tallies(run_id))

    def findings(ids: Iterable[int]) -> tuple[Finding, ...]:
        memories = store.memory.among(list(ids))
        return tuple(finding_of(memory, job.settings, run_id, sharing, job.decisions) for memory in memories)

    def news(mark: Mark) -> Some[Finding]:
        total = _news(tallies, mark)
        return Some(total, findings(store.findings.tonights(mark, run_id, MANY) if total else ()))

    def old(mark: Mark, most: int, but: Mark = Mark.NONE) -> Some[Finding]:
        total = _count(tallies, mark, but)
        return Some(total, findings(store.findings.marked(mark, run_id, most, but) if total else ()))

    for_review = old(Mark.REVIEW, MANY)
    return Groups(
        new=news(Mark.NEW),
        recovered=news(Mark.RECOVERED),
        elsewhere=old(Mark.ELSEWHERE, MANY),
        review=Some(sum(one.reviews for one in tallies), tuple(islice(reviews(for_review.first), MANY))),
        dead=old(Mark.DEAD, FEW, but=Mark.NEW),
        watched=old(Mark.FAILING, FEW, but=Mark.NEW),
        blocked=old(Mark.BLOCKED, FEW),
        ephemeral=old(Mark.EPHEMERAL, FEW),
        saves=furthest_first(_tonights(job, findings)),
    )


def _tonights(job: Job, findings: Callable[[Iterable[int]], tuple[Finding, ...]]) -> Iterator[Save]:
    """The captures of which something became known in this run."""
    for finding in findings(job.store.findings.saved_since(job.run.started)):
        yield from (save for save in finding.saves if save.at >= job.run.started)
