"""A memory that was written as text (store/dumping.py), read into a database that is empty."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable

from linkcheck.errors import StoreError, StoreNewer
from linkcheck.store.dumping import FORMAT
from linkcheck.store.migrations import SCHEMA_VERSION
from linkcheck.store.session import Session, select
from linkcheck.store.tables import PARENTS, SELF, Table, quoted, tables

BATCH = 1000
"""Rows that are written at once."""


def load(session: Session, lines: Iterable[str], name: str) -> int:
    """Read every line, or none; answers how many rows there were. `name` is what the text is called.

    Raises:
        StoreNewer: A later linkcheck wrote it.
        StoreError: The database is not empty, a line is not what it should be, or the database cannot be written.
    """
    if session.row("SELECT 1 FROM runs UNION ALL SELECT 1 FROM targets LIMIT 1") is not None:
        raise StoreError(
            f"{session.path}: it remembers something already: import into a new file with --db, "
            "and bring that in with `linkcheck merge`"
        )
    with session.wary(), session.durably():
        # a hop may be written a little before its check; all must be there at the end
        session.write("PRAGMA defer_foreign_keys = ON")
        return _Load(session, name).read(lines)


class _Load:
    """One import under way."""

    def __init__(self, session: Session, name: str) -> None:
        self._session = session
        self._name = name
        self._number = 0
        """The line that is being read."""
        self._tables = {one.name: one for one in tables(session)}
        self._ids: Counter[str] = Counter()
        """The last id of each table."""
        self._runs: dict[str, int] = {}
        self._waiting: dict[str, list[tuple[object, ...]]] = {}
        """Statement → the rows that wait for it, all of one table and what belongs to it."""
        self._count = 0
        self._last = ""

    def read(self, lines: Iterable[str]) -> int:
        for self._number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise self._wrong("it is not JSON") from error
            if not isinstance(row, dict):
                raise self._wrong("it is not an object")
            if self._number == 1:
                self._begin(row)
            else:
                self._row(row)
        if self._number == 0:
            raise StoreError(f"{self._name}: it is empty")
        self._write_waiting()
        return self._number - 1

    def _begin(self, head: dict[str, object]) -> None:
        if head.get("linkcheck") != "memory":
            raise StoreError(f"{self._name}: it is no memory that `linkcheck export` wrote")
        told = [(head.get("format"), FORMAT), (head.get("schema"), SCHEMA_VERSION)]
        if any(not isinstance(theirs, int) or theirs > ours for theirs, ours in told):
            raise StoreNewer(f"{self._name}: a later linkcheck wrote it: install that version")

    def _row(self, row: dict[str, object]) -> None:
        table = self._tables.get(str(row.pop("table", "")))
        if table is None or table.parent:
            raise self._wrong("it names no table")
        children = {name: row.pop(name) for name in [*row] if name in self._tables and name not in table.columns}
        if table.name != self._last or self._count >= BATCH:
            self._write_waiting()
        self._last = table.name
        self._ids[table.name] += 1
        id_ = self._ids[table.name]
        if table.name in SELF and row.pop("number", None) != id_:
            raise self._wrong("its number is not the next one")
        if table.name == "runs":
            self._name_run(row, id_)
        self._write(table, {"id": id_, **row})
        for name, inside in children.items():
            child = self._tables[name]
            if child.parent != table.name or not isinstance(inside, list):
                raise self._wrong(f"{name} does not belong here")
            for one in inside:
                if not isinstance(one, dict):
                    raise self._wrong(f"{name} holds something else than rows")
                self._write(child, {child.owner: id_, **one})

    def _name_run(self, row: dict[str, object], id_: int) -> None:
        name = " ".join(str(row.get(column)) for column in PARENTS["runs"])
        alike = 1
        while (known := name if alike == 1 else f"{name} #{alike}") in self._runs:
            alike += 1
        self._runs[known] = id_

    def _write(self, table: Table, row: dict[str, object]) -> None:
        marks, values = [], []
        for column, value in row.items():
            if column != "id" and column not in table.columns:
                raise self._wrong(f"{table.name} has no column {column!r}")
            if not isinstance(value, str | int | float):
                raise self._wrong(f"{column} is neither a text nor a number")
            other = table.references.get(column, "")
            known_by_text = other in PARENTS and other != "runs"
            marks.append(f"({select('id', other, f'WHERE {PARENTS[other][0]} = ?')})" if known_by_text else "?")
            values.append(self._run(value) if other == "runs" else value)
        statement = f"INSERT INTO {quoted(table.name)} ({', '.join(map(quoted, row))}) VALUES ({', '.join(marks)})"  # noqa: S608 - names of the schema
        self._waiting.setdefault(statement, []).append(tuple(values))
        self._count += 1

    def _run(self, name: object) -> int:
        if name not in self._runs:
            raise self._wrong(f"no run {name!r} stands before it")
        return self._runs[str(name)]

    def _write_waiting(self) -> None:
        waiting, self._waiting, self._count = self._waiting, {}, 0
        try:
            for statement, rows in waiting.items():
                self._session.write_many(statement, rows)
        except (sqlite3.IntegrityError, OverflowError) as error:
            raise self._wrong(f"here or a little above: a row does not fit those before it ({error})") from error

    def _wrong(self, why: str) -> StoreError:
        return StoreError(f"{self._name}, line {self._number}: {why}")
