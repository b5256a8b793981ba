"""One link's story, so that an editor believes the verdict: one conclusion, and everything that it rests on."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import groupby

from linkcheck.model import (
    FAILING,
    LIVING,
    Alias,
    Check,
    Decision,
    Edit,
    Evidence,
    Found,
    Missing,
    NoAlias,
    Placed,
    Save,
    Style,
    Unavailable,
    Verdict,
    night_of,
)
from linkcheck.report.conclusion import conclude, counts, soft_nights
from linkcheck.report.types import Asking, Seeking, Story
from linkcheck.report.wording import SAVED, captured, count, day, distance, is_far, minute, one_line, state


def explain(story: Story) -> str:
    """The story as plain text, a section for each question that an editor asks."""
    sections = [
        [one_line(story.url), state(story.standing), conclude(story)],
        _section("Where it stands", (_placed(link) for link in story.links), "No document links to it."),
        _section("What came back, night by night", _nights(story), "It was never checked."),
        *([_section("Elsewhere", map(_sought, story.aliases), "")] if story.aliases else []),
        _section("Snapshots", map(_asked, story.lookups), "No web archive was asked."),
        *([_section("Decided", map(_decided, story.decisions), "")] if story.decisions else []),
        *([_section("Captures asked for", map(_save, story.saves), "")] if story.saves else []),
        _section("Edits", map(_edit, story.edits), "Nothing was changed."),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def _section(title: str, lines: Iterable[str], otherwise: str) -> list[str]:
    return [title, *(f"  {line}" for line in lines)] if (lines := list(lines)) else [title, f"  {otherwise}"]


def _placed(link: Placed) -> str:
    published = f", published {link.published.written}" if link.published else ", undated"
    text = f" “{one_line(link.text)}”" if link.text else ""
    rewritten = ", rewritten" if link.rewritten else ""
    return f"{one_line(link.path)}:{link.line}:{link.column}  {link.syntax.value}{published}{rewritten}{text}"


def _nights(story: Story) -> Iterator[str]:
    if any(one.weight for check in story.checks for one in check.judgement.evidence):
        yield "(Evidence above 0 speaks for dead, below 0 for alive; where it is weighed, a sum of 1 decides.)"
    yield f"{minute(story.first_seen)} UTC  first seen in a document"
    strikes = _Strikes(soft_nights(story))
    before: Check | None = None
    for _, alike in groupby(story.checks, key=_alike):
        checks = list(alike)
        if len(checks) > 2 and checks[0].verdict not in FAILING:
            yield f"{day(checks[0].at)} to {day(checks[-1].at)}  {count(len(checks), 'check')}, all like the last:"
            checks = checks[-1:]
        for check in checks:
            yield from _night(check, strikes.of(check), before)
            before = check


def _alike(check: Check) -> tuple[object, ...]:
    return check.verdict, check.reason, check.status, check.final_url, check.vantage


class _Strikes:
    """What each check counts for: one strike a night, and only what a canary round vouches for."""

    def __init__(self, soft: Collection[date]) -> None:
        self._soft = soft
        self._struck: dict[date, set[str]] = {}

    def of(self, check: Check) -> str:
        """The words for the next check."""
        if check.verdict in LIVING:
            self._struck.clear()
            return ""
        if check.verdict in FAILING and not check.vouched:
            return "not counted: no canary answered after it in its run"
        if not counts(check):
            return "counts neither way"
        night = night_of(check.at)
        if night not in self._struck:
            self._struck[night] = {check.vantage}
            if night not in self._soft:
                return "decisive strike"
            return "soft strike: the night's checks differ" if check.verdict is Verdict.DEAD else "soft strike"
        if check.vantage in self._struck[night]:
            return "not counted again: the night has its strike"
        self._struck[night].add(check.vantage)
        return "the same night's strike, from another vantage"


def _night(check: Check, strike: str, before: Check | None) -> Iterator[str]:
    counted = f"  [{strike}]" if strike else ""
    judged = f"{check.verdict.value}: {check.reason.value}"
    again = before is not None and bool(check.hops) and _seen(check) == _seen(before)
    same = ", as before" if again else ""
    yield f"{minute(check.at)} UTC  {judged}, from {one_line(check.vantage)}{same}{counted}"
    if again:
        return
    for number, hop in enumerate(check.hops):
        arrow = "→ " if number else "  "
        status = "no answer" if hop.status is None else str(hop.status)
        yield f"    {arrow}{one_line(hop.url)}  {status}"
    if check.judgement.title:
        yield f"      title “{one_line(check.judgement.title)}”"
    weights = [one.weight for one in check.judgement.evidence if one.weight]
    for one in check.judgement.evidence:
        yield f"      {_evidence(one)}"
    if len(weights) > 1:
        yield f"      {round(sum(weights), 3):>+5g}  in all"


def _seen(check: Check) -> tuple[object, ...]:
    return check.verdict, check.reason, check.hops, check.judgement


def _evidence(one: Evidence) -> str:
    weight = f"{one.weight:+g}" if one.weight else ""
    return f"{weight:>5}  {one_line(one.mark)}: {one_line(one.detail)}"


def _step(one: Evidence) -> str:
    return _evidence(one) if one.weight else f"  {one_line(one.mark)}: {one_line(one.detail)}"


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
                *(f"    {one_line(why)}" for why in (why,) if why != f"captured {distance(snapshot.days)}"),
                *(f"    for a person to look at: {one_line(review)}" for review in snapshot.review),
                *(f"    {_step(one)}" for one in snapshot.evidence if one.detail != distance(snapshot.days)),
            ]
        case Missing(why):
            lines = [f"{head}none: {one_line(why)}"]
        case Unavailable(why):
            lines = [f"{head}could not be asked: {one_line(why)}"]
    return "\n  ".join(lines)


def _save(save: Save) -> str:
    stamp = f", capture of {captured(save.timestamp)}" if save.timestamp else ""
    why = f": {one_line(save.why)}" if save.why else ""
    return f"{minute(save.at)} UTC  {one_line(save.sent)}  {SAVED[save.state]}{stamp}{why}"


def _sought(seeking: Seeking) -> str:
    head = f"{minute(seeking.at)} UTC  "
    match seeking.answer:
        case Alias(url=url, evidence=evidence):
            weights = [one.weight for one in evidence if one.weight]
            lines = [
                f"{head}it lives at {one_line(url)}",
                *(f"    {_step(one)}" for one in evidence),
                f"    {round(sum(weights), 3):>+5g}  in all: -1 or less was needed",
            ]
        case NoAlias(evidence=evidence):
            lines = [f"{head}nowhere{'' if evidence else ': no other place came to mind'}"]
            lines += [f"    {_step(one)}" for one in evidence]
    return "\n  ".join(lines)


def _decided(decision: Decision) -> str:
    about = f" (pattern {one_line(decision.pattern)})" if decision.pattern else ""
    where = f" in {one_line(decision.document)}" if decision.document else ""
    what = f"snapshot {one_line(decision.snapshot)}" if decision.snapshot else decision.ruling.value
    head = f"{day(decision.when)}  {what}{where}{about}, {one_line(decision.told)}"
    return f"{head}  [row of line {decision.line}]"


def _edit(edit: Edit) -> str:
    run = f" in run {edit.run_id}" if edit.run_id is not None else ""
    style = "" if edit.style is Style.REPLACE else f", {edit.style.value}"
    lines = [
        f"{'restored' if edit.restored else edit.state.value}{run}{style}: {one_line(edit.path)}:{edit.line}",
        f"    - {one_line(edit.old)}",
        f"    + {one_line(edit.new)}",
        f"    {one_line(edit.why)}",
    ]
    return "\n  ".join(lines)
