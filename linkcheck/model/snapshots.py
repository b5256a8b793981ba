"""Snapshots and lookups: what web archives hold."""

from dataclasses import dataclass
from datetime import datetime

from linkcheck.model.verdicts import Evidence

READERS_VIEW = "readers-view"
"""The mark of the evidence that a snapshot's reader's view gave."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One capture in a web archive."""

    timestamp: str
    """14 digits, UTC: when it was captured."""
    url: str
    """Where a reader finds it: what is written into a document."""
    original: str
    """The URL that was captured."""
    verified: bool
    """It shows the page, and as far as the reader's view was fetched, that does too; nothing else is ever written."""
    days: int | None
    """Days from publication to capture, negative before; None for an undated link."""
    review: tuple[str, ...] = ()
    """Why a person should look before it is written; empty when it may be. Of one that is not verified, what speaks
    against it; of one that is, only that it is far for a page that changes: `far` lifts that."""
    evidence: tuple[Evidence, ...] = ()
    digest: str = ""
    """SHA-1 of the captured body, base32, as indexes of captures have it; empty where it is not known."""
    fingerprint: str = ""
    """The same for captures whose title and text are, whatever else differs; without text, the digest."""

    @property
    def viewed(self) -> bool:
        """The reader's view was fetched, and its evidence kept."""
        return any(evidence.mark == READERS_VIEW for evidence in self.evidence)


@dataclass(frozen=True, slots=True)
class Found:
    """The archive holds a snapshot that was verified."""

    snapshot: Snapshot
    why: str


@dataclass(frozen=True, slots=True)
class Missing:
    """The archive answered and has none that is good."""

    why: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The archive could not be asked: asked again another night, never stored as missing."""

    why: str
    asked: bool = True
    """False: all work with the archive had ended before this came to its turn; it is as due as it was."""
    lasting: bool = False
    """It will say the same tomorrow: the site is excluded. Asked again, but not soon."""


Lookup = Found | Missing | Unavailable


@dataclass(frozen=True, slots=True)
class Kept:
    """One capture that the crawl kept as WARC: what it is, and where its record stands."""

    key: str
    """What its URL is filed under."""
    url: str
    """The URL that was captured, as it was sent."""
    date: str
    """WARC-Date, as it is written in the record."""
    timestamp: str
    """The 14 digits of that date."""
    status: int
    digest: str
    """SHA-1 of the payload, base32; of the part of it that was read where it is cut."""
    cut: bool
    """The page goes on behind what was kept."""
    revisit: bool
    """The record has no payload of its own: it is that of an earlier one with the same digest."""
    file: str
    """The WARC's name, in the folder of all WARCs."""
    offset: int
    """Where the record begins in it, in bytes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question to the web archives: this URL as it was near this day."""

    url: str
    published: datetime | None
    until: datetime | None
    """Captures at or after this instant show a dead link: the service's closing or the first strike, UTC."""
    texts: tuple[str, ...] = ()
    """Link texts and words around: what the author said is there."""
    known_target: str = ""
    """Where a short link led while it lived."""
