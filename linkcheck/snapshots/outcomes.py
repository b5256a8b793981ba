"""What asking a web archive comes to: a capture, nothing, or trouble. Values, not exceptions."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from linkcheck.model import Answer, Evidence
from linkcheck.snapshots.urls import moment_of, parse, stamp

_LINK = re.compile(r"<(?P<target>[^>]*)>(?P<parameters>(?:\s*;\s*[^;,\"]*(?:\"[^\"]*\")?)*)")
_PARAMETER = re.compile(r";\s*(?P<name>[a-z*]+)\s*=\s*\"?(?P<value>[^\";]*)", re.IGNORECASE)


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
        for value in self.answer.header_values("Link"):
            for link in _LINK.finditer(value):
                parameters = {
                    found["name"].lower(): found["value"] for found in _PARAMETER.finditer(link["parameters"])
                }
                if {relation, "memento"} <= set(parameters.get("rel", "").lower().split()):
                    return _stamp_of(parameters.get("datetime", "")) or _stamp_in(link["target"])
        return None


@dataclass(frozen=True, slots=True)
class Held:
    """A capture that shows the page."""

    capture: Capture
    distance: float
    """As `Question.distance` counts it."""
    evidence: tuple[Evidence, ...]
    fragment: str = ""
    """Of the captured redirect that led to it, with its number sign."""


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
    return None if value is None else _stamp_of(value) or _stamp_in(answer.url)


def _stamp_of(value: str) -> str | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _stamp_in(url: str) -> str | None:
    found = parse(url)
    return found.timestamp if found is not None and len(found.timestamp) == 14 else None
