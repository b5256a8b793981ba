"""Politeness per host: how many requests it gets at once, and how soon after each other.

Every host starts with two requests at once. Each clean answer adds a little, up to the settings' ceiling; a 429 or 503
halves it and stretches the interval (additive increase, multiplicative decrease, as TCP does). A stated wait
(Retry-After) belongs to the host: nothing that happens meanwhile shortens it.
"""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from linkcheck.model import Clock
from linkcheck.net.overrides import override
from linkcheck.settings import Settings

START = 2.0
"""Requests at once to a host of which nothing is known."""
TOO_MANY = frozenset({429, 503})
"""Statuses by which a host says that it is asked too hard."""
STRETCH_MOST = 64.0
"""How far the interval is stretched, at most."""
STRETCHED_LEAST = 0.05
"""Seconds that a stretched interval starts from, where the settings allow none."""
REMEMBERED = 600.0
"""Seconds for which a host's slowness is remembered after it was last asked."""
SWEEP_FROM = 1024
"""Hosts that are kept without looking for idle ones."""


@dataclass(slots=True)
class _Host:
    """What is known of one host tonight."""

    ceiling: float
    interval: float
    limit: float = START
    stretch: float = 1.0
    active: int = 0
    waiting: int = 0
    next_start: float = -math.inf
    not_before: float = -math.inf
    cut: float = -math.inf
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    freed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def full(self) -> bool:
        return self.active >= int(self.limit)

    @property
    def start(self) -> float:
        return max(self.next_start, self.not_before)

    def took(self, now: float) -> None:
        """Count one request that starts now."""
        self.active += 1
        stretched = max(self.interval, STRETCHED_LEAST) * self.stretch if self.stretch > 1 else self.interval
        self.next_start = now + stretched

    def gave(self) -> None:
        """Count one request that has ended."""
        self.active -= 1
        self.freed.set()

    def idle(self, now: float) -> bool:
        """Whether forgetting it changes nothing that matters."""
        if self.active or self.waiting or self.start > now:
            return False
        return self.stretch <= 1 or max(self.next_start, self.cut) + REMEMBERED < now


class Pacer:
    """Gives every host its turns. Hosts are named as `linkcheck.net.host_of` names them; times are monotonic."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._sweep_at = SWEEP_FROM

    def __len__(self) -> int:
        """How many hosts are remembered."""
        return len(self._hosts)

    def ready_at(self, host: str) -> float:
        """When a request to the host may start; `math.inf` while all its slots are taken or waited for."""
        known = self._hosts.get(host)
        if known is None:
            return -math.inf
        return math.inf if known.active + known.waiting >= int(known.limit) else known.start

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """One request's turn at the host: waits for it, first come first served."""
        known = self._known(host)
        known.waiting += 1
        try:
            async with known.turn:
                await self._turn(known)
                known.took(self._clock.monotonic())
        finally:
            known.waiting -= 1
        try:
            yield
        finally:
            known.gave()

    def hold_off(self, host: str, seconds: float) -> None:
        """Ask the host nothing for so long; the longest stated wait holds."""
        known = self._known(host)
        known.not_before = max(known.not_before, self._clock.monotonic() + seconds)

    def heard(self, host: str, status: int | None, elapsed: float) -> None:
        """Learn from what a request brought: its status (None for a fault) and the seconds that it took."""
        known = self._known(host)
        now = self._clock.monotonic()
        if status in TOO_MANY:
            if now - elapsed < known.cut:
                return  # it was under way when the pace was cut: one excess is punished once
            known.cut = now
            known.limit = max(1.0, known.limit / 2)
            known.stretch = min(STRETCH_MOST, known.stretch * 2)
        elif status is not None and status < 500:
            known.limit = min(known.ceiling, known.limit + 1 / known.limit)
            known.stretch = max(1.0, known.stretch * 0.9)
            known.freed.set()

    async def _turn(self, known: _Host) -> None:
        """Wait until the host has a free slot and its interval is over."""
        while True:
            if known.full:
                known.freed.clear()
                await known.freed.wait()
            elif (wait := known.start - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            else:
                return

    def _known(self, host: str) -> _Host:
        known = self._hosts.get(host)
        if known is None:
            if len(self._hosts) >= self._sweep_at:
                self._sweep()
            known = self._hosts[host] = self._fresh(host)
        return known

    def _fresh(self, host: str) -> _Host:
        stated = override(self._settings.hosts, host)
        ceiling = float(max(1, self._settings.per_host if stated.per_host is None else stated.per_host))
        interval = self._settings.interval if stated.interval is None else stated.interval
        return _Host(ceiling=ceiling, interval=interval, limit=min(START, ceiling))

    def _sweep(self) -> None:
        """Forget idle hosts; looked for only when the number has doubled, so that it costs little each."""
        now = self._clock.monotonic()
        self._hosts = {host: known for host, known in self._hosts.items() if not known.idle(now)}
        self._sweep_at = max(SWEEP_FROM, 2 * len(self._hosts))
