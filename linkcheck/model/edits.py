"""Edits, rewrites and refusals: what changes in a document."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from linkcheck.model.documents import Span


class EditState(StrEnum):
    """How far an edit has come."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    DECLINED = "declined"
    UNDONE = "undone"


class EditKind(StrEnum):
    """What an edit puts in the place of a link."""

    SNAPSHOT = "snapshot"
    ALIAS = "alias"
    """Where the page of a dead link lives now."""
    MOVED = "moved"
    """Where a living link's permanent redirect has long led."""
    EXPANDED = "expanded"
    """Where a living short link leads."""


class Style(StrEnum):
    """How an edit stands in a document."""

    REPLACE = "replace"
    """The new URL stands where the old one stood."""
    ROBUST = "robust"
    """The same, and the link keeps both and the day (https://robustlinks.mementoweb.org/spec/)."""
    APPEND = "append"
    """The old URL stays, and a link to the new one follows."""


@dataclass(frozen=True, slots=True)
class Change:
    """A text in the place of another: what an edit comes to in the document's bytes."""

    span: Span
    """Where `old` stands, in bytes of the document before any change of its plan; empty where something is put in."""
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement of a link's URL in a document, or one addition to it."""

    path: str
    span: Span
    """Where `old` stands, in bytes of the document before any edit of its plan."""
    line: int
    old: str
    """The written URL, exactly as it stands."""
    new: str
    """What stands there afterwards, escaped for its place; of the style `append`, the URL of the link that follows."""
    url: str
    """The target."""
    timestamp: str
    """The snapshot's 14 digits; empty where the link is one to another living page from then on."""
    why: str
    state: EditState = EditState.PROPOSED
    kind: EditKind = EditKind.SNAPSHOT
    style: Style = Style.REPLACE
    id: int | None = None
    """The ledger's row, once it has one."""
    run_id: int | None = None
    restored: bool = False
    """It was undone since its original lives again: nobody said no to it."""
    beside: tuple[Change, ...] = ()
    """What its style changes beside the URL. The document tells it again: it is not in the ledger."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything that it changes in the document."""
        own = () if self.style is Style.APPEND else (Change(self.span, self.old, self.new),)
        return own + self.beside


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A document's bytes with its edits made, proven to differ in nothing else."""

    path: str
    before: bytes
    after: bytes
    edits: tuple[Edit, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """What its edits change, in the order in which it stands in the document."""
        return changes_of(self.edits)


def changes_of(edits: Iterable[Edit]) -> tuple[Change, ...]:
    """What edits of one plan change, in the order in which it stands in the document."""
    changes = (change for edit in edits for change in edit.changes)
    return tuple(sorted(changes, key=lambda change: (change.span.start, change.span.end)))


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that is left alone, and why."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was passed over, and why; one line for the user."""

    subject: str
    """A path or a URL."""
    why: str
    failed: bool = True
    """Something asked for could not be done; False where there was nothing to do (an empty file)."""
