"""The crawl of one run: every URL asked, in the order that politeness allows."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from datetime import datetime
from functools import partial
from random import Random

from linkcheck.crawl.adapters import HostAdapter
from linkcheck.crawl.bulk import by_both_roads
from linkcheck.crawl.canaries import sing
from linkcheck.crawl.chain import Rules, follow
from linkcheck.crawl.check import Checks
from linkcheck.crawl.crew import TOO_MANY_REQUESTS, Crew
from linkcheck.crawl.hosts import FIRST_LOOK, HostMemory
from linkcheck.crawl.means import Means
from linkcheck.crawl.patience import Patience
from linkcheck.crawl.questions import CanaryRound, Questions
from linkcheck.crawl.retry import Retries, retry_after
from linkcheck.crawl.schedule import LookAhead
from linkcheck.crawl.second import Asking, Company, SecondWords
from linkcheck.crawl.siblings import Siblings
from linkcheck.crawl.talk import Talk, Walk
from linkcheck.errors import NetworkUnfit
from linkcheck.model import Answer, Clock, Deferred, Failure, Probe
from linkcheck.net import CUT, Cuts, Fetcher
from linkcheck.settings import Settings


def _nobody(_: datetime) -> None:
    """Nobody wants to know of a passed round."""


async def _at_ease() -> None:
    """Nobody suspects the network."""


def _certain(_: Probe | Deferred, __: Company) -> bool:
    """Nothing is held back."""
    return False


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
        self._ends: float | None = None
        """The deadline of what is asked, monotonic; None: there is none."""
        self._passed: datetime | None = None
        """When the last canary round that passed had begun."""

    async def canaries(self) -> CanaryRound:
        """Ask the settings' canaries, a second time where most did not answer; a passed round is told to `vouch`.

        A night is worth more than one lost moment: it is discarded for what lasts.
        """
        ask = partial(sing, self._settings.canaries, self._fetcher, self._clock, self._settings.timeout)
        heard = await ask(self._ends)
        if not heard.passed:
            await self._clock.sleep(self._patience.doubt)
            heard = await ask(self._ends)
        if heard.passed:
            self._passed = heard.at
            self._vouch(heard.at)
        return heard

    async def run(
        self, urls: Iterator[str], *, deadline: float | None = None
    ) -> AsyncGenerator[Probe | Deferred, None]:
        """Ask for every URL once; `urls` is read in this thread, a little ahead of what is asked.

        After `deadline` (monotonic seconds) nothing new is asked, and what was not asked to the end a few seconds later
        comes out as deferred. The canaries are asked when many hosts fail together, and once at the end. What failed
        as it would without a network is held back until it was asked a second time, between two rounds that passed.
        Closing the iterator ends everything that is under way.

        Raises:
            NetworkUnfit: The canaries did not answer; what failed since the last passed round counts for nothing, and
                what was held back does not come out.
        """
        self._ends = deadline
        cuts = None if deadline is None else Cuts.at(deadline)
        hosts = HostMemory(FIRST_LOOK)
        asking = Asking(self._clock, self._patience, self._settings.timeout, cuts, self._words, self._require_round)
        second = SecondWords(asking, hosts)
        means = self._means(hosts, self._patience, partial(self._suspect, hosts), second.hold)
        latest: datetime | None = None
        async with aclosing(self._outcomes(urls, means, cuts)) as outcomes:
            async for result in outcomes:
                if isinstance(result, Probe):
                    latest = max(latest or result.at, result.at)
                yield result
        for url in urls:
            yield Deferred(url, CUT)
        if latest is not None:
            await self._require_round(latest)

    def _outcomes(self, urls: Iterator[str], means: Means, cuts: Cuts | None) -> AsyncGenerator[Probe | Deferred, None]:
        """The word on every URL, by the ordinary road and, where there are adapters, in bulk beside it."""
        ordinary = partial(self._by_crew, means=means, cuts=cuts)
        if not self._adapters:
            return ordinary(urls)
        return by_both_roads(self._adapters, urls, ordinary, self._clock, self._ends)

    def _by_crew(self, urls: Iterator[str], means: Means, cuts: Cuts | None) -> AsyncGenerator[Probe | Deferred, None]:
        """What a crew brings for every URL that it took."""
        return Crew(means, LookAhead(urls), max(1, self._settings.concurrency), cuts).results()

    async def _words(
        self, urls: Iterable[str], hosts: HostMemory, patience: Patience, cuts: Cuts | None
    ) -> AsyncGenerator[Probe | Deferred, None]:
        """What a crew of its own brings for each URL. Most of these hosts fail: that makes no suspicion here."""
        source = iter(urls)
        means = self._means(hosts, patience, _at_ease, _certain)
        async with aclosing(self._by_crew(source, means, cuts)) as results:
            async for result in results:
                yield result
        for url in source:
            yield Deferred(url, CUT)

    async def require_canaries(self) -> None:
        """Hold to it that the network is fit.

        Raises:
            NetworkUnfit: The canaries did not answer.
        """
        heard = await self.canaries()
        if not heard.passed:
            raise NetworkUnfit(f"the network of this machine is not fit: {', '.join(heard.failed)} did not answer")

    async def _require_round(self, at: datetime) -> None:
        """Hold to it that the network was fit after a time.

        Raises:
            NetworkUnfit: The canaries did not answer.
        """
        if self._passed is None or self._passed < at:
            await self.require_canaries()

    async def _suspect(self, hosts: HostMemory) -> None:
        """Ask the canaries; while they are being asked nobody else does."""
        hosts.vouched()
        await self.require_canaries()

    def _means(
        self,
        hosts: HostMemory,
        patience: Patience,
        suspect: Callable[[], Awaitable[None]],
        hold: Callable[[Probe | Deferred, Company], bool],
    ) -> Means:
        asked = self._questions
        rules = Rules(
            refresh=asked.refresh,
            action=asked.action,
            max_redirects=self._settings.max_redirects,
            now=self._clock.now,
            meant=asked.meant,
            kept=self._settings.warc is not None,
        )
        retries = Retries(patience, self._random, partial(self._hopeless, hosts), self._stated)

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
            hold=hold,
        )

    def _hopeless(self, hosts: HostMemory, result: Answer | Failure) -> bool:
        """Whether asking again tonight cannot change a result: a dead host, or a program refused for what it is.

        A 429 is worth waiting for, refusal or not, and so is what says when it will be over.
        """
        if isinstance(result, Failure):
            return hosts.dead(result)
        if result.status == TOO_MANY_REQUESTS or self._stated(result) is not None:
            return False
        return self._questions.refused(result)

    def _stated(self, answer: Answer) -> float | None:
        """The seconds for which the host of an answer asks to be left alone."""
        return retry_after(answer, self._clock.now())
