"""The tables as the database itself describes them: which columns they have, and what these refer to.

Written out, a row is told apart by what it is, never by its id: a reference to a target is its URL, to a document its
path, to a run when it began, where and with which version. So a table that a later schema adds is carried too.
"""

from dataclasses import dataclass

from linkcheck.store.session import Session

PARENTS = {"runs": ("started", "vantage", "version"), "documents": ("path",), "targets": ("url",)}
"""Tables that others refer to, and what their rows are known by; these come first, in this order."""

SELF = {"edits": "plan"}
"""Columns that refer to their own table; there a row is known by its number in the order of ids."""

LEFT_OUT = {"documents": frozenset({"modified"})}
"""Columns that mean something on one machine only."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table."""

    name: str
    columns: tuple[str, ...]
    """In their order, but for the row's own id and what is left out."""
    references: dict[str, str]
    """Column → the table that it refers to."""
    parent: str = ""
    """The table without whose rows its own are nothing: they are written with them; empty for the others."""

    @property
    def owner(self) -> str:
        """The column that refers to the parent."""
        return next((column for column, table in self.references.items() if table == self.parent), "")


def tables(session: Session) -> tuple[Table, ...]:
    """Every table of the memory; those that others refer to come first, the others by name."""
    names = [
        name
        for (name,) in session.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not name.startswith(("_", "sqlite_"))
    ]
    ordered = [*PARENTS, *(name for name in names if name not in PARENTS)]
    return tuple(_table(session, name) for name in ordered)


def _table(session: Session, name: str) -> Table:
    references = {
        column: table
        for table, column in session.rows('SELECT "table", "from" FROM pragma_foreign_key_list(?)', (name,))
    }
    parent = next((table for table in references.values() if table not in PARENTS), "")
    columns = tuple(
        column
        for (column,) in session.rows("SELECT name FROM pragma_table_info(?) ORDER BY cid", (name,))
        if column != "id" and column not in LEFT_OUT.get(name, ())
    )
    return Table(name, columns, references, parent)


def quoted(name: str) -> str:
    """A name as SQL has it, whatever it is."""
    return '"' + name.replace('"', '""') + '"'
