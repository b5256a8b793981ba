"""Saves: which living pages were to be captured, what became of it, and which are still to be asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from linkcheck.model import Save, SaveState
from linkcheck.store.session import Row, Session, select
from linkcheck.store.text import ids_json, instant, maybe_day, maybe_moment, moment

SAVE_COLUMNS = """saves.target_id, targets.url, saves.url, saves.asked, saves.at, saves.state, saves.job,
    saves.timestamp, saves.why, saves.due"""
"""What `save_of` reads, from saves joined with their targets."""

SAVES = "saves JOIN targets ON targets.id = saves.target_id"

BATCH = 500
"""Targets that are read at once."""

_LATEST = """saves.id = (SELECT other.id FROM saves other
    WHERE other.target_id = saves.target_id AND other.url = saves.url ORDER BY other.at DESC, other.id DESC LIMIT 1)"""
"""Whether a row is the last word on its target and URL."""


@dataclass(frozen=True, slots=True)
class Living:
    """A living target with a link for whose day no snapshot is known."""

    url: str
    published: datetime | None
    """The earliest such day; None where its documents are undated."""


class Saves:
    """The saves of all targets."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, run_id: int, save: Save) -> None:
        """Append what became known; the latest for a target and a URL is the one that counts."""
        with self._session.writing():
            self._session.write(
                """INSERT INTO saves (target_id, run_id, url, asked, at, state, job, timestamp, why, due)
                VALUES ((SELECT id FROM targets WHERE url = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    save.url,
                    run_id,
                    save.sent,
                    instant(save.asked),
                    instant(save.at),
                    save.state.value,
                    save.job,
                    save.timestamp,
                    save.why,
                    None if save.due is None else save.due.isoformat(),
                ),
            )

    def of(self, url: str) -> tuple[Save, ...]:
        """Everything that became known for a target, oldest first."""
        rows = self._session.rows(
            select(SAVE_COLUMNS, SAVES, "WHERE targets.url = ? ORDER BY saves.at, saves.id"), (url,)
        )
        return tuple(map(save_of, rows))

    def asks(self, sent: str) -> tuple[datetime, ...]:
        """When a URL was asked for, on whichever target's behalf, oldest first."""
        rows = self._session.rows("SELECT DISTINCT asked FROM saves WHERE url = ? ORDER BY asked", (sent,))
        return tuple(moment(row[0]) for row in rows)

    def due(self, tonight: date) -> tuple[Save, ...]:
        """What was asked for and is to be looked after tonight, longest due first."""
        rows = self._session.rows(
            select(SAVE_COLUMNS, SAVES, f"WHERE saves.due <= ? AND {_LATEST} ORDER BY saves.due, saves.at, saves.id"),
            (tonight.isoformat(),),
        )
        return tuple(map(save_of, rows))

    def living(self, tonight: date, near: int) -> Iterator[Living]:
        """The living targets that were never asked for and have a link with no known snapshot within `near` days.

        A target that is due again is left out: what it was when it was last checked may no longer hold.
        """
        ids = self._session.integers(
            "SELECT id FROM targets WHERE linked = 1 AND worth = 2 AND due > ? ORDER BY id", (tonight.isoformat(),)
        )
        for start in range(0, len(ids), BATCH):
            rows = self._session.rows(
                """SELECT targets.url, min(documents.published_at)
                FROM json_each(?) CROSS JOIN targets ON targets.id = json_each.value
                JOIN links ON links.target_id = targets.id JOIN documents ON documents.id = links.document_id
                WHERE NOT EXISTS (SELECT 1 FROM saves
                        WHERE saves.url = substr(targets.url, 1, instr(targets.url || '#', '#') - 1))
                    AND (SELECT checks.verdict FROM checks WHERE checks.target_id = targets.id
                        ORDER BY checks.at DESC, checks.id DESC LIMIT 1) IN ('alive', 'moved')
                    AND NOT EXISTS (
                        SELECT 1 FROM lookups JOIN snapshots ON snapshots.lookup_id = lookups.id
                        WHERE lookups.target_id = targets.id
                            AND lookups.published IS substr(documents.published_at, 1, 10)
                            AND (snapshots.days IS NULL OR abs(snapshots.days) <= ?))
                GROUP BY targets.id ORDER BY targets.id""",
                (ids_json(ids[start : start + BATCH]), near),
            )
            for url, published in rows:
                yield Living(url, maybe_moment(published))

    def lost(self) -> Iterator[str]:
        """The URLs that were dead when they were last checked."""
        ids = self._session.integers("SELECT id FROM targets WHERE worth = 1 ORDER BY id")
        for start in range(0, len(ids), BATCH):
            rows = self._session.rows(
                """SELECT url FROM targets WHERE id IN (SELECT value FROM json_each(?))
                    AND (SELECT checks.verdict FROM checks WHERE checks.target_id = targets.id
                        ORDER BY checks.at DESC, checks.id DESC LIMIT 1) = 'dead'""",
                (ids_json(ids[start : start + BATCH]),),
            )
            for row in rows:
                yield row[0]


def save_of(row: Row) -> Save:
    """A save from SAVE_COLUMNS."""
    _, url, sent, asked, at, state, job, timestamp, why, due = row
    return Save(url, sent, moment(asked), moment(at), SaveState(state), job, timestamp, why, maybe_day(due))
