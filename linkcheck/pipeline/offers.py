"""What might stand in the place of a link: offers, made from what is known of its target, best first."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from urllib.parse import urldefrag

from linkcheck import judge
from linkcheck.model import (
    FAILING,
    READERS_VIEW,
    Alias,
    Decision,
    EditKind,
    Evidence,
    Finding,
    Found,
    Mark,
    Placed,
    Ruling,
    Snapshot,
)
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.reading import Shelf
from linkcheck.pipeline.rulings import Rulings, Told
from linkcheck.report.wording import distance

SEEN_LATELY = timedelta(days=45)
"""An alias is asked every month; one that was not seen for longer holds a snapshot back, and is not written."""

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lasting:
    """Where a living link leads for good."""

    url: str
    """With the link's own fragment."""
    kind: EditKind
    why: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A link, and what would stand there: of a confirmed dead target, or of one that lives elsewhere for good."""

    finding: Finding
    link: Placed
    place: Snapshot | Alias | Lasting
    decision: Decision | None = None
    """What a person said that makes this offer; None: it follows from what was found."""

    @property
    def kind(self) -> EditKind:
        """What is put there."""
        match self.place:
            case Snapshot():
                return EditKind.SNAPSHOT
            case Alias():
                return EditKind.ALIAS
            case Lasting(kind=kind):
                return kind

    @property
    def timestamp(self) -> str:
        """The snapshot's 14 digits; empty for a living page."""
        return self.place.timestamp if isinstance(self.place, Snapshot) else ""

    @property
    def ruled(self) -> datetime | None:
        """When a person asked for it; None where nobody did."""
        return None if self.decision is None else self.decision.when

    @property
    def told(self) -> Told:
        """What tells its edit from others."""
        return self.link.path, self.finding.url, self.kind, self.timestamp

    @property
    def viewed(self) -> bool:
        """A reader's browser was shown it: a snapshot by its view, a living page by the crawl itself."""
        return not isinstance(self.place, Snapshot) or self.place.viewed

    @property
    def url(self) -> str:
        """What would be written; all but an alias carry the link's fragment already."""
        if not isinstance(self.place, Alias):
            return self.place.url
        fragment = urldefrag(self.finding.url).fragment
        return f"{self.place.url}#{fragment}" if fragment else self.place.url

    @property
    def why(self) -> str:
        """The reason, in words for the diff and the ledger."""
        standing = self.finding.standing
        if self.decision is not None and isinstance(self.place, Snapshot):
            return f"{self.decision.told}; snapshot {distance(self.place.days)}"
        since = f" since {standing.first_failed:%Y-%m-%d}" if standing.first_failed else ""
        match self.place:
            case Snapshot(days=days):
                found = f"snapshot {distance(days)}"
            case Alias(why=why):
                found = f"it lives elsewhere: {why}"
            case Lasting(why=why):
                return why
        return f"{standing.reason}{since}; {found}"


def offers(job: Job, shelf: Shelf, findings: Iterable[Finding], rulings: Rulings) -> Iterator[Offer]:
    """What might stand in the place of the links of these targets; without what a person refused.

    That takes no room from what is left.
    """
    failing = frozenset(_failing(job)) if job.settings.aliases else frozenset()
    for finding in findings:
        for one in chain(_of_decisions(shelf, finding), _of_dead(job, shelf, finding, rulings, failing)):
            if not rulings.refuses(one.told, one.ruled):
                yield one


def _failing(job: Job) -> Iterator[str]:
    """The URLs that fail, or are confirmed dead, by what is known of them as targets of their own."""
    return (urldefrag(url).url for url in job.store.findings.urls(Mark.CONFIRMED | Mark.FAILING))


def _of_decisions(shelf: Shelf, finding: Finding) -> Iterator[Offer]:
    """What a person asked for: the capture that is named, or the one that was found for what is called dead."""
    for link in finding.links:
        decision, lookup = link.decision, link.snapped.lookup
        if decision is None or link.rewritten or link.report_only or link.path not in shelf.paths:
            continue
        if decision.ruling is Ruling.SNAPSHOT:
            yield Offer(finding, link, _named(decision, finding.url, link), decision)
        elif decision.ruling is Ruling.DEAD and isinstance(lookup, Found) and lookup.snapshot.verified:
            yield Offer(finding, link, lookup.snapshot, decision)


def _named(decision: Decision, url: str, link: Placed) -> Snapshot:
    """The capture that a person named: it is taken at their word, and carries the link's fragment."""
    fragment = "" if "#" in decision.snapshot else urldefrag(url).fragment
    at = datetime.strptime(decision.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return Snapshot(
        timestamp=decision.timestamp,
        url=f"{decision.snapshot}#{fragment}" if fragment else decision.snapshot,
        original=url,
        verified=True,
        days=(at.date() - link.published.at.date()).days if link.published else None,
        evidence=(Evidence(READERS_VIEW, 0, decision.told),),
    )


def _of_dead(job: Job, shelf: Shelf, finding: Finding, rulings: Rulings, failing: frozenset[str]) -> Iterator[Offer]:
    if not finding.standing.confirmed or finding.standing.verdict not in FAILING:
        # confirmed long ago, and refused tonight: a person may well get the page again
        return
    if judge.before_asking(finding.url, job.settings) is not None:
        return
    for link in finding.links:
        if link.rewritten or link.report_only or link.decision is not None or link.path not in shelf.paths:
            continue
        alias, lookup = finding.alias, link.snapped.lookup
        if alias is not None and (link.path, finding.url) not in rulings.no_alias:
            # a living page holds a snapshot back until a person has said which of them it is to be
            if job.settings.aliases and _lives(alias, job, failing):
                yield Offer(finding, link, alias)
        elif isinstance(lookup, Found) and _shows_it(lookup.snapshot, job):
            yield Offer(finding, link, lookup.snapshot)


def _shows_it(snapshot: Snapshot, job: Job) -> bool:
    return snapshot.verified and (job.settings.far or not snapshot.review)


def _lives(alias: Alias, job: Job, failing: frozenset[str]) -> bool:
    """Whether an alias was seen alive lately, and no check of it as a target of its own says otherwise."""
    return alias.url not in failing and job.world.clock.now() - alias.asked <= SEEN_LATELY


def in_order(offered: Sequence[Offer]) -> list[Offer]:
    """The biggest closed service first, then the oldest document."""
    services = {one.finding.url: judge.service_of(one.finding.url) for one in offered}
    sizes = Counter(service.name for one in offered if (service := services[one.finding.url]))

    def rank(one: Offer) -> tuple[int, datetime, str, int]:
        service = services[one.finding.url]
        size = sizes[service.name] if service else 0
        return -size, one.link.published.at if one.link.published else _LAST, one.link.path, one.link.line

    return sorted(offered, key=rank)


def bounded(offered: Sequence[Offer], most: int | None, files: int | None) -> tuple[dict[str, list[Offer]], int]:
    """As many as `most` edits in `files` documents, by document, and how many are left; None: no bound."""
    taken: dict[str, list[Offer]] = {}
    count = 0
    for one in offered:
        room = one.link.path in taken or files is None or len(taken) < files
        if room and (most is None or count < most):
            taken.setdefault(one.link.path, []).append(one)
            count += 1
    return taken, len(offered) - count
