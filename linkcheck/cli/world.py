"""The outside world as it is: the system's resolver, trust store, clock and randomness."""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from linkcheck import net
from linkcheck.crawl import token_of
from linkcheck.pipeline import SystemClock, World
from linkcheck.snapshots import keys_of

WorldMaker = Callable[[datetime | None], World]
"""Makes the world that a command runs in, given `--now`; tests put a web on loopback in its place."""


def system_world(now: datetime | None) -> World:
    """The real web, as this system is set up to reach it; what asks it is imported when it is asked."""
    clock = SystemClock(now)
    return World(
        resolver=lambda: net.SystemResolver(clock),
        trust=net.trust_store,
        clock=clock,
        random=random.SystemRandom(),
        keys=keys_of(os.environ),
        github=token_of(os.environ),
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the command line is run with, besides its arguments."""

    world: WorldMaker = system_world
