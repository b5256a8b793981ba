"""The ledger of edits: what was changed in which document, so that everything can be undone.

A row is on the disk before its method answers: a document is written only when its edits are known for good.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from linkcheck.model import Edit, EditKind, EditState, Span, Style
from linkcheck.store.session import Row, Session, select
from linkcheck.store.targets import relink
from linkcheck.store.text import ids_json, instant, moment

_COLUMNS = 'id, run_id, path, start, "end", line, old, new, url, timestamp, why, state, kind, style, restored'

_REVIVED = """WHERE state = 'applied' AND kind IN ('snapshot', 'alias')
    AND EXISTS (SELECT 1 FROM targets WHERE targets.url = edits.url AND targets.worth = 2)
    ORDER BY path, start, id"""


class Ledger:
    """Every edit that was ever planned."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, run_id: int, edits: Sequence[Edit], at: datetime) -> tuple[Edit, ...]:
        """Enter edits; answers them with their ids. Those of one document in one call are one plan.

        A proposal that stands already, at the same place and with the same texts, joins the new plan: it has one row.
        """
        plans: dict[str, int] = {}
        entered = []
        with self._session.durably():
            following = self._session.number("SELECT coalesce(max(id), 0) + 1 FROM edits")
            for edit in edits:
                standing = self._proposal(edit)
                id_ = following if standing is None else standing
                plan = plans.setdefault(edit.path, id_)
                if standing is None:
                    self._enter(id_, run_id, plan, edit, at)
                    following += 1
                else:
                    self._session.write(
                        "UPDATE edits SET run_id = ?, plan = ?, line = ?, why = ? WHERE id = ?",
                        (run_id, plan, edit.line, edit.why, id_),
                    )
                entered.append(replace(edit, id=id_, run_id=run_id))
            self._relink([edit.id for edit in entered if edit.id is not None])
        return tuple(entered)

    def set_state(self, ids: Iterable[int], state: EditState, at: datetime) -> None:
        """Say how far edits have come."""
        wanted = list(ids)
        with self._session.durably():
            self._session.write(
                "UPDATE edits SET state = ?, changed = ? WHERE id IN (SELECT value FROM json_each(?))",
                (state.value, instant(at), ids_json(wanted)),
            )
            self._relink(wanted)

    def restore(self, ids: Iterable[int], at: datetime) -> None:
        """Say of applied edits that their originals stand again because they live: undone, and nobody's no."""
        wanted = list(ids)
        with self._session.durably():
            self._session.write(
                """UPDATE edits SET state = 'undone', restored = 1, changed = ?
                WHERE id IN (SELECT value FROM json_each(?))""",
                (instant(at), ids_json(wanted)),
            )
            self._relink(wanted)

    def revived(self) -> tuple[tuple[Edit, datetime], ...]:
        """The applied edits of dead links that have not failed since they last lived, and when each was applied."""
        rows = self._session.rows(select(f"changed, {_COLUMNS}", "edits", _REVIVED))
        return tuple((_edit(tuple(row)), moment(changed)) for changed, *row in rows)

    def edits(
        self,
        *,
        state: EditState | None = None,
        path: str | None = None,
        url: str | None = None,
        run_id: int | None = None,
    ) -> tuple[Edit, ...]:
        """The edits for which everything that is given holds, oldest first."""
        wanted = {"state": None if state is None else state.value, "path": path, "url": url, "run_id": run_id}
        given = {column: value for column, value in wanted.items() if value is not None}
        where = "".join(f" AND {column} = ?" for column in given)
        rows = self._session.rows(select(_COLUMNS, "edits", f"WHERE 1{where} ORDER BY id"), tuple(given.values()))
        return tuple(map(_edit, rows))

    def dated(self, state: EditState) -> tuple[tuple[Edit, datetime, datetime], ...]:
        """The edits of a state, oldest first, each with when it was first planned and since when it has that state."""
        query = select(f"at, changed, {_COLUMNS}", "edits", "WHERE state = ? ORDER BY id")
        rows = self._session.rows(query, (state.value,))
        return tuple((_edit(tuple(row)), moment(at), moment(changed)) for at, changed, *row in rows)

    def paths(self) -> frozenset[str]:
        """The documents with an edit of any state."""
        return frozenset(row[0] for row in self._session.rows("SELECT DISTINCT path FROM edits"))

    def plans(self, path: str) -> tuple[tuple[Edit, ...], ...]:
        """A document's edits plan by plan, oldest first: the spans of one plan are those of the same bytes."""
        plans: dict[int, list[Edit]] = {}
        for plan, *row in self._session.rows(
            select(f"plan, {_COLUMNS}", "edits", "WHERE path = ? ORDER BY plan, start, id"), (path,)
        ):
            plans.setdefault(plan, []).append(_edit(tuple(row)))
        return tuple(map(tuple, plans.values()))

    def _proposal(self, edit: Edit) -> int | None:
        row = self._session.row(
            """SELECT id FROM edits WHERE path = ? AND start = ? AND "end" = ? AND old = ? AND new = ?
                AND style = ? AND state = 'proposed' ORDER BY id LIMIT 1""",
            (edit.path, edit.span.start, edit.span.end, edit.old, edit.new, edit.style.value),
        )
        return None if row is None else int(row[0])

    def _enter(self, id_: int, run_id: int, plan: int, edit: Edit, at: datetime) -> None:
        self._session.write(
            """INSERT INTO edits (id, run_id, plan, path, start, "end", line, old, new, url, timestamp, why, state,
                kind, style, at, changed)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                id_,
                run_id,
                plan,
                edit.path,
                edit.span.start,
                edit.span.end,
                edit.line,
                edit.old,
                edit.new,
                edit.url,
                edit.timestamp,
                edit.why,
                edit.state.value,
                edit.kind.value,
                edit.style.value,
                instant(at),
                instant(at),
            ),
        )

    def _relink(self, edit_ids: Sequence[int]) -> None:
        rows = self._session.rows(
            """SELECT id FROM targets
            WHERE url IN (SELECT url FROM edits WHERE id IN (SELECT value FROM json_each(?)))""",
            (ids_json(edit_ids),),
        )
        relink(self._session, [row[0] for row in rows])


def _edit(row: Row) -> Edit:
    id_, run_id, path, start, end, line, old, new, url, timestamp, why, state, kind, style, restored = row
    return Edit(
        path,
        Span(start, end),
        line,
        old,
        new,
        url,
        timestamp,
        why,
        EditState(state),
        EditKind(kind),
        Style(style),
        id_,
        run_id,
        bool(restored),
    )
