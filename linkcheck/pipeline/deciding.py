"""Decisions set down: the only hand that writes linkcheck-decisions.toml."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from linkcheck import judge
from linkcheck.documents import write
from linkcheck.errors import OutputError, UsageError
from linkcheck.model import Decision, Refused, Rewrite, Ruling
from linkcheck.pipeline.decided import decisions_in, decisions_of, unfit
from linkcheck.pipeline.world import World
from linkcheck.settings import Decisions, Settings, read_decisions, with_row
from linkcheck.store import Store


@dataclass(frozen=True, slots=True)
class Ruled:
    """A decision that was set down."""

    row: Decision
    """As it was read again."""
    source: Path
    weightier: tuple[Decision, ...] = ()
    """Rows about the same URL that go before it where both hold."""
    linked: bool = True
    """A document links to it, as far as is remembered."""


def decide_url(row: Decision, document: Path | None, settings: Settings, world: World) -> Ruled:
    """Set a decision down, in the place of the one about the same URL and document.

    Args:
        row: What the person ruled; it gets its time here.
        document: The one document in which it is to hold, as the user names it.
        settings: The settings.
        world: The clock.

    Raises:
        UsageError: The file is wrong, there is no such document, or the capture may not be written.
        OutputError: The file cannot be written.
    """
    if row.snapshot and (why := unfit(row.snapshot, settings)):
        raise UsageError(why)
    if document is not None:
        if not document.is_file():
            raise UsageError(f"{document}: there is no such document")
        row = replace(row, document=os.path.realpath(document))
    linked = True
    if settings.db.exists():
        with Store.open(settings.db, world.clock) as store:
            decisions = decisions_in(store, settings)
            linked = bool(store.targets.like(row.pattern or row.url))
    else:
        decisions = decisions_of(settings, [])
    now = set_down(decisions, [replace(row, when=world.clock.now())])
    about = now.about(row.url) if row.url else ()
    mine = next(one for one in now.rows if (one.url, one.pattern, one.document) == (row.url, row.pattern, row.document))
    after = about[about.index(mine) + 1 :] if mine in about else ()
    assert now.source is not None  # noqa: S101 - it was written a line above
    return Ruled(mine, now.source, after, linked)


def set_down(decisions: Decisions, rows: Sequence[Decision]) -> Decisions:
    """Write rows into the file of decisions; the decisions that it now holds.

    Raises:
        UsageError: The file is wrong.
        OutputError: It cannot be written.
    """
    source = decisions.source
    assert source is not None  # noqa: S101 - whoever writes has asked where
    try:
        before = source.read_bytes() if source.exists() else b""
        text = before.decode("utf-8")
        for row in rows:
            text = with_row(text, source, row)
        # an empty file decides nothing: a kill in the next moment leaves no half of one
        if not source.exists():
            source.touch()
    except OSError as error:
        raise OutputError(f"{source}: cannot be written: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{source}: is not UTF-8 (byte {error.start})") from error
    refused = write(source, Rewrite(source.as_posix(), before, text.encode("utf-8"), ()), source.resolve().parent)
    if isinstance(refused, Refused):
        raise OutputError(f"{source}: cannot be written: {refused.why}")
    return read_decisions(source)


def decided_in_words(ruled: Ruled) -> tuple[str, ...]:
    """What was set down, and what to know of it: lines for the user."""
    row = ruled.row
    where = f" in {row.document}" if row.document else ""
    what = f"the snapshot {row.snapshot}" if row.ruling is Ruling.SNAPSHOT else row.ruling.value
    lines = [f"{ruled.source}, line {row.line}: {judge.masked(row.url) or row.pattern}{where}: {what}"]
    lines += [
        f"  in {one.document}, line {one.line} holds: {one.ruling.value}" for one in ruled.weightier if one.document
    ]
    if not ruled.linked:
        lines.append("  no document links to it, as far as is remembered")
    return tuple(lines)
