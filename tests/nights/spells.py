"""When a link fails: plans of what a host is on which night, by chance or by rule."""

from collections.abc import Callable, Sequence
from random import Random

from linkcheck.demo.web import Behaviour, Site
from linkcheck.demo.web.behaviours import page
from linkcheck.net import DnsFault

State = Site | DnsFault
"""What a host is on one night."""
Plan = Callable[[int], State]
"""What a host is on each night, counted from 1."""
Maker = Callable[[Random], Plan]
"""A plan for one link of a kind."""

NIGHTS = 30
"""Nights on which the job runs, one after the other."""
REVIVAL = 75
"""A night long after them, on which everything is due again, the confirmed dead too."""
LIVING = Site(
    default=page(
        "The lighthouse keeper's diary",
        "A diary of storms, ships and lamps, kept for forty years on a rock in the sea.\n\n"
        "Today the wind came from the west, and three ships went by before noon.",
    )
)
"""A page as it should be, whatever is asked for."""


def site(behaviour: Behaviour) -> Site:
    """A host that does one thing, whatever is asked for."""
    return Site(default=behaviour)


def always(state: State) -> Maker:
    """The same every night."""
    return lambda _: lambda _: state


def spells(states: Sequence[State], most: int, share: float = 0.6) -> Maker:
    """It fails in spells of 1 to `most` nights and lives between them.

    In each night of a spell it is one of `states`, by chance; `share` is about how much of the time it fails.
    """

    def make(chance: Random) -> Plan:
        failing: dict[int, State] = {}
        night = 1 + chance.randrange(3)
        while night <= NIGHTS:
            length = chance.randint(1, most)
            failing.update((night + offset, chance.choice(states)) for offset in range(length))
            night += length + max(1, round(length * (1 - share) / share * chance.uniform(0.5, 1.5)))
        return lambda night: LIVING if night > NIGHTS else failing.get(night, LIVING)

    return make


def between(first: int, last: int, state: State, before: State = LIVING) -> Maker:
    """`state` from a night to another, both counted in; `before`, and again after it, otherwise."""
    return lambda _: lambda night: state if first <= night <= last else before


def since(earliest: int, latest: int, state: State) -> Maker:
    """`state` for ever, from a night between two."""

    def make(chance: Random) -> Plan:
        first = chance.randint(earliest, latest)
        return lambda night: state if night >= first else LIVING

    return make
