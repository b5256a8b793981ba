"""The crew of one run: a bounded number of workers, each asking for whichever check's host is ready."""

import asyncio
import math
from collections import deque
from collections.abc import AsyncGenerator, Awaitable

from linkcheck.crawl.means import Means
from linkcheck.crawl.schedule import LookAhead, Schedule
from linkcheck.crawl.talk import Ask, Job, Pause, Reply, Talk, tell
from linkcheck.crawl.turns import Turns
from linkcheck.crawl.wishes import Wishes
from linkcheck.model import Answer, Deferred, Probe
from linkcheck.net import CUT, Cuts, host_or_nothing

UNREAD = 64
"""Results that may wait for the run's reader; with more, nothing new is asked."""
TOO_MANY_REQUESTS = 429
"""What a host would say that is left alone, as it asked (RFC 6585)."""
LEAST = 0.001
"""Seconds that are left while anything is."""


class Crew:
    """Workers that pull jobs; none is held by a host that must wait."""

    def __init__(self, means: Means, ahead: LookAhead, most: int, cuts: Cuts | None) -> None:
        """At most `most` workers, until the cuts."""
        self._means = means
        self._now = means.clock.monotonic
        self._wishes = Wishes(means.fetcher.pacer, means.hosts, means.clock.now, means.patience.longest)
        self._ahead = ahead
        self._most = most
        self._cuts = deque[float](cuts or ())
        self._timers: list[asyncio.TimerHandle] = []
        self._ending = False
        """Nothing begins any more."""
        self._ended = False
        """Nothing goes on any more."""
        self._schedule: Schedule[Job] = Schedule(means.fetcher.pacer.ready_at)
        self._results: deque[Probe | Deferred] = deque()
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._idle: list[asyncio.Future[None]] = []
        self._workers: set[asyncio.Future[None]] = set()
        self._guests: set[asyncio.Future[None]] = set()
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = math.inf
        self._in_hand: dict[asyncio.Task[None] | None, str] = {}
        """The workers that ask, or wait for their turn to, and the URLs for whose checks they do."""
        self._turns = Turns(means.clock.monotonic, self._call)
        self._held_back = False
        self._over = False
        self._finished = False
        """No result comes any more."""
        self._broken: BaseException | None = None
        self._began = self._now()
        self._done = 0
        self._left_over: list[str] = []
        """URLs that were taken from the source and not asked to the end when the deadline came."""

    async def results(self) -> AsyncGenerator[Probe | Deferred, None]:
        """Everything that comes to its end, as it does; then what the deadline left, as deferred.

        Closing the iterator ends every worker, whatever it is doing.

        Raises:
            NetworkUnfit: The runner's own network is down.
        """
        try:
            self._await_cuts()
            self._call()
            while self._results or await self._more():
                yield self._results.popleft()
                if self._unread():
                    continue
                self._room.set()
                if self._held_back:
                    self._held_back = False
                    self._wake()
            if self._broken is not None:
                raise self._broken
        finally:
            await self._dismiss()
        for url in self._left_over:
            yield Deferred(url, CUT)

    def left(self) -> float:
        """Seconds until it is done, as far as it can tell: the longest queue at its host's pace, or all at its own.

        0 as soon as nothing is left, infinite while its source has more than it looks ahead.
        """
        now = self._now()
        if not self._ahead.exhausted:
            left = math.inf
        elif not self._schedule and not self._in_hand:
            return 0.0
        else:
            at_its_own = (len(self._schedule) + len(self._in_hand)) * (now - self._began) / max(1, self._done)
            left = max(at_its_own, self._schedule.longest(now, self._means.fetcher.pacer.pace))
        return max(0.0, min(left, *(cut - now for cut in self._cuts), math.inf)) or LEAST

    def unheard(self) -> bool:
        """Whether the first word of some host is still to come."""
        return self._means.hosts.unheard() or self._schedule.unasked()

    def beside(self, work: Awaitable[None]) -> None:
        """Run `work` beside what the workers do; the crew ends behind it, and by what it raises."""
        guest = asyncio.ensure_future(work)
        self._guests.add(guest)
        guest.add_done_callback(self._gone)

    async def give(self, result: Probe | Deferred) -> None:
        """Give out a result from beside, as soon as there is room for it."""
        while self._unread() and not self._over:
            self._room.clear()
            await self._room.wait()
        self._give_out(result)

    async def _more(self) -> bool:
        """Wait for a result; False: there will be none."""
        while not self._results and not self._finished:
            self._news.clear()
            await self._news.wait()
        return bool(self._results)

    def _give_out(self, result: Probe | Deferred) -> None:
        if not self._finished:
            self._results.append(result)
            self._news.set()

    async def _dismiss(self) -> None:
        """End every worker, whatever it is doing."""
        self._over = True
        for timer in self._timers:
            timer.cancel()
        tasks = [*self._workers, *self._guests, *([self._alarm] if self._alarm else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self) -> None:
        """Take one job after another, each as far as its next wait."""
        this = asyncio.current_task()
        while not self._over:
            if self._unread():
                self._held_back = True
                await self._rest()
            elif self._turns.busy(len(self._in_hand)):
                await self._rest()
            elif (taken := self._take()) is not None:
                host, job = taken
                self._in_hand[this] = job.url
                talk = job.talk = job.talk or self._means.check(job.url)
                if (ask := self._wanted(host, job, talk)) is not None:
                    # nothing of what comes of it is held here, where a worker may rest for long
                    self._served(host, job, self._told(talk, ask, await self._ask(host, job.url, ask)))
                del self._in_hand[this]
            elif self._fill(self._now(), starving=True):
                await asyncio.sleep(0)  # the source was read in this thread: let the others have a turn
            elif not self._in_hand and not self._schedule and self._ahead.exhausted and not self._guests:
                self._finish()
            else:
                self._set_alarm()
                await self._rest()

    def _wanted(self, host: str, job: Job, talk: Talk[Probe]) -> Ask | None:
        """The request that a job waits for at this host; None where it wants anything else, which is done."""
        step = job.ask or tell(talk)
        if isinstance(step, Ask) and host_or_nothing(step.url) == host:
            return step
        self._served(host, job, step)
        return None

    def _told(self, talk: Talk[Probe], ask: Ask, reply: Reply | Deferred) -> Ask | Pause | Probe | Deferred:
        """What a check wants next, when it is told what its request brought."""
        if isinstance(reply, Deferred):
            if not ask.aside:
                talk.close()
                return reply
            reply = Reply(Answer(ask.url, TOO_MANY_REQUESTS, (), b"", truncated=False, address=""))
        return tell(talk, reply)

    def _served(self, host: str, job: Job, step: Ask | Pause | Probe | Deferred) -> None:
        """Do what a job wants that has had its turn at this host, and let the host's next one have its own."""
        now = self._now()
        if isinstance(step, Ask | Pause):
            self._queue(host, job, step, now)
        else:
            self._done += 1
            if not self._means.hold(step, self):
                self._give_out(step)
        if self._means.hosts.verdict(host, job.url) is not None:
            self._schedule.hurry(host, now)
        self._schedule.settle(host, now)

    def _queue(self, host: str, job: Job, step: Ask | Pause, now: float) -> None:
        """Queue what a job that was served at this host wants next, unless the deadline has come for it."""
        job.ask = step if isinstance(step, Ask) else None
        match step:
            case Ask() if self._ended:
                self._left_over.append(job.url)
            case Ask(url=url):
                self._schedule.put_first(host_or_nothing(url), job, now)
            case Pause() if self._ending:
                self._left_over.append(job.url)
            case Pause(seconds=seconds) if seconds > 0:
                self._schedule.put_back(host, job, now + seconds, now)
            case Pause():
                self._schedule.put_first(host, job, now)

    async def _ask(self, host: str, url: str, ask: Ask) -> Reply | Deferred:
        """One request for the check of `url`, at its host's turn; none where the answer is known already."""
        means = self._means
        if (wish := means.hosts.resting(host)) is not None:
            return Deferred(url, wish.why, wish.until)
        if (known := means.hosts.verdict(host, ask.url)) is not None:
            return Reply(known)
        slots = means.fetcher.pacer.slot(host)
        started = self._now()
        if not slots.at_once(started):
            self._call()
            started = await slots.in_turn()
        try:
            self._schedule.settle(host, started)
            self._call()
            look = means.hosts.look(host, ask.url) if ask.first else None
            result = await means.fetcher.get(ask.url, headers=ask.headers, cookies=ask.cookies or None, look=look)
            ended = self._now()
            elapsed = ended - started
            if isinstance(result, Answer):
                slots.heard(result.status, elapsed, ended)
                self._wishes.heed(host, result)
            else:
                slots.heard(None, elapsed, ended)
        finally:
            slots.give_back()
        means.hosts.heard(host, result, elapsed)
        if isinstance(result, Answer):
            return self._wishes.obey(host, url, result) or Reply(result, elapsed)
        # only a failure makes anybody suspicious
        if means.hosts.suspicious():
            await means.suspect()
        return Reply(result, elapsed)

    def _take(self) -> tuple[str, Job] | None:
        now = self._now()
        self._cut(now)
        if not self._ahead.exhausted:
            self._fill(now, starving=False)
        return self._schedule.take(now)

    def _fill(self, now: float, *, starving: bool) -> bool:
        """Queue the next URLs of the source where there are too few."""
        urls = self._ahead.pull(len(self._schedule), starving=starving)
        for url in urls:
            # what is malformed has a queue of its own, and is refused when it is asked for
            self._schedule.add(host_or_nothing(url), Job(url), now)
        return bool(urls)

    def _await_cuts(self) -> None:
        """Make each cut when it comes, in the loop's own time: all the workers may wait for those who never answer."""
        loop, now = asyncio.get_running_loop(), self._now()
        self._timers = [loop.call_later(max(0.0, cut - now), self._make_cut, cut) for cut in self._cuts]

    def _make_cut(self, at: float) -> None:
        self._cut(max(at, self._now()))
        self._wake()

    def _cut(self, now: float) -> None:
        """Behind the first cut chains under way go on, behind the second nothing does; everything else is left."""
        while self._cuts and now >= self._cuts[0]:
            self._cuts.popleft()
            self._ending, self._ended = True, self._ending
            self._ahead.close()
            for host, job in [*self._schedule.drain()]:
                if not self._ended and job.ask is not None:
                    self._schedule.put_first(host, job, now)
                else:
                    self._left_over.append(job.url)
        if self._ended:
            for worker, url in self._in_hand.items():
                self._left_over.append(url)
                if worker is not None:
                    worker.cancel()
            self._in_hand.clear()

    def _unread(self) -> bool:
        return len(self._results) >= UNREAD

    def _call(self) -> None:
        """Wake a worker where there is something to read from the source, or to ask, now or as soon as there is."""
        if self._held_back or self._turns.waited_for(len(self._in_hand)):
            return  # the reader, or the loop's next turn, is waited for: behind that a worker is woken anyhow
        if not self._ahead.exhausted or self._schedule.next_at(now := self._now()) <= now:
            self._wake()
        else:
            self._set_alarm()

    def _wake(self) -> None:
        """Wake a worker that rests, or hire one more."""
        while self._idle and not self._over:
            future = self._idle.pop()
            if not future.done():
                future.set_result(None)
                return
        if len(self._workers) < self._most and not self._over:
            worker = asyncio.create_task(self._work())
            self._workers.add(worker)
            worker.add_done_callback(self._gone)

    async def _rest(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._idle.append(future)
        await future

    def _set_alarm(self) -> None:
        """Wake a worker when the next host may be asked: the only timer of the crew."""
        at = self._schedule.next_at(self._now())
        if at >= self._alarm_at:
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_at = at
        self._alarm = asyncio.create_task(self._ring(at))

    async def _ring(self, at: float) -> None:
        await self._means.clock.sleep(max(0.0, at - self._now()))
        self._alarm, self._alarm_at = None, math.inf
        self._wake()

    def _finish(self) -> None:
        """Send everybody home."""
        self._over = True
        self._room.set()
        if self._alarm is not None:
            self._alarm.cancel()
        for future in self._idle:
            if not future.done():
                future.set_result(None)
        self._finished = True
        self._news.set()

    def _gone(self, worker: asyncio.Future[None]) -> None:
        self._workers.discard(worker)
        self._guests.discard(worker)
        self._wake()
        if not worker.cancelled() and (error := worker.exception()) is not None and self._broken is None:
            self._broken = error
            self._finish()
