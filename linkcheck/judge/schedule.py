"""When a target is asked again: by what it is, not by a cache's age."""

import hashlib
from datetime import date, timedelta
from typing import Final

from linkcheck.model import Standing, Verdict
from linkcheck.settings import Settings

FAILING_AGAIN: Final = 1
"""Days: a failing link is asked every night until it is confirmed or lives."""
ALIVE_AGAIN: Final = 7
BLOCKED_AGAIN: Final = 14
CONFIRMED_AGAIN: Final = 30
"""Days: the dead come back sometimes, and then the original is offered again."""
SKIPPED_AGAIN: Final = 30


def next_due(standing: Standing, settings: Settings, tonight: date, key: str = "") -> date:
    """The night on which a target is due again.

    With a `key` (the target's URL), nights of living and blocked links are spread over a third more days, always the
    same for one key, so that a whole archive that was checked in one night does not come back in one night.
    """
    if standing.confirmed:
        return _later(tonight, CONFIRMED_AGAIN, key)
    match standing.verdict:
        case None:
            return tonight
        case Verdict.DEAD | Verdict.UNSURE:
            return tonight + timedelta(days=FAILING_AGAIN)
        case Verdict.ALIVE | Verdict.MOVED:
            return _later(tonight, ALIVE_AGAIN, key)
        case Verdict.BLOCKED:
            return _later(tonight, BLOCKED_AGAIN, key)
        case Verdict.SKIPPED:
            return _later(tonight, SKIPPED_AGAIN, key)


def _later(tonight: date, days: int, key: str) -> date:
    spread = days // 3 + 1
    extra = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % spread if key else 0
    return tonight + timedelta(days=days + extra)
