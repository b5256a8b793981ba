"""The second word on what failed as it would without a network: asked beside the crew, as late as costs no time.

A host that is away for a moment is back the sooner the later it is asked again; so nothing is asked a second time while
the rest of the run takes longer than that would. Then it begins at once, host by host, and a run ends no later for it
than its last first word allows.
"""

import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from linkcheck.crawl.doubts import HELD_MOST, Cause, Doubt, doubtful, doubts
from linkcheck.crawl.hosts import HostMemory
from linkcheck.crawl.retry import Patience
from linkcheck.model import Clock, Deferred, Failure, Fault, Probe

LOOK = 0.25
"""Seconds between two looks whether it is time."""
APART = 1.0
"""Seconds between two beginnings, at least: each takes a canary round or two."""
UPHELD_MOST = 20_000
"""Causes that are remembered as upheld; the longest unmet is forgotten first."""
TIME_OUTS = frozenset({Fault.CONNECT_TIMEOUT, Fault.READ_TIMEOUT})
"""Faults that waited: no cut that is shorter than they took brings them."""

Words = dict[str, Probe | Deferred]


class Host(Protocol):
    """The crew that second words are asked beside."""

    def left(self) -> float:
        """Seconds until it is done, as far as it can tell; 0 as soon as it is."""
        ...

    def beside(self, work: Awaitable[Iterable[Probe | Deferred]]) -> None:
        """Run `work` beside what it does, and give out what that brings."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """What second words are asked with."""

    clock: Clock
    patience: Patience
    timeout: float
    """Seconds that one of them may take."""
    deadline: float | None
    """When the run is to end, monotonic; second words have a little longer."""
    ask: Callable[[Iterable[str], HostMemory, Patience, float | None], Awaitable[Words]]
    """What each URL brings, with so much patience and until a deadline."""
    round: Callable[[datetime], Awaitable[None]]
    """Ask the canaries, unless a round that began after this time has passed; raises NetworkUnfit."""


class SecondWords:
    """What is held back in one run."""

    def __init__(self, asking: Asking, hosts: HostMemory) -> None:
        self._with = asking
        self._hosts = hosts
        self._held: list[Probe] = []
        self._upheld: OrderedDict[Cause, None] = OrderedDict()
        self._asked: set[Cause] = set()
        """Causes whose second word is under way: what else has them waits for it."""
        self._watched = False
        self._last = -math.inf

    def hold(self, result: Probe | Deferred, crew: Host) -> bool:
        """Take a result that is in doubt, and have it settled beside the crew; False for any other."""
        if not isinstance(result, Probe) or not doubtful(result):
            return False
        self._held.append(result)
        if not self._watched:
            self._watched = True
            crew.beside(self._settle(crew))
        return True

    async def _settle(self, crew: Host) -> Sequence[Probe | Deferred]:
        """Wait until it is time, and settle what has rested by then.

        Raises:
            NetworkUnfit: The canaries did not answer.
        """
        while not (ready := self._ready(crew)):
            await self._with.clock.sleep(LOOK)
        taken = {id(probe) for doubt in ready for probe in doubt.probes}
        self._held = [probe for probe in self._held if id(probe) not in taken]
        self._last = self._with.clock.monotonic()
        self._watched = bool(self._held)
        if self._watched:
            crew.beside(self._settle(crew))
        causes = {doubt.cause for doubt in ready}
        self._asked |= causes
        try:
            return await self._settled(ready)
        finally:
            self._asked -= causes

    def _ready(self, crew: Host) -> tuple[Doubt, ...]:
        """What is to be asked now."""
        left = crew.left()
        if len(self._held) < HELD_MOST and left > self._with.timeout + self._with.patience.doubt:
            return ()
        in_doubt = [doubt for doubt in doubts(self._held, self._hosts) if doubt.cause not in self._asked]
        rested = tuple(doubt for doubt in in_doubt if self._rested(doubt))
        last_ones = not left and not self._asked and len(rested) == len(in_doubt)
        return rested if last_ones or self._with.clock.monotonic() >= self._last + APART else ()

    def _rested(self, doubt: Doubt) -> bool:
        """Whether so much time has passed that one short cut does not bring both words."""
        now = self._with.clock.now()
        asked = [probe for probe in doubt.probes if probe.elapsed] or doubt.probes[:1]
        ages = ((now - probe.at).total_seconds() + (probe.elapsed if _waited(probe) else 0.0) for probe in asked)
        return min(ages) >= self._with.patience.doubt

    async def _settled(self, in_doubt: Sequence[Doubt]) -> Sequence[Probe | Deferred]:
        """The second word on each doubt, between two canary rounds: one behind the first word, one behind the second.

        A doubt that is upheld leaves its probes as they were; otherwise the latest answer counts. The deadline leaves
        room for it, for as long as two requests may take.
        """
        await self._with.round(max(probe.at for doubt in in_doubt for probe in doubt.probes))
        deadline = self._with.deadline
        if deadline is not None:
            deadline = max(deadline, self._with.clock.monotonic()) + self._with.timeout
        again, once = self._hosts.successor(), replace(self._with.patience, waits=())
        # a cause that was upheld tonight is the same for the links that came later
        first = [doubt.first for doubt in in_doubt if doubt.cause not in self._upheld]
        words = await self._with.ask(first, again, once, deadline)
        given: list[Probe | Deferred] = []
        back: list[str] = []
        for doubt in in_doubt:
            word = words.get(doubt.first)
            if word is None or doubt.upheld(word):
                self._uphold(doubt.cause)
                given.extend(doubt.probes)
            else:
                given.append(word)
                back.extend(probe.url for probe in doubt.probes[1:])
        self._hosts.learn(again)
        if back:
            given.extend((await self._with.ask(back, again, self._with.patience, deadline)).values())
        await self._with.round(self._with.clock.now())
        return given

    def _uphold(self, cause: Cause) -> None:
        self._upheld[cause] = None
        self._upheld.move_to_end(cause)
        while len(self._upheld) > UPHELD_MOST:
            self._upheld.popitem(last=False)


def _waited(probe: Probe) -> bool:
    return isinstance(probe.result, Failure) and probe.result.fault in TIME_OUTS
