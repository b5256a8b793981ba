"""Edits, rewrites and refusals: what changes in a document."""

from dataclasses import dataclass
from enum import StrEnum

from linkcheck.model.documents import Span


class EditState(StrEnum):
    """How far an edit has come."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    DECLINED = "declined"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement of a link's URL in a document."""

    path: str
    span: Span
    """Where `old` stands, in bytes of the document before any edit of its plan."""
    line: int
    old: str
    """The written URL, exactly as it stands."""
    new: str
    """What stands there afterwards, escaped for its place."""
    url: str
    """The target."""
    timestamp: str
    """The snapshot's 14 digits; empty where an alias stands in the link's place."""
    why: str
    state: EditState = EditState.PROPOSED
    id: int | None = None
    """The ledger's row, once it has one."""
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A document's bytes with its edits made, proven to differ in nothing else."""

    path: str
    before: bytes
    after: bytes
    edits: tuple[Edit, ...]


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
