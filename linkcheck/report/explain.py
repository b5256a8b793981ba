"""One link's story, so that an editor believes the verdict: one conclusion, and everything that it rests on."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from linkcheck.model import Check, Edit, Evidence, Found, Missing, Placed, Unavailable, Verdict
from linkcheck.report.types import Asking, Story
from linkcheck.report.wording import because, captured, count, day, distance, is_far, minute, one_line, state

_FAILING = frozenset({Verdict.DEAD, Verdict.UNSURE})
_LIVING = frozenset({Verdict.ALIVE, Verdict.MOVED})


def explain(story: Story) -> str:
    """The story as plain text, a section for each question that an editor asks."""
    sections = [
        [one_line(story.url), state(story.standing), conclude(story)],
        _section("Where it stands", (_placed(link) for link in story.links), "No document links to it."),
        _section("What came back, night by night", _nights(story), "It was never checked."),
        _section("Snapshots", map(_asked, story.lookups), "No web archive was asked."),
        _section("Edits", map(_edit, story.edits), "Nothing was changed."),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def conclude(story: Story) -> str:
    """One sentence: what is thought of the link, and on what grounds."""
    standing = story.standing
    reason = because(standing.reason)
    if standing.verdict is None:
        return "It was not checked yet."
    if standing.confirmed:
        since = f" since {day(standing.first_failed)}" if standing.first_failed else ""
        nights = f"found so on {count(standing.strikes, 'night')}{since}"
        return f"It is gone, because {reason}: {nights}, with no living night between.{_also(story)}"
    match standing.verdict:
        case Verdict.ALIVE:
            return f"It was there when it was last checked, on {day(standing.checked)}."
        case Verdict.MOVED:
            return f"It was there on {day(standing.checked)}, at a new place: {one_line(story.checks[-1].final_url)}"
        case Verdict.DEAD:
            return f"Not there, because {reason}. {_until_confirmed(story)}{_also(story)}"
        case Verdict.UNSURE:
            return f"Not known for sure, because {reason}, which often passes. {_until_confirmed(story)}{_also(story)}"
        case Verdict.BLOCKED:
            return f"Not known, because {reason}. This is never counted against a link."
        case Verdict.SKIPPED:
            return f"Not asked, because {reason}."


def _also(story: Story) -> str:
    parts = [one_line(story.service)] if story.service else []
    if story.report_only:
        parts.append(f"It is reported and never rewritten without a decision: {one_line(story.report_only)}.")
    return "".join(f" {part}" for part in parts)


def _until_confirmed(story: Story) -> str:
    rules, standing = story.settings, story.standing
    if standing.verdict is Verdict.DEAD:
        needed = f"{rules.strikes} strikes on different nights, the first and the last {rules.strike_days} days apart"
    else:
        needed = f"{rules.soft_strikes} strikes over {rules.soft_days} days"
    return f"{count(standing.strikes, 'strike')} so far; it takes {needed}, with no living night between them."


def _section(title: str, lines: Iterable[str], otherwise: str) -> list[str]:
    return [title, *(f"  {line}" for line in lines)] if (lines := list(lines)) else [title, f"  {otherwise}"]


def _placed(link: Placed) -> str:
    published = f", published {link.published.written}" if link.published else ", undated"
    text = f" “{one_line(link.text)}”" if link.text else ""
    rewritten = ", rewritten" if link.rewritten else ""
    return f"{one_line(link.path)}:{link.line}:{link.column}  {link.syntax.value}{published}{rewritten}{text}"


def _nights(story: Story) -> Iterator[str]:
    yield f"{minute(story.first_seen)} UTC  first seen in a document"
    struck: set[date] = set()
    for _, alike in groupby(story.checks, key=_alike):
        checks = list(alike)
        if len(checks) > 2 and checks[0].verdict not in _FAILING:
            yield f"{day(checks[0].at)} to {day(checks[-1].at)}  {count(len(checks), 'check')}, all like the last:"
            checks = checks[-1:]
        for check in checks:
            yield from _night(check, _strike(check, struck))


def _alike(check: Check) -> tuple[object, ...]:
    return check.verdict, check.reason, check.status, check.final_url, check.vantage


def _strike(check: Check, struck: set[date]) -> str:
    """What a check counts for: one strike a night, and only what a canary round vouches for."""
    if check.verdict in _LIVING:
        struck.clear()
        return ""
    if check.verdict not in _FAILING:
        return "counts neither way"
    if not check.vouched:
        return "not counted: no canary answered after it in its run"
    night = check.at.date()
    if night in struck:
        return "not counted again: the night has its strike"
    struck.add(night)
    return "decisive strike" if check.verdict is Verdict.DEAD else "soft strike"


def _night(check: Check, strike: str) -> Iterator[str]:
    counted = f"  [{strike}]" if strike else ""
    judged = f"{check.verdict.value}: {check.reason.value}"
    yield f"{minute(check.at)} UTC  {judged}, from {one_line(check.vantage)}{counted}"
    for number, hop in enumerate(check.hops):
        arrow = "→ " if number else "  "
        status = "no answer" if hop.status is None else str(hop.status)
        yield f"    {arrow}{one_line(hop.url)}  {status}"
    if check.judgement.title:
        yield f"      title “{one_line(check.judgement.title)}”"
    for one in check.judgement.evidence:
        yield f"      {_evidence(one)}"


def _evidence(one: Evidence) -> str:
    weight = f"{one.weight:+g}" if one.weight else "0"
    return f"{weight:>5}  {one_line(one.mark)}: {one_line(one.detail)}"


def _asked(asking: Asking) -> str:
    wanted = f"near {asking.published}" if asking.published else "the latest good one"
    head = f"{minute(asking.at)} UTC  {wanted}: "
    match asking.lookup:
        case Found(snapshot, why):
            far = ", FAR" if is_far(snapshot.days) else ""
            proven = "verified" if snapshot.verified else "not verified"
            lines = [
                f"{head}found, captured {captured(snapshot.timestamp)}, {distance(snapshot.days)}{far}, {proven}",
                f"    {one_line(snapshot.url)}",
                f"    {one_line(why)}",
                *(f"    for a person to look at: {one_line(review)}" for review in snapshot.review),
                *(f"    {_evidence(one)}" for one in snapshot.evidence),
            ]
        case Missing(why):
            lines = [f"{head}none: {one_line(why)}"]
        case Unavailable(why):
            lines = [f"{head}could not be asked: {one_line(why)}"]
    return "\n  ".join(lines)


def _edit(edit: Edit) -> str:
    run = f" in run {edit.run_id}" if edit.run_id is not None else ""
    lines = [
        f"{edit.state.value}{run}: {one_line(edit.path)}:{edit.line}",
        f"    - {one_line(edit.old)}",
        f"    + {one_line(edit.new)}",
        f"    {one_line(edit.why)}",
    ]
    return "\n  ".join(lines)
