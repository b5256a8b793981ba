"""The crawl of one run: every URL asked, in the order that politeness allows."""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from datetime import datetime
from functools import partial
from random import Random

from linkcheck.crawl.canaries import sing
from linkcheck.crawl.chain import Rules, follow
from linkcheck.crawl.check import Checks
from linkcheck.crawl.crew import CUT, Crew, Means
from linkcheck.crawl.hosts import HostMemory
from linkcheck.crawl.questions import CanaryRound, Questions
from linkcheck.crawl.retry import Patience, Retries
from linkcheck.crawl.schedule import LookAhead
from linkcheck.crawl.siblings import Siblings
from linkcheck.errors import NetworkUnfit
from linkcheck.model import Answer, Clock, Deferred, Failure, Probe
from linkcheck.net import Fetcher
from linkcheck.settings import Settings

TOO_MANY_REQUESTS = 429


def _nobody(_: datetime) -> None:
    """Nobody wants to know of a passed round."""


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
    ) -> None:
        self._settings = settings
        self._fetcher = fetcher
        self._questions = questions
        self._clock = clock
        self._random = random
        self._vouch = vouch
        self._patience = patience or Patience()

    async def canaries(self) -> CanaryRound:
        """Ask the settings' canaries; a passed round is told to `vouch`."""
        heard = await sing(self._settings.canaries, self._fetcher, self._clock)
        if heard.passed:
            self._vouch(heard.at)
        return heard

    async def run(
        self, urls: Iterator[str], *, deadline: float | None = None
    ) -> AsyncGenerator[Probe | Deferred, None]:
        """Ask for every URL once; `urls` is read in this thread, a little ahead of what is asked.

        After `deadline` (monotonic seconds) nothing new is asked, and what was not asked to the end comes out as
        deferred. The canaries are asked when many hosts fail together, and once at the end. Closing the iterator ends
        everything that is under way.

        Raises:
            NetworkUnfit: The canaries did not answer; what failed since the last passed round counts for nothing.
        """
        hosts = HostMemory()
        ahead = LookAhead(urls)
        cuts = () if deadline is None else (deadline, deadline + self._settings.timeout)
        crew = Crew(self._means(hosts), ahead, max(1, self._settings.concurrency), cuts)
        asked = False
        try:
            async with aclosing(crew.results()) as results:
                async for result in results:
                    asked = asked or isinstance(result, Probe)
                    yield result
        finally:
            await crew.dismiss()
        for left in (crew.left, urls):
            for url in left:
                yield Deferred(url, CUT)
        if asked:
            await self._require_canaries()

    async def _require_canaries(self) -> None:
        heard = await self.canaries()
        if not heard.passed:
            raise NetworkUnfit(f"the network of this machine is not fit: {', '.join(heard.failed)} did not answer")

    async def _suspect(self, hosts: HostMemory) -> None:
        """Ask the canaries; while they are being asked nobody else does."""
        hosts.vouched()
        await self._require_canaries()

    def _means(self, hosts: HostMemory) -> Means:
        rules = Rules(self._questions.refresh, self._settings.max_redirects, self._clock.now)
        checks = Checks(
            questions=self._questions,
            rules=rules,
            retries=Retries(self._patience, self._random, partial(self._hopeless, hosts)),
            siblings=Siblings(partial(follow, rules=rules)),
        )
        return Means(
            fetcher=self._fetcher,
            clock=self._clock,
            hosts=hosts,
            patience=self._patience,
            check=checks.check,
            suspect=partial(self._suspect, hosts),
        )

    def _hopeless(self, hosts: HostMemory, result: Answer | Failure) -> bool:
        """Whether asking again tonight cannot change a result: a dead host, or a program refused for what it is.

        A 429 is worth waiting for, refusal or not.
        """
        if isinstance(result, Failure):
            return hosts.dead(result)
        return result.status != TOO_MANY_REQUESTS and self._questions.refused(result)
