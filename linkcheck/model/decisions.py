"""Decisions: what persons ruled about URLs; they always win over what the program found."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Ruling(StrEnum):
    """What a person may say of a URL."""

    KEEP = "keep"
    """It is checked and reported, and never rewritten."""
    ALIVE = "alive"
    """It counts as alive, whatever the network says."""
    DEAD = "dead"
    """It counts as confirmed dead, whatever the network says."""
    EPHEMERAL = "ephemeral"
    """It was never meant to last: no finding, and never rewritten."""
    SNAPSHOT = "snapshot"
    """A capture that the person names is written."""


REWRITING = frozenset({Ruling.DEAD, Ruling.SNAPSHOT})
"""What alone rewrites a link that is otherwise only reported."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of linkcheck-decisions.toml."""

    ruling: Ruling
    why: str
    url: str = ""
    """The URL that it is about; empty where it has a pattern."""
    pattern: str = ""
    """What the whole URL is like: `*` stands for any characters, everything else for itself."""
    document: str = ""
    """The real path of the one document in which it holds; empty: in all."""
    snapshot: str = ""
    """The capture that is to be written, for `Ruling.SNAPSHOT`."""
    timestamp: str = ""
    """Its 14 digits."""
    by: str = ""
    """Who ruled so; empty where that is not written."""
    when: datetime | None = None
    """When, UTC; a plain date is the end of that day. None where it is not written."""
    line: int = 0
    """Where the row begins in its file, 1-based."""

    @property
    def told(self) -> str:
        """In words, for a row of a report: "decided by Jo: a person's page moved on"."""
        by = f" by {self.by}" if self.by else ""
        return f"decided{by}: {self.why}"
