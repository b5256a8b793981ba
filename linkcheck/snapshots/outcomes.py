"""What asking a web archive comes to: a capture, nothing, or trouble. Values, not exceptions."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from linkcheck.model import Answer, Evidence
from linkcheck.snapshots.links import links_of, stamp_in, stamp_of
from linkcheck.snapshots.urls import moment_of


class Kind(StrEnum):
    """What stood in the way of asking."""

    THROTTLED = "throttled"
    """The archive asks to be left alone for a while."""
    CLOSED = "closed"
    """Nothing more is asked tonight."""
    EXCLUDED = "excluded"
    """The archive does not show this site."""
    UNPLAYABLE = "unplayable"
    """The archive holds the capture and cannot show it."""
    NO_INDEX = "no-index"
    """The archive has no index of captures (CDX), as pywb has none: its TimeMap tells the same."""
    FAULT = "fault"
    """The answer did not come, or was none."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """The archive could not be asked, or did not answer the question."""

    kind: Kind
    why: str

    @property
    def ends(self) -> bool:
        """Asking for the same link again in this run is pointless."""
        return self.kind in {Kind.THROTTLED, Kind.CLOSED}


@dataclass(frozen=True, slots=True)
class Absent:
    """The archive answered: it has none, or none that is good."""

    why: str


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture, replayed: a memento (RFC 7089), whatever status it was captured with."""

    timestamp: str
    """14 digits: the replay's own, which is what counts; indexes are sometimes wrong."""
    original: str
    page: str
    """Where a reader finds it, without a fragment."""
    answer: Answer = field(repr=False)
    """As the archive served it."""
    part: str = ""
    """What of the page the archive holds, where that is not all of it; empty where it may be."""

    @property
    def moment(self) -> datetime:
        """When it was captured, UTC."""
        return moment_of(self.timestamp)

    @property
    def digest(self) -> str:
        """SHA-1 of the body, base32, as the index has it; empty where the body was not read whole."""
        if self.answer.truncated or not self.answer.body:
            return ""
        return payload_digest(self.answer.body)

    def neighbour(self, relation: str) -> str | None:
        """The 14 digits of the `next`, `prev`, `first` or `last` memento, by the Link header (RFC 7089, 2.2.4)."""
        wanted = {relation, "memento"}
        return next((link.timestamp for link in links_of(self.answer) if wanted <= link.relations), None)


@dataclass(frozen=True, slots=True)
class Held:
    """A capture that shows the page, or may."""

    capture: Capture
    distance: float
    """As `Question.distance` counts it."""
    evidence: tuple[Evidence, ...]
    fragment: str = ""
    """Of the captured redirect that led to it, with its number sign."""
    doubts: tuple[str, ...] = ()
    """Why a person should look: another capture is worth more; empty where it shows the page."""
    hidden: bool = False
    """Nothing of the page can be seen in it: a wall, or what its scripts would draw."""
    fingerprint: str = ""
    """As `Snapshot.fingerprint`."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A capture that does not show the page."""

    capture: Capture
    why: str


def payload_digest(body: bytes) -> str:
    """SHA-1, base32: how indexes and WARCs name a payload."""
    return base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode("ascii")


def memento_datetime(answer: Answer) -> str | None:
    """The 14 digits of Memento-Datetime; None where the answer is no memento (RFC 7089, 2.1.1)."""
    value = answer.header("Memento-Datetime")
    return None if value is None else stamp_of(value) or stamp_in(answer.url)
