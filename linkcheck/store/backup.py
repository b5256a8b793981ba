"""The database as it was, kept beside it before a later linkcheck changes its schema."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from linkcheck.errors import StoreError
from linkcheck.store.session import translate


def backup_of(path: Path, version: int) -> Path:
    """Where the copy of a database with an old schema is kept: `linkcheck.db` → `linkcheck.db.schema-2`."""
    return path.with_name(f"{path.name}.schema-{version}")


def keep_copy(path: Path, connection: sqlite3.Connection, version: int) -> None:
    """Keep a whole, compact copy of a database before it is migrated.

    SQLite writes it in one reading transaction (VACUUM INTO, https://sqlite.org/lang_vacuum.html); it is on the
    disk and has its name before the migration begins. A copy of the same version from an earlier attempt is replaced.

    Raises:
        StoreError: There is no room for it, or the folder may not be written; the database is as it was.
    """
    kept = backup_of(path, version)
    growing = kept.with_name(kept.name + ".part")
    try:
        # VACUUM INTO takes an empty file, and refuses any other
        growing.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", (str(growing),))
        _sync(growing)
        growing.replace(kept)
        _sync(kept.parent)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            growing.unlink(missing_ok=True)
        why = translate(growing, error) if isinstance(error, sqlite3.Error) else f"{growing}: {error.strerror}"
        raise StoreError(
            f"{path}: it has an older schema, and was left as it is, because no copy could be kept beside it ({why}): "
            "make room for one"
        ) from error


def _sync(path: Path) -> None:
    """Have what was written on the disk, whatever happens to the power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
