"""From any earlier version of the schema to this one.

Each version is a file of commented SQL, `schema-N.sql`, and one migration that runs it. To change the schema: add the
next file with only what is new and the history at its top carried on, and raise SCHEMA_VERSION; a released file
never changes.

A new database is made by the same files without the library, which takes longer to import than a small archive to
check; it is left as the library would have left it.
"""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # imported where something is migrated, which takes longer than opening a database that is up to date
    from sqlite_utils import Database, Migrations

SCHEMA_VERSION = 6
"""What this linkcheck reads and writes; PRAGMA user_version of its databases."""

APPLICATION_ID = 0x6C6E6B63
"""PRAGMA application_id of its databases, "lnkc": other SQLite files are never touched (https://sqlite.org/fileformat.html)."""

_SET = "linkcheck"
"""The name of our migrations in the library's table."""
_MARKS = (
    """CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
)""",
    """CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name")""",
)
"""The library's table, in its own words: of every migration that was made."""
_MARK = """INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
    VALUES (?, ?, strftime('%Y-%m-%d %H:%M:%f000+00:00', 'now'))"""


def schema(version: int) -> str:
    """The SQL text of one version."""
    return files("linkcheck.store").joinpath(f"schema-{version}.sql").read_text(encoding="utf-8")


def statements(text: str) -> Iterator[str]:
    """The statements of an SQL text, each beginning behind the last one's semicolon.

    sqlite3's executescript would commit the migration's transaction.
    """
    gathered = ""
    for line in text.splitlines(keepends=True):
        gathered += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(gathered):
            yield gathered.strip()
            gathered = ""


def migrations(last: int = SCHEMA_VERSION) -> "Migrations":
    """The migrations up to a version, in order."""
    from sqlite_utils import Migrations  # noqa: PLC0415 - see above

    found = Migrations(_SET)

    def add(version: int) -> None:
        def run(db: "Database", /) -> None:
            for statement in statements(schema(version)):
                db.execute(statement)

        found(name=_name(version))(run)

    for version in range(1, last + 1):
        add(version)
    return found


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to SCHEMA_VERSION, wholly or not at all.

    Migrations commit one by one; the transaction around them makes their own ones savepoints of it.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            _catch_up(connection)
        else:
            _make(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _catch_up(connection: sqlite3.Connection) -> None:
    from sqlite_utils import Database  # noqa: PLC0415 - see above

    migrations().apply(Database(connection, execute_plugins=False))


def _make(connection: sqlite3.Connection) -> None:
    for statement in _MARKS:
        connection.execute(statement)
    for version in range(1, SCHEMA_VERSION + 1):
        for statement in statements(schema(version)):
            connection.execute(statement)
        connection.execute(_MARK, (_SET, _name(version)))


def _name(version: int) -> str:
    return f"schema-{version}"
