"""Runs, the clock, and what the reports say of a target."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from linkcheck.model.aliases import Alias
from linkcheck.model.decisions import Decision
from linkcheck.model.documents import Published, Syntax
from linkcheck.model.network import Hop
from linkcheck.model.saves import Save
from linkcheck.model.snapshots import Lookup
from linkcheck.model.verdicts import Evidence, Standing


class Network(StrEnum):
    """Whether the runner's own network could be trusted."""

    FIT = "fit"
    UNFIT = "unfit"


class WebArchive(StrEnum):
    """How a run's work with the web archive ended."""

    NOT_ASKED = "not-asked"
    """Nothing was due, or there was no time for it."""
    DONE = "done"
    """Everything that was due was asked."""
    REFUSED = "refused"
    """It refuses connections, as its firewall does with who asked too hard."""
    THROTTLED = "throttled"
    """It asks for a longer wait than one night's work can have, or again and again."""
    SILENT = "silent"
    """Many requests in a row brought no answer."""
    OVERLOADED = "overloaded"
    """Many answers in a row were of 5xx."""
    DEADLINE = "deadline"
    """The time for the run was over."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the job."""

    id: int
    started: datetime
    ended: datetime | None
    vantage: str
    version: str
    network: Network = Network.FIT
    deferred: int = 0
    """Targets that were due and not asked to the end."""
    web_archive: WebArchive = WebArchive.NOT_ASKED
    lookups_left: int = 0
    """Questions to the web archives that were left for another night."""


class Clock(Protocol):
    """Time, passed in so that a night can be simulated."""

    def now(self) -> datetime:
        """The time that this run takes as now, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


def night_of(moment: datetime) -> date:
    """The night that a moment belongs to: its UTC date."""
    return moment.date()


@dataclass(frozen=True, slots=True)
class Snapped:
    """A lookup for one link, as the reports show it."""

    lookup: Lookup | None
    """None: not looked up."""
    asked: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """One link of a target, as the reports show it."""

    path: str
    line: int
    column: int
    written: str
    text: str
    syntax: Syntax
    published: Published | None
    snapped: Snapped = field(default_factory=lambda: Snapped(None))
    rewritten: bool = False
    report_only: str = ""
    """Why this link is never rewritten without a decision; empty for ordinary links."""
    decision: Decision | None = None
    """What a person decided about it where it stands."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Everything the reports say of one target."""

    url: str
    standing: Standing
    status: int | None
    final_url: str
    hops: tuple[Hop, ...]
    evidence: tuple[Evidence, ...]
    links: tuple[Placed, ...]
    new: bool = False
    """It failed in this run and did not fail before."""
    recovered: bool = False
    """It lives in this run and failed before."""
    report_only: str = ""
    """Why none of its links is rewritten without a decision (a footer, say); empty for ordinary targets."""
    saves: tuple[Save, ...] = ()
    """What is known of each capture that was asked for on its behalf."""
    alias: Alias | None = None
    """Where the page of a dead link lives now: offered, and no snapshot is written meanwhile."""
    decision: Decision | None = None
    """What a person decided about it, wherever it stands; the standing says so already."""
