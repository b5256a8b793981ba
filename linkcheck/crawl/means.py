"""What the crew of a run works with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from linkcheck.crawl.hosts import HostMemory
from linkcheck.crawl.patience import Patience
from linkcheck.crawl.second import Company
from linkcheck.crawl.talk import Talk
from linkcheck.model import Clock, Deferred, Probe
from linkcheck.net import Fetcher


@dataclass(frozen=True, slots=True)
class Means:
    """What a crew works with."""

    fetcher: Fetcher
    clock: Clock
    hosts: HostMemory
    patience: Patience
    check: Callable[[str], Talk[Probe]]
    suspect: Callable[[], Awaitable[None]]
    """Called when so many hosts fail together that the runner's own network is suspected; raises NetworkUnfit."""
    hold: Callable[[Probe | Deferred, Company], bool]
    """Takes a result that is not to come out yet; True where it did."""
