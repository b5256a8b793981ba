"""From what is remembered of a target to what the reports say of it."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from linkcheck import judge
from linkcheck.model import (
    LIVING,
    REWRITING,
    Alias,
    Check,
    Decision,
    Finding,
    Link,
    Placed,
    Snapped,
    Standing,
    Syntax,
    Verdict,
)
from linkcheck.pipeline.followed import is_snapshot
from linkcheck.pipeline.sharing import NOTHING_SHARED, Sharing
from linkcheck.report import Said
from linkcheck.settings import NO_DECISIONS, Decisions, Settings
from linkcheck.store import Latest, Memory, Place


def finding_of(
    memory: Memory,
    settings: Settings,
    run_id: int,
    sharing: Sharing = NOTHING_SHARED,
    decisions: Decisions = NO_DECISIONS,
) -> Finding:
    """What is known of one target, as the run `run_id` leaves it, and what persons decided about it."""
    url = memory.target.url
    decision = decisions.of(url)
    checked = judge.standing(memory.checks, settings)
    standing = judge.ruled(checked, decision)
    last = memory.checks[-1]
    # what a person decided is no news of tonight
    earlier = _earlier(memory.checks, memory.last_run, run_id) if standing is checked else None
    kept = _kept(url, memory.links, settings)
    return Finding(
        url=url,
        standing=standing,
        status=last.status,
        final_url=last.final_url,
        hops=last.hops,
        evidence=last.judgement.evidence,
        links=links_of(memory, settings, sharing, decisions),
        new=_newly_dead(earlier, standing, settings),
        recovered=_recovered(earlier, last, settings),
        report_only="" if decision is not None and decision.ruling in REWRITING else kept,
        saves=memory.saves,
        alias=_alias(memory, standing, settings),
        decision=decision,
    )


def links_of(memory: Memory, settings: Settings, sharing: Sharing, decisions: Decisions) -> tuple[Placed, ...]:
    """The links to one target with what is known of each, whether or not it was ever checked."""
    url = memory.target.url
    spoken_of = bool(decisions.about(url))
    kept = _kept(url, memory.links, settings)
    sections = _sections(memory.links, settings)
    rewritten = {(link.path, link.span) for link in memory.rewritten}
    rewritten |= {(link.path, link.span) for link in memory.links if _preserved(link, settings)}
    return tuple(
        _placed(
            memory,
            link,
            sharing,
            settings,
            kept or _in_front_matter(link, settings) or sections.get(link.path, ""),
            decisions.of(url, link.path) if spoken_of else None,
            rewritten=(link.path, link.span) in rewritten,
        )
        for link in (*memory.links, *memory.aliased)
    )


def said_of(latest: Latest, settings: Settings, run_id: int, decisions: Decisions = NO_DECISIONS) -> Said:
    """As much of a finding as a line says, as the run `run_id` leaves it, and what persons decided about it."""
    url, decision = latest.url, decisions.of(latest.url)
    if decision is None and not latest.checks:
        return Said(url, latest.verdict, latest.reason, latest.final_url)  # it lives
    checked = judge.standing(latest.checks, settings)
    if not latest.checks:
        checked = replace(checked, verdict=latest.verdict, reason=latest.reason)
    standing = judge.ruled(checked, decision)
    earlier = _earlier(latest.checks, latest.last_run, run_id) if standing is checked else None
    return Said(
        url,
        standing.verdict,
        standing.reason,
        latest.final_url,
        standing.confirmed,
        failing=standing.first_failed is not None,
        new=_newly_dead(earlier, standing, settings),
    )


def _earlier(checks: Sequence[Check], last_run: int | None, run_id: int) -> Sequence[Check] | None:
    """What was known before a run; None where that did not ask, and all is as it was."""
    return checks[:-1] if last_run == run_id else None


def _alias(memory: Memory, standing: Standing, settings: Settings) -> Alias | None:
    """Where the page lives now, as long as the link is dead; a place that is excluded is nobody's alias."""
    answer = memory.sought.answer if memory.sought else None
    if not isinstance(answer, Alias) or not judge.dying(standing):
        return None
    return None if judge.before_asking(answer.url, settings) is not None else answer


def _newly_dead(earlier: Sequence[Check] | None, now: Standing, settings: Settings) -> bool:
    """A flapping server is no news: what counts is decisive evidence, or a confirmation."""
    return earlier is not None and _counts_as_dead(now) and not _was_dead(earlier, settings)


def _recovered(earlier: Sequence[Check] | None, last: Check, settings: Settings) -> bool:
    return earlier is not None and last.verdict in LIVING and _was_dead(earlier, settings)


def _was_dead(earlier: Sequence[Check], settings: Settings) -> bool:
    return bool(earlier) and _counts_as_dead(judge.standing(earlier, settings))


def _counts_as_dead(standing: Standing) -> bool:
    return standing.confirmed or standing.verdict is Verdict.DEAD


def _placed(
    memory: Memory,
    link: Link,
    sharing: Sharing,
    settings: Settings,
    report_only: str,
    decision: Decision | None,
    *,
    rewritten: bool,
) -> Placed:
    day = link.published.at.date() if link.published else None
    asked = memory.lookup(day)
    return Placed(
        path=link.path,
        line=link.line,
        column=link.column,
        written=link.written,
        text=link.text,
        syntax=link.syntax,
        published=link.published,
        snapped=Snapped(sharing.flagged(asked.lookup), asked.at) if asked else Snapped(None),
        rewritten=rewritten,
        report_only=_lifted(link, decision, settings) if decision is not None else report_only,
        decision=decision,
    )


def _lifted(link: Link, decision: Decision, settings: Settings) -> str:
    """Why a link is not rewritten about which a person decided: what programs read is no matter of a URL's death."""
    return _in_front_matter(link, settings) if decision.ruling in REWRITING else decision.told


def only_reported(url: str, links: Sequence[Link | Place], settings: Settings) -> bool:
    """Whether not one link of a target is rewritten without a decision."""
    if not links or _kept(url, links, settings):
        return bool(links)
    sections = _sections(links, settings)
    return all(_in_front_matter(link, settings) or sections.get(link.path) for link in links)


def _kept(url: str, links: Sequence[Link | Place], settings: Settings) -> str:
    """Why no link of a target is rewritten without a decision; empty where they may be."""
    most = settings.footer_documents
    if len(links) > most and (documents := len({link.path for link in links})) > most:
        return f"it stands in {documents} documents, as a footer does"
    if not settings.own_domains:
        return ""
    host = (urlsplit(url).hostname or "") if "[" not in url else ""
    own = next((name for name in settings.own_domains if f".{host}".endswith(f".{name}")), None)
    return f"{own} is the editor's own" if own else ""


def _in_front_matter(link: Link | Place, settings: Settings) -> str:
    """Templates and other programs read what stands there: a URL may be an identity, not a link."""
    held = link.syntax is Syntax.FRONT_MATTER and not settings.front_matter
    return "it stands in front matter" if held else ""


def _preserved(link: Link, settings: Settings) -> bool:
    """Whether a snapshot is written where the link is: it stands under its original target (see `reading.filed`)."""
    return is_snapshot(link.written, settings) and not is_snapshot(link.url, settings)


def _sections(links: Sequence[Link | Place], settings: Settings) -> dict[str, str]:
    """Document → why: a URL that stands in a section that is only reported counts as such in its whole document."""
    if not settings.report_only:
        return {}
    wanted = {heading.casefold() for heading in settings.report_only}
    found: dict[str, str] = {}
    for link in links:
        if link.section.casefold() in wanted:
            found.setdefault(link.path, f"it stands under “{link.section}”")
    return found
