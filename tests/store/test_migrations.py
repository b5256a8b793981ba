"""Migrations: from every earlier version to this one, wholly or not at all."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from linkcheck.store.migrations import SCHEMA_VERSION, migrate, migrations, schema, statements

PUBLIC = {
    "targets": {"id", "url"},
    "checks": {"id", "target_id", "run_id", "at", "verdict", "reason", "status", "final_url", "vantage"},
    "hops": {"check_id", "seq", "url", "status"},
    "edits": {"id", "run_id", "path", "start", "end", "old", "new", "state"},
    "runs": {"id", "started", "ended", "vantage", "network"},
    "documents": {"path"},
    "links": {"document_id", "target_id"},
    "lookups": {"target_id"},
    "snapshots": {"timestamp", "url"},
}
"""Tables and columns that other programs rely on; they may only grow."""


@pytest.fixture(name="connection")
def _connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "one.db", isolation_level=None)
    yield connection
    connection.close()


@pytest.mark.parametrize("version", range(SCHEMA_VERSION + 1))
def test_every_version_becomes_the_present_one(connection: sqlite3.Connection, version: int) -> None:
    """A database of any earlier version, and an empty one, has the public tables and columns after migrating."""
    migrations(version).apply(Database(connection, execute_plugins=False))

    migrate(connection)

    for table, columns in PUBLIC.items():
        assert columns <= {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION


def test_a_new_database_is_as_the_library_would_make_it(connection: sqlite3.Connection) -> None:
    """Made without sqlite-utils, and its migrations know all of what was made: nothing is pending."""
    with sqlite3.connect(":memory:", isolation_level=None) as other:
        by_the_library = Database(other, execute_plugins=False)
        migrations().apply(by_the_library)

    migrate(connection)

    made = Database(connection, execute_plugins=False)
    assert made.execute("SELECT * FROM sqlite_master").fetchall() == (
        by_the_library.execute("SELECT * FROM sqlite_master").fetchall()
    )
    marks = "SELECT id, migration_set, name, typeof(applied_at), length(applied_at) FROM _sqlite_migrations"
    assert made.execute(marks).fetchall() == by_the_library.execute(marks).fetchall()
    assert not migrations().pending(made)
    other.close()


def test_migrating_twice_changes_nothing(connection: sqlite3.Connection) -> None:
    """A second migration finds nothing to do."""
    migrate(connection)
    before = connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()

    migrate(connection)

    assert connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall() == before


def test_a_failing_migration_leaves_nothing(connection: sqlite3.Connection) -> None:
    """When a statement fails, no table of the migration is there, and no mark."""
    connection.execute("CREATE TABLE edits (of_somebody_else)")

    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(connection)

    assert [row[0] for row in connection.execute("SELECT name FROM sqlite_master")] == ["edits"]
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 0


def test_every_table_and_column_has_a_comment(connection: sqlite3.Connection) -> None:
    """`.schema` tells what each table is, in the file itself."""
    migrate(connection)
    tables = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"
    )

    for name, sql in tables.fetchall():
        assert "    -- " in sql, name


def test_statements_are_split_at_their_semicolons() -> None:
    """The statements of a file are all of it, one by one, comments inside kept."""
    found = list(statements(schema(1)))

    assert len(found) == schema(1).count(";\n")
    assert all(statement.endswith(";") for statement in found)
    assert "-- One run of the job." in found[0]
