"""The third stage: ask the web archives for what is dying, so that on the night of confirmation the answer is there.

They are slow, so it begins beside the second, with what that has settled (`linkcheck.pipeline.ahead`).
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from linkcheck import judge
from linkcheck.model import (
    FAILING,
    LIVING,
    READERS_VIEW,
    Evidence,
    Found,
    Lookup,
    Mark,
    Missing,
    Reason,
    Ruling,
    Standing,
    Unavailable,
    Verdict,
    Wanted,
    WebArchive,
    night_of,
)
from linkcheck.net import Fetcher
from linkcheck.pipeline.ahead import Ahead
from linkcheck.pipeline.decided import standing_of
from linkcheck.pipeline.deriving import derive
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.keeping import own_archive
from linkcheck.pipeline.outcomes import Looked
from linkcheck.report.wording import count
from linkcheck.settings import Settings
from linkcheck.snapshots import Archives
from linkcheck.store import Memory, Question

SOMEBODY_ELSES = frozenset({Reason.PARKED, Reason.BAD_REDIRECT})
"""Ends of a short link's way that tell of a new owner, not of where it led."""

UNHEARD = frozenset({WebArchive.REFUSED, WebArchive.SILENT})
"""Ends of the work with the web archive that this machine's own network may have brought."""

STAGE = "Looking up snapshots"

AT_ONCE = 64
"""Questions in work at once: more than may be in flight, for those that wait for the slow index hold up no others."""

T = TypeVar("T")

_Unseen = tuple[str, date | None, Found]
"""A verified snapshot, with the URL and the day of the links that it is for."""


async def look_up_due(job: Job, fetcher: Fetcher, checked: asyncio.Event | None = None) -> Looked:
    """Ask for every dead link that has no answer yet, and for the reader's view of what may be written tonight.

    `checked` is set when tonight's checks have ended; what they have settled before then is asked for meanwhile.

    Raises:
        StoreError: The database cannot be written.
    """
    if checked is not None and job.settings.own_replay is not None:
        # what the crawl keeps is read when it is whole, and by one at a time
        await checked.wait()
    async with own_archive(job) as own:
        archives = Archives(job.settings, fetcher, job.world.clock, job.world.second_try, own, job.ends)
        ahead = None if checked is None or checked.is_set() else Ahead(job, fetcher, checked)
        return await _asked(replace(job, progress=job.progress.beside()), archives, ahead)


async def _asked(job: Job, archives: Archives, ahead: Ahead | None) -> Looked:
    night = _Night(job, archives, ahead)
    try:
        await _all(job, night.questions(), night.look_up)
        await _all(job, night.unseen(), night.see)
    finally:
        await archives.close()
        job.store.flush()
    looked = Looked(**night.answers, closed=archives.closed)
    ended = (archives.ended or WebArchive.DONE) if archives.requests else WebArchive.NOT_ASKED
    job.store.runs.looked_up(job.run.id, ended, looked.unavailable + looked.left)
    late = f", {looked.left:,} left for another night" if looked.left else ""
    job.progress.done(
        f"Looked up {count(night.answers.total() - looked.left, 'snapshot')}: {looked.found:,} found, "
        f"{looked.missing:,} missing, {looked.unavailable + looked.excluded:,} could not be asked{late}."
    )
    return looked


async def _all(job: Job, work: AsyncGenerator[T, None], one: Callable[[T], Awaitable[None]]) -> None:
    """Do each piece of work, some at once; how many are in flight is for the lanes to say."""
    places = asyncio.Semaphore(AT_ONCE)

    async def do(piece: T) -> None:
        try:
            await one(piece)
            job.store.tick()
            job.progress.step()
        finally:
            places.release()

    async with asyncio.TaskGroup() as group, aclosing(work) as pieces:
        async for piece in pieces:
            await places.acquire()
            group.create_task(do(piece))


@dataclass(frozen=True, slots=True)
class _Piece:
    """One question, and what is asked for it, the best first."""

    question: Question
    wanted: Sequence[Wanted]


class _Night:
    """The questions of one night, and what they came to."""

    def __init__(self, job: Job, archives: Archives, ahead: Ahead | None) -> None:
        """`ahead` tells what may be asked before the checks have ended; None: they have."""
        self.answers: Counter[str] = Counter()
        self._job = job
        self._archives = archives
        self._ahead = ahead
        self._begun: set[Question] = set()
        """Those that were asked ahead."""
        self._unheard: dict[Question, Unavailable] = {}
        """Those that were asked ahead in vain, as they are on a network that fails: they are asked once more."""
        self._suspected = False
        self._doubt = asyncio.Lock()
        """Held while the canaries are asked whether the network has failed."""

    async def questions(self) -> AsyncGenerator[_Piece, None]:
        """What is settled while the checks go on, and what is left when they have ended."""
        job = self._job
        if self._ahead is not None:
            async with aclosing(self._early(self._ahead)) as early:
                async for piece in early:
                    yield piece
        if not self._begun:
            job.progress.stage(STAGE)
        for question in job.store.lookups.due(night_of(job.world.clock.now()), _dying(job)):
            if question not in self._begun and (left := _piece(job, question)):
                yield left

    async def _early(self, ahead: Ahead) -> AsyncGenerator[_Piece, None]:
        """What is settled, until the checks have ended; where work with the web archive ends before, no more of it."""
        async with aclosing(ahead.questions()) as questions:
            async for question in questions:
                if self._archives.ended is not None:
                    break
                if question in self._begun or question in self._unheard:
                    continue
                if piece := _piece(self._job, question):
                    if not self._begun:
                        self._job.progress.stage(STAGE)
                    self._begun.add(question)
                    yield piece
        await ahead.ended()
        async with self._doubt:
            if ahead.failed and self._archives.ended in UNHEARD:
                self._archives.reopen()

    async def look_up(self, piece: _Piece) -> None:
        """Answer one question; nothing is kept of one that nobody was asked."""
        question = piece.question
        lookup = await _first(self._archives, piece.wanted)
        if isinstance(lookup, Unavailable) and not lookup.lasting:
            if self._ahead is not None and not self._ahead.over:
                self._begun.discard(question)
                self._unheard[question] = lookup
                await self._suspect(self._ahead)
                return
            if not lookup.asked:
                lookup = self._unheard.get(question, lookup)
            if not lookup.asked:
                self.answers["left"] += 1
                return
        day = question.published.date() if question.published else None
        _keep(self._job, question.url, day, lookup)
        excluded = isinstance(lookup, Unavailable) and lookup.lasting
        self.answers["excluded" if excluded else type(lookup).__name__.lower()] += 1

    async def _suspect(self, ahead: Ahead) -> None:
        """Where the web archive is silent or refuses, ask at once whose fault it is: its own holds for the night."""
        async with self._doubt:
            if self._archives.ended in UNHEARD and not self._suspected:
                self._suspected = True
                await ahead.sing()

    async def unseen(self) -> AsyncGenerator[_Unseen, None]:
        """What documents may get tonight, and no reader's browser was shown yet: asked for no sooner, and once."""
        for one in _unseen(self._job):
            yield one

    async def see(self, one: _Unseen) -> None:
        """Fetch one reader's view, and keep what it showed; a snapshot that shows none is for a person to look at."""
        url, day, found = one
        match await self._archives.readable(found.snapshot):
            case Found() as seen:
                answer = Found(seen.snapshot, found.why)
            case Missing(why):
                told = Evidence(READERS_VIEW, 0, why)
                review, evidence = (*found.snapshot.review, why), (*found.snapshot.evidence, told)
                answer = Found(replace(found.snapshot, verified=False, review=review, evidence=evidence), found.why)
            case Unavailable():
                self.answers["left"] += 1
                return
        _keep(self._job, url, day, answer)


async def _first(archives: Archives, wanted: Sequence[Wanted]) -> Lookup:
    """The first snapshot that is found for one of these; what could not be asked is asked another night."""
    lookup: Lookup = Missing("nothing was asked")
    for one in wanted:
        lookup = await archives.lookup(one)
        if not isinstance(lookup, Missing):
            return lookup
    return lookup


def _keep(job: Job, url: str, day: date | None, lookup: Lookup) -> None:
    """Remember an answer, and when it is asked for again; one that may be written is not, by itself."""
    now = job.world.clock.now()
    match lookup:
        case Found(snapshot):
            again = None if snapshot.verified else job.settings.missing_again
        case Missing() | Unavailable(lasting=True):
            again = job.settings.missing_again
        case Unavailable():
            again = job.settings.unavailable_again
    job.store.lookups.add(
        job.run.id, url, day, lookup, now, None if again is None else night_of(now) + timedelta(days=again)
    )


def _dying(job: Job) -> Sequence[int]:
    """The targets for which something is looked up: dead enough, or dead by a person's decision."""
    derive(job.store, job.settings, job.decisions, job.progress)
    return job.store.findings.having(Mark.DYING)


def _unseen(job: Job) -> Iterator[_Unseen]:
    """See `_Night.unseen`."""
    for url, asked in job.store.lookups.unseen(_dying(job)):
        memory = job.store.memory.target(url)
        if memory is None or not isinstance(asked.lookup, Found):
            continue
        standing = standing_of(memory, job)
        confirmed = standing.confirmed and standing.verdict in FAILING
        if confirmed or _ruled_dead(job, memory, asked.published):
            yield url, asked.published, asked.lookup


def _piece(job: Job, question: Question) -> _Piece | None:
    """What is asked for a question; None where it is not, or no longer, to be asked."""
    memory = job.store.memory.target(question.url)
    if memory is None or judge.before_asking(question.url, job.settings) is not None:
        return None
    standing = standing_of(memory, job)
    day = question.published.date() if question.published else None
    if not judge.dying(standing) and not _ruled_dead(job, memory, day):
        return None
    wanted = wanted_for(memory, standing, question, job.settings)
    return _Piece(question, (*_originals(job, question, wanted), wanted))


def _ruled_dead(job: Job, memory: Memory, day: date | None) -> bool:
    """Whether a person says of one of a target's links of a day that it is dead: in that document, or in all."""
    if not job.decisions.about(memory.target.url):
        return False
    return any(
        decision is not None and decision.ruling is Ruling.DEAD
        for link in memory.links
        if (link.published.at.date() if link.published else None) == day
        for decision in (job.decisions.of(memory.target.url, link.path),)
    )


def _originals(job: Job, question: Question, alias: Wanted) -> Iterator[Wanted]:
    """The pages in whose place a dead alias was written: they are what the author saw, so they come first."""
    for url in job.store.aliases.originals(question.url):
        memory = job.store.memory.target(url)
        if memory is not None and judge.before_asking(url, job.settings) is None:
            standing = judge.standing(memory.checks, job.settings)
            wanted = wanted_for(memory, standing, replace(question, url=url), job.settings)
            yield replace(wanted, texts=alias.texts)


def wanted_for(memory: Memory, standing: Standing, question: Question, settings: Settings) -> Wanted:
    """What is asked for a link: as near its day as can be, before the service closed and before the first strike.

    A service that closed in part ends no window: what it kept was captured afterwards too.
    """
    url = question.url
    service = judge.service_of(url)
    ends = [] if standing.first_failed is None else [standing.first_failed]
    if service is not None and service.closed is not None and service.kind != "partly":
        ends.append(datetime.combine(service.closed, time(), UTC))
    return Wanted(
        url=url,
        published=question.published,
        until=min(ends, default=None),
        texts=memory.target.texts,
        known_target=_known_target(memory, settings) if judge.is_shortener(url) else "",
    )


def _known_target(memory: Memory, settings: Settings) -> str:
    """Where a short link led when it last lived; else where it leads still, though the page is gone."""
    lived = (check for check in reversed(memory.checks) if check.verdict in LIVING)
    known = next((check.final_url for check in lived if check.final_url != check.url), "")
    last = memory.checks[-1]
    if not known and last.verdict is Verdict.DEAD and last.reason not in SOMEBODY_ELSES:
        known = judge.short_target(last.hops)
    return "" if known and judge.before_asking(known, settings) is not None else known
