"""Lookups: what the web archives answered, for which link of which day, and what is to be asked again."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never

from linkcheck.model import READERS_VIEW, Found, Lookup, Missing, Snapshot, Unavailable
from linkcheck.store.session import Row, Session, select
from linkcheck.store.text import evidence_json, evidence_of, ids_json, instant, maybe_day, maybe_moment, moment

LOOKUP_COLUMNS = """lookups.target_id, lookups.published, lookups.at, lookups.result, lookups.why, lookups.due,
    snapshots.timestamp, snapshots.url, snapshots.original, snapshots.verified, snapshots.days,
    snapshots.review, snapshots.evidence, snapshots.digest, snapshots.fingerprint"""
"""What `asked_of` reads, from lookups joined with their snapshots."""

NEW_SNAPSHOT = "INSERT INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
"""Takes a whole row, the lookup's id first."""

LOOKUPS = """lookups JOIN targets ON targets.id = lookups.target_id
    LEFT JOIN snapshots ON snapshots.lookup_id = lookups.id"""

_LATEST_DUE = """SELECT lookups.due FROM lookups
    WHERE lookups.target_id = targets.id AND lookups.published IS substr(documents.published_at, 1, 10)
    ORDER BY lookups.at DESC, lookups.id DESC LIMIT 1"""
"""When the links of a day are to be asked for again, by the answer that counts."""

_SETTLED = """SELECT id FROM targets AS one WHERE linked = 1 AND worth = 1 AND due > ?1
    AND NOT EXISTS (SELECT 1 FROM targets AS other
        WHERE other.key = coalesce(one.key, one.url) AND other.linked = 1 AND other.due <= ?1)
    AND NOT EXISTS (SELECT 1 FROM targets AS other
        WHERE other.url = one.key AND other.linked = 1 AND other.due <= ?1)
    ORDER BY id"""
"""See `Targets._groups`: one that is not due itself is asked with another of the same request that is."""

_DIED = """SELECT checks.id, target_id, checks.at <= coalesce(runs.vouched_until, '')
    FROM checks JOIN runs ON runs.id = run_id
    WHERE run_id = ? AND checks.id > ? AND verdict = 'dead' ORDER BY checks.id"""

BATCH = 200
"""Targets whose links are read at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One lookup as it is remembered."""

    published: date | None
    """The day of the links it is for; None: links of undated documents."""
    lookup: Lookup
    at: datetime
    due: date | None
    """The night to ask again; None: not by itself."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is still to be asked of the web archives: this URL for the links of this day."""

    url: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Died:
    """What a run has found dead so far, behind a check."""

    targets: tuple[int, ...]
    """Those whose check a canary round vouched for."""
    behind: int
    """The check behind which the next question goes on: every one before it was told, or lives."""
    unvouched: bool
    """There are more, which no round has vouched for yet."""


class Lookups:
    """The lookups of all targets."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self, run_id: int, url: str, published: date | None, lookup: Lookup, at: datetime, due: date | None = None
    ) -> None:
        """Append an answer; the latest for a URL and a day is the one that counts.

        Args:
            run_id: The run that asked.
            url: The target.
            published: The day of the links that it is for.
            lookup: The answer.
            at: When it came.
            due: The night to ask again; None: not by itself.
        """
        session = self._session
        with session.writing():
            id_ = session.write(
                """INSERT INTO lookups (target_id, run_id, published, at, result, why, due)
                VALUES ((SELECT id FROM targets WHERE url = ?), ?, ?, ?, ?, ?, ?)""",
                (
                    url,
                    run_id,
                    None if published is None else published.isoformat(),
                    instant(at),
                    _result(lookup),
                    lookup.why,
                    None if due is None else due.isoformat(),
                ),
            )
            if isinstance(lookup, Found):
                session.write(NEW_SNAPSHOT, (id_, *_snapshot_row(lookup.snapshot)))

    def latest(self, url: str, published: date | None) -> Asked | None:
        """The answer that counts for the links of that day."""
        row = self._session.row(
            select(
                LOOKUP_COLUMNS,
                LOOKUPS,
                "WHERE targets.url = ? AND lookups.published IS ? ORDER BY lookups.at DESC, lookups.id DESC LIMIT 1",
            ),
            (url, None if published is None else published.isoformat()),
        )
        return None if row is None else asked_of(row)

    def of(self, url: str) -> tuple[Asked, ...]:
        """Every answer for a URL, oldest first."""
        rows = self._session.rows(
            select(LOOKUP_COLUMNS, LOOKUPS, "WHERE targets.url = ? ORDER BY lookups.at, lookups.id"), (url,)
        )
        return tuple(map(asked_of, rows))

    def alike(self, least: int) -> Iterator[tuple[str, str]]:
        """The fingerprint and the captured URL of snapshots that are alike, where so many URLs at least have them."""
        rows = self._session.rows(
            """SELECT DISTINCT fingerprint, original FROM snapshots
            WHERE fingerprint IN (
                SELECT fingerprint FROM snapshots WHERE fingerprint <> ''
                GROUP BY fingerprint HAVING count(DISTINCT original) >= ?)""",
            (least,),
        )
        yield from rows

    def answered(self, run_id: int) -> int:
        """How many questions a run got an answer to, whatever it was."""
        return self._session.number(
            "SELECT count(*) FROM lookups WHERE run_id = ? AND result <> 'unavailable'", (run_id,)
        )

    def due(self, tonight: date, among: Sequence[int] | None = None) -> Iterator[Question]:
        """The days of targets' links for which no answer is known, and then those to be asked again.

        What was never asked comes first: a backlog of many nights would otherwise ask its beginning again and again.

        Args:
            tonight: The night.
            among: The targets that have failed enough for a lookup; None: all that fail.
        """
        ids = self._failing() if among is None else sorted(among)
        yield from self.unasked(ids)
        yield from self.again(tonight, ids)

    def unasked(self, among: Sequence[int]) -> Iterator[Question]:
        """The days of these targets' links for which no answer is known."""
        return self._questions(among, f"NOT EXISTS ({_LATEST_DUE})", ())

    def again(self, tonight: date, among: Sequence[int]) -> Iterator[Question]:
        """Those of them whose answer is to be asked for again by tonight."""
        return self._questions(among, f"({_LATEST_DUE}) <= ?", (tonight.isoformat(),))

    def settled(self, tonight: date) -> Sequence[int]:
        """The failing targets that no check of tonight will ask for, or asks for any more."""
        return self._session.integers(_SETTLED, (tonight.isoformat(),))

    def died(self, run_id: int, behind: int) -> Died:
        """The targets that a run has found dead, by its checks behind one of them; 0: by all."""
        rows = self._session.rows(_DIED, (run_id, behind))
        unvouched = [id_ for id_, _, vouched in rows if not vouched]
        told = (target_id for _, target_id, vouched in rows if vouched)
        last = rows[-1][0] if rows else behind
        return Died(tuple(dict.fromkeys(told)), min(unvouched, default=last + 1) - 1, bool(unvouched))

    def unseen(self, among: Sequence[int] | None = None) -> Iterator[tuple[str, Asked]]:
        """The verified snapshots for targets' links whose reader's view is missing; `among` as for `due`.

        Whether a document is to get one tonight is for the caller to say.
        """
        rows = self._session.rows(
            select(
                f"targets.url, {LOOKUP_COLUMNS}",
                LOOKUPS,
                """WHERE targets.linked = 1 AND targets.id IN (SELECT value FROM json_each(?))
                AND lookups.result = 'found' AND snapshots.verified
                AND NOT EXISTS (SELECT 1 FROM lookups AS later WHERE later.target_id = lookups.target_id
                    AND later.published IS lookups.published AND (later.at, later.id) > (lookups.at, lookups.id))
                AND NOT EXISTS (SELECT 1 FROM json_each(snapshots.evidence) WHERE json_extract(value, '$[0]') = ?)
                ORDER BY targets.id, lookups.published""",
            ),
            (ids_json(self._failing() if among is None else among), READERS_VIEW),
        )
        for url, *row in rows:
            yield url, asked_of(tuple(row))

    def _failing(self) -> Sequence[int]:
        return self._session.integers("SELECT id FROM targets WHERE linked = 1 AND worth = 1 ORDER BY id")

    def _questions(self, ids: Sequence[int], having: str, values: tuple[object, ...]) -> Iterator[Question]:
        for start in range(0, len(ids), BATCH):
            rows = self._session.rows(
                select(
                    "targets.url, min(documents.published_at), substr(documents.published_at, 1, 10) AS day",
                    """json_each(?) CROSS JOIN targets ON targets.id = json_each.value
                    JOIN links ON links.target_id = targets.id JOIN documents ON documents.id = links.document_id""",
                    f"GROUP BY targets.id, day HAVING {having} ORDER BY targets.id, day",
                ),
                (ids_json(ids[start : start + BATCH]), *values),
            )
            for url, published, _ in rows:
                yield Question(url, maybe_moment(published))


def asked_of(row: Row) -> Asked:
    """A lookup from LOOKUP_COLUMNS."""
    _, published, at, result, why, due, *snapshot = row
    return Asked(maybe_day(published), _lookup(result, why, snapshot), moment(at), maybe_day(due))


def _lookup(result: str, why: str, snapshot: list[object]) -> Lookup:
    match result:
        case "found":
            return Found(_snapshot(*snapshot), why)  # type: ignore[arg-type]
        case "missing":
            return Missing(why)
        case _:
            return Unavailable(why)


def _result(lookup: Lookup) -> str:
    match lookup:
        case Found():
            return "found"
        case Missing():
            return "missing"
        case Unavailable():
            return "unavailable"
        case _:
            assert_never(lookup)


def _snapshot_row(snapshot: Snapshot) -> tuple[object, ...]:
    return (
        snapshot.timestamp,
        snapshot.url,
        snapshot.original,
        snapshot.verified,
        snapshot.days,
        json.dumps(snapshot.review),
        evidence_json(snapshot.evidence),
        snapshot.digest,
        snapshot.fingerprint,
    )


def _snapshot(
    timestamp: str,
    url: str,
    original: str,
    verified: int,
    days: int | None,
    review: str,
    evidence: str,
    digest: str,
    fingerprint: str,
) -> Snapshot:
    reasons = tuple(json.loads(review))
    return Snapshot(timestamp, url, original, bool(verified), days, reasons, evidence_of(evidence), digest, fingerprint)
