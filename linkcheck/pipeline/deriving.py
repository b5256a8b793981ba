"""What every target comes to, brought up to date before a stage or a report goes by it.

It is kept from night to night (store/derived.py), and is never more than what follows from the rest of the database by
today's settings: `derived` is the whole of that function, and what has changed is told by the database itself.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import partial

from linkcheck import __version__, judge
from linkcheck.model import FAILING, REWRITING, Finding, Found, Mark, Placed, Ruling, Verdict
from linkcheck.pipeline.finding import finding_of
from linkcheck.pipeline.progress import Progress, Silence
from linkcheck.pipeline.sharing import Sharing
from linkcheck.report.wording import count
from linkcheck.settings import NO_DECISIONS, Decisions, Settings
from linkcheck.store import Derived, Memory, Store

QUICKLY = 1_000
"""Targets that are brought up to date before anybody wonders."""

NOBODY = Silence()

FORM = 1
"""Raised when `derived` comes to something else of the same memory, or the reports show another text for it."""

MEANS_NOTHING = frozenset(
    {
        "append_text",
        "canaries",
        "cdx_per_minute",
        "concurrency",
        "connect_timeout",
        "db",
        "deadline",
        "decisions",
        "expand_short",
        "fail_on",
        "force",
        "github_api",
        "host_nightly",
        "interval",
        "max_body",
        "max_document",
        "max_edits",
        "max_files",
        "max_redirects",
        "max_replays",
        "moved",
        "moved_nights",
        "now",
        "paths",
        "per_host",
        "preserve",
        "progress",
        "proxies",
        "quiet",
        "replay_in_flight",
        "replay_rate",
        "reports",
        "saves_per_minute",
        "style",
        "timeout",
        "user_agent",
        "vantage",
        "verbose",
        "warc",
        "write",
    }
)
"""Settings by which no finding is another: how and when something is asked, where it is put, and what is written.

The file of decisions is told by what it says."""


def derive(
    store: Store, settings: Settings, decisions: Decisions = NO_DECISIONS, progress: Progress = NOBODY
) -> Sharing:
    """Bring what targets come to up to date, those that have changed, or all where the rules are others.

    `progress` hears of it beside the present stage, where it takes a while.

    Raises:
        StoreError: The database cannot be read or written.
    """
    sharing = Sharing.of(store)
    findings = store.findings
    anew = findings.follow(rules(settings, decisions), _digest(sorted(sharing.pages.items())))
    told, left = progress.beside(), findings.stale()
    if left > QUICKLY:
        told.stage("Bringing findings up to date", left)
    while renewed := findings.renew(partial(_all, store, settings, sharing, decisions)):
        told.step(renewed)
    why = "settings, decisions or linkcheck have changed"
    told.done(f"Judged {count(left, 'target')} anew: {why}." if anew and left else "")
    return sharing


def _all(store: Store, settings: Settings, sharing: Sharing, decisions: Decisions, ids: list[int]) -> Iterator[Derived]:
    made = (derived(memory, settings, sharing, decisions) for memory in store.memory.among(ids))
    return (one for one in made if one is not None)


def rules(settings: Settings, decisions: Decisions = NO_DECISIONS) -> str:
    """A digest of all that a finding depends on and that the database does not hold."""
    told = {one.name: getattr(settings, one.name) for one in fields(settings) if one.name not in MEANS_NOTHING}
    ruled = [replace(row, line=0) for row in decisions.rows]
    return _digest((FORM, __version__, sorted((name, repr(value)) for name, value in told.items()), ruled))


def derived(
    memory: Memory, settings: Settings, sharing: Sharing, decisions: Decisions = NO_DECISIONS
) -> Derived | None:
    """What a target comes to; None where no document links to it, or it was never checked."""
    if not memory.linked or not memory.checks or memory.last_run is None:
        return None
    finding = finding_of(memory, settings, memory.last_run, sharing, decisions)
    return Derived(
        target_id=memory.id,
        verdict=finding.standing.verdict or memory.checks[-1].verdict,
        marks=marks_of(finding),
        reviews=sum(map(_for_review, finding.links)) if finding.standing.confirmed else 0,
        rewritten=sum(link.rewritten for link in finding.links),
        run_id=memory.last_run,
    )


def marks_of(finding: Finding) -> Mark:
    """What a finding is to those who read the reports, and to the stages that work on it."""
    standing = finding.standing
    held = any(not link.rewritten for link in finding.links)
    told = {
        Mark.FAILING: not standing.confirmed and standing.verdict in FAILING,
        Mark.CONFIRMED: standing.confirmed,
        Mark.NEW: finding.new,
        Mark.RECOVERED: finding.recovered,
        Mark.DEAD: standing.confirmed and held,
        Mark.ELSEWHERE: finding.alias is not None and held,
        Mark.REVIEW: standing.confirmed and any(map(_for_review, finding.links)),
        Mark.BLOCKED: standing.verdict is Verdict.BLOCKED,
        Mark.DYING: judge.dying(standing) or any(_ruled(link, Ruling.DEAD) for link in finding.links),
        Mark.OFFERED: may_be_offered(finding),
        Mark.STRUCK: standing.confirmed or standing.first_failed is not None,
        Mark.EPHEMERAL: finding.decision is not None and finding.decision.ruling is Ruling.EPHEMERAL,
    }
    marks = Mark(0)
    for mark, holds in told.items():
        if holds:
            marks |= mark
    return marks


def may_be_offered(finding: Finding) -> bool:
    """Whether something may stand in the place of one of its links: `offers` is not asked about any other."""
    if any(_ruled(link, *REWRITING) for link in finding.links):
        return True
    if not finding.standing.confirmed or finding.standing.verdict not in FAILING:
        return False
    return any(
        not link.rewritten and (finding.alias is not None or isinstance(link.snapped.lookup, Found))
        for link in finding.links
    )


def _ruled(link: Placed, *rulings: Ruling) -> bool:
    return link.decision is not None and link.decision.ruling in rulings and not link.rewritten


def _for_review(link: Placed) -> bool:
    lookup = link.snapped.lookup
    return not link.rewritten and isinstance(lookup, Found) and bool(lookup.snapshot.review)


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()
