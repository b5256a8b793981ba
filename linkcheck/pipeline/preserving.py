"""The stage before a page dies: have living pages captured that no web archive holds as they were (Save Page Now)."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from linkcheck import judge
from linkcheck.errors import UsageError
from linkcheck.model import Found, Missing, Ruling, Save, SaveState, Unavailable
from linkcheck.net import Fetcher
from linkcheck.pipeline.coverage import Coverage
from linkcheck.pipeline.fragile import (
    Discretion,
    most_fragile_first,
    nights_of,
    page_of,
    still_lives,
)
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.outcomes import Preserved
from linkcheck.pipeline.world import World
from linkcheck.report.wording import SAVED, count
from linkcheck.settings import Settings
from linkcheck.snapshots import (
    ACCESS,
    FRESH_DAYS,
    SECRET,
    WHERE,
    Archives,
    Keys,
    Quota,
    SavePageNow,
    Then,
    Word,
    without_fragment,
)
from linkcheck.store import Living, Memory

AHEAD = 16
"""Pages that are looked at before it is their turn to be asked for."""
AT_ONCE = 6
"""Captures that are asked for and waited for at once, at most; the account may allow fewer."""
MOST_A_DAY = 5
"""Captures of one URL in a day: what the archive allows."""
MOST_NIGHTS = 7
"""Nights on which one page is asked for; then it is left to a person."""
UNSEEN_NIGHTS = 3
"""Nights for which a capture that the archive calls done may stay out of sight, before it is asked for again."""
DEAD_AGAIN = timedelta(days=30)
"""Until a page is looked after again that died before it was captured."""

_TOMORROW = timedelta(days=1)


def require_keys(settings: Settings, world: World) -> Keys | None:
    """The keys for having pages captured; None where that is not wanted.

    Raises:
        UsageError: It is wanted, and there are no keys, or they may not be sent to the web archive.
    """
    if not settings.preserve:
        return None
    if world.keys is None:
        raise UsageError(f"preserve needs the keys of an archive.org account, {ACCESS} and {SECRET}: see {WHERE}")
    if why := world.keys.unfit(settings):
        raise UsageError(f"preserve: {why}")
    return world.keys


async def preserve_living(job: Job, fetcher: Fetcher, closed: str = "") -> Preserved:
    """Look after what was asked for, then ask for what no archive holds near its day, most fragile first.

    `closed` is why work with the web archive ended for tonight; empty where it goes on.

    Raises:
        UsageError: There are no keys.
        StoreError: The database cannot be written.
    """
    keys = require_keys(job.settings, job.world)
    if keys is None:
        return Preserved()
    job.progress.stage("Preserving living pages")
    if closed:
        job.progress.done(f"Preserved nothing: {closed}.")
        return Preserved()
    archives = Archives(job.settings, fetcher, job.world.clock, job.world.second_try, ends=job.ends)
    saver = SavePageNow(job.settings, fetcher, job.world.clock, keys, ends=job.ends, poll_after=job.world.poll_after)
    preserving = Preserving(job, Discretion(job.settings, fetcher), archives, saver)
    try:
        return await preserving.run()
    finally:
        await archives.close()
        job.store.flush()


class Preserving:
    """One night of it."""

    def __init__(self, job: Job, discretion: Discretion, archives: Archives, saver: SavePageNow) -> None:
        self._job = job
        self._discretion = discretion
        self._coverage = Coverage(job, archives)
        self._archives = archives
        self._saver = saver
        self._tonight = job.world.clock.now().date()
        self._room: int | None = None
        """Captures that the account may still ask for today; None: no such limit."""
        self._states: dict[str, SaveState] = {}
        """What became of each URL tonight."""
        self._again: list[tuple[str, str]] = []
        """Targets and URLs to ask for once more at the end of the run."""
        self._kept_back = 0
        self._left = 0
        self._stopped = False

    async def run(self) -> Preserved:
        """The whole stage."""
        store = self._job.store
        waiting = store.saves.due(self._tonight)
        wanting, behind = most_fragile_first(store, self._tonight, self._job.settings)
        if not waiting and not wanting:
            return self._told()
        told = await self._saver.quota()
        if isinstance(told, Word):
            self._left = len(waiting) + len(wanting) + behind
            self._job.progress.warn(f"Nothing was preserved: {told.why}.")
            return self._told()
        self._room = told.left
        self._left = behind
        await self._work(told, [partial(self._look_after, save) for save in waiting])
        await self._in_order(told, wanting)
        await self._work(told, [partial(self._ask, url, sent) for url, sent in self._again])
        return self._told()

    async def _work(self, quota: Quota, steps: Sequence[Callable[[], Awaitable[None]]]) -> None:
        """Take steps, some at once."""
        # the workers share one iterator: each takes the next page when it is free
        queue = iter(steps)

        async def worker() -> None:
            for step in queue:
                if self._over:
                    self._left += 1
                    continue
                await step()
                self._job.store.tick()
                self._job.progress.step()

        async with asyncio.TaskGroup() as group:
            for _ in range(_at_once(quota)):
                group.create_task(worker())

    @property
    def _over(self) -> bool:
        """Nothing more is asked tonight."""
        ends = self._job.ends
        late = ends is not None and self._job.world.clock.monotonic() >= ends
        return late or bool(self._saver.closed) or bool(self._archives.closed)

    async def _in_order(self, quota: Quota, wanting: Sequence[Living]) -> None:
        """Ask for living pages in their order: some are looked at ahead, some captures are waited for at once."""
        slots = asyncio.Semaphore(_at_once(quota))
        queue = iter(wanting)
        begun: set[str] = set()
        looks: deque[tuple[str, asyncio.Task[tuple[str, ...]]]] = deque()

        async def ask(url: str, sent: str) -> None:
            try:
                await self._ask(url, sent)
            finally:
                slots.release()

        async with asyncio.TaskGroup() as group:
            while True:
                while len(looks) < AHEAD and not self._over and self._room != 0 and (one := next(queue, None)):
                    looks.append((one.url, group.create_task(self._wishes(one))))
                if not looks:
                    break
                url, look = looks.popleft()
                # another link may have led to the same page meanwhile
                for sent in [one for one in await look if one not in begun]:
                    begun.add(sent)
                    await slots.acquire()
                    group.create_task(ask(url, sent))
                self._job.store.tick()
                self._job.progress.step()
        self._left += sum(1 for _ in queue)

    async def _wishes(self, living: Living) -> tuple[str, ...]:
        """What is to be captured for a living page: nothing where it is held, or kept back."""
        memory = self._job.store.memory.target(living.url)
        if memory is None or not self._lives(memory):
            return ()
        if why := await self._discretion.kept_back(memory):
            self._kept_back += 1
            self._job.progress.note(f"{judge.masked(living.url)}: not sent to be captured: {why}")
            return ()
        page = page_of(memory)
        held = await self._coverage.holds(memory, page)
        if held is None:
            self._left += 1
        if held is not False:
            return ()
        sent = dict.fromkeys((page, without_fragment(living.url)))
        return tuple(one for one in sent if not self._job.store.saves.asks(one))

    def _lives(self, memory: Memory) -> bool:
        """Whether a page is there to be captured, as the network says and no person denies."""
        decision = self._job.decisions.of(memory.target.url)
        gone = decision is not None and decision.ruling in {Ruling.DEAD, Ruling.EPHEMERAL}
        return not gone and still_lives(memory, self._job.settings, self._tonight)

    async def _look_after(self, save: Save) -> None:
        """See what became of a request of another night."""
        timestamp, why = save.timestamp, save.why
        if save.state is SaveState.ASKED and save.job and not timestamp:
            word = await self._saver.state(save.job)
            timestamp, why = word.timestamp, word.why
        near, since, until = _window(save.asked, timestamp)
        lookup = await self._archives.seen(save.sent, near, since, until)
        match lookup:
            case Found(snapshot) if snapshot.verified:
                self._keep(save, SaveState.SAVED, snapshot.timestamp, "its capture shows the page")
            case Found(snapshot):
                reasons = "; ".join(snapshot.review)
                self._keep(save, SaveState.REFUSED, snapshot.timestamp, f"what was captured is not the page: {reasons}")
            case Unavailable(unheard):
                self._left += 1
                self._job.progress.note(f"{judge.masked(save.sent)}: {unheard}")
            case Missing() if timestamp and (self._tonight - save.asked.date()).days < UNSEEN_NIGHTS:
                told = "the archive says that it has captured it, and does not show it yet"
                self._keep(save, SaveState.ASKED, timestamp, told, _TOMORROW)
            case Missing():
                await self._ask_again(save, why)

    async def _ask_again(self, save: Save, why: str) -> None:
        """Ask for a page once more that an earlier night's request did not save."""
        memory = self._job.store.memory.target(save.url)
        if memory is None or not self._lives(memory):
            self._keep(save, SaveState.LATER, "", f"{why}; it is not known to live", DEAD_AGAIN)
        elif kept := await self._discretion.kept_back(memory):
            self._keep(save, SaveState.REFUSED, "", f"it is kept back: {kept}")
        elif len(nights := nights_of(self._job.store.saves.asks(save.sent))) >= MOST_NIGHTS:
            self._keep(save, SaveState.REFUSED, "", f"asked for on {len(nights)} nights: {why}")
        else:
            await self._ask(save.url, save.sent)

    async def _ask(self, url: str, sent: str) -> None:
        """Ask for one capture, wait for it for a while, and remember how far it came."""
        now = self._job.world.clock.now()
        today = [at for at in self._job.store.saves.asks(sent) if at.date() == now.date()]
        if self._over or self._room == 0 or len(today) >= MOST_A_DAY:
            self._left += 1
            return
        self._room = None if self._room is None else self._room - 1
        word = await self._saver.ask(sent)
        if word.then is Then.PENDING:
            self._remember(url, sent, now, word)
            # should the run be killed meanwhile, the next one knows of the job
            self._job.store.flush()
            word = await self._saver.follow(word.job)
        if word.then is Then.STOP:
            self._left += 1
            if not self._stopped:
                self._stopped = True
                self._job.progress.warn(f"Nothing more is preserved tonight: {word.why}.")
            return
        if word.then is Then.TONIGHT and not today:
            self._again.append((url, sent))
        self._note(self._remember(url, sent, now, word))

    def _remember(self, url: str, sent: str, asked: datetime, word: Word) -> Save:
        at = self._job.world.clock.now()
        match word.then:
            case Then.CAPTURED | Then.PENDING | Then.GONE:
                state = SaveState.ASKED
            case Then.NEVER:
                state = SaveState.REFUSED
            case _:
                state = SaveState.LATER
        due = None if state is SaveState.REFUSED else self._tonight + _TOMORROW
        return self._add(Save(url, sent, asked, at, state, word.job, word.timestamp, word.why, due))

    def _keep(self, save: Save, state: SaveState, timestamp: str, why: str, again: timedelta | None = None) -> None:
        """Remember what became known of an earlier request."""
        at = self._job.world.clock.now()
        due = None if again is None else self._tonight + again
        self._note(self._add(Save(save.url, save.sent, save.asked, at, state, save.job, timestamp, why, due)))

    def _add(self, save: Save) -> Save:
        self._states[save.sent] = save.state
        self._job.store.saves.add(self._job.run.id, save)
        return save

    def _note(self, save: Save) -> None:
        self._job.progress.note(f"{judge.masked(save.sent)}: {SAVED[save.state]}: {save.why}")

    def _told(self) -> Preserved:
        states = Counter(self._states.values())
        preserved = Preserved(
            asked=states[SaveState.ASKED],
            saved=states[SaveState.SAVED],
            refused=states[SaveState.REFUSED],
            later=states[SaveState.LATER],
            left=self._left,
            wrong_keys=self._saver.wrong_keys,
        )
        parts = [f"{preserved.saved:,} seen in the archive"]
        parts += [
            f"{number:,} {what}"
            for number, what in (
                (preserved.refused, "refused"),
                (preserved.later, "to be asked for another night"),
                (self._kept_back, "kept back"),
                (preserved.left, "left for another night"),
            )
            if number
        ]
        self._job.progress.done(f"Asked for {count(preserved.asked, 'capture')}; {', '.join(parts)}.")
        return preserved


def _at_once(quota: Quota) -> int:
    """Captures that are waited for at once."""
    return max(1, min(AT_ONCE, quota.available))


def _window(asked: datetime, timestamp: str) -> tuple[datetime, datetime, datetime]:
    """Where a capture is looked for: at its own time, or about when it was asked for; a late one may have sufficed."""
    if timestamp:
        told = datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return told, told - _TOMORROW, told + _TOMORROW
    return asked, asked - timedelta(days=FRESH_DAYS), asked + 2 * _TOMORROW
