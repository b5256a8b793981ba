"""What one night can do: so many targets of a host, and how many nights are needed for what is left."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from linkcheck.net import host_or_nothing, override
from linkcheck.settings import Settings
from linkcheck.store import Due

HORIZON = 365
"""Nights that are looked ahead; a backlog that takes longer does not end at this pace."""


@dataclass(slots=True)
class Quotas:
    """How many targets of each host were let through tonight, and how many are left for another night."""

    settings: Settings
    left: int = 0
    _taken: Counter[str] = field(default_factory=Counter)

    def within(self, due: Iterator[Due]) -> Iterator[Due]:
        """What may be asked tonight. It comes in the order of worth, so that what is left is worth the least."""
        if self.settings.host_nightly is None and all(row.nightly is None for row in self.settings.hosts.values()):
            yield from due
        for one in due:
            host = host_or_nothing(one.url)
            most = override(self.settings.hosts, host).nightly or self.settings.host_nightly
            if most is None or self._taken[host] < most:
                self._taken[host] += 1
                yield one
            else:
                self.left += len(one.targets)


def nights_needed(left: int, pace: int, coming: Sequence[int]) -> int | None:
    """Nights until nothing is left over.

    Args:
        left: Targets that are due and were not asked.
        pace: Targets that a night asks.
        coming: Targets that become due on each of the next nights.

    Returns:
        None where the backlog does not end in as many nights as `coming` has.
    """
    for night, due in enumerate(coming, 1):
        left += due - pace
        if left <= 0:
            return night
    return None
