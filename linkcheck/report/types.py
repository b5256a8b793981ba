"""What the renderers are given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from linkcheck.model import (
    AliasAnswer,
    Check,
    Edit,
    Finding,
    Lookup,
    Placed,
    Refused,
    Rewrite,
    Run,
    Save,
    Skipped,
    Standing,
    Verdict,
    WebArchive,
)
from linkcheck.settings import Settings


@dataclass(frozen=True, slots=True)
class Year:
    """The links of one year's documents; every count is of links."""

    year: int | None
    """None: undated documents."""
    links: int
    dead: int
    """Confirmed dead and not rewritten."""
    failing: int
    """Dead or unsure when last checked, not confirmed."""
    rewritten: int


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """The links of one document; every count is of links."""

    path: str
    published: str
    """As written; empty for an undated document."""
    links: int
    dead: int
    """Confirmed dead and not rewritten."""
    failing: int
    """Dead or unsure when last checked, not confirmed."""
    rewritten: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts."""

    documents: int
    links: int
    targets: int
    verdicts: Mapping[Verdict, int]
    """Targets by the verdict of their latest check; all six keys."""
    confirmed: int
    """Targets that are confirmed dead."""
    rewritten: int
    """Links in whose place a snapshot's URL or an alias stands."""
    new: int
    """Targets that failed in this run and did not before."""
    recovered: int
    """Targets that live in this run and failed before."""
    years: tuple[Year, ...] = ()
    """Oldest first, undated last."""
    lines: tuple[DocumentLine, ...] = ()
    """By path; only documents with a target that was checked."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """What was due and is left for another night."""

    checks: int = 0
    """Targets."""
    lookups: int = 0
    """Questions to the web archives."""
    edits: int = 0
    """Edits beyond the bounds of one run."""
    saves: int = 0
    """Living pages that may want a capture."""
    aliases: int = 0
    """Dead links whose page was not sought elsewhere to the end."""
    nights: int | None = 0
    """Nights that the checks need at this pace; None: they do not end at it."""

    def __bool__(self) -> bool:
        return bool(self.checks or self.lookups or self.edits or self.saves or self.aliases)


@dataclass(frozen=True, slots=True)
class Backlog:
    """How work with the web archive ended, and what is left of it."""

    ended: WebArchive = WebArchive.NOT_ASKED
    nights: int = 0
    """That the lookups which were left need; 0: none were left."""
    refused: int = 0
    """Nights in a row on which it refused connections."""
    commands: tuple[str, ...] = ()
    """That look up from another machine and bring the result in, for a shell; empty where that is not needed."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run is told as."""

    generated: datetime
    run: Run
    summary: Summary
    findings: tuple[Finding, ...]
    """In the order of URLs, assembled when the rewriting was done."""
    skipped: tuple[Skipped, ...] = ()
    refused: tuple[Refused, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    """Tonight's edits, made or proposed."""
    revived: tuple[Edit, ...] = ()
    """Edits of earlier nights that stand in documents, and whose originals live again: they can be put back."""
    left: Leftover = field(default_factory=Leftover)
    written: bool = False
    """The rewrites were made; otherwise they are proposed."""
    backlog: Backlog = field(default_factory=Backlog)


@dataclass(frozen=True, slots=True)
class Asking:
    """One question to the web archives and its answer."""

    at: datetime
    published: date | None
    """The day of the links it was asked for; None: undated."""
    lookup: Lookup


@dataclass(frozen=True, slots=True)
class Seeking:
    """One search for a living page elsewhere, and its answer."""

    at: datetime
    answer: AliasAnswer


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that is known of one target."""

    url: str
    standing: Standing
    checks: tuple[Check, ...]
    """Whole, oldest first."""
    links: tuple[Placed, ...]
    lookups: tuple[Asking, ...]
    """Oldest first."""
    edits: tuple[Edit, ...]
    """Oldest first."""
    first_seen: datetime
    settings: Settings
    """The rules that the verdict was reached by."""
    service: str = ""
    """One sentence on a service that closed, where the target is on one."""
    report_only: str = ""
    """Why it is never rewritten without a decision."""
    saves: tuple[Save, ...] = ()
    """What became known of captures that were asked for, oldest first."""
    aliases: tuple[Seeking, ...] = ()
    """Oldest first."""
