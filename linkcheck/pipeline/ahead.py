"""What may be looked up while tonight's checks go on: what none of them can prove alive any more.

That is what failed on earlier nights and is not due, and what tonight's check has found dead as soon as a canary round
vouches for it. A crawl's own rounds come when it needs them, which may be late: where deaths wait for one, it is sung
here.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from linkcheck.crawl import sing
from linkcheck.model import night_of
from linkcheck.net import Fetcher
from linkcheck.pipeline.job import Job
from linkcheck.store import Question

LOOK = 0.5
"""Seconds between two looks at what the checks have settled."""
ROUND = 20.0
"""Seconds between two canary rounds, at least: of a night's time that is little, and for the canaries it is nothing."""
TOGETHER = 200
"""Targets that are looked at without giving way to the checks."""


class Ahead:
    """Goes by what the store holds of the run under way; writes nothing but the rounds that pass."""

    def __init__(self, job: Job, fetcher: Fetcher, checked: asyncio.Event) -> None:
        """`checked` is set when the checks have ended."""
        self._job = job
        self._fetcher = fetcher
        self._checked = checked
        self.failed = False
        """A canary round did not pass: what was asked in vain may have been so for want of a network."""
        self._round = asyncio.get_running_loop().time() + ROUND
        """When the next canary round may be sung."""

    @property
    def over(self) -> bool:
        """The checks have ended: whatever is left may be asked."""
        return self._checked.is_set()

    async def ended(self) -> None:
        """Wait until the checks have ended."""
        await self._checked.wait()

    async def sing(self) -> None:
        """Ask whether the network is fit; a round that passes vouches for the checks before it."""
        job = self._job
        heard = await sing(job.settings.canaries, self._fetcher, job.world.clock, job.settings.timeout, job.ends)
        if heard.passed:
            job.store.runs.vouch(job.run.id, heard.at)
        else:
            self.failed = True

    async def questions(self) -> AsyncGenerator[Question, None]:
        """Questions as they come up, some of them more than once; it ends with the checks."""
        job = self._job
        while not (self.over or job.store.runs.vouched(job.run.id)):
            await self._wait()
        settled = job.store.lookups.settled(night_of(job.world.clock.now()))
        async for question in self._among(settled):
            yield question
        behind = 0
        while not self.over:
            died = job.store.lookups.died(job.run.id, behind)
            behind = died.behind
            async for question in self._among(died.targets):
                yield question
            loop = asyncio.get_running_loop()
            if died.unvouched and loop.time() >= self._round:
                await self.sing()
                self._round = loop.time() + ROUND
            await self._wait()

    async def _among(self, targets: Sequence[int]) -> AsyncGenerator[Question, None]:
        """The questions about these targets, in the order of `Lookups.due`, a few at a time."""
        store = self._job.store
        ways: tuple[Callable[[Sequence[int]], Iterator[Question]], ...] = (
            store.lookups.unasked,
            partial(store.lookups.again, night_of(self._job.world.clock.now())),
        )
        for way in ways:
            for start in range(0, len(targets), TOGETHER):
                for question in way(targets[start : start + TOGETHER]):
                    if self.over:
                        return
                    # for a dead alias its originals are asked for, which may be due themselves
                    if not store.aliases.originals(question.url):
                        yield question
                await asyncio.sleep(0)

    async def _wait(self) -> None:
        """Until the next look, or the end; in real time, for that is what the checks take."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._checked.wait(), LOOK)
