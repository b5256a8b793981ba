"""Everything that is known of a target, streamed in the order of URLs: what the reports are made from."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from linkcheck.model import LIVING, Check, Link, Reason, Save, Target, Verdict
from linkcheck.store.aliases import ALIAS_COLUMNS, Sought, sought_of
from linkcheck.store.checks import CHECK_COLUMNS, CHECKS, check_of, hops_of
from linkcheck.store.links import LINK_COLUMNS, LINKS, link_of
from linkcheck.store.lookups import LOOKUP_COLUMNS, LOOKUPS, Asked, asked_of
from linkcheck.store.saves import SAVE_COLUMNS, SAVES, save_of
from linkcheck.store.session import Row, Session, select
from linkcheck.store.targets import texts_of
from linkcheck.store.text import evidence_of, ids_json, moment

_AMONG = "IN (SELECT value FROM json_each(?))"

_LATEST = """SELECT targets.id, targets.url, checks.verdict, checks.reason, checks.final_url
    FROM json_each(?) CROSS JOIN targets ON targets.id = json_each.value
    CROSS JOIN checks ON checks.id = (
        SELECT last.id FROM checks last WHERE last.target_id = targets.id ORDER BY last.at DESC, last.id DESC LIMIT 1)
    ORDER BY json_each.key"""
"""The last check of some targets, in their order; the index of checks knows it, however many were before."""

BATCH = 500
"""Targets that are read at once: a few queries for all of them, and memory for no more."""


@dataclass(frozen=True, slots=True)
class Memory:
    """One target with everything that belongs to it."""

    target: Target
    """Its texts are known where it was asked for alone: nothing that is told of many needs them."""
    links: tuple[Link, ...]
    """Its links, by path and position."""
    rewritten: tuple[Link, ...]
    """Links in whose place an applied edit put a snapshot's URL or an alias, as they stand now."""
    checks: tuple[Check, ...]
    """Oldest first. Only the last has its hops, evidence and title; `Checks.of` has those of all."""
    last_run: int | None
    """The run of the last check."""
    lookups: tuple[Asked, ...]
    """The answer that counts for each day."""
    first_seen: datetime
    saves: tuple[Save, ...] = ()
    """The last word on each URL that was to be captured on its behalf."""
    sought: Sought | None = None
    """The answer that counts to whether its page lives elsewhere; None: that was not asked."""
    aliased: tuple[Link, ...] = ()
    """Those of `rewritten` with an alias: they are links of that target, which is checked as any."""
    id: int = 0
    """Its row."""
    linked: bool = True
    """Documents link to it."""

    def lookup(self, published: date | None) -> Asked | None:
        """The answer that counts for the links of a day."""
        return next((asked for asked in self.lookups if asked.published == published), None)


class Latest(NamedTuple):
    """What the last check of a target says, and where that did not find it living, those before it."""

    url: str
    verdict: Verdict
    reason: Reason
    final_url: str
    checks: tuple[Check, ...] = ()
    """Oldest first, without their hops and evidence; none where it lives, for then they change nothing."""
    last_run: int | None = None
    """The run of the last of them."""


class Memories:
    """Questions whose answers are whole targets, or their checks alone."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def targets(self) -> Iterator[Memory]:
        """Every target that documents link to, in the order of URLs."""
        last = ""
        query = select("id, url, first_seen, linked", "targets", "WHERE linked = 1 AND url > ? ORDER BY url LIMIT ?")
        while rows := self._session.rows(query, (last, BATCH)):
            yield from self._whole(rows)
            last = rows[-1][1]

    def checked_in(self, run_id: int) -> Iterator[Latest]:
        """The latest of those of them that have a check of a run, in the order of URLs."""
        ids = self._ids("SELECT target_id FROM checks WHERE run_id = ?", (run_id,))
        for start in range(0, len(ids), BATCH):
            yield from self._latest(ids[start : start + BATCH])

    def latest(self, url: str) -> Latest | None:
        """The latest of one target, linked to or not; None where it was never checked."""
        ids = self._session.integers("SELECT id FROM targets WHERE url = ?", (url,))
        return next(self._latest(ids), None)

    def moved(self) -> Iterator[Memory]:
        """Those of them that were led elsewhere for good at least once, in the order of URLs."""
        # answered by the index of checks that say so
        return self._of("SELECT target_id FROM checks WHERE verdict = 'moved'", ())

    def answered(self) -> Iterator[Memory]:
        """Those of them with an alias, a save, or an answer of a web archive, in the order of URLs."""
        return self._of(
            """SELECT target_id FROM lookups UNION SELECT target_id FROM saves
            UNION SELECT target_id FROM aliases WHERE url IS NOT NULL""",
            (),
        )

    def _of(self, which: str, values: tuple[object, ...]) -> Iterator[Memory]:
        return self.among(self._ids(which, values))

    def _ids(self, which: str, values: tuple[object, ...]) -> "array[int]":
        rest = f"WHERE linked = 1 AND id IN ({which}) ORDER BY url"
        return self._session.integers(select("id", "targets", rest), values)

    def among(self, ids: Sequence[int]) -> Iterator[Memory]:
        """These targets, in the order that they are named in; however many, few are held at once."""
        for start in range(0, len(ids), BATCH):
            some = ids[start : start + BATCH]
            rows = self._session.rows(
                """SELECT targets.id, url, first_seen, linked
                FROM json_each(?) CROSS JOIN targets ON targets.id = json_each.value
                ORDER BY json_each.key""",
                (ids_json(some),),
            )
            yield from self._whole(rows)

    def target(self, url: str) -> Memory | None:
        """One target, linked to or not."""
        rows = self._session.rows("SELECT id, url, first_seen, linked FROM targets WHERE url = ?", (url,))
        memory = next(self._whole(rows), None)
        if memory is None:
            return None
        texts = texts_of(self._session, [memory.id])
        return replace(memory, target=Target(url, *texts.get(memory.id, ((), None))))

    def _whole(self, rows: Sequence[Row]) -> Iterator[Memory]:
        ids = [row[0] for row in rows]
        links = self._links(ids)
        rewritten, aliased = self._rewritten(ids), self._rewritten(ids, "AND edits.timestamp = ''")
        checks = self._checks(ids)
        last = self._last([seen[-1] for seen in checks.values()])
        lookups = self._lookups(ids)
        saves = self._saves(ids)
        aliases = self._aliases(ids)
        for id_, url, first_seen, linked in rows:
            yield Memory(
                target=Target(url),
                links=tuple(links.get(id_, ())),
                rewritten=tuple(rewritten.get(id_, ())),
                checks=(*(check_of(row[:-2]) for row in checks[id_][:-1]), last[id_]) if id_ in last else (),
                last_run=checks[id_][-1][-1] if id_ in last else None,
                lookups=tuple(lookups.get(id_, ())),
                first_seen=moment(first_seen),
                saves=tuple(saves.get(id_, ())),
                sought=aliases.get(id_),
                aliased=tuple(aliased.get(id_, ())),
                id=id_,
                linked=bool(linked),
            )

    def _links(self, ids: Sequence[int]) -> dict[int, list[Link]]:
        found: dict[int, list[Link]] = {}
        for id_, *row in self._session.rows(
            select(
                f"targets.id, {LINK_COLUMNS}",
                LINKS,
                f"WHERE links.target_id {_AMONG} ORDER BY documents.path, links.start, links.id",
            ),
            (ids_json(ids),),
        ):
            found.setdefault(id_, []).append(link_of(tuple(row)))
        return found

    def _rewritten(self, ids: Sequence[int], which: str = "") -> dict[int, list[Link]]:
        found: dict[int, list[Link]] = {}
        for id_, *row in self._session.rows(
            select(
                f"origin.id, {LINK_COLUMNS}",
                """targets origin CROSS JOIN edits ON edits.url = origin.url AND edits.state = 'applied'
                CROSS JOIN documents ON documents.path = edits.path
                CROSS JOIN links ON links.document_id = documents.id AND links.written = edits.new
                CROSS JOIN targets ON targets.id = links.target_id""",
                f"WHERE origin.id {_AMONG} {which} GROUP BY origin.id, links.id "
                "ORDER BY documents.path, links.start, links.id",
            ),
            (ids_json(ids),),
        ):
            found.setdefault(id_, []).append(link_of(tuple(row)))
        return found

    def _latest(self, ids: Sequence[int]) -> Iterator[Latest]:
        rows = self._session.rows(_LATEST, (ids_json(ids),))
        failing = self._checks([row[0] for row in rows if row[2] not in LIVING])
        for id_, url, verdict, reason, final_url in rows:
            seen = failing.get(id_, ())
            yield Latest(
                url,
                Verdict(verdict),
                Reason(reason),
                final_url,
                tuple([check_of(row[:-2]) for row in seen]),
                seen[-1][-1] if seen else None,
            )

    def _checks(self, ids: Sequence[int]) -> dict[int, list[Row]]:
        """The rows of each target's checks, oldest first: CHECK_COLUMNS, the target's row and the run."""
        found: dict[int, list[Row]] = {}
        for row in self._session.rows(
            select(
                f"{CHECK_COLUMNS}, checks.target_id, checks.run_id",
                CHECKS,
                f"WHERE checks.target_id {_AMONG} ORDER BY checks.target_id, checks.at, runs.vantage, checks.id",
            ),
            (ids_json(ids),),
        ):
            found.setdefault(row[-2], []).append(row)
        return found

    def _last(self, rows: Sequence[Row]) -> dict[int, Check]:
        """The last check of each target, with what only the last one has; the rows are theirs."""
        ids = [row[0] for row in rows]
        hops = hops_of(self._session, ids)
        evidence: dict[int, str] = dict(
            self._session.rows(select("id, evidence", "checks", f"WHERE id {_AMONG}"), (ids_json(ids),))
        )
        return {row[-2]: check_of(row[:-2], hops.get(row[0], ()), evidence_of(evidence[row[0]])) for row in rows}

    def _lookups(self, ids: Sequence[int]) -> dict[int, list[Asked]]:
        found: dict[int, dict[date | None, Asked]] = {}
        for row in self._session.rows(
            select(LOOKUP_COLUMNS, LOOKUPS, f"WHERE lookups.target_id {_AMONG} ORDER BY lookups.at, lookups.id"),
            (ids_json(ids),),
        ):
            asked = asked_of(row)
            found.setdefault(row[0], {})[asked.published] = asked
        return {id_: list(days.values()) for id_, days in found.items()}

    def _saves(self, ids: Sequence[int]) -> dict[int, list[Save]]:
        found: dict[int, dict[str, Save]] = {}
        for row in self._session.rows(
            select(SAVE_COLUMNS, SAVES, f"WHERE saves.target_id {_AMONG} ORDER BY saves.at, saves.id"),
            (ids_json(ids),),
        ):
            save = save_of(row)
            found.setdefault(row[0], {})[save.sent] = save
        return {id_: list(words.values()) for id_, words in found.items()}

    def _aliases(self, ids: Sequence[int]) -> dict[int, Sought]:
        """Each target's latest answer."""
        rows = self._session.rows(
            select(ALIAS_COLUMNS, "aliases", f"WHERE target_id {_AMONG} ORDER BY at, id"), (ids_json(ids),)
        )
        return {row[0]: sought_of(row) for row in rows}
