"""The stage behind checking, while snapshots are looked up: does the page of a dead link live elsewhere?

A living page is offered before any snapshot is (a quarter of broken links have one: FABLE, IMC 2023). It is asked
through the ordinary crawl, from the first decisive strike on, and again every month while the link is dead.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache

from linkcheck import judge
from linkcheck.crawl import Crawl
from linkcheck.errors import NetworkUnfit
from linkcheck.model import Deferred, Evidence, Mark, NoAlias, Probe, Standing, Target, night_of
from linkcheck.net import Fetcher
from linkcheck.pipeline.checking import QUESTIONS
from linkcheck.pipeline.deriving import derive
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.outcomes import Aliased
from linkcheck.report.wording import count

AGAIN = timedelta(days=30)
"""What lives elsewhere may die there, and what lives nowhere may be put up again."""
SOON = timedelta(days=1)
"""What failed in passing is asked the next night, as long as the link itself waits for its confirmation."""


@dataclass(slots=True)
class _Search:
    """One dead link, and what became of the places where its page may live."""

    target: Target
    standing: Standing
    waiting: dict[str, judge.Candidate]
    """By URL: those that have not answered."""
    tried: list[judge.Tried] = field(default_factory=list)
    left: bool = False
    """One of them was put off."""


async def seek_aliases(job: Job, fetcher: Fetcher) -> Aliased:
    """Ask where the pages of tonight's dead links may live. What is not asked to the end stays due.

    A network that fails here takes nothing from the night's checks: they were vouched for before.

    Raises:
        StoreError: The database cannot be written.
    """
    job.progress.stage("Seeking aliases")
    crawl = Crawl(
        job.settings,
        fetcher,
        replace(QUESTIONS, sibling=judge.always_sibling),
        job.world.clock,
        job.world.random,
        patience=job.world.patience,
    )
    seeking = _Seeking(job)
    urls = seeking.urls()
    first = next(urls, None)
    if first is not None:
        try:
            await _ask(job, crawl, seeking, first, urls)
        except NetworkUnfit as unfit:
            job.progress.warn(f"{unfit}; aliases are sought another night")
            # what was not begun is counted as left
            for _ in urls:
                pass
    job.store.flush()
    aliased = seeking.counted()
    late = f"; {aliased.left:,} left for another night" if aliased.left else ""
    dead = count(aliased.found + aliased.nowhere, "dead link")
    job.progress.done(f"Sought {dead} elsewhere: {aliased.found:,} found, {aliased.nowhere:,} nowhere{late}.")
    return aliased


async def _ask(job: Job, crawl: Crawl, seeking: "_Seeking", first: str, rest: Iterator[str]) -> None:
    if job.ends is None or job.world.clock.monotonic() < job.ends:
        await crawl.require_canaries()

    def every() -> Iterator[str]:
        yield first
        yield from rest

    async for outcome in crawl.run(every(), deadline=job.ends):
        seeking.hear(outcome)
        job.progress.step()
        job.store.tick()


class _Seeking:
    """The searches of one night that are under way."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._tonight = night_of(job.world.clock.now())
        self._asked: dict[str, list[_Search]] = {}
        """The searches that wait for the answer of a URL."""
        self._open = 0
        self._counts: Counter[str] = Counter()
        self._moves = cache(self._moves_of)

    def urls(self) -> Iterator[str]:
        """The URLs to ask, each once while it is under way; a link without any is answered at once."""
        derive(self._job.store, self._job.settings, self._job.decisions, self._job.progress)
        dying = self._job.store.findings.having(Mark.DYING)
        for url in self._job.store.aliases.due(self._tonight, dying):
            search = self._search(url)
            if search is None:
                continue
            self._open += 1
            if not search.waiting:
                self._conclude(search)
            for place in tuple(search.waiting):
                waiting = self._asked.setdefault(place, [])
                waiting.append(search)
                if len(waiting) == 1:
                    yield place

    def hear(self, outcome: Probe | Deferred) -> None:
        """Take an answer in; what is complete with it is remembered."""
        for search in self._asked.pop(outcome.url):
            candidate = search.waiting.pop(outcome.url)
            match outcome:
                case Probe():
                    search.tried.append(self._tried(outcome, search.target, candidate))
                case Deferred():
                    search.left = True
            if not search.waiting:
                self._conclude(search)

    def counted(self) -> Aliased:
        """What the night came to."""
        return Aliased(self._counts["found"], self._counts["nowhere"], self._counts["left"] + self._open)

    def _search(self, url: str) -> _Search | None:
        """What is to be asked for a target; None where it is not to be sought."""
        job = self._job
        memory = job.store.memory.target(url)
        if memory is None or judge.before_asking(url, job.settings) is not None:
            return None
        standing = judge.standing(memory.checks, job.settings)
        decision = job.decisions.of(url)
        if not judge.dying(standing) or judge.ruled(standing, decision) != standing:
            # what a person says of a page's life is not put in doubt
            return None
        asked = tuple(hop.url for hop in memory.checks[-1].hops)
        thought = judge.candidates(url, standing.reason, asked, self._moves(judge.bare_host(url)), self._tonight)
        search = _Search(memory.target, standing, {})
        for one in thought:
            if judge.before_asking(one.url, job.settings) is not None:
                continue
            if judge.dying(judge.standing(job.store.checks.of(one.url), job.settings)):
                search.tried.append(judge.Tried(one.url, None, (), "it is dead too"))
            else:
                search.waiting[one.url] = one
        return search

    def _moves_of(self, host: str) -> tuple[judge.Move, ...]:
        return tuple(judge.Move(*move) for move in self._job.store.aliases.moves(host))

    def _tried(self, probe: Probe, target: Target, candidate: judge.Candidate) -> judge.Tried:
        place = judge.place_of(probe.hops)
        there = self._job.store.targets.led_to(place) if place else ()
        tried = judge.tried(probe, target, candidate, self._tonight, others=judge.different(target.url, there))
        if tried.alias is not None and judge.before_asking(tried.alias.url, self._job.settings) is not None:
            return replace(tried, alias=None, against=f"it leads to what is not asked: {tried.alias.url}")
        return tried

    def _conclude(self, search: _Search) -> None:
        """Remember what a search came to, where all of its places have answered or one of them is the page."""
        self._open -= 1
        good = [one.alias for one in sorted(search.tried, key=lambda one: one.total) if one.alias is not None]
        if not good and search.left:
            self._counts["left"] += 1
            return
        against = tuple(Evidence("tried", 0, f"{one.place}: {one.against}") for one in search.tried)
        answer = good[0] if good else NoAlias(against)
        passing = not search.standing.confirmed and any(one.passing for one in search.tried)
        again = SOON if passing and not good else AGAIN
        job = self._job
        job.store.aliases.add(job.run.id, search.target.url, answer, job.world.clock.now(), self._tonight + again)
        self._counts["found" if good else "nowhere"] += 1
