"""Strikes: what all checks of one target come to. Derived anew each time, never stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from linkcheck.model import FAILING, LIVING, NEVER_CONFIRMED, Check, Reason, Standing, Verdict, night_of
from linkcheck.settings import Settings

NEVER_CHECKED: Final = Standing(
    verdict=None,
    reason=None,
    confirmed=False,
    strikes=0,
    first_failed=None,
    last_alive=None,
    checked=None,
)
"""What no checks come to."""


@dataclass(frozen=True, slots=True)
class Strike:
    """A night on which a target failed, in a way that counts."""

    night: date
    decisive: bool
    """Every failing check of that night was decisive."""
    vantages: frozenset[str]


def standing(checks: Sequence[Check], settings: Settings) -> Standing:
    """What checks, oldest first, come to (design: confirmed dead).

    The present row of failures begins behind the last `alive` or `moved`. In it,

    - a failing check is a strike when it is vouched for, one a UTC date; `blocked`, `skipped`, `tls-untrusted` and
      `redirect-loop` are neither strikes nor do they clear;
    - a date with a decisive and a soft failure is a soft strike: the weaker word counts;
    - *decisive* strikes confirm when they follow each other with no soft strike between. A night on which the server
      did not answer is doubt about the nights around it, and doubt costs a few nights, never a link. Nothing is lost:
    - *soft* strikes confirm by their number and their days, and there a decisive strike counts too, for it says more.

    Once confirmed, a target stays so until it lives again: that is what clears, and nothing else. A person's decision
    overrides all of it while it is the latest word.
    """
    if not checks:
        return NEVER_CHECKED
    failed: list[Check] = []
    lived: Check | None = None
    for check in reversed(checks):
        verdict = check.verdict
        if verdict in LIVING:
            lived = check
            break
        if verdict in FAILING:
            failed.append(check)
    failed.reverse()
    strikes = _strikes(failed) if failed else ()
    latest = checks[-1]
    decided = latest.reason is Reason.DECIDED
    return Standing(
        verdict=latest.verdict,
        reason=latest.reason,
        confirmed=latest.verdict is Verdict.DEAD if decided else bool(strikes) and _confirmed(strikes, settings),
        strikes=len(strikes),
        first_failed=failed[0].at if failed else None,
        last_alive=None if lived is None else lived.at,
        checked=latest.at,
        living_since=None if lived is None or failed else living_since(checks),
    )


def dying(standing: Standing) -> bool:
    """Whether a target is dead enough to look for what may stand in its place: confirmed, or one decisive strike."""
    return standing.confirmed or (standing.verdict is Verdict.DEAD and standing.strikes > 0)


LIVING_NIGHTS: Final = 3
"""Nights in a row on which a page that was dead must have lived, before its link is offered back."""


def lives_again(checks: Sequence[Check], rewritten: datetime) -> bool:
    """Whether a target that failed lives again for good, by its checks since a link to it was rewritten.

    It has, on three dates, with no failure between or behind: a server that comes and goes is no home for a link, and
    a blocked night says nothing. A target that never failed was rewritten because a person said so.
    """
    failed = [number for number, check in enumerate(checks) if check.verdict in FAILING]
    if not failed or checks[-1].verdict not in LIVING:
        return False
    lived = {
        night_of(check.at)
        for check in checks[failed[-1] + 1 :]
        if check.verdict in LIVING and check.reason is not Reason.DECIDED and check.at > rewritten
    }
    seen = any(checks[number].reason is not Reason.DECIDED for number in failed)
    return seen and len(lived) >= LIVING_NIGHTS


def living_since(checks: Sequence[Check]) -> datetime | None:
    """The first living answer behind the last failure."""
    since = None
    for check in reversed(checks):
        if check.verdict in FAILING:
            break
        if check.verdict in LIVING:
            since = check.at
    return since


def _strikes(failed: Iterable[Check]) -> tuple[Strike, ...]:
    """One strike a date, in order."""
    nights: dict[date, list[Check]] = {}
    for check in failed:
        if check.vouched and check.reason not in NEVER_CONFIRMED and check.reason is not Reason.DECIDED:
            nights.setdefault(night_of(check.at), []).append(check)
    return tuple(
        Strike(
            night=night,
            decisive=all(check.verdict is Verdict.DEAD for check in seen),
            vantages=frozenset(check.vantage for check in seen),
        )
        for night, seen in sorted(nights.items())
    )


def _confirmed(strikes: tuple[Strike, ...], settings: Settings) -> bool:
    decisive = any(
        _enough(row, settings.strikes, settings.strike_days, settings.require_vantages)
        for row in _decisive_rows(strikes)
    )
    return decisive or _enough(strikes, settings.soft_strikes, settings.soft_days, settings.require_vantages)


def _decisive_rows(strikes: tuple[Strike, ...]) -> list[tuple[Strike, ...]]:
    """The runs of decisive strikes with no soft one between."""
    rows: list[list[Strike]] = [[]]
    for strike in strikes:
        if strike.decisive:
            rows[-1].append(strike)
        else:
            rows.append([])
    return [tuple(row) for row in rows]


def _enough(row: tuple[Strike, ...], count: int, days: int, vantages: int) -> bool:
    """Whether a row has the strikes, the days from first to last, and the vantages."""
    if not row or len(row) < count:
        return False
    seen: frozenset[str] = frozenset().union(*(strike.vantages for strike in row))
    return (row[-1].night - row[0].night).days >= days and len(seen) >= vantages
