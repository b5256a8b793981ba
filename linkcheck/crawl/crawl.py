"""The crawl of one run: every URL asked, in the order that politeness allows."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from functools import partial
from random import Random

from linkcheck.crawl.adapters import HostAdapter
from linkcheck.crawl.bulk import Cuts, by_both_roads
from linkcheck.crawl.canaries import sing
from linkcheck.crawl.chain import Rules, follow
from linkcheck.crawl.check import Checks
from linkcheck.crawl.crew import CUT, TOO_MANY_REQUESTS, Crew, Means
from linkcheck.crawl.doubts import HELD_MOST, doubtful, doubts
from linkcheck.crawl.hosts import HostMemory
from linkcheck.crawl.questions import CanaryRound, Questions
from linkcheck.crawl.retry import Patience, Retries
from linkcheck.crawl.schedule import LookAhead
from linkcheck.crawl.siblings import Siblings
from linkcheck.crawl.talk import Talk, Walk
from linkcheck.errors import NetworkUnfit
from linkcheck.model import Answer, Clock, Deferred, Failure, Probe
from linkcheck.net import Fetcher
from linkcheck.settings import Settings


def _nobody(_: datetime) -> None:
    """Nobody wants to know of a passed round."""


async def _at_ease() -> None:
    """Nobody suspects the network."""


class Crawl:
    """Asks for URLs, politely and again where that is worth it.

    All chance is taken from `random`, so that a run can be repeated. `vouch` is called with the time of every canary
    round that has passed: failures at or before it were not the runner's own network.
    """

    def __init__(
        self,
        settings: Settings,
        fetcher: Fetcher,
        questions: Questions,
        clock: Clock,
        random: Random,
        vouch: Callable[[datetime], None] = _nobody,
        *,
        patience: Patience | None = None,
        adapters: Sequence[HostAdapter] = (),
    ) -> None:
        """`adapters` are asked in bulk about the URLs that they claim."""
        self._settings = settings
        self._fetcher = fetcher
        self._questions = questions
        self._clock = clock
        self._random = random
        self._vouch = vouch
        self._patience = patience or Patience()
        self._adapters = adapters

    async def canaries(self) -> CanaryRound:
        """Ask the settings' canaries, a second time where most did not answer; a passed round is told to `vouch`.

        A night is worth more than one lost moment: it is discarded for what lasts.
        """
        heard = await sing(self._settings.canaries, self._fetcher, self._clock)
        if not heard.passed:
            await self._clock.sleep(self._patience.doubt)
            heard = await sing(self._settings.canaries, self._fetcher, self._clock)
        if heard.passed:
            self._vouch(heard.at)
        return heard

    async def run(
        self, urls: Iterator[str], *, deadline: float | None = None
    ) -> AsyncGenerator[Probe | Deferred, None]:
        """Ask for every URL once; `urls` is read in this thread, a little ahead of what is asked.

        After `deadline` (monotonic seconds) nothing new is asked, and what was not asked to the end comes out as
        deferred. The canaries are asked when many hosts fail together, and once at the end. What failed as it would
        without a network is held back until it was asked a second time, between two rounds that passed. Closing the
        iterator ends everything that is under way.

        Raises:
            NetworkUnfit: The canaries did not answer; what failed since the last passed round counts for nothing, and
                what was held back does not come out.
        """
        hosts = HostMemory()
        held: list[Probe] = []
        asked = False
        async with aclosing(self._outcomes(urls, hosts, deadline)) as outcomes:
            async for result in outcomes:
                asked = asked or isinstance(result, Probe)
                if not isinstance(result, Probe) or not doubtful(result):
                    yield result
                    continue
                held.append(result)
                if len(held) == HELD_MOST:
                    for settled in await self._settled(held, hosts, deadline):
                        yield settled
                    held.clear()
        for url in urls:
            yield Deferred(url, CUT)
        if held:
            for settled in await self._settled(held, hosts, deadline):
                yield settled
        elif asked:
            await self.require_canaries()

    def _outcomes(
        self, urls: Iterator[str], hosts: HostMemory, deadline: float | None
    ) -> AsyncGenerator[Probe | Deferred, None]:
        """The first word on every URL, by the ordinary road and, where there are adapters, in bulk beside it."""
        ordinary = partial(self._by_crew, hosts=hosts, deadline=deadline)
        if not self._adapters:
            return ordinary(urls)
        cuts = None if deadline is None else Cuts(deadline, deadline + self._settings.timeout)
        return by_both_roads(self._adapters, urls, ordinary, self._clock, cuts)

    async def _by_crew(
        self, urls: Iterator[str], hosts: HostMemory, deadline: float | None
    ) -> AsyncGenerator[Probe | Deferred, None]:
        """What a crew brings for every URL that it took."""
        crew = self._crew(urls, self._means(hosts, self._patience, partial(self._suspect, hosts)), deadline)
        try:
            async with aclosing(crew.results()) as results:
                async for result in results:
                    yield result
        finally:
            await crew.dismiss()
        for url in crew.left:
            yield Deferred(url, CUT)

    async def _settled(
        self, held: Sequence[Probe], hosts: HostMemory, deadline: float | None
    ) -> Sequence[Probe | Deferred]:
        """The second word on what was held back, between two canary rounds.

        A doubt that is upheld leaves its probes as they were; otherwise the latest answer counts. The deadline leaves
        room for it, for as long as two requests may take.
        """
        await self._pause_after(held)
        await self.require_canaries()
        if deadline is not None:
            deadline = max(deadline, self._clock.monotonic()) + self._settings.timeout
        again = hosts.successor()
        in_doubt = doubts(held, hosts)
        once = replace(self._patience, waits=())
        words = await self._words((doubt.first for doubt in in_doubt), again, once, deadline)
        settled: list[Probe | Deferred] = []
        back: list[str] = []
        for doubt in in_doubt:
            word = words[doubt.first]
            if doubt.upheld(word):
                settled.extend(doubt.probes)
            else:
                settled.append(word)
                back.extend(probe.url for probe in doubt.probes[1:])
        settled.extend((await self._words(back, again, self._patience, deadline)).values())
        await self.require_canaries()
        return settled

    async def _pause_after(self, held: Sequence[Probe]) -> None:
        """Let a little time pass behind the last failure, so that one short cut does not bring both words."""
        passed = (self._clock.now() - max(probe.at for probe in held)).total_seconds()
        if passed < self._patience.doubt:
            await self._clock.sleep(self._patience.doubt - passed)

    async def _words(
        self, urls: Iterable[str], hosts: HostMemory, patience: Patience, deadline: float | None
    ) -> dict[str, Probe | Deferred]:
        """What a crew of its own brings for each URL. Most of these hosts fail: that makes no suspicion here."""
        source = iter(urls)
        crew = self._crew(source, self._means(hosts, patience, _at_ease), deadline)
        try:
            async with aclosing(crew.results()) as results:
                found = {result.url: result async for result in results}
        finally:
            await crew.dismiss()
        return found | {url: Deferred(url, CUT) for left in (crew.left, source) for url in left}

    def _crew(self, urls: Iterator[str], means: Means, deadline: float | None) -> Crew:
        cuts = () if deadline is None else (deadline, deadline + self._settings.timeout)
        return Crew(means, LookAhead(urls), max(1, self._settings.concurrency), cuts)

    async def require_canaries(self) -> None:
        """Hold to it that the network is fit.

        Raises:
            NetworkUnfit: The canaries did not answer.
        """
        heard = await self.canaries()
        if not heard.passed:
            raise NetworkUnfit(f"the network of this machine is not fit: {', '.join(heard.failed)} did not answer")

    async def _suspect(self, hosts: HostMemory) -> None:
        """Ask the canaries; while they are being asked nobody else does."""
        hosts.vouched()
        await self.require_canaries()

    def _means(self, hosts: HostMemory, patience: Patience, suspect: Callable[[], Awaitable[None]]) -> Means:
        asked = self._questions
        rules = Rules(asked.refresh, asked.action, self._settings.max_redirects, self._clock.now, asked.meant)
        retries = Retries(patience, self._random, partial(self._hopeless, hosts))

        def beside(url: str) -> Talk[Walk]:
            return retries.attempts(partial(follow, url, rules))

        checks = Checks(
            questions=self._questions,
            rules=rules,
            retries=retries,
            siblings=Siblings(beside),
            fronts=Siblings(beside),
        )
        return Means(
            fetcher=self._fetcher,
            clock=self._clock,
            hosts=hosts,
            patience=patience,
            check=checks.check,
            suspect=suspect,
        )

    def _hopeless(self, hosts: HostMemory, result: Answer | Failure) -> bool:
        """Whether asking again tonight cannot change a result: a dead host, or a program refused for what it is.

        A 429 is worth waiting for, refusal or not.
        """
        if isinstance(result, Failure):
            return hosts.dead(result)
        return result.status != TOO_MANY_REQUESTS and self._questions.refused(result)
