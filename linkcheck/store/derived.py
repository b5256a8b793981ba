"""What all that is known comes to, kept from night to night, so that a night looks only at what has changed.

Everything here follows from the other tables and from the settings; it may be thrown away at any time. Triggers note
each target of which something has changed (`_stale`), whoever changes it; before anything is read from here, the
pipeline brings those up to date, and all of them where the settings are others.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from linkcheck.model import NEWS, Mark, Part, Verdict
from linkcheck.store.session import Session, select
from linkcheck.store.text import ids_json, instant

BATCH = 500
"""Targets that are brought up to date at once."""

_LINES = """WITH
    edited AS MATERIALIZED (
        SELECT links.id AS link_id, max(origin.id = links.target_id) AS own
        FROM edits JOIN targets origin ON origin.url = edits.url
            JOIN _findings ON _findings.target_id = origin.id
            JOIN documents ON documents.path = edits.path
            JOIN links ON links.document_id = documents.id AND links.written = edits.new
        WHERE edits.state = 'applied' AND (edits.timestamp = '' OR origin.id = links.target_id)
        GROUP BY links.id),
    stated AS (
        SELECT links.document_id, max(
            CASE WHEN marks IS NULL THEN -1 WHEN own = 1 THEN 1
                WHEN marks & 2 THEN 3 WHEN marks & 1 THEN 2 ELSE 0 END,
            CASE WHEN own IS NULL THEN -1 ELSE 1 END) AS state
        FROM links LEFT JOIN _findings ON _findings.target_id = links.target_id
            LEFT JOIN edited ON edited.link_id = links.id),
    lines AS (
        SELECT document_id, count(*) AS links, sum(state = 3) AS dead, sum(state = 2) AS failing,
            sum(state = 1) AS rewritten
        FROM stated WHERE state >= 0 GROUP BY document_id)
SELECT path, iif(published_at IS NULL, '', published), links, dead, failing, rewritten
FROM lines JOIN documents ON documents.id = lines.document_id ORDER BY path"""
"""A link's state is the worst that it has: 3 confirmed dead, 2 failing, 1 rewritten, 0 fine (model/marks.py).

One that was rewritten stands under its original target; one with an alias stands under the alias too.
"""

_RANK = f"""CASE WHEN marks & {int(NEWS)} AND run_id = ? THEN 0 WHEN marks & {int(Mark.CONFIRMED)} THEN 1
    WHEN marks & {int(Mark.FAILING)} THEN 2 ELSE 3 END"""
"""What asks for an editor first."""


@dataclass(frozen=True, slots=True)
class Derived:
    """What one finding comes to."""

    target_id: int
    verdict: Verdict
    marks: Mark
    reviews: int
    """Links with a snapshot that is for a person to decide on."""
    rewritten: int
    """Links in whose place a snapshot or an alias stands."""
    run_id: int
    """The run of the last check."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings have the same marks."""

    marks: Mark
    tonight: bool
    """Their last check is of the run that was asked about."""
    findings: int
    reviews: int


@dataclass(frozen=True, slots=True)
class Line:
    """The links of one document to targets that were checked; every count is of links."""

    path: str
    published: str
    """As written; empty for an undated document."""
    links: int
    dead: int
    """Confirmed dead and not rewritten."""
    failing: int
    """Dead or unsure when last checked, not confirmed."""
    rewritten: int


class Findings:
    """What every target that is linked to and was checked comes to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def stamp(self) -> int:
        """A number that is another after every change."""
        return self._session.number("SELECT stamp FROM _derived")

    def follow(self, rules: str, shared: str) -> bool:
        """Say by what findings are made from now on; where that is another than before, they are to be made anew.

        True: all of them are, for there were others.

        Args:
            rules: Stands for everything that any finding may depend on and the database does not hold.
            shared: Stands for what findings with a snapshot depend on besides.
        """
        session = self._session
        known = session.row("SELECT rules, shared FROM _derived")
        if known == (rules, shared):
            return False
        with session.writing():
            if known is None or known[0] != rules:
                session.write("DELETE FROM _findings")
                session.write(
                    "INSERT INTO _stale SELECT id FROM targets WHERE linked = 1 ON CONFLICT DO NOTHING",
                )
            else:
                session.write(
                    """INSERT INTO _stale
                    SELECT target_id FROM lookups JOIN snapshots ON snapshots.lookup_id = lookups.id
                    WHERE snapshots.fingerprint <> '' ON CONFLICT DO NOTHING"""
                )
            session.write(
                """INSERT INTO _derived VALUES (1, ?, ?, 1, -1, '')
                ON CONFLICT (id) DO UPDATE SET rules = excluded.rules, shared = excluded.shared, stamp = stamp + 1""",
                (rules, shared),
            )
        session.flush()
        return known is not None and known[0] not in {"", rules}

    def stale(self) -> int:
        """How many targets are to be brought up to date."""
        return self._session.number("SELECT count(*) FROM _stale")

    def renew(self, made: Callable[[list[int]], Iterable[Derived]]) -> int:
        """Bring some of the targets up to date that are to be; how many, 0 where all were.

        `made` is asked what they come to, without those that come to nothing. Nobody else writes meanwhile: what
        changes in a target afterwards makes it stale again.
        """
        session = self._session
        with session.writing():
            rows = session.rows("SELECT target_id FROM _stale ORDER BY target_id LIMIT ?", (BATCH,))
            if rows:
                self._keep([row[0] for row in rows], made)
        session.flush()
        return len(rows)

    def _keep(self, ids: list[int], made: Callable[[list[int]], Iterable[Derived]]) -> None:
        session = self._session
        session.write("DELETE FROM _findings WHERE target_id IN (SELECT value FROM json_each(?))", (ids_json(ids),))
        session.write_many(
            "INSERT INTO _findings VALUES (?, ?, ?, ?, ?, ?)",
            (
                (one.target_id, one.verdict.value, int(one.marks), one.reviews, one.rewritten, one.run_id)
                for one in made(ids)
            ),
        )
        session.write("DELETE FROM _stale WHERE target_id IN (SELECT value FROM json_each(?))", (ids_json(ids),))
        session.write("UPDATE _derived SET stamp = stamp + 1")

    def verdicts(self) -> dict[Verdict, tuple[int, int]]:
        """How many targets have each verdict, and how many of their links were rewritten."""
        rows = self._session.rows("SELECT verdict, count(*), sum(rewritten) FROM _findings GROUP BY verdict")
        return {Verdict(verdict): (count, rewritten) for verdict, count, rewritten in rows}

    def tallies(self, run_id: int) -> Iterator[Tally]:
        """How many findings have which marks; those without any are not told."""
        for marks, tonight, count, reviews in self._session.rows(
            """SELECT marks, run_id = ? AS tonight, count(*), sum(reviews) FROM _findings WHERE marks <> 0
            GROUP BY marks, tonight""",
            (run_id,),
        ):
            yield Tally(Mark(marks), bool(tonight), count, reviews)

    def tonights(self, mark: Mark, run_id: int, most: int) -> "array[int]":
        """The targets that have any of these marks and had their last check in a run: the first by their URLs."""
        return self._session.integers(
            """SELECT target_id FROM _findings JOIN targets ON targets.id = target_id
            WHERE marks <> 0 AND marks & ? AND run_id = ? ORDER BY targets.url LIMIT ?""",
            (int(mark), run_id, most),
        )

    def having(self, mark: Mark) -> "array[int]":
        """The targets that have any of these marks, in the order of their rows: no URL is read for it."""
        return self._session.integers(
            "SELECT target_id FROM _findings WHERE marks <> 0 AND marks & ? ORDER BY +target_id", (int(mark),)
        )

    def marked(self, mark: Mark, run_id: int = 0, most: int = -1, but: Mark = Mark.NONE) -> "array[int]":
        """The targets that have any of these marks, in the order of URLs.

        Args:
            mark: The marks.
            run_id: A run, for `but`.
            most: No more than so many, the first; -1: all.
            but: Without those that have any of these marks and had their last check in that run.
        """
        return self._session.integers(
            """SELECT target_id FROM _findings JOIN targets ON targets.id = target_id
            WHERE marks <> 0 AND marks & ? AND NOT (run_id = ? AND marks & ?) ORDER BY targets.url LIMIT ?""",
            (int(mark), run_id, int(but), most),
        )

    def urls(self, mark: Mark) -> Iterator[str]:
        """The URLs of the targets that have any of these marks."""
        ids = self.having(mark)
        for start in range(0, len(ids), BATCH):
            for row in self._session.rows(
                "SELECT url FROM targets WHERE id IN (SELECT value FROM json_each(?))",
                (ids_json(ids[start : start + BATCH]),),
            ):
                yield row[0]

    def saved_since(self, at: datetime) -> "array[int]":
        """The targets of whose captures something became known since then, in the order of URLs."""
        return self._session.integers(
            """SELECT target_id FROM _findings JOIN targets ON targets.id = target_id
            WHERE target_id IN (SELECT saves.target_id FROM saves WHERE saves.at >= ?) ORDER BY targets.url""",
            (instant(at),),
        )

    def worst(self, run_id: int, most: int) -> "array[int]":
        """The targets that ask for a person most: what is new or recovered, confirmed, failing, then the others."""
        session = self._session
        first = session.integers(
            select(
                "target_id",
                "_findings JOIN targets ON targets.id = target_id",
                f"WHERE marks <> 0 AND {_RANK} < 3 ORDER BY {_RANK}, targets.url LIMIT ?",
            ),
            (run_id, run_id, most),
        )
        # a cross join is made in the order in which it is written: URL by URL, until there are enough
        first.extend(
            session.integers(
                select(
                    "id",
                    "targets CROSS JOIN _findings ON target_id = id",
                    f"WHERE {_RANK} = 3 ORDER BY url LIMIT ?",
                ),
                (run_id, most - len(first)),
            )
        )
        return first

    def counts(self) -> str:
        """What `keep_counts` was given last; empty where something has changed since."""
        row = self._session.row("SELECT counts FROM _derived WHERE counted = stamp")
        return "" if row is None else str(row[0])

    def keep_counts(self, counts: str) -> None:
        """Keep what was counted of the links, until something changes."""
        with self._session.writing():
            self._session.write("UPDATE _derived SET counts = ?, counted = stamp", (counts,))

    def lines(self) -> Iterator[Line]:
        """A line for each document with a link to a target that was checked, by path."""
        for row in self._session.rows(_LINES):
            yield Line(*row)

    def parts(self, file: str) -> dict[str, Part]:
        """What is the same in a report as long as nothing changes, by name."""
        rows = self._session.rows(
            "SELECT name, key, size, modified, inode, start, length, digest FROM _parts WHERE file = ?", (file,)
        )
        return {name: Part(name, *rest) for name, *rest in rows}

    def keep_parts(self, file: str, parts: Iterable[Part]) -> None:
        """A report was written, with these parts."""
        with self._session.writing():
            self._session.write("DELETE FROM _parts WHERE file = ?", (file,))
            self._session.write_many(
                "INSERT INTO _parts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (file, one.name, one.key, one.size, one.modified, one.inode, one.start, one.length, one.digest)
                    for one in parts
                ),
            )
