"""What the renderers are given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from linkcheck.model import (
    AliasAnswer,
    Check,
    Decision,
    Edit,
    Finding,
    Found,
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

T = TypeVar("T")

MOST_ROWS = 5_000
"""Findings in a table that people read: more makes a browser slow; the CSV and JSON reports hold all."""


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
    """By path; only documents with a target that was checked, and of very many those with the most dead links."""
    more_lines: int = 0
    """Such documents without a line."""
    struck: int = 0
    """Targets that failed and have not lived since, confirmed or not."""


NOTHING_COUNTED = Summary(0, 0, 0, {}, 0, 0, 0, 0)
"""Of a command that tells findings one by one."""


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
class Review:
    """A link whose snapshot a person should look at."""

    finding: Finding
    link: Placed
    found: Found


@dataclass(frozen=True, slots=True)
class Some(Generic[T]):
    """The first of what there is, and how much there is."""

    total: int = 0
    first: tuple[T, ...] = ()

    def __bool__(self) -> bool:
        return self.total > 0


@dataclass(frozen=True, slots=True)
class Groups:
    """The findings of a report, sorted by what an editor does with them: of each the first, in the order of URLs.

    A report that says the same every night is not read (the other link checkers' issue trackers are full of it), so
    every format for people tells the difference to the night before and keeps the rest short.
    """

    new: Some[Finding] = Some()
    recovered: Some[Finding] = Some()
    elsewhere: Some[Finding] = Some()
    """Dead, and the page lives at another place: a person decides whether links are to lead there."""
    review: Some[Review] = Some()
    """Confirmed dead, and the snapshot is for a person to decide on."""
    dead: Some[Finding] = Some()
    """Confirmed dead before tonight, with links that still stand in documents."""
    watched: Some[Finding] = Some()
    """Failing, not confirmed, not new."""
    blocked: Some[Finding] = Some()
    ephemeral: Some[Finding] = Some()
    """Of which a person said that they were never meant to last."""
    saves: tuple[Save, ...] = ()
    """Captures of living pages of which something became known tonight; those that came furthest first."""


@dataclass(frozen=True, slots=True)
class Body:
    """A part of a report that is the same as long as its key is: it may be copied from where it was written before."""

    name: str
    key: str
    """Empty: nothing is known of when it is the same."""
    pieces: Iterable[str]
    """Its text; made as it is asked for."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run is told as."""

    generated: datetime
    run: Run
    summary: Summary
    findings: Iterable[Finding]
    """In the order of URLs; they may be a million, and are made as they are asked for, from what is known then."""
    groups: Groups = field(default_factory=Groups)
    worst: Iterable[Finding] = ()
    """Those that ask for an editor most, and as many others as a browser can show."""
    stamp: str = ""
    """The same as long as all findings are; empty: that is not known."""
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
    decisions: tuple[Decision, ...] = ()
    """What persons decided about it, the weightiest last."""
