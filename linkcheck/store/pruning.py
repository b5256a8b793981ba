"""Thinning: what lived long ago, and went on living, is worth a line a month."""

from dataclasses import dataclass
from datetime import UTC, datetime

from linkcheck.store.session import Session
from linkcheck.store.text import instant

BATCH = 5000
"""Targets that are thinned at once."""

# what a check says; a change of any of it begins a new row
_SAYS = "verdict || ' ' || reason || ' ' || final_url"

_THIN = f"""DELETE FROM checks WHERE id IN (
    SELECT id FROM (
        SELECT checks.id, verdict, at, {_SAYS} AS says,
            lag({_SAYS}) OVER target AS before, lead({_SAYS}) OVER target AS after,
            row_number() OVER (
                PARTITION BY target_id, verdict, substr(at, 1, 7) ORDER BY at, runs.vantage, checks.id) AS nth
        FROM checks JOIN runs ON runs.id = checks.run_id
        WHERE target_id > ? AND target_id <= ?
        WINDOW target AS (PARTITION BY target_id ORDER BY at, runs.vantage, checks.id))
    WHERE verdict IN ('alive', 'moved') AND at < ? AND says = before AND says = after AND nth > 1)"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was thinned."""

    checks: int
    """Checks that are gone."""
    left: int
    """Checks that are there."""


def prune(session: Session, before: datetime) -> Pruned:
    """Thin the living checks before a time to the first of each month for each target.

    Kept is every check that failed, was blocked or skipped; of the living the first and the last of each row that says
    the same, so that every change of verdict, reason or address is seen, and the latest check of each target. So
    what all checks of a target come to (its standing) is what it was.

    Raises:
        StoreError: The database cannot be written.
    """
    last = session.number("SELECT coalesce(max(id), 0) FROM targets")
    count = session.number("SELECT count(*) FROM checks")
    for start in range(0, last, BATCH):
        with session.writing():
            session.write(_THIN, (start, start + BATCH, instant(before.astimezone(UTC))))
        session.flush()
    left = session.number("SELECT count(*) FROM checks")
    return Pruned(count - left, left)
