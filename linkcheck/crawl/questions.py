"""What the crawl asks of others, and what it tells them besides probes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from linkcheck.model import Answer, Probe


@dataclass(frozen=True, slots=True)
class Questions:
    """What only a judge can say of an answer; given to the crawl, which decides nothing itself."""

    refresh: Callable[[Answer], str | None]
    """Where a page sends a browser within 5 seconds (Refresh header, meta refresh): an absolute URL."""
    refused: Callable[[Answer], bool]
    """A program was refused: worth a second look with a browser's headers."""
    sibling: Callable[[Probe], str | None]
    """An unlikely URL beside the final one, where a soft 404 is suspected."""
    action: Callable[[str], bool]
    """Fetching the URL would do something: a redirect to it is not followed."""


@dataclass(frozen=True, slots=True)
class CanaryRound:
    """What the canaries said of the runner's own network."""

    at: datetime
    """When the round began, UTC: what failed at or before it did not fail for want of a network."""
    passed: bool
    failed: tuple[str, ...]
    """The canaries that did not answer."""
