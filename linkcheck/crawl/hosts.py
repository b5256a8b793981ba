"""What is known tonight of the hosts: which are dead, which asked to be left alone, how many fail together.

A dead host fails once: when its first request brought no connection, or two in a row after it had answered, its other
URLs take that failure, named as evidence, without a timeout each. That is one probe; the second word on a host comes
later in the run, between two canary rounds (`linkcheck.crawl.second`), and where it is another one, all are asked.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from linkcheck.model import Answer, Failure, Fault
from linkcheck.net import host_of

UNREACHED = frozenset(
    {
        Fault.DNS_NXDOMAIN,
        Fault.DNS_NODATA,
        Fault.DNS_FAILURE,
        Fault.CONNECT_REFUSED,
        Fault.CONNECT_TIMEOUT,
        Fault.UNREACHABLE,
        Fault.READ_TIMEOUT,
    }
)
"""Faults that tell of the whole host; a read timeout only of a host that has answered nothing tonight."""

NETWORK = UNREACHED | {Fault.RESET, Fault.EMPTY_REPLY}
"""Faults that a broken network of the runner's own could bring."""

FIRST_LOOK = 5.0
"""Seconds that the head of an answer may take at first, once connected."""
LONGER = 4.0
"""How many times its slowest answer a host may take at first."""
FAILURES = 2
"""Failures in a row after which a host is dead that has answered tonight; another one is after the first."""
REMEMBERED = 20_000
"""Hosts by scheme of which something is remembered; the longest unheard is forgotten first."""
LAST = 50
"""Distinct hosts whose latest outcome tells of the runner's own network."""


@dataclass(slots=True)
class _Known:
    """What one host did tonight at the port of one scheme."""

    answered: bool = False
    slowest: float = 0.0
    """Seconds that its slowest answer took."""
    faults: int = 0
    dead: Failure | None = None


@dataclass(frozen=True, slots=True)
class LeaveAlone:
    """A host's stated wishes for a longer rest than tonight."""

    why: str
    until: datetime


class HostMemory:
    """The hosts of one run."""

    def __init__(self, first_look: float | None = None) -> None:
        """`first_look` is seconds that a host's first answer may take at first; None: as long as any."""
        self._first_look = first_look
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._last: OrderedDict[str, bool] = OrderedDict()
        self._dead: dict[str, set[str]] = {}
        """Hosts of which a port is dead, each with its dead ones: of all others nothing need be looked up."""
        self._resting: dict[str, LeaveAlone] = {}
        self._looked_at: set[str] = set()
        """Hosts by scheme that are being asked for the first time."""

    def unheard(self) -> bool:
        """Whether the first word of some host that was asked is still to come."""
        return bool(self._looked_at)

    def heard(self, host: str, result: Answer | Failure, elapsed: float = 0.0) -> None:
        """Take in what a request brought, and the seconds that it took."""
        self._last[host] = isinstance(result, Failure) and result.fault in NETWORK
        self._last.move_to_end(host)
        if len(self._last) > LAST:
            self._last.popitem(last=False)
        origin = _origin(host, result.url)
        self._looked_at.discard(origin)
        known = self._of(origin)
        if not isinstance(result, Failure):
            self._answered(origin, known, elapsed)
            return
        if result.fault not in UNREACHED or (result.fault is Fault.READ_TIMEOUT and known.answered):
            return
        known.faults += 1
        if known.dead is None and known.faults >= (FAILURES if known.answered else 1):
            known.dead = result
            self._dead.setdefault(host, set()).add(origin)

    def verdict(self, host: str, url: str) -> Failure | None:
        """What a URL of a dead host gets instead of a request; None for any other host."""
        if host not in self._dead:
            return None
        known = self._known.get(_origin(host, url))
        if known is None or known.dead is None:
            return None
        first = known.dead
        if first.url == url:
            return first
        return Failure(url, first.fault, f"not asked: {host} had failed for {first.url} ({first.evidence})")

    def look(self, host: str, url: str) -> float | None:
        """Seconds that the head of an answer may take at first, once connected; None: as long as any.

        To be asked when the request begins: the host is unheard from then on, until something comes. One that is
        silent for longer than its first look is asked again later, with all the time there is: an answer is never
        missed for it, and the time-outs of the many hosts that are silent for good take less.
        """
        if self._first_look is None:
            return None
        origin = _origin(host, url)
        known = self._known.get(origin)
        if known is None:
            self._looked_at.add(origin)
            return self._first_look
        return max(self._first_look, LONGER * known.slowest)

    def learn(self, other: "HostMemory") -> None:
        """Take over which hosts answered a successor: they are not dead, whatever failed before."""
        for origin, slowest in other.answering():
            known = self._known.get(origin)
            if known is not None:
                self._answered(origin, known, slowest)

    def answering(self) -> Iterator[tuple[str, float]]:
        """Hosts by scheme that have answered tonight, and how long their slowest answers took."""
        return ((origin, known.slowest) for origin, known in self._known.items() if known.answered)

    def dead(self, result: Answer | Failure) -> bool:
        """Whether a result is a failure that belongs to a dead host."""
        if not isinstance(result, Failure) or result.fault not in UNREACHED:
            return False
        known = self._known.get(_origin(host_of(result.url), result.url))
        return known is not None and known.dead is not None

    def rest(self, host: str, until: datetime, why: str) -> None:
        """Leave a host alone for the night, as it asked."""
        self._resting[host] = LeaveAlone(why, until)

    def resting(self, host: str) -> LeaveAlone | None:
        """Whether a host is left alone, and why."""
        return self._resting.get(host)

    def suspicious(self) -> bool:
        """More than a third of the last fifty hosts failed as they would if the runner's own network were down."""
        return sum(self._last.values()) * 3 > LAST

    def vouched(self) -> None:
        """The canaries have just answered: what failed so far was the hosts' own doing."""
        self._last.clear()

    def successor(self) -> "HostMemory":
        """A memory that knows which hosts have answered tonight, and holds nothing against any."""
        other = HostMemory()
        other._known.update((origin, _Known(answered=True)) for origin, _ in self.answering())
        other._resting.update(self._resting)
        return other

    def _of(self, origin: str) -> _Known:
        known = self._known.get(origin)
        if known is not None:
            self._known.move_to_end(origin)
            return known
        known = self._known[origin] = _Known()
        while len(self._known) > REMEMBERED:
            forgotten, was = self._known.popitem(last=False)
            if was.dead is not None:
                self._revived(forgotten)
        return known

    def _answered(self, origin: str, known: _Known, seconds: float) -> None:
        """It has answered, in so many seconds at the slowest: whatever it did before, it is not dead."""
        known.answered, known.faults = True, 0
        if seconds > known.slowest:
            known.slowest = seconds
        if known.dead is not None:
            known.dead = None
            self._revived(origin)

    def _revived(self, origin: str) -> None:
        """A port is not dead any more, or not known to be."""
        host = origin.partition("://")[2]
        ports = self._dead[host]
        ports.discard(origin)
        if not ports:
            del self._dead[host]


def _origin(host: str, url: str) -> str:
    """A host refuses at one port and may answer at the other: http and https are told apart."""
    return f"{url.partition(':')[0].lower()}://{host}"
