"""When a target is asked again: by what it is, not by a cache's age."""

from datetime import date, datetime, timedelta
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
    return _within(interval(standing, settings, only_reported=only_reported), settings, tonight)


def nights_living(
    since: datetime, last: datetime, settings: Settings, tonight: date, *, only_reported: bool = False
) -> tuple[date, ...]:
    """`nights_again` for what lives, from the first living answer behind the last failure to the last one."""
    return _within(settings.report_only_again if only_reported else _alive(since, last, settings), settings, tonight)


def _within(days: int, settings: Settings, tonight: date) -> tuple[date, ...]:
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
            return _alive(standing.living_since, standing.last_alive, settings)
        case Verdict.BLOCKED:
            return settings.blocked_again
        case Verdict.SKIPPED:
            return settings.skipped_again


def _alive(since: datetime | None, last: datetime | None, settings: Settings) -> int:
    """Days to wait for what lives: as many as it has lived already."""
    days = 0 if since is None or last is None else (last.date() - since.date()).days
    return max(settings.alive_again, min(days, settings.alive_longest))
