"""A row set in the text of linkcheck-decisions.toml: comments, order and everything else stay as they are."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import tomlkit
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Comment, InlineTable, Table, Whitespace

from linkcheck.errors import UsageError
from linkcheck.model import Decision, Ruling
from linkcheck.settings.decisions import NAME, PARSERS, TABLE, parse_decisions

HEAD = f"# {NAME}: what persons decided about links. `linkcheck decide` adds to it; so may you.\n"

_RULED = ("ruling", "snapshot")
_SAID = (*_RULED, "why", "by", "when")


def with_row(written: str, source: Path, row: Decision) -> str:
    """The file's text with a row set: the one about the same URL and document is changed, else one is added.

    Args:
        written: The text as it is; empty for a new file.
        source: The file; documents are written from its folder.
        row: What is to stand there. Its document is a real path.

    Raises:
        UsageError: The text is wrong already, or what was written would not be read as it was meant.
    """
    before = parse_decisions(written, source)
    if why := unwritable(row, source):
        raise UsageError(why)
    number = next((at for at, one in enumerate(before.rows) if _about(one) == _about(row)), None)
    try:
        text = _set(written or HEAD, number, row, source)
    except TOMLKitError as error:
        raise UsageError(f"{source}: cannot be changed as it is written: {error}") from error
    _require_only(row, number, before.rows, parse_decisions(text, source).rows, source)
    return text


def _set(written: str, number: int | None, row: Decision, source: Path) -> str:
    """The text with a row in the place of the one of a number; with one more where there is no number."""
    tree = tomlkit.parse(written)
    tables = cast("Sequence[Any]", tree.get(TABLE, ()))
    if number is None:
        tree = _with(tree, tables, row, source, "\r\n" if "\r\n" in written else "\n")
    elif isinstance(tables, AoT):
        tables[number] = _changed(tables[number], row)
    else:
        cast("Any", tables)[number] = _inline(row, source)
    return tomlkit.dumps(tree)


def unwritable(row: Decision, source: Path) -> str:
    """Why a row cannot be written so that it is read again; empty where it can."""
    for key, value in _fresh(row, source).items():
        try:
            read = PARSERS[key](value)
        except ValueError as error:
            return f"{key} wants {error}, not {value!r}"
        if key in {"url", "pattern", "document"} and read != value:
            return f"{key} wants no blanks around it, not {value!r}"
    return ""


def _about(row: Decision) -> tuple[str, str, str]:
    return row.url, row.pattern, row.document


def _said(row: Decision) -> dict[str, object]:
    """What a person said in a row, in its order."""
    ruled = ("snapshot", row.snapshot) if row.ruling is Ruling.SNAPSHOT else ("ruling", row.ruling.value)
    return {ruled[0]: ruled[1], "why": row.why} | ({"by": row.by} if row.by else {}) | _when(row.when)


def _when(when: datetime | None) -> dict[str, object]:
    return {} if when is None else {"when": when.astimezone(UTC).replace(microsecond=0)}


def _fresh(row: Decision, source: Path) -> dict[str, object]:
    about: dict[str, object] = {"pattern": row.pattern} if row.pattern else {"url": row.url}
    if row.document:
        about["document"] = document_in(source, row.document)
    return about | _said(row)


def _inline(row: Decision, source: Path) -> InlineTable:
    inline = tomlkit.inline_table()
    inline.update(_fresh(row, source))
    return inline


def document_in(source: Path, real: str) -> str:
    """How a document is named in a file of decisions: from its folder, where it is below it."""
    path, folder = Path(real), Path(os.path.realpath(source.parent))
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def _with(
    tree: tomlkit.TOMLDocument, tables: Sequence[Any], row: Decision, source: Path, newline: str
) -> tomlkit.TOMLDocument:
    """The file with a row more, at its end."""
    if tables and not isinstance(tables, AoT):
        # an array of inline tables, as some like it
        cast("Any", tables).append(_inline(row, source))
        return tree
    if not tables:
        tree.pop(TABLE, None)
    rows = tomlkit.aot()
    rows.append(tomlkit.item(_fresh(row, source)))
    added = tomlkit.dumps({TABLE: rows}).replace("\n", newline)
    text = tomlkit.dumps(tree)
    gap = "" if not text else newline if text.endswith("\n") else 2 * newline
    # as text: what follows the last row (comments, blank lines) stays where it is
    return tomlkit.parse(text + gap + added)


def _changed(table: Table, row: Decision) -> Table:
    """A row that says something else: its keys, comments and blank lines stay in their places."""
    said = _said(row)
    changed = Table(Container(), table.trivia, is_aot_element=True)
    for key, old in table.value.body:
        if key is None:
            changed.add(cast("Comment | Whitespace", old))
            continue
        name = key.key
        if name in _RULED:
            name = next(one for one in _RULED if one in said)
        if name in said:
            new = tomlkit.item(said.pop(name))
            new.trivia.indent, new.trivia.trail = old.trivia.indent, old.trivia.trail
            new.trivia.comment_ws, new.trivia.comment = old.trivia.comment_ws, old.trivia.comment
            changed.append(name, new)
        elif name not in _SAID:
            changed.append(key, old)
        if name == "why":
            # the others follow it, where they are new
            for late in [one for one in _SAID[3:] if one in said and one not in table]:
                changed.append(late, said.pop(late))
    return changed


def _require_only(
    row: Decision, number: int | None, before: Sequence[Decision], after: Sequence[Decision], source: Path
) -> None:
    """Hold to it that the text now says what it said, with this row in its place.

    Raises:
        UsageError: It does not.
    """
    told = [_plain(one) for one in before]
    if number is None:
        told.append(_plain(row))
    else:
        told[number] = _plain(row)
    if told != [_plain(one) for one in after]:
        raise UsageError(f"{source}: {row.url or row.pattern} cannot be written there so that it is read again")


def _plain(row: Decision) -> tuple[object, ...]:
    when = None if row.when is None else row.when.replace(microsecond=0)
    return *_about(row), row.ruling, row.snapshot, row.why, row.by, when
