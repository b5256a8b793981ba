"""One question to the web archives: the URL, the window of its captures, and which of them is nearest."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from linkcheck.judge import service_of
from linkcheck.model import Wanted
from linkcheck.snapshots.urls import moment_of, stamp, without_fragment

BEFORE_WEIGHS = 2
"""A day before publication counts as two: a page not yet launched, last year's edition."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a web archive for one URL."""

    url: str
    """Without its fragment."""
    wanted: Wanted
    until: datetime
    """Captures at or after this instant are refused, UTC."""
    max_distance: int | None
    """Days between publication and capture, at most."""

    @property
    def at(self) -> datetime:
        """The instant that captures are asked for: publication, or the last second before `until`."""
        last = self.until - timedelta(seconds=1)
        return last if self.wanted.published is None else min(self.wanted.published, last)

    @property
    def near(self) -> str:
        """The 14 digits of `at`."""
        return stamp(self.at)

    @property
    def last(self) -> str:
        """The 14 digits of the last second that a capture may have."""
        return stamp(self.until - timedelta(seconds=1))

    def days(self, timestamp: str) -> int | None:
        """Days from publication to a capture, negative before; None for an undated link."""
        if self.wanted.published is None:
            return None
        return (moment_of(timestamp).date() - self.wanted.published.astimezone(UTC).date()).days

    def distance(self, timestamp: str) -> float:
        """Seconds from what is wanted to a capture, those before publication counted twice."""
        captured = moment_of(timestamp)
        if self.wanted.published is None:
            return (self.until - captured).total_seconds()
        seconds = (captured - self.wanted.published).total_seconds()
        return seconds if seconds >= 0 else -seconds * BEFORE_WEIGHS

    def outside(self, timestamp: str) -> str:
        """Why a capture is outside the window; empty where it is inside."""
        if moment_of(timestamp) >= self.until:
            return f"captured at or after {self.until:%Y-%m-%d}, when the link was no longer good"
        days = self.days(timestamp)
        if days is not None and self.max_distance is not None and abs(days) > self.max_distance:
            return f"captured {abs(days)} days away, more than the {self.max_distance} that are allowed"
        return ""

    def about(self, url: str) -> "Question":
        """The same question about another URL, within the life of that URL's own service."""
        return replace(self, url=without_fragment(url), until=min(self.until, _closing(url) or self.until))


def question(wanted: Wanted, now: datetime, max_distance: int | None) -> Question:
    """The question that a wanted link comes to; without an end of its own, the window ends now."""
    whole = Question(wanted.url, wanted, wanted.until or now, max_distance)
    return whole.about(wanted.url)


def _closing(url: str) -> datetime | None:
    """The start of the day on which the URL's service closed, UTC."""
    service = service_of(url)
    if service is None or service.closed is None or service.kind == "partly":
        return None
    return datetime.combine(service.closed, time.min, UTC)
