"""The third stage: ask the web archives for what is dying, so that on the night of confirmation the answer is there."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from linkcheck import judge
from linkcheck.model import Found, Lookup, Missing, Reason, Standing, Unavailable, Verdict, Wanted
from linkcheck.net import Fetcher
from linkcheck.pipeline.job import Job
from linkcheck.report.wording import count
from linkcheck.settings import Settings
from linkcheck.snapshots import Archives
from linkcheck.store import Memory, Question

SOMEBODY_ELSES = frozenset({Reason.PARKED, Reason.BAD_REDIRECT})
"""Ends of a short link's way that tell of a new owner, not of where it led."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the stage came to."""

    found: int = 0
    missing: int = 0
    unavailable: int = 0
    left: int = 0
    """Questions that the deadline left for another night."""


async def look_up_due(job: Job, fetcher: Fetcher) -> Looked:
    """Ask for every link that is dead tonight and has no answer yet.

    Raises:
        StoreError: The database cannot be written.
    """
    tonight = job.world.clock.now().date()
    job.progress.stage("Looking up snapshots")
    archives = Archives(job.settings, fetcher, job.world.clock, job.world.second_try)
    questions = _questions(job, tonight)
    answers: Counter[str] = Counter()

    async def worker() -> None:
        # the workers share one iterator: each takes the next question when it is free
        for question, wanted in questions:
            if job.ends is not None and job.world.clock.monotonic() >= job.ends:
                answers["left"] += 1
                continue
            lookup = await _ask(archives, wanted)
            day = question.published.date() if question.published else None
            due = _again(lookup, job.settings, tonight)
            job.store.lookups.add(job.run.id, question.url, day, lookup, job.world.clock.now(), due)
            job.store.tick()
            answers[type(lookup).__name__.lower()] += 1
            job.progress.step()

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(job.settings.replay_in_flight):
                group.create_task(worker())
    finally:
        await archives.close()
        job.store.flush()
    looked = Looked(**answers)
    late = f", {looked.left:,} left for another night" if looked.left else ""
    job.progress.done(
        f"Looked up {count(answers.total() - looked.left, 'snapshot')}: {looked.found:,} found, "
        f"{looked.missing:,} missing, {looked.unavailable:,} could not be asked{late}."
    )
    return looked


def _again(lookup: Lookup, settings: Settings, tonight: date) -> date | None:
    """What an archive does not hold today it may hold next month; what could not be asked is asked tomorrow."""
    match lookup:
        case Found():
            return None
        case Missing():
            return tonight + timedelta(days=settings.missing_again)
        case Unavailable():
            return tonight + timedelta(days=settings.unavailable_again)


async def _ask(archives: Archives, wanted: Wanted) -> Lookup:
    """A snapshot, and whether a reader's browser is shown it; one that is not is for a person to look at."""
    lookup = await archives.lookup(wanted)
    if not isinstance(lookup, Found):
        return lookup
    match await archives.readable(lookup.snapshot):
        case Missing(why):
            review = (*lookup.snapshot.review, why)
            return replace(lookup, snapshot=replace(lookup.snapshot, verified=False, review=review))
        case Unavailable() as unavailable:
            return unavailable
        case Found():
            return lookup


def _questions(job: Job, tonight: date) -> Iterator[tuple[Question, Wanted]]:
    for question in job.store.lookups.due(tonight):
        memory = job.store.memory.target(question.url)
        if memory is None or judge.before_asking(question.url, job.settings) is not None:
            continue
        standing = judge.standing(memory.checks, job.settings)
        if _dying(standing):
            yield question, wanted_for(memory, standing, question, job.settings)


def _dying(standing: Standing) -> bool:
    return standing.confirmed or (standing.verdict is Verdict.DEAD and standing.strikes > 0)


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
    lived = (check for check in reversed(memory.checks) if check.verdict in {Verdict.ALIVE, Verdict.MOVED})
    known = next((check.final_url for check in lived if check.final_url != check.url), "")
    last = memory.checks[-1]
    if not known and last.verdict is Verdict.DEAD and last.reason not in SOMEBODY_ELSES:
        known = judge.short_target(last.hops)
    return "" if known and judge.before_asking(known, settings) is not None else known
