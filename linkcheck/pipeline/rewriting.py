"""The fourth stage: plan the edits, prove them, show them or write them, and keep the ledger."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urldefrag

from linkcheck import judge
from linkcheck.documents import Replacement, extract, plan, prove, read, write
from linkcheck.model import (
    FAILING,
    Alias,
    Document,
    Edit,
    EditState,
    Finding,
    Found,
    Placed,
    Refused,
    Rewrite,
    Skipped,
    Snapshot,
    Span,
)
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.reading import Shelf, remember
from linkcheck.report.wording import count, distance

HELD_BACK = frozenset({EditState.DECLINED, EditState.UNDONE})
"""Edits that the nightly job does not propose again: a person said no to them."""

SEEN_LATELY = timedelta(days=45)
"""An alias is asked every month; one that was not seen for longer holds a snapshot back, and is not written."""

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What the stage came to."""

    rewrites: tuple[Rewrite, ...] = ()
    refused: tuple[Refused, ...] = ()
    left: int = 0
    """Edits beyond `max_edits` and `max_files`."""
    written: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A link of a confirmed dead target, and what would stand there."""

    finding: Finding
    link: Placed
    place: Snapshot | Alias

    @property
    def timestamp(self) -> str:
        """The snapshot's 14 digits; empty for an alias."""
        return self.place.timestamp if isinstance(self.place, Snapshot) else ""

    @property
    def viewed(self) -> bool:
        """A reader's browser was shown it: a snapshot by its view, an alias by the crawl itself."""
        return not isinstance(self.place, Snapshot) or self.place.viewed

    @property
    def url(self) -> str:
        """What would be written; a snapshot's URL carries the link's fragment already."""
        if isinstance(self.place, Snapshot):
            return self.place.url
        fragment = urldefrag(self.finding.url).fragment
        return f"{self.place.url}#{fragment}" if fragment else self.place.url


@dataclass(frozen=True, slots=True)
class _Rulings:
    """What persons have said of edits. A file of decisions would be read here."""

    refused: frozenset[tuple[str, str, str]]
    """Edits that are not to be proposed: document, target, timestamp."""
    no_alias: frozenset[tuple[str, str]]
    """Links whose alias was declined or undone: document and target. A snapshot may stand there."""


async def rewrite_confirmed(
    job: Job, shelf: Shelf, findings: Sequence[Finding], held: frozenset[EditState] = HELD_BACK
) -> Rewritten:
    """Plan and prove the edits of every document that was read tonight; write them if the settings say so.

    Raises:
        StoreError: The database cannot be written.
    """
    job.progress.stage("Rewriting")
    rulings = _rulings(job, held)
    failing = frozenset(
        urldefrag(one.url).url for one in findings if one.standing.confirmed or one.standing.verdict in FAILING
    )
    offered = (one for finding in findings for one in _candidates(job, shelf, finding, rulings, failing))
    # what a person refused takes no room from what is left
    wanted = [one for one in offered if _asked(one) not in rulings.refused]
    candidates = _in_order([one for one in wanted if one.viewed])
    taken, left = _bounded(candidates, job)
    refused: list[Refused] = []
    rewrites: list[Rewrite] = []
    for path in sorted(taken):
        match _proven(job, shelf, path, taken[path]):
            case Refused() as why:
                refused.append(why)
                job.progress.warn(f"{why.path}: left alone: {why.why}")
            case Rewrite() as rewrite if rewrite.edits:
                rewrites.append(rewrite)
            case _:
                pass
        job.progress.step()
        # between two documents Ctrl-C is heard, and nothing is half done
        await job.world.clock.sleep(0)
    if job.settings.write:
        rewrites = await _write_all(job, shelf, rewrites, refused)
    else:
        for one in rewrites:
            job.store.ledger.add(job.run.id, one.edits, job.world.clock.now())
    edits = sum(len(one.edits) for one in rewrites)
    verb = "Rewrote" if job.settings.write else "Would rewrite"
    later = f"; {left:,} left for later runs" if left else ""
    if unseen := len(wanted) - len(candidates):
        later += f"; {unseen:,} wait until `linkcheck lookup` has seen their snapshots as a reader does"
    job.progress.done(f"{verb} {count(edits, 'link')} in {count(len(rewrites), 'document')}{later}.")
    return Rewritten(tuple(rewrites), tuple(refused), left, job.settings.write)


def _rulings(job: Job, held: frozenset[EditState]) -> _Rulings:
    """An alias that was undone is offered again only to whoever asks for both: the edits, and aliases."""
    ledger = job.store.ledger
    against = held if job.settings.aliases else HELD_BACK
    return _Rulings(
        refused=frozenset(_told(edit) for state in held for edit in ledger.edits(state=state)),
        no_alias=frozenset(
            (edit.path, edit.url) for state in against for edit in ledger.edits(state=state) if not edit.timestamp
        ),
    )


def _candidates(
    job: Job, shelf: Shelf, finding: Finding, rulings: _Rulings, failing: frozenset[str]
) -> Iterable[_Candidate]:
    if not finding.standing.confirmed or finding.standing.verdict not in FAILING:
        # confirmed long ago, and refused tonight: a person may well get the page again
        return
    if judge.before_asking(finding.url, job.settings) is not None:
        return
    for link in finding.links:
        if link.rewritten or link.report_only or link.path not in shelf.paths:
            continue
        alias, lookup = finding.alias, link.snapped.lookup
        if alias is not None and (link.path, finding.url) not in rulings.no_alias:
            # a living page holds a snapshot back until a person has said which of them it is to be
            if job.settings.aliases and _lives(alias, job, failing):
                yield _Candidate(finding, link, alias)
        elif isinstance(lookup, Found) and _shows_it(lookup.snapshot, job):
            yield _Candidate(finding, link, lookup.snapshot)


def _shows_it(snapshot: Snapshot, job: Job) -> bool:
    return snapshot.verified and (job.settings.far or not snapshot.review)


def _lives(alias: Alias, job: Job, failing: frozenset[str]) -> bool:
    """Whether an alias was seen alive lately, and no check of it as a target of its own says otherwise."""
    return alias.url not in failing and job.world.clock.now() - alias.asked <= SEEN_LATELY


def _in_order(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The biggest closed service first, then the oldest document."""
    services = {one.finding.url: judge.service_of(one.finding.url) for one in candidates}
    sizes = Counter(service.name for one in candidates if (service := services[one.finding.url]))

    def rank(one: _Candidate) -> tuple[int, datetime, str, int]:
        service = services[one.finding.url]
        size = sizes[service.name] if service else 0
        return -size, one.link.published.at if one.link.published else _LAST, one.link.path, one.link.line

    return sorted(candidates, key=rank)


def _bounded(candidates: Sequence[_Candidate], job: Job) -> tuple[dict[str, list[_Candidate]], int]:
    """As many as the settings allow, by document, and how many are left."""
    most, files = job.settings.max_edits, job.settings.max_files
    taken: dict[str, list[_Candidate]] = {}
    count = 0
    for one in candidates:
        room = one.link.path in taken or files is None or len(taken) < files
        if room and (most is None or count < most):
            taken.setdefault(one.link.path, []).append(one)
            count += 1
    return taken, len(candidates) - count


def _told(edit: Edit) -> tuple[str, str, str]:
    """What tells an edit from others: the document, the target and the snapshot, or that it is none."""
    return edit.path, edit.url, edit.timestamp


def _asked(one: _Candidate) -> tuple[str, str, str]:
    """The same of an edit that is not made yet."""
    return one.link.path, one.finding.url, one.timestamp


def _proven(job: Job, shelf: Shelf, path: str, candidates: Sequence[_Candidate]) -> Rewrite | Refused:
    document = read(shelf.paths[path], path, job.settings)
    if isinstance(document, Skipped):
        return Refused(path, document.why)
    if document.digest != job.store.documents.known_digest(path):
        return Refused(path, "it was changed while linkcheck ran; it is looked at again in the next run")
    places = {(one.link.line, one.link.column): one for one in candidates}
    links = extract(document)
    wanted: dict[Span, Replacement] = {}
    for link in links:
        one = places.get((link.line, link.column))
        if one is not None and link.written == one.link.written:
            wanted[link.span] = Replacement(one.url, one.finding.url, one.timestamp, _why(one))
    return prove(document, plan(document, links, wanted))


def _why(one: _Candidate) -> str:
    standing = one.finding.standing
    since = f" since {standing.first_failed:%Y-%m-%d}" if standing.first_failed else ""
    match one.place:
        case Snapshot(days=days):
            found = f"snapshot {distance(days)}"
        case Alias(why=why):
            found = f"it lives elsewhere: {why}"
    return f"{standing.reason}{since}; {found}"


async def _write_all(job: Job, shelf: Shelf, rewrites: Sequence[Rewrite], refused: list[Refused]) -> list[Rewrite]:
    """Write one document after the other; those that were written."""
    written = []
    for one in rewrites:
        if _written(job, shelf, one, refused):
            written.append(one)
        await job.world.clock.sleep(0)
    return written


def _written(job: Job, shelf: Shelf, rewrite: Rewrite, refused: list[Refused]) -> bool:
    """Write a document and enter its edits: the ledger knows them before the file has them, so that none is lost."""
    now = job.world.clock.now()
    path = shelf.paths[rewrite.path]
    entered = job.store.ledger.add(job.run.id, rewrite.edits, now)
    ids = [edit.id for edit in entered if edit.id is not None]
    why = write(path, rewrite, shelf.root_of(path))
    if why is not None:
        refused.append(why)
        job.progress.warn(f"{why.path}: left alone: {why.why}")
        return False
    job.store.ledger.set_state(ids, EditState.APPLIED, now)
    document = read(path, rewrite.path, job.settings)
    if isinstance(document, Document):
        remember(job, document)
    return True
