"""What the nightly job is given of the outside: names, trust, time and chance."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from linkcheck.crawl import Patience
from linkcheck.model import Clock
from linkcheck.snapshots import POLL_AFTER, SECOND_TRY_AFTER

if TYPE_CHECKING:
    import ssl

    from linkcheck.crawl import Token
    from linkcheck.net import Resolver
    from linkcheck.snapshots import Keys


@dataclass(frozen=True, slots=True)
class World:
    """The outside of one run; the real web, or one on loopback."""

    resolver: "Callable[[], Resolver]"
    """Makes the resolver of names, within the running event loop."""
    trust: "Callable[[], ssl.SSLContext]"
    """Reads the certificates that are trusted: a command that asks nobody does not."""
    clock: Clock
    random: random.Random
    patience: Patience = field(default_factory=Patience)
    """How long a check waits before it is asked again."""
    second_try: float = SECOND_TRY_AFTER
    """Seconds before a web archive is asked once more for what it cut short."""
    keys: "Keys | None" = None
    """Of the account that has pages captured; None where the environment holds none."""
    github: "Token | None" = None
    """For GitHub's API; None where the environment holds none."""
    poll_after: float = POLL_AFTER
    """Seconds until a capture that was asked for is asked after."""
