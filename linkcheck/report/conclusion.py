"""What is thought of a link, and on what grounds: the few sentences at the head of its story."""

from datetime import date

from linkcheck.model import (
    FAILING,
    LIVING,
    NEVER_CONFIRMED,
    Alias,
    Check,
    EditKind,
    EditState,
    Reason,
    Verdict,
    night_of,
)
from linkcheck.report.types import Story
from linkcheck.report.wording import because, count, day, listing, one_line


def conclude(story: Story) -> str:
    """What is thought of the link, on what grounds, and what it would take to think otherwise."""
    standing = story.standing
    if standing.confirmed:
        return _gone(story)
    match standing.verdict:
        case Verdict.ALIVE if standing.reason is Reason.DECIDED:
            return f"It counts as alive: {_decided(story)}.{_also(story)}"
        case Verdict.SKIPPED if standing.reason is Reason.DECIDED:
            return f"It was never meant to last: {_decided(story)}.{_also(story)}"
        case None:
            return "It was not checked yet."
        case Verdict.ALIVE:
            return f"It was there when it was last checked, on {day(standing.checked)}.{_recovered(story)}"
        case Verdict.MOVED:
            place = one_line(story.checks[-1].final_url)
            return f"It was there on {day(standing.checked)}, at a new place: {place}{_recovered(story)}"
        case Verdict.DEAD:
            return f"Not there, because {because(standing.reason)}. {_until_confirmed(story)}{_also(story)}"
        case Verdict.UNSURE if standing.reason in NEVER_CONFIRMED:
            return f"Not known for sure, because {because(standing.reason)}. {_never()}{_also(story)}"
        case Verdict.UNSURE:
            passing = f"because {because(standing.reason)}, which often passes"
            return f"Not known for sure, {passing}. {_until_confirmed(story)}{_also(story)}"
        case Verdict.BLOCKED:
            return f"Not known, because {because(standing.reason)}. {_never()}{_still_failing(story)}"
        case Verdict.SKIPPED:
            return f"Not asked, because {because(standing.reason)}.{_still_failing(story)}"


def present_row(story: Story) -> tuple[Check, ...]:
    """The checks behind the last living one."""
    lived = [number for number, check in enumerate(story.checks) if check.verdict in LIVING]
    return story.checks[lived[-1] + 1 :] if lived else story.checks


def counts(check: Check) -> bool:
    """Whether a check is a strike, or shares its night's."""
    return (
        check.verdict in FAILING
        and check.vouched
        and check.reason not in NEVER_CONFIRMED
        and check.reason is not Reason.DECIDED
    )


def _gone(story: Story) -> str:
    standing = story.standing
    if standing.reason is Reason.DECIDED:
        return f"It counts as gone: {_decided(story)}.{_also(story)}"
    failed = [check for check in present_row(story) if check.verdict in FAILING]
    reason = failed[-1].reason if failed else standing.reason
    since = f" since {day(standing.first_failed)}" if standing.first_failed else ""
    seen = f"found so on {count(standing.strikes, 'night')}{since}{_from_vantages(story)}"
    last = ""
    if standing.verdict not in FAILING:
        last = f" It was last asked on {day(standing.checked)}: {because(standing.reason)}. That changes nothing."
    return f"It is gone, because {because(reason)}: {seen}, with no living night between.{last}{_also(story)}"


def _decided(story: Story) -> str:
    """What a person said of it wherever it stands, in words."""
    wherever = [one for one in story.decisions if not one.document]
    return one_line(wherever[-1].told) if wherever else because(story.standing.reason)


def _from_vantages(story: Story) -> str:
    seen = sorted({check.vantage for check in present_row(story) if counts(check)})
    return f", from {listing([one_line(name) for name in seen])}" if len(seen) > 1 else ""


def _recovered(story: Story) -> str:
    """A link that failed before, and lives: since when, and what can be put back."""
    failed = [number for number, check in enumerate(story.checks) if check.verdict in FAILING]
    again = (
        next((check for check in story.checks[failed[-1] + 1 :] if check.verdict in LIVING), None) if failed else None
    )
    if again is None:
        return ""
    last = story.checks[failed[-1]]
    told = f" It failed until {day(last.at)} ({last.reason.value}), and lives again since {day(again.at)}"
    back = ""
    applied = [edit for edit in story.edits if edit.state is EditState.APPLIED]
    if applied:
        back = (
            f" Documents have {_PUT[applied[-1].kind]} in its place: once it has lived on three nights, "
            "`linkcheck rewrite --restore` puts the original back; `linkcheck undo --url URL` does so at once."
        )
    return f"{told}: no strike is left.{back}"


_PUT = {
    EditKind.SNAPSHOT: "a snapshot",
    EditKind.ALIAS: "an alias",
    EditKind.MOVED: "its new place",
    EditKind.EXPANDED: "the page that it leads to",
}


def _still_failing(story: Story) -> str:
    """A link that was failing when it was refused goes on with the strikes it has."""
    strikes = story.standing.strikes
    return f" The {count(strikes, 'strike')} from before {'stays' if strikes == 1 else 'stay'}." if strikes else ""


def _never() -> str:
    return "This is never counted against a link."


def _ruled(story: Story) -> str:
    """What becomes of an alias: what a person said of it, where one has said anything."""
    states = {edit.state for edit in story.edits if edit.kind is EditKind.ALIAS and not edit.restored}
    if states & {EditState.UNDONE, EditState.DECLINED}:
        return "Where its edit was undone or declined, a snapshot may be written."
    if EditState.APPLIED in states:
        return "Links lead there now."
    return "No snapshot is written until a person decides; --aliases writes the new place."


def _also(story: Story) -> str:
    parts = [one_line(story.service)] if story.service else []
    answer = story.aliases[-1].answer if story.aliases else None
    if isinstance(answer, Alias):
        parts.append(f"It lives elsewhere, as far as is known: {one_line(answer.url)}. {_ruled(story)}")
    if story.report_only:
        parts.append(f"It is reported and never rewritten without a decision: {one_line(story.report_only)}.")
    return "".join(f" {part}" for part in parts)


def _until_confirmed(story: Story) -> str:
    rules, standing = story.settings, story.standing
    if standing.verdict is Verdict.DEAD:
        apart = f"the first and the last at least {rules.strike_days} days apart"
        needed = f"{rules.strikes} strikes on different nights, {apart}"
    else:
        needed = f"{rules.soft_strikes} strikes over at least {rules.soft_days} days"
    places = ""
    if rules.require_vantages > 1:
        seen = len({check.vantage for check in present_row(story) if counts(check)})
        places = f" from {rules.require_vantages} vantages ({seen} so far)"
    return f"{count(standing.strikes, 'strike')} so far; it takes {needed}{places}, with no living night between them."


def soft_nights(story: Story) -> frozenset[date]:
    """The nights on which a failure that counts was not decisive: such a night is a soft strike."""
    return frozenset(
        night_of(check.at) for check in story.checks if counts(check) and check.verdict is not Verdict.DEAD
    )
