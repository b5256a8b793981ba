"""The second word on what failed as it would without a network: asked beside the crew, as late as costs no time.

A host that is away for a moment is back the sooner the later it is asked again; so nothing is asked a second time while
the rest of the run takes longer than that would. Then it begins at once, host by host, and a run ends no later for it
than its last first word allows.
"""

import math
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from linkcheck.crawl.doubts import HELD_MOST, Cause, Doubt, doubtful, doubts
from linkcheck.crawl.hosts import HostMemory
from linkcheck.crawl.patience import Patience
from linkcheck.model import Clock, Deferred, Failure, Fault, Probe
from linkcheck.net import CUT, Cuts

LOOK = 0.25
"""Seconds between two looks whether it is time, at most: nobody looks more rarely than patience takes to run out."""
APART = 1.0
"""Seconds between two beginnings, at least: each takes a canary round or two. Only what the run's end waits for begins
sooner."""
UPHELD_MOST = 20_000
"""Causes that are remembered as upheld; the longest unmet is forgotten first."""
TIME_OUTS = frozenset({Fault.CONNECT_TIMEOUT, Fault.READ_TIMEOUT})
"""Faults that waited: no cut that is shorter than they took brings them."""

Asked = AsyncGenerator[Probe | Deferred, None]


class Company(Protocol):
    """The crew that second words are asked beside."""

    def left(self) -> float:
        """Seconds until it is done, as far as it can tell; 0 as soon as it is."""
        ...

    def unheard(self) -> bool:
        """Whether the first word of some host is still to come."""
        ...

    def beside(self, work: Awaitable[None]) -> None:
        """Run `work` beside what it does, and end no sooner."""
        ...

    async def give(self, result: Probe | Deferred) -> None:
        """Give out a result, as soon as there is room for it."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """What second words are asked with."""

    clock: Clock
    patience: Patience
    timeout: float
    """Seconds that one of them may take."""
    cuts: Cuts | None
    """When the run is to end; second words are asked as long as anything goes on."""
    ask: Callable[[Iterable[str], HostMemory, Patience, Cuts | None], Asked]
    """What each URL brings, with so much patience and until the cuts."""
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

    def hold(self, result: Probe | Deferred, crew: Company) -> bool:
        """Take a result that is in doubt, and have it settled beside the crew; False for any other."""
        if not isinstance(result, Probe) or not doubtful(result):
            return False
        self._held.append(result)
        if not self._watched:
            self._watch(crew)
        elif self._pressing(doubts((result,), self._hosts), crew):
            self._look(crew)
        return True

    def _watch(self, crew: Company) -> None:
        """Look again and again whether it is time, while anything is held that has no second word under way."""

        async def watching() -> None:
            while self._look(crew):
                await self._with.clock.sleep(min(LOOK, self._with.patience.doubt))
            self._watched = False

        self._watched = True
        crew.beside(watching())

    def _look(self, crew: Company) -> bool:
        """Have settled what is to be asked now; whether more is held that has no second word under way."""
        left = crew.left()
        if len(self._held) < HELD_MOST and left > self._with.timeout + self._with.patience.doubt:
            return bool(self._held)
        in_doubt = [doubt for doubt in doubts(self._held, self._hosts) if doubt.cause not in self._asked]
        rested = tuple(doubt for doubt in in_doubt if self._rested(doubt))
        last_ones = not left and not self._asked and len(rested) == len(in_doubt)
        due = last_ones or self._with.clock.monotonic() >= self._last + APART
        if not rested or not (due or self._pressing(rested, crew)):
            return bool(in_doubt)
        taken = {id(probe) for doubt in rested for probe in doubt.probes}
        self._held = [probe for probe in self._held if id(probe) not in taken]
        self._last = self._with.clock.monotonic()
        self._asked |= {doubt.cause for doubt in rested}
        crew.beside(self._settle(rested, crew))
        return len(rested) < len(in_doubt)

    async def _settle(self, in_doubt: Sequence[Doubt], crew: Company) -> None:
        """Settle these doubts, and look at once what has waited for that.

        Raises:
            NetworkUnfit: The canaries did not answer.
        """
        try:
            await self._settled(in_doubt, crew)
        finally:
            self._asked -= {doubt.cause for doubt in in_doubt}
        if self._watched:
            self._look(crew)
        elif self._held:
            self._watch(crew)

    def _pressing(self, in_doubt: Iterable[Doubt], crew: Company) -> bool:
        """Whether the run may end the later, the later these are asked again.

        The first word took long, so the second one may; nobody has given or is giving it; and no host whose first word
        is still to come can keep the run longer.
        """
        news = (doubt for doubt in in_doubt if doubt.cause not in self._upheld and doubt.cause not in self._asked)
        long = any(probe.elapsed >= self._with.patience.doubt for doubt in news for probe in doubt.probes)
        return long and not crew.unheard()

    def _rested(self, doubt: Doubt) -> bool:
        """Whether so much time has passed that one short cut does not bring both words, or none comes any more."""
        if self._late:
            return True
        now = self._with.clock.now()
        asked = [probe for probe in doubt.probes if probe.elapsed] or doubt.probes[:1]
        ages = ((now - probe.at).total_seconds() + (probe.elapsed if _waited(probe) else 0.0) for probe in asked)
        return min(ages) >= self._with.patience.doubt

    @property
    def _late(self) -> bool:
        """Nothing goes on any more."""
        return self._with.cuts is not None and self._with.clock.monotonic() >= self._with.cuts.end

    async def _settled(self, in_doubt: Sequence[Doubt], crew: Company) -> None:
        """The second word on each doubt, between two canary rounds: one behind the first word, one behind the second.

        A doubt that is upheld leaves its probes as they were; otherwise the latest answer counts. One that the deadline
        leaves no time for is put off: without a second word it counts for nothing.
        """
        if self._late:
            for probe in (probe for doubt in in_doubt for probe in doubt.probes):
                await crew.give(Deferred(probe.url, CUT))
            return
        await self._with.round(max(probe.at for doubt in in_doubt for probe in doubt.probes))
        cuts = self._with.cuts and Cuts(self._with.cuts.end, self._with.cuts.end)
        again, once = self._hosts.successor(), replace(self._with.patience, waits=())
        # a cause that was upheld tonight is the same for the links that came later
        known = [doubt for doubt in in_doubt if doubt.cause in self._upheld]
        unknown = {doubt.first: doubt for doubt in in_doubt if doubt.cause not in self._upheld}
        kept = [probe for doubt in known for probe in doubt.probes]
        back: list[str] = []
        async with aclosing(self._with.ask(unknown, again, once, cuts)) as words:
            async for word in words:
                doubt = unknown[word.url]
                if doubt.upheld(word):
                    self._uphold(doubt.cause)
                    kept.extend(doubt.probes)
                else:
                    kept.extend(await _unless_answered(word, crew))
                    back.extend(probe.url for probe in doubt.probes[1:])
        self._hosts.learn(again)
        async with aclosing(self._with.ask(back, again, self._with.patience, cuts)) as words:
            async for word in words:
                kept.extend(await _unless_answered(word, crew))
        await self._with.round(self._with.clock.now())
        for probe in kept:
            await crew.give(probe)

    def _uphold(self, cause: Cause) -> None:
        self._upheld[cause] = None
        self._upheld.move_to_end(cause)
        while len(self._upheld) > UPHELD_MOST:
            self._upheld.popitem(last=False)


async def _unless_answered(word: Probe | Deferred, crew: Company) -> tuple[Probe, ...]:
    """A failure, which waits for the next round; what is none is given out at once, and holds no page here."""
    if isinstance(word, Probe) and isinstance(word.result, Failure):
        return (word,)
    await crew.give(word)
    return ()


def _waited(probe: Probe) -> bool:
    return isinstance(probe.result, Failure) and probe.result.fault in TIME_OUTS
