"""What becomes of a link in a year: a plan of what the network answers for it on each night, by chance."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from linkcheck.model import Answer, Failure, Fault

NIGHTS = 365


class State(StrEnum):
    """What the network answers for one link on one night."""

    LIVES = "lives"
    GONE = "gone"
    """404."""
    NO_NAME = "no name"
    SILENT = "silent"
    """A read timeout."""
    BROKEN = "broken"
    """503."""
    REFUSES = "refuses"
    """403, with a page that says nothing else."""


DECISIVE = frozenset({State.GONE, State.NO_NAME})
SOFT = frozenset({State.SILENT, State.BROKEN})

Plan = Callable[[int], State]
"""What a link is on each night, counted from 1."""


class Fate(StrEnum):
    """What becomes of a link."""

    LIVES = "lives on"
    DIES = "dies"
    FADES = "dies without a clear answer"
    RETURNS = "dies, and comes back"
    FLAPS = "fails now and then"
    REFUSES = "refuses programs"
    SHUTS = "refuses programs from some night on"
    CLOSES = "dies with its whole service"


SHARES: dict[Fate, float] = {
    Fate.LIVES: 0.77,
    Fate.DIES: 0.08,
    Fate.FADES: 0.01,
    Fate.RETURNS: 0.02,
    Fate.FLAPS: 0.04,
    Fate.REFUSES: 0.03,
    Fate.SHUTS: 0.02,
    Fate.CLOSES: 0.03,
}
"""How many of all links have which fate: some 14 % rot in the year, as much as in a bad one."""

CLOSING = 200
"""The night on which a service closes, and all its links die."""


@dataclass(frozen=True, slots=True)
class Life:
    """One link: its fate, and what it is on each night."""

    url: str
    fate: Fate
    plan: Plan
    dies: int | None = None
    """The first night of its death."""
    returns: int | None = None
    """The night from which it lives again."""

    def dead(self, night: int) -> bool:
        """Whether a person would call it dead on a night."""
        return self.dies is not None and self.dies <= night and (self.returns is None or night < self.returns)


def life(url: str, fate: Fate, born: int, chance: Random) -> Life:
    """A link that is first linked to on the night `born`."""
    night = chance.randint(born, NIGHTS)
    match fate:
        case Fate.LIVES:
            return Life(url, fate, lambda _: State.LIVES)
        case Fate.DIES:
            how = chance.choice(sorted(DECISIVE))
            return Life(url, fate, lambda now: how if now >= night else State.LIVES, night)
        case Fate.FADES:
            how = chance.choice(sorted(SOFT))
            return Life(url, fate, lambda now: how if now >= night else State.LIVES, night)
        case Fate.RETURNS:
            back = night + chance.randint(10, 150)
            return Life(url, fate, lambda now: State.GONE if night <= now < back else State.LIVES, night, back)
        case Fate.FLAPS:
            failing = _spells(born, chance)
            return Life(url, fate, lambda now: failing.get(now, State.LIVES))
        case Fate.REFUSES:
            return Life(url, fate, lambda _: State.REFUSES)
        case Fate.SHUTS:
            return Life(url, fate, lambda now: State.REFUSES if now >= night else State.LIVES)
        case Fate.CLOSES:
            closed = max(born, CLOSING)
            return Life(url, fate, lambda now: State.GONE if now >= closed else State.LIVES, closed)


def _spells(born: int, chance: Random) -> dict[int, State]:
    """It fails in spells of one to three nights and lives for a day to a month between them.

    A spell with a 404 is two nights long at most: more would be a death by every rule, and a person's word too.
    """
    failing: dict[int, State] = {}
    night = born + chance.randrange(30)
    while night <= NIGHTS:
        decisive = chance.random() < 0.3
        length = chance.randint(1, 2 if decisive else 3)
        states = [State.GONE] if decisive else sorted(SOFT)
        failing.update((night + offset, chance.choice(states)) for offset in range(length))
        night += length + chance.randint(1, 30)
    return failing


PAGE = b"""<!DOCTYPE html><html lang="en"><head><title>A lighthouse keeper's diary</title></head><body>
<h1>A lighthouse keeper's diary</h1><p>A diary of storms, ships and lamps, kept for forty years on a rock in the sea.
Today the wind came from the west, and three ships went by before noon. The lamp was lit at six.</p></body></html>"""

_STATUS = {
    State.LIVES: (200, PAGE),
    State.GONE: (404, b"Not found"),
    State.BROKEN: (503, b""),
    State.REFUSES: (403, b""),
}


def answered(url: str, state: State) -> Answer | Failure:
    """What one request brings."""
    match state:
        case State.NO_NAME:
            return Failure(url, Fault.DNS_NXDOMAIN, "NXDOMAIN")
        case State.SILENT:
            return Failure(url, Fault.READ_TIMEOUT, "no answer in 20 s")
        case _:
            status, body = _STATUS[state]
            headers = (("Content-Type", "text/html; charset=utf-8"),)
            return Answer(url, status, headers, body, truncated=False, address="203.0.113.7")
