"""The memory as text: JSON lines that are the same for the same memory, and differ by a line where it differs by a row.

The first line says what it is. Then each line is a row: `{"table": ..., column: value, ...}`, what is NULL left out, in
the order of tables and of what a row is known by. A check has its hops with it, a lookup its snapshot. Texts stand as
they are stored (store/text.py).
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from linkcheck.model import Clock
from linkcheck.store.migrations import SCHEMA_VERSION
from linkcheck.store.opening import connect_to_read
from linkcheck.store.session import Session, select
from linkcheck.store.tables import PARENTS, SELF, Table, quoted, tables
from linkcheck.store.text import storable

FORMAT = 1
"""Of the text; it changes when a reader of today could not read it any more."""

BATCH = 1000
"""Rows that are read at once."""


def dump(database: Path, clock: Clock) -> Iterator[str]:
    """The lines of a database, each with its line break; it is read as it is at this moment, and not changed.

    Raises:
        StoreNewer: A later linkcheck made it.
        StoreBroken: It is not a database, not linkcheck's, or damaged.
        StoreError: It cannot be read.
    """
    with closing(connect_to_read(database)) as connection:
        yield _line({"linkcheck": "memory", "format": FORMAT, "schema": SCHEMA_VERSION})
        yield from _Dump(Session(database, connection, clock)).lines()


class _Dump:
    """One dump under way."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tables = tables(session)
        self._children = {one.parent: one for one in self._tables if one.parent}
        self._runs = _run_names(session, self._tables[0])

    def lines(self) -> Iterator[str]:
        """A line for each row that is not written with another."""
        for table in self._tables:
            if not table.parent:
                yield from self._rows_of(table)

    def _rows_of(self, table: Table) -> Iterator[str]:
        child = self._children.get(table.name)
        itself = SELF.get(table.name)
        numbers: dict[int, int] = {}
        for id_, *values in self._session.each(_query(table), BATCH):
            row: dict[str, object] = {"table": table.name}
            if itself is not None:
                numbers[id_] = row["number"] = len(numbers) + 1
            for column, value in zip(table.columns, values, strict=True):
                if table.references.get(column) == "runs":
                    row[column] = self._runs[value]
                elif column == itself:
                    row[column] = numbers.get(value, row["number"])
                elif value is not None:
                    row[column] = storable(value)
            if child is not None and (inside := self._inside(child, id_)):
                row[child.name] = inside
            yield _line(row)

    def _inside(self, child: Table, parent_id: int) -> list[dict[str, object]]:
        columns = [column for column in child.columns if column != child.owner]
        listed = ", ".join(map(quoted, columns))
        rows = self._session.rows(
            select(listed, quoted(child.name), f"WHERE {quoted(child.owner)} = ? ORDER BY {listed}"), (parent_id,)
        )
        return [
            {column: storable(value) for column, value in zip(columns, row, strict=True) if value is not None}
            for row in rows
        ]


def _query(table: Table) -> str:
    """A table's rows with what its references are known by; runs stay ids, which `_run_names` knows."""
    shown: list[str] = []
    joins: list[str] = []
    order: list[str] = []
    for column in table.columns:
        own = f"main.{quoted(column)}"
        other = table.references.get(column)
        if other is None:
            shown.append(own)
            order.append(own)
            continue
        joins.append(f"LEFT JOIN {quoted(other)} AS {quoted(column)} ON {quoted(column)}.id = {own}")
        known_by = [f"{quoted(column)}.{quoted(one)}" for one in PARENTS[other]]
        shown.append(own if other == "runs" else known_by[0])
        order += known_by
    if table.name in SELF:
        order = []
    listed = ", ".join(["main.id", *shown])
    return (
        f"SELECT {listed} FROM {quoted(table.name)} AS main {' '.join(joins)} ORDER BY {', '.join([*order, 'main.id'])}"  # noqa: S608 - as above
    )


def _run_names(session: Session, runs: Table) -> dict[int, str]:
    """What each run is known by; runs that are alike, as a clock that stands still makes them, are counted."""
    seen: Counter[str] = Counter()
    names = {}
    for id_, *values in session.each(_query(runs), BATCH):
        row = dict(zip(runs.columns, values, strict=True))
        name = " ".join(str(storable(row[column])) for column in PARENTS["runs"])
        seen[name] += 1
        names[id_] = f"{name} #{seen[name]}" if seen[name] > 1 else name
    return names


def _line(row: dict[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
