"""Thinning: what lived long ago, and went on living, is worth a line a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linkcheck.store.session import Session
from linkcheck.store.text import ids_json, instant

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
        WHERE target_id IN (SELECT value FROM json_each(?))
        WINDOW target AS (PARTITION BY target_id ORDER BY at, runs.vantage, checks.id))
    WHERE verdict IN ('alive', 'moved') AND at < ? AND says = before AND says = after AND nth > 1)"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was thinned."""

    checks: int
    """Checks that are gone."""
    left: int
    """Checks that are there."""


def thin(session: Session, target_ids: Sequence[int], before: str) -> None:
    """Thin the living checks of some targets before an instant as it is stored."""
    session.write(_THIN, (ids_json(target_ids), before))


def pruned_until(session: Session) -> str:
    """The instant before which checks were thinned here, as it is stored; empty where none were."""
    row = session.row("SELECT max(before) FROM prunings")
    return str(row[0]) if row is not None and row[0] is not None else ""


def prune(session: Session, before: datetime) -> Pruned:
    """Thin the living checks before a time to the first of each month for each target.

    Kept is every check that failed, was blocked or skipped; of the living the first and the last of each row that says
    the same, so that every change of verdict, reason or address is seen, and the latest check of each target. So
    what all checks of a target come to (its standing) is what it was.

    Raises:
        StoreError: The database cannot be written.
    """
    ids = session.integers("SELECT id FROM targets ORDER BY id")
    count = session.number("SELECT count(*) FROM checks")
    with session.writing():
        # first, so that what was thinned before a kill is thinned for good
        session.write(
            "INSERT INTO prunings (at, before) VALUES (?, ?)",
            (instant(session.clock.now()), instant(before)),
        )
    for start in range(0, len(ids), BATCH):
        with session.writing():
            thin(session, ids[start : start + BATCH], instant(before))
        session.flush()
    left = session.number("SELECT count(*) FROM checks")
    return Pruned(count - left, left)
