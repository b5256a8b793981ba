"""Politeness per host: how many requests it gets at once, and how soon after each other.

Every host starts with two requests at once and twenty a second. Each clean and quick answer adds a little, up to the
ceilings of the settings and of the hosts that are known to be delicate. A 429 or 503 halves both, and so do answers
that come ever later, down to what every host starts with: additive increase, multiplicative decrease, as TCP has it
(RFC 5681).
A stated wait (Retry-After) belongs to the host: nothing that happens meanwhile shortens it. A stated quota is never
asked beyond.
"""

import asyncio
import math
from dataclasses import dataclass, field
from types import TracebackType

from linkcheck.model import Clock
from linkcheck.net.delicate import ceilings
from linkcheck.net.overrides import override
from linkcheck.net.quotas import Quota
from linkcheck.settings import Settings

START = 2.0
"""Requests at once to a host of which nothing is known."""
START_PACE = 0.05
"""Seconds between two requests to such a host; where the settings allow no interval at all, what a cut starts from."""
GROWTH = 0.25
"""Requests a second that a clean answer adds, at most; a twentieth of the rate where that is less."""
TOO_MANY = frozenset({429, 503})
"""Statuses by which a host says that it is asked too hard."""
STRETCH_MOST = 64.0
"""How far the pace is stretched, at most."""
SMOOTH = 1 / 8
"""What the latest answer counts in a host's usual time (RFC 6298, 2)."""
RISEN = 2.0
"""How many times its best a host's usual time is when it counts as risen …"""
RISEN_LEAST = 0.25
"""… and seconds beyond that: less is this machine's own doing on a busy night."""
FORGIVEN = 1.01
"""How a host's best time drifts with each answer: what became slower for good is no sign of being asked too hard."""
REMEMBERED = 600.0
"""Seconds for which a host's slowness is remembered after it was last asked."""
SWEEP_FROM = 1024
"""Hosts that are kept without looking for idle ones."""


@dataclass(slots=True, eq=False)
class Slots:
    """What is known of one host tonight, and its slots: each request has one, `async with` or step by step."""

    clock: Clock
    ceiling: float
    interval: float
    """Seconds between two requests, at least; 0: as soon as one likes, until the host has had enough."""
    limit: float = START
    pace: float = START_PACE
    """Seconds between two requests now."""
    active: int = 0
    waiting: int = 0
    started: float = -math.inf
    """When the last slot was taken …"""
    beside: float = -math.inf
    """… and the last turn beside the slots."""
    next_start: float = -math.inf
    not_before: float = -math.inf
    cut: float = -math.inf
    usual: float = 0.0
    """Seconds that its answers take, smoothed; 0 until there was one."""
    best: float = math.inf
    """The least that was usual."""
    left: int | None = None
    """Requests that its quota still holds until `renewed`; None where it stated none."""
    renewed: float = -math.inf
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    freed: asyncio.Event = field(default_factory=asyncio.Event)

    def at_once(self, now: float) -> bool:
        """Take a slot, where one may be taken now and nobody waits for it; it is to be given back."""
        if self.waiting or self.full or self.start > now or self.beside + self.pace > now:
            return False
        self._take(now)
        return True

    async def in_turn(self) -> float:
        """Take a slot, first come first served; it is to be given back. When that was."""
        self.waiting += 1
        try:
            async with self.turn:
                while True:
                    if self.full:
                        self.freed.clear()
                        await self.freed.wait()
                    elif (wait := self.next_slot - (now := self.clock.monotonic())) > 0:
                        await self.clock.sleep(wait)
                    else:
                        self._take(now)
                        return now
        finally:
            self.waiting -= 1

    def give_back(self) -> None:
        """The request has ended."""
        self.active -= 1
        if self.waiting:
            self.freed.set()

    async def __aenter__(self) -> None:
        if not self.at_once(self.clock.monotonic()):
            await self.in_turn()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give_back()

    def heard(self, status: int | None, elapsed: float, now: float) -> None:
        """Learn from what a request brought: its status (None for a fault) and the seconds that it took."""
        # what was under way when the pace was cut says nothing new: one excess is punished once
        stale = now - elapsed < self.cut
        if status in TOO_MANY:
            if not stale:
                self._cut_down(now)
        elif status is not None and status < 500:
            if not self._risen(elapsed):
                self._grow()
            elif not stale:
                self._ease(now)

    @property
    def full(self) -> bool:
        """Whether all slots are taken."""
        return self.active >= int(self.limit)

    @property
    def held_until(self) -> float:
        """When the waits are over that it stated: of Retry-After, and of a quota that is used up."""
        return self.not_before if self.left is None or self.left > 0 else max(self.not_before, self.renewed)

    @property
    def start(self) -> float:
        """When its interval and its stated waits are over."""
        # asked of every host again and again, and hardly any states a quota
        return max(self.next_start, self.not_before if self.left is None else self.held_until)

    @property
    def next_slot(self) -> float:
        """When a slot may be taken: an interval behind a turn beside it too."""
        return max(self.start, self.beside + self.pace)

    def owed(self, now: float) -> bool:
        """Whether a slot is waited for that nothing but a turn beside it holds up."""
        return bool(self.waiting) and not self.full and self.start <= now

    @property
    def first_pace(self) -> float:
        """The pace that it started with."""
        return max(self.interval, START_PACE) if self.interval else 0.0

    def _take(self, now: float) -> None:
        """Count one request that starts now."""
        self.active += 1
        self.started = now
        self.next_start = now + self.pace
        if self.left is not None:
            self.left = None if now >= self.renewed else self.left - 1

    def _cut_down(self, now: float) -> None:
        """It said that it is asked too hard: half as much from now on."""
        self.cut = now
        self.limit = max(1.0, self.limit / 2)
        slowest = STRETCH_MOST * max(self.interval, START_PACE)
        self.pace = min(slowest, 2 * max(self.pace, self.interval, START_PACE))

    def _ease(self, now: float) -> None:
        """It answers later and later: half as much, but no less than any host starts with."""
        self.cut = now
        self.limit = max(min(self.limit, START), self.limit / 2)
        self.pace = max(self.pace, min(self.first_pace, 2 * self.pace))

    def _grow(self) -> None:
        """It answered cleanly and quickly: a little more."""
        self.limit = min(self.ceiling, self.limit + 1 / self.limit)
        if self.pace > self.interval:
            rate = 1 / self.pace
            faster = 1 / (rate + min(GROWTH, rate / 20))
            # without an interval the pace is that of a cut, and is over where it began
            self.pace = faster if self.interval or faster > START_PACE else 0.0
            self.pace = max(self.interval, self.pace)
        if self.waiting:
            self.freed.set()

    def _risen(self, elapsed: float) -> bool:
        """Take in how long an answer took: whether its answers come later than they did."""
        self.usual = self.usual + SMOOTH * (elapsed - self.usual) if self.usual else elapsed
        self.best = min(self.best * FORGIVEN, self.usual)
        return self.usual > RISEN * self.best + RISEN_LEAST

    def idle(self, now: float) -> bool:
        """Whether forgetting it changes nothing that matters."""
        if self.active or self.waiting or self.start > now or (self.left is not None and self.renewed > now):
            return False
        return self.pace <= self.first_pace or max(self.next_start, self.cut) + REMEMBERED < now


class Pacer:
    """Gives every host its turns. Hosts are named as `linkcheck.net.host_of` names them; times are monotonic."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._hosts: dict[str, Slots] = {}
        self._sweep_at = SWEEP_FROM

    def __len__(self) -> int:
        """How many hosts are remembered."""
        return len(self._hosts)

    def ready_at(self, host: str) -> float:
        """When a request to the host may start.

        `math.inf` while all its slots are taken or waited for, `-math.inf` where nothing is known of it.
        """
        known = self._hosts.get(host)
        if known is None:
            return -math.inf
        return math.inf if known.active + known.waiting >= int(known.limit) else known.start

    def pace(self, host: str) -> float:
        """Seconds between two requests to the host, as things are."""
        known = self._hosts.get(host)
        return START_PACE if known is None else max(known.pace, known.usual / int(known.limit))

    def slot(self, host: str) -> Slots:
        """One request's turn at the host: `async with` waits for it, first come first served."""
        return self._known(host)

    async def beside(self, host: str, apart: float, until: float | None = None) -> bool:
        """A turn beside the slots of a host, for who keeps to limits of its own there: neither undercuts the other.

        It comes `apart` seconds behind the last slot at the soonest, when no stated wait holds, and gives way to
        whoever waits for a slot; the next slot comes an interval behind it. False: it cannot come before `until`.
        """
        known = self._known(host)
        while True:
            now = self._clock.monotonic()
            soonest = max(now, known.started + apart, known.held_until)
            if until is not None and soonest >= until:
                return False
            if soonest > now:
                await self._clock.sleep(soonest - now)
            elif known.owed(now):
                await self._clock.sleep(max(0.0, known.beside + known.pace - now))
            else:
                known.beside = now
                return True

    def rest(self, host: str, seconds: float) -> None:
        """Give no slot at the host for so long; who takes turns beside them knows for itself when to go on."""
        known = self._known(host)
        known.next_start = max(known.next_start, self._clock.monotonic() + seconds)

    def hold_off(self, host: str, seconds: float) -> None:
        """Ask the host nothing for so long; the longest stated wait holds."""
        known = self._known(host)
        known.not_before = max(known.not_before, self._clock.monotonic() + seconds)

    def allow(self, host: str, quota: Quota) -> None:
        """Ask the host no more than it says is left, until its quota is renewed; to be called inside the slot."""
        known = self._known(host)
        # what is under way may not have been counted yet
        left = max(0, quota.left - max(0, known.active - 1))
        renewed = self._clock.monotonic() + quota.seconds
        if known.left is not None and abs(renewed - known.renewed) < 1:
            left = min(left, known.left)  # answers overtake each other
        known.left, known.renewed = left, renewed

    def heard(self, host: str, status: int | None, elapsed: float) -> None:
        """Learn from what a request brought: its status (None for a fault) and the seconds that it took."""
        self._known(host).heard(status, elapsed, self._clock.monotonic())

    def _known(self, host: str) -> Slots:
        known = self._hosts.get(host)
        if known is None:
            if len(self._hosts) >= self._sweep_at:
                self._sweep()
            known = self._hosts[host] = self._fresh(host)
        return known

    def _fresh(self, host: str) -> Slots:
        stated, known = override(self._settings.hosts, host), ceilings(host)
        interval = self._settings.interval
        if stated.interval is not None:
            interval = stated.interval
        elif known is not None and interval:
            interval = max(interval, known.interval)
        most = self._settings.per_host
        if stated.per_host is not None:
            most = stated.per_host
        elif known is not None:
            most = min(most, known.per_host)
        ceiling = float(max(1, most))
        fresh = Slots(self._clock, ceiling=ceiling, interval=interval, limit=min(START, ceiling))
        fresh.pace = fresh.first_pace
        return fresh

    def _sweep(self) -> None:
        """Forget idle hosts; looked for only when the number has doubled, so that it costs little each."""
        now = self._clock.monotonic()
        self._hosts = {host: known for host, known in self._hosts.items() if not known.idle(now)}
        self._sweep_at = max(SWEEP_FROM, 2 * len(self._hosts))
