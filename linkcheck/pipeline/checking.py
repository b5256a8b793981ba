"""The second stage: ask what is due, judge what came back, remember it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice, zip_longest
from typing import NamedTuple

from linkcheck import judge
from linkcheck.crawl import Crawl, Questions
from linkcheck.model import LIVING, Answer, Check, Deferred, Probe, Target, Verdict
from linkcheck.net import Fetcher
from linkcheck.pipeline.budget import Quotas
from linkcheck.pipeline.bulk import InBulk
from linkcheck.pipeline.finding import only_reported
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.keeping import WORTH_KEEPING, keeping
from linkcheck.report.wording import count
from linkcheck.store import Due, Turn

QUESTIONS = Questions(
    refresh=judge.refresh,
    refused=judge.refused,
    sibling=judge.sibling,
    action=judge.is_action,
    enquiry=judge.enquiry,
    front=judge.front,
    meant=judge.meant,
)

TOGETHER = 200
"""Requests' worth of targets that are taken up together."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the stage came to."""

    verdicts: Counter[Verdict]
    deferred: int
    unkept: str = ""
    """Why pages were not kept as WARC though they should have been; empty where all went well."""


class Known(NamedTuple):
    """What is known of a target that is taken up."""

    turn: Turn
    only_reported: bool
    """No link of it is rewritten without a decision."""


class TakenUp(NamedTuple):
    """One request's worth of targets that are taken up; what is known of each is told where it was looked for."""

    due: Due
    known: tuple[Known, ...]

    @property
    def url(self) -> str:
        """The URL to ask."""
        return self.due.url

    def each(self) -> Iterator[tuple[Target, Known | None]]:
        """Each target with what is known of it."""
        return zip_longest(self.due.targets, self.known)


async def check_due(job: Job, fetcher: Fetcher, *, everything: bool) -> Checked:
    """Check every target that is due tonight.

    Raises:
        NetworkUnfit: The canaries do not answer; what was checked since the last round that passed gives no strikes.
        StoreError: The database cannot be written.
    """
    tonight = job.world.clock.now().date()
    total = job.store.targets.count() if everything else job.store.targets.due_count(tonight)
    quotas = Quotas(job.settings)
    due = quotas.within(job.store.targets.due(tonight, everything=everything))
    checked = await check_these(job, fetcher, due, total)
    if quotas.left:
        job.progress.note(f"{count(quotas.left, 'target')} left for another night: their hosts have had their share")
    return replace(checked, deferred=checked.deferred + quotas.left)


async def check_these(job: Job, fetcher: Fetcher, due: Iterator[Due], total: int) -> Checked:
    """Check these targets; see `check_due`."""
    in_bulk = InBulk(job, fetcher)
    crawl = Crawl(
        job.settings,
        fetcher,
        QUESTIONS,
        job.world.clock,
        job.world.random,
        vouch=lambda at: job.store.runs.vouch(job.run.id, at),
        patience=job.world.patience,
        adapters=in_bulk.adapters,
    )
    job.progress.stage("Testing the network")
    await crawl.require_canaries()
    job.progress.stage("Checking", total)
    verdicts: Counter[Verdict] = Counter()
    asked: dict[str, TakenUp] = {}
    deferred = 0

    def ask() -> Iterator[str]:
        for one in taken_up(job, due):
            url = one.url
            skipped = judge.before_asking(url, job.settings)
            if skipped is not None:
                for target, known in one.each():
                    check = Check(target.url, job.world.clock.now(), skipped, None, target.url, (), job.run.vantage)
                    verdicts[keep(job, check, known)] += 1
                job.progress.step()
                continue
            asked[url] = one
            in_bulk.saw(url)
            yield url

    async with keeping(job) as keeper:
        async for outcome in crawl.run(ask(), deadline=job.ends):
            one = asked.pop(outcome.url)
            job.progress.step()
            match outcome:
                case Probe():
                    told = [keep(job, check, known) for check, known in judged(job, outcome, one)]
                    for verdict in told:
                        verdicts[verdict] += 1
                    if keeper is not None and not WORTH_KEEPING.isdisjoint(told):
                        await keeper.keep(outcome.fetched)
                case Deferred():
                    deferred += len(one.due.targets)
                    job.progress.note(f"{judge.masked(outcome.url)}: put off: {outcome.why}")
            job.store.tick()
    job.store.flush()
    in_bulk.tell()
    counted = ", ".join(f"{verdicts[verdict]:,} {verdict}" for verdict in Verdict if verdicts[verdict])
    came = f": {counted or 'none was due'}" if counted or not deferred else ""
    late = f"; {deferred:,} put off to another night" if deferred else ""
    job.progress.done(f"Checked {count(verdicts.total(), 'target')}{came}{late}.")
    return Checked(verdicts, deferred, keeper.failed if keeper is not None else "")


def judged(job: Job, probe: Probe, taken: TakenUp) -> Iterator[tuple[Check, Known | None]]:
    """One probe as the check of each target that it answers, with what was known of that."""
    final = probe.hops[-1].url if probe.hops else probe.url
    status = probe.result.status if isinstance(probe.result, Answer) else None
    tonight = job.world.clock.now().date()
    place = judge.place_of(probe.hops)
    there = job.store.targets.led_to(place) if place else ()
    for target, known in taken.each():
        url = target.url
        judgement = judge.judge(probe, target, tonight, others=judge.different(url, there) if there else 0)
        # targets that differ in their fragments share a request: each chain begins with its own URL
        hops = probe.hops
        if hops and hops[0].url != url:
            hops = (hops[0]._replace(url=url), *hops[1:])
        end = url if len(hops) < 2 else final
        yield Check(url, probe.at, judgement, status, end, hops, job.run.vantage, vouched=False), known


def taken_up(job: Job, due: Iterator[Due]) -> Iterator[TakenUp]:
    """What is due, with what the checks will want to know; the store is asked once for many."""
    while batch := list(islice(due, TOGETHER)):
        places = job.store.documents.places_of(turn for one in batch for turn in one.turns)
        for one in batch:
            known = [
                Known(turn, only_reported(target.url, places.get(turn.target_id, ()), job.settings))
                for target, turn in zip(one.targets, one.turns, strict=False)
            ]
            yield TakenUp(one, tuple(known))


def keep(job: Job, check: Check, known: Known | None = None) -> Verdict:
    """Remember a check, and when its target is to be asked again: for good, within a quarter of a second.

    `known` is what was known of the target when it was taken up; without it the store is asked.
    """
    tonight = job.world.clock.now().date()
    place = judge.astray(check)
    nights = _nights(job, check, known, tonight)
    night = job.store.targets.emptiest(nights)
    if known is None:
        job.store.checks.add(job.run.id, check, night, place)
    else:
        job.store.checks.append(job.run.id, check, night, known.turn, place)
    if place and check.verdict is Verdict.DEAD:
        # the first ones were judged before anybody knew that others end there
        job.store.targets.ask_again(place, tonight + timedelta(days=1))
    return check.verdict


def _nights(job: Job, check: Check, known: Known | None, tonight: date) -> tuple[date, ...]:
    """The nights on which the target of a check may be asked again, the best first."""
    settings = job.settings
    if known is None:
        before = job.store.checks.of(check.url)
        reported = only_reported(check.url, job.store.documents.links_of(check.url), settings)
    elif check.verdict in LIVING:
        # no strike is left of whatever was before
        since = known.turn.living_since or check.at
        return judge.nights_living(since, check.at, settings, tonight, only_reported=known.only_reported)
    else:
        before = job.store.checks.before(known.turn)
        reported = known.only_reported
    return judge.nights_again(judge.standing((*before, check), settings), settings, tonight, only_reported=reported)
