"""What the stages that ask the network come to, for those that tell of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aliased:
    """What seeking aliases came to."""

    found: int = 0
    nowhere: int = 0
    left: int = 0
    """Dead links whose candidates were not all asked: another night."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking up snapshots came to."""

    found: int = 0
    missing: int = 0
    unavailable: int = 0
    """Questions that trouble answered; they are due tomorrow."""
    excluded: int = 0
    """Questions about sites that the archive does not show: they are no backlog, and due after a month."""
    left: int = 0
    """Questions that nobody was asked, and reader's views: all work ended before. They are as due as they were."""
    closed: str = ""
    """Why work with the web archive ended for the night; empty where it did not."""


@dataclass(frozen=True, slots=True)
class Preserved:
    """What preserving came to; the counts are of pages."""

    asked: int = 0
    saved: int = 0
    refused: int = 0
    later: int = 0
    left: int = 0
    """Not asked for tonight, or not even looked at."""
    wrong_keys: bool = False
    """The archive does not accept the keys."""
