"""What the crawl asks of others, and what it tells them besides probes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from linkcheck.model import Answer, Enquiry, Probe


def _itself(url: str) -> str:
    """A URL means itself."""
    return url


def _nothing(_: Probe) -> None:
    """Nobody is asked."""


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
    enquiry: Callable[[Probe], Enquiry | None] = _nothing
    """What to ask the host's own interface for programs, where its page tells nothing."""
    front: Callable[[Probe], str | None] = _nothing
    """The host's front page, where only that tells what it means that the sibling ended as the link did."""
    meant: Callable[[str], str] = _itself
    """The URL to ask for in place of one whose fragment only the site's scripts can read; else the URL itself."""


@dataclass(frozen=True, slots=True)
class CanaryRound:
    """What the canaries said of the runner's own network."""

    at: datetime
    """When the round began, UTC: what failed at or before it did not fail for want of a network."""
    passed: bool
    failed: tuple[str, ...]
    """The canaries that did not answer."""
