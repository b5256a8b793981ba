"""Saves: living pages that a web archive is asked to capture before they die."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class SaveState(StrEnum):
    """How far a request to capture a page has come."""

    ASKED = "asked"
    """Under way, or said to be done and not yet seen."""
    SAVED = "saved"
    """The capture was seen in the archive."""
    REFUSED = "refused"
    """Never asked again by itself."""
    LATER = "later"
    """It came to nothing; asked again another night."""


@dataclass(frozen=True, slots=True)
class Save:
    """What was last known of one request to have a page captured."""

    url: str
    """The target."""
    sent: str
    """The URL that was to be captured: the target's own, or where a short link leads."""
    asked: datetime
    """When the archive was asked, UTC."""
    at: datetime
    """When this became known, UTC."""
    state: SaveState
    job: str = ""
    """The archive's name for the work; empty where it gave none."""
    timestamp: str = ""
    """14 digits of the capture, once they are known."""
    why: str = ""
    due: date | None = None
    """The night to ask what became of it; None: not by itself."""
