"""Failures that a broken network of the runner's own could have brought: each gets a second word before it counts.

A canary round tells how the network is now, not how it was a minute ago: a cut that was over before the next round
would have left its failures vouched for. So what failed at the network level is held back, and asked once more between
two rounds that pass, when the network is known to be fit (`linkcheck.crawl.second`). What fails alike again is the
host's own doing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from linkcheck.crawl.hosts import NETWORK, UNREACHED, HostMemory
from linkcheck.model import Deferred, Failure, Fault, Probe
from linkcheck.net import host_of

DOUBTFUL = NETWORK | {Fault.PROTOCOL_ERROR, Fault.TLS_HANDSHAKE}
"""Faults that a cut brings: no name, no connection, or one that broke off in the middle."""

OF_THE_HOST = UNREACHED - {Fault.READ_TIMEOUT}
"""Faults that all URLs of a host meet alike: one of them is asked again for all."""

HELD_MOST = 2_000
"""Failures that are held back at once; with more, they are asked again while the run goes on."""

Cause = tuple[Fault, str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Probes that failed for one cause: the first is asked again, and speaks for all if it fails alike."""

    cause: Cause
    probes: tuple[Probe, ...]

    @property
    def first(self) -> str:
        """The URL that is asked again."""
        return self.probes[0].url

    def upheld(self, word: Probe | Deferred) -> bool:
        """Whether the second word is the first one again."""
        return isinstance(word, Probe) and isinstance(word.result, Failure) and word.result.fault is self.cause[0]


def doubtful(result: Probe | Deferred) -> bool:
    """Whether the runner's own network could have brought this result."""
    return isinstance(result, Probe) and isinstance(result.result, Failure) and result.result.fault in DOUBTFUL


def doubts(held: Iterable[Probe], hosts: HostMemory) -> tuple[Doubt, ...]:
    """The held probes by what they failed for: the host where it is the host's, else each URL for itself."""
    causes: dict[Cause, list[Probe]] = {}
    for probe in held:
        causes.setdefault(_cause(probe, hosts), []).append(probe)
    return tuple(Doubt(cause, tuple(probes)) for cause, probes in causes.items())


def _cause(probe: Probe, hosts: HostMemory) -> Cause:
    failure = probe.result
    if not isinstance(failure, Failure):
        raise TypeError("an answer is in no doubt")
    if failure.fault in OF_THE_HOST or hosts.dead(failure):
        scheme = failure.url.partition(":")[0].lower()
        return failure.fault, f"{scheme}://{host_of(failure.url)}"
    return failure.fault, probe.url
