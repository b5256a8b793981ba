"""When a target is asked again: by what it is, not by a cache's age."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from linkcheck.model import Standing, Verdict
from linkcheck.settings import Settings

EARLY: Final = 2
"""A night comes early by one part in so many of its interval, at most: seven days may be four."""
LATE: Final = 3
"""It comes late by one part in so many, at most: seven days may be nine."""

_WAITING: Final = frozenset({Verdict.ALIVE, Verdict.MOVED, Verdict.BLOCKED, Verdict.SKIPPED})


def next_due(standing: Standing, settings: Settings, tonight: date, *, only_reported: bool = False) -> date:
    """The night on which a target should be due again, were no night too full."""
    return tonight + timedelta(days=interval(standing, settings, only_reported=only_reported))


def nights_again(
    standing: Standing, settings: Settings, tonight: date, *, only_reported: bool = False
) -> tuple[date, ...]:
    """The nights on which a target may be due again, the best first: the store takes the emptiest of them.

    A death is found no later than the longest interval says: no night is further away than that.
    """
    days = interval(standing, settings, only_reported=only_reported)
    latest = min(days + days // LATE, max(days, settings.alive_longest))
    return _around(tonight, days, latest)


@lru_cache(maxsize=1024)
def _around(tonight: date, days: int, latest: int) -> tuple[date, ...]:
    window = range(days - days // EARLY, latest + 1)
    return tuple(tonight + timedelta(days=one) for one in sorted(window, key=lambda one: (abs(one - days), one)))


def interval(standing: Standing, settings: Settings, *, only_reported: bool = False) -> int:
    """Days until a target is asked again.

    What fails is asked every night until it is confirmed or lives: each night is a strike. What lives is asked after as
    many days as it has lived already, so that each wait is about twice the one before. `only_reported`: no link of it
    is ever rewritten without a decision, so it may wait, unless it fails.
    """
    waits = standing.confirmed or standing.verdict in _WAITING
    return settings.report_only_again if only_reported and waits else _usual(standing, settings)


def _usual(standing: Standing, settings: Settings) -> int:
    if standing.confirmed:
        return settings.confirmed_again
    match standing.verdict:
        case None:
            return 0
        case Verdict.DEAD | Verdict.UNSURE:
            return settings.failing_again
        case Verdict.ALIVE | Verdict.MOVED:
            return max(settings.alive_again, min(_days_alive(standing), settings.alive_longest))
        case Verdict.BLOCKED:
            return settings.blocked_again
        case Verdict.SKIPPED:
            return settings.skipped_again


def _days_alive(standing: Standing) -> int:
    """Days from the first living answer behind the last failure to the last one."""
    if standing.living_since is None or standing.last_alive is None:
        return 0
    return (standing.last_alive.date() - standing.living_since.date()).days
