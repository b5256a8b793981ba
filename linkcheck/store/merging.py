"""The checks, aliases, lookups and saves of another machine's database, brought into this one.

What is brought in is told apart by what it is, never by its id, so that merging twice changes nothing, and two
databases merged either way hold the same: a run by when it began, where and with which version; a check and an alias
by target, run and instant; a lookup by its target, run, day and instant; a save by all that it says. Documents, links
and edits belong to the folder that a database stands for, and stay there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from linkcheck.model import FAILING, Check, Verdict
from linkcheck.store.checks import Checks
from linkcheck.store.lookups import NEW_SNAPSHOT
from linkcheck.store.opening import connect_to_read
from linkcheck.store.pruning import pruned_until, thin
from linkcheck.store.session import Row, Session
from linkcheck.store.text import ids_json, instant

BATCH = 500
"""Targets whose checks are read at once."""

DueOf = Callable[[str, Sequence[Check]], date]
"""The night on which a URL with these checks, oldest first, is to be asked again."""

_RUNS = """SELECT id, started, vantage, version, web_archive, lookups_left, ended, network, deferred, vouched_until
    FROM runs WHERE id IN (SELECT run_id FROM checks UNION SELECT run_id FROM aliases UNION SELECT run_id FROM lookups
        UNION SELECT run_id FROM saves)
    ORDER BY id"""

_TARGETS = """SELECT id, url, key, first_seen, due, worth, led_to,
        (SELECT max(at) FROM checks WHERE checks.target_id = targets.id)
    FROM targets WHERE id > ?
    AND (EXISTS (SELECT 1 FROM checks WHERE checks.target_id = targets.id)
        OR EXISTS (SELECT 1 FROM aliases WHERE aliases.target_id = targets.id)
        OR EXISTS (SELECT 1 FROM lookups WHERE lookups.target_id = targets.id)
        OR EXISTS (SELECT 1 FROM saves WHERE saves.target_id = targets.id))
    ORDER BY id LIMIT ?"""

_CHECKS = """SELECT id, target_id, run_id, at, verdict, reason, status, final_url, vantage, title, evidence FROM checks
    WHERE target_id IN (SELECT value FROM json_each(?)) ORDER BY id"""

_SAVES = """SELECT id, target_id, run_id, url, asked, at, state, job, timestamp, why, due FROM saves
    WHERE target_id IN (SELECT value FROM json_each(?)) ORDER BY id"""

_ALIASES = """SELECT target_id, run_id, at, url, kind, evidence, due FROM aliases
    WHERE target_id IN (SELECT value FROM json_each(?)) ORDER BY id"""

_LOOKUPS = """SELECT id, target_id, run_id, published, at, result, why, due FROM lookups
    WHERE target_id IN (SELECT value FROM json_each(?)) ORDER BY id"""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came in; what was there already is not counted."""

    runs: int = 0
    checks: int = 0
    lookups: int = 0
    saves: int = 0
    aliases: int = 0

    def __bool__(self) -> bool:
        return bool(self.runs or self.checks or self.lookups or self.saves or self.aliases)


class Merging:
    """One merge, into an open database."""

    def __init__(self, session: Session, other: Session, due_of: DueOf) -> None:
        self._session = session
        self._other = other
        self._due_of = due_of
        self._runs: dict[int, int] = {}
        """This database's run for each of the other's."""
        self._changed: set[int] = set()
        """Runs of ours of which the other knew more: they are vouched for until later, say."""
        self._pruned = pruned_until(session)
        self._counts = {"runs": 0, "checks": 0, "lookups": 0, "saves": 0, "aliases": 0}

    def merge(self) -> Merged:
        """Bring in everything that is new."""
        for row in self._other.rows(_RUNS):
            self._run(row)
        for theirs in self._batches():
            ours = self._targets(theirs)
            self._schedule(self._checks(ours) | self._concerned(ours), {ours[row[0]]: row[6:] for row in theirs})
            self._aliases(ours)
            self._lookups(ours)
            self._saves(ours)
        return Merged(**self._counts)

    def _run(self, row: Row) -> None:
        id_, *key, _, _, ended, network, deferred, vouched = row
        session = self._session
        known = session.row(
            """SELECT id, ended, network, deferred, vouched_until FROM runs
            WHERE started = ? AND vantage = ? AND version = ?""",
            key,
        )
        if known is None:
            self._counts["runs"] += 1
            self._runs[id_] = session.write(
                """INSERT INTO runs
                (started, vantage, version, web_archive, lookups_left, ended, network, deferred, vouched_until)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                row[1:],
            )
            return
        self._runs[id_] = known[0]
        # a copy that was made while the run went on knows less of it
        latest = (
            max(filter(None, (ended, known[1])), default=None),
            max(network, known[2]),
            max(deferred, known[3]),
            max(filter(None, (vouched, known[4])), default=None),
        )
        if latest != known[1:]:
            self._changed.add(known[0])
            session.write(
                "UPDATE runs SET ended = ?, network = ?, deferred = ?, vouched_until = ? WHERE id = ?",
                (*latest, known[0]),
            )

    def _batches(self) -> Iterator[list[Row]]:
        last = 0
        while rows := self._other.rows(_TARGETS, (last, BATCH)):
            yield rows
            last = rows[-1][0]

    def _targets(self, theirs: Sequence[Row]) -> dict[int, int]:
        """This database's target for each of the other's; which documents link to it is not the other's to say."""
        session = self._session
        session.write_many(
            """INSERT INTO targets (url, key, first_seen, due, worth) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (url) DO UPDATE SET first_seen = excluded.first_seen
                WHERE excluded.first_seen < targets.first_seen""",
            (row[1:6] for row in theirs),
        )
        return {id_: session.number("SELECT id FROM targets WHERE url = ?", (url,)) for id_, url, *_ in theirs}

    def _checks(self, ours: dict[int, int]) -> set[int]:
        """Bring in checks with their hops; the targets that have new ones."""
        session = self._session
        known = {row[1:4] for row in session.rows(_CHECKS, (ids_json(list(ours.values())),))}
        next_id = session.number("SELECT coalesce(max(id), 0) + 1 FROM checks")
        rows: list[Row] = []
        ids: dict[int, int] = {}
        for id_, target_id, run_id, at, *rest in self._other.rows(_CHECKS, (ids_json(list(ours)),)):
            key = ours[target_id], self._runs[run_id], at
            if key not in known:
                known.add(key)
                ids[id_] = next_id + len(rows)
                rows.append((ids[id_], *key, *rest))
        session.write_many("INSERT INTO checks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        hops = self._other.rows(
            "SELECT check_id, seq, url, status FROM hops WHERE check_id IN (SELECT value FROM json_each(?))",
            (ids_json(list(ids)),),
        )
        session.write_many("INSERT INTO hops VALUES (?, ?, ?, ?)", ((ids[id_], *hop) for id_, *hop in hops))
        changed = {row[1] for row in rows}
        if self._pruned:
            # what was thinned here comes back with an older copy, and goes again
            thin(session, sorted(changed), self._pruned)
        self._counts["checks"] += session.number("SELECT count(*) FROM checks WHERE id >= ?", (next_id,))
        return changed

    def _aliases(self, ours: dict[int, int]) -> None:
        """Bring in what was found out about other places."""
        session = self._session
        known = {row[:3] for row in session.rows(_ALIASES, (ids_json(list(ours.values())),))}
        rows: list[Row] = []
        for target_id, run_id, at, *rest in self._other.rows(_ALIASES, (ids_json(list(ours)),)):
            key = ours[target_id], self._runs[run_id], at
            if key not in known:
                known.add(key)
                rows.append((*key, *rest))
        session.write_many(
            "INSERT INTO aliases (target_id, run_id, at, url, kind, evidence, due) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
        )
        self._counts["aliases"] += len(rows)

    def _lookups(self, ours: dict[int, int]) -> None:
        """Bring in lookups with their snapshots."""
        session = self._session
        known = {row[1:6] for row in session.rows(_LOOKUPS, (ids_json(list(ours.values())),))}
        for id_, target_id, run_id, *rest in self._other.rows(_LOOKUPS, (ids_json(list(ours)),)):
            row = ours[target_id], self._runs[run_id], *rest
            if row[:5] in known:
                continue
            known.add(row[:5])
            new_id = session.write(
                """INSERT INTO lookups (target_id, run_id, published, at, result, why, due)
                VALUES (?, ?, ?, ?, ?, ?, ?)""",
                row,
            )
            snapshots = self._other.rows("SELECT * FROM snapshots WHERE lookup_id = ?", (id_,))
            session.write_many(NEW_SNAPSHOT, ((new_id, *row[1:]) for row in snapshots))
            self._counts["lookups"] += 1

    def _saves(self, ours: dict[int, int]) -> None:
        """Bring in saves."""
        session = self._session
        known = {row[1:] for row in session.rows(_SAVES, (ids_json(list(ours.values())),))}
        rows: list[Row] = []
        for _, target_id, run_id, *rest in self._other.rows(_SAVES, (ids_json(list(ours)),)):
            row = ours[target_id], self._runs[run_id], *rest
            if row not in known:
                known.add(row)
                rows.append(row)
        session.write_many(
            """INSERT INTO saves (target_id, run_id, url, asked, at, state, job, timestamp, why, due)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            rows,
        )
        self._counts["saves"] += len(rows)

    def _concerned(self, ours: dict[int, int]) -> set[int]:
        """The targets whose checks count for more since a run was found to be vouched for."""
        if not self._changed:
            return set()
        rows = self._session.rows(
            """SELECT DISTINCT target_id FROM checks WHERE target_id IN (SELECT value FROM json_each(?))
            AND run_id IN (SELECT value FROM json_each(?))""",
            (ids_json(list(ours.values())), ids_json(list(self._changed))),
        )
        return {row[0] for row in rows}

    def _schedule(self, target_ids: set[int], theirs: Mapping[int, Sequence[str | None]]) -> None:
        """What the checks of both come to is when to ask again; where it was led to is for the last one to say.

        Args:
            target_ids: The targets with other checks than before.
            theirs: Where each of the other's was led to by its last check, and when.
        """
        checks = Checks(self._session)
        for url, id_ in self._session.rows(
            "SELECT url, id FROM targets WHERE id IN (SELECT value FROM json_each(?))", (ids_json(list(target_ids)),)
        ):
            seen = checks.of(url)
            spoken = (one.verdict for one in reversed(seen) if one.verdict not in {Verdict.BLOCKED, Verdict.SKIPPED})
            worth = 1 if next(spoken, None) in FAILING else 2
            self._session.write(
                "UPDATE targets SET due = ?, worth = ? WHERE id = ?", (self._due_of(url, seen).isoformat(), worth, id_)
            )
            led_to, at = theirs[id_]
            if at == instant(seen[-1].at):
                self._session.write("UPDATE targets SET led_to = ? WHERE id = ?", (led_to, id_))


def merge(session: Session, other: Path, due_of: DueOf) -> Merged:
    """Bring another database's checks, aliases, lookups and saves in, wholly or not at all.

    Raises:
        StoreNewer: A later linkcheck made the other one.
        StoreBroken: It is not a database, not linkcheck's, or damaged.
        StoreError: It cannot be read, or this one cannot be written.
    """
    with closing(connect_to_read(other)) as connection:
        reading = Session(other, connection, session.clock)
        with session.wary(), session.durably():
            return Merging(session, reading, due_of).merge()
