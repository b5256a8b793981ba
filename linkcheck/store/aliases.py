"""Aliases: whether the page of a dead link lives elsewhere, what was tried, and when to try again."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never

from linkcheck.model import Alias, AliasAnswer, NoAlias
from linkcheck.store.session import Row, Session, select
from linkcheck.store.text import evidence_json, evidence_of, ids_json, instant, maybe_day, moment

ALIAS_COLUMNS = "aliases.target_id, aliases.at, aliases.url, aliases.kind, aliases.evidence, aliases.due"
"""What `sought_of` reads."""

BATCH = 500
"""Targets that are looked at at once."""

MOST_MOVES = 200
"""Moved pages of one host, of those that are told: a site has few ways of moving."""

_DUE = """SELECT id FROM targets WHERE id IN (SELECT value FROM json_each(?)) AND linked = 1
    AND coalesce((
        SELECT aliases.due IS NOT NULL AND aliases.due <= ? FROM aliases
        WHERE aliases.target_id = targets.id ORDER BY aliases.at DESC, aliases.id DESC LIMIT 1), 1)
    AND EXISTS (
        SELECT 1 FROM links JOIN documents ON documents.id = links.document_id
        WHERE links.target_id = targets.id AND NOT EXISTS (
            SELECT 1 FROM edits WHERE edits.url = targets.url AND edits.path = documents.path
                AND edits.new = links.written AND edits.state = 'applied'))
    ORDER BY id"""

_MOVES = """SELECT targets.url, checks.final_url FROM targets JOIN checks ON checks.id = (
        SELECT id FROM checks WHERE target_id = targets.id AND verdict IN ('alive', 'moved')
        ORDER BY at DESC, id DESC LIMIT 1)
    WHERE targets.url >= ? AND targets.url < ? AND checks.final_url <> targets.url LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Sought:
    """One answer as it is remembered."""

    answer: AliasAnswer
    at: datetime
    due: date | None
    """The night to ask again; None: not by itself."""


class Aliases:
    """The aliases of all targets."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, run_id: int, url: str, answer: AliasAnswer, at: datetime, due: date | None = None) -> None:
        """Append an answer; the latest for a URL is the one that counts.

        Args:
            run_id: The run that asked.
            url: The dead target.
            answer: The alias, or that there is none.
            at: When that was known.
            due: The night to ask again; None: not by itself.
        """
        with self._session.writing():
            self._session.write(
                """INSERT INTO aliases (target_id, run_id, at, url, kind, evidence, due)
                VALUES ((SELECT id FROM targets WHERE url = ?), ?, ?, ?, ?, ?, ?)""",
                (url, run_id, instant(at), *_row(answer), None if due is None else due.isoformat()),
            )

    def of(self, url: str) -> tuple[Sought, ...]:
        """Every answer for a URL, oldest first."""
        rows = self._session.rows(
            select(
                ALIAS_COLUMNS,
                "aliases JOIN targets ON targets.id = aliases.target_id",
                "WHERE targets.url = ? ORDER BY aliases.at, aliases.id",
            ),
            (url,),
        )
        return tuple(map(sought_of, rows))

    def due(self, tonight: date, among: Sequence[int] | None = None) -> Iterator[str]:
        """The targets for which no answer is known, or one that is to be asked again.

        One whose links were all rewritten needs no new place. The list is made when the first is asked for.

        Args:
            tonight: The night.
            among: The targets that have failed enough; None: all that fail.
        """
        failing = "SELECT id FROM targets WHERE linked = 1 AND worth = 1"
        ids = sorted(self._session.integers(failing) if among is None else among)
        wanted = array("q")
        for start in range(0, len(ids), BATCH):
            rows = self._session.rows(_DUE, (ids_json(ids[start : start + BATCH]), tonight.isoformat()))
            wanted.extend(row[0] for row in rows)
        for id_ in wanted:
            if (row := self._session.row("SELECT url FROM targets WHERE id = ?", (id_,))) is not None:
                yield str(row[0])

    def originals(self, url: str) -> tuple[str, ...]:
        """The URLs in whose place an applied edit put this one as their alias, where it still stands."""
        rows = self._session.rows(
            """SELECT DISTINCT edits.url FROM targets JOIN links ON links.target_id = targets.id
            JOIN documents ON documents.id = links.document_id
            JOIN edits ON edits.path = documents.path AND edits.new = links.written
            WHERE targets.url = ? AND edits.state = 'applied' AND edits.timestamp = '' ORDER BY edits.url""",
            (url,),
        )
        return tuple(str(row[0]) for row in rows)

    def moves(self, host: str) -> tuple[tuple[str, str], ...]:
        """The pages of a host that live and were led elsewhere when they were last seen alive, and where to: some.

        Args:
            host: Without www.; it counts with and without, by both schemes.
        """
        fronts = (f"{scheme}://{www}{host}" for scheme in ("http", "https") for www in ("", "www."))
        # a slash is followed by a nought: the range is all URLs with this front, and walks the index of URLs
        return tuple(
            (url, final)
            for front in fronts
            for url, final in self._session.rows(_MOVES, (f"{front}/", f"{front}0", MOST_MOVES))
        )


def sought_of(row: Row) -> Sought:
    """An answer from ALIAS_COLUMNS."""
    _, at, url, kind, evidence, due = row
    seen, told = moment(at), evidence_of(evidence)
    answer = NoAlias(told) if url is None else Alias(url, kind, told, seen)
    return Sought(answer, seen, maybe_day(due))


def _row(answer: AliasAnswer) -> tuple[str | None, str, str]:
    match answer:
        case Alias():
            return answer.url, answer.kind, evidence_json(answer.evidence)
        case NoAlias():
            return None, "", evidence_json(answer.evidence)
        case _:
            assert_never(answer)
