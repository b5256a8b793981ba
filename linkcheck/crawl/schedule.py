"""Who is asked next: a queue per host, and the hosts by when each may be asked. Pure data, in monotonic seconds."""

import heapq
import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Generic, TypeVar

Job = TypeVar("Job")

URGENT = 100
"""Jobs that a host is worth which has not been asked yet: it may be silent, and silence takes longest. So is one with a
job that has waited for its turn to be asked again, and may have to wait once more; and one that is known to be dead."""
LOOK_AGAIN = 1.0
"""Seconds until a host all of whose slots are taken is looked at again, should nobody say that one is free."""


@dataclass(slots=True)
class _Host(Generic[Job]):
    """One host's jobs."""

    queue: deque[Job] = field(default_factory=deque)
    later: list[tuple[float, int, Job]] = field(default_factory=list)
    """A heap of what must wait, by when it may be asked."""
    place: int = -1
    """The number of its valid entry in a heap; 0 while it is in a worker's hands."""
    jobs: int = 0
    """How many it has, of both kinds."""
    sized: int = 0
    """How many jobs it had when it was placed."""
    offered: bool = False
    """Its valid entry is in the heap of those that may be asked."""
    urgent: bool = True

    def due(self) -> float:
        """When the first of its jobs may be asked, the host permitting."""
        if self.queue:
            return -math.inf
        return self.later[0][0] if self.later else math.inf

    def pop(self, now: float) -> Job:
        """The next job: what had to wait goes first when its time has come."""
        self.urgent = False
        self.jobs -= 1
        if self.later and self.later[0][0] <= now:
            return heapq.heappop(self.later)[2]
        return self.queue.popleft()

    def lasts(self, now: float, pace: float) -> float:
        """Seconds until its last job is asked."""
        return max(self.jobs * pace, *(at - now for at, _, _ in self.later), 0.0)

    def worth(self, now: float) -> int:
        """How early it is taken among the hosts that are ready."""
        urgent = self.urgent or (bool(self.later) and self.later[0][0] <= now)
        return self.sized + (URGENT if urgent else 0)


class Schedule(Generic[Job]):
    """Jobs by host. Only what may be asked now is handed out: longest queue first, so that no long tail forms.

    A host whose job was taken is not offered again until `settle` says that its slot was taken, or given back.
    """

    def __init__(self, ready_at: Callable[[str], float]) -> None:
        """`ready_at` says when a host may be asked next.

        Infinite: all its slots are taken; minus infinity: it was never asked.
        """
        self._ready_at = ready_at
        self._hosts: dict[str, _Host[Job]] = {}
        self._waiting: list[tuple[float, int, str]] = []
        self._ready: list[tuple[int, int, str]] = []
        self._numbers = count(1)
        self._jobs = 0

    def __len__(self) -> int:
        """How many jobs are queued."""
        return self._jobs

    def add(self, host: str, job: Job, now: float) -> None:
        """Queue a job behind the host's others."""
        known = self._host(host)
        first = not known.queue
        known.queue.append(job)
        self._added(host, known, now, sooner=first)

    def put_first(self, host: str, job: Job, now: float) -> None:
        """Queue a job that is under way before the host's others, so that few are under way."""
        known = self._host(host)
        first = not known.queue
        known.queue.appendleft(job)
        self._added(host, known, now, sooner=first)

    def put_back(self, host: str, job: Job, not_before: float, now: float) -> None:
        """Queue a job that joins the end of the host's queue at `not_before`."""
        known = self._host(host)
        due = known.due()
        heapq.heappush(known.later, (not_before, next(self._numbers), job))
        self._added(host, known, now, sooner=known.due() < due)

    def take(self, now: float) -> tuple[str, Job] | None:
        """A job whose host may be asked now; None when all hosts wait."""
        while self._waiting and self._waiting[0][0] <= now:
            _, place, host = heapq.heappop(self._waiting)
            if self._valid(host, place):
                self._place(host, self._hosts[host], now)
        while self._ready:
            _, place, host = heapq.heappop(self._ready)
            known = self._hosts.get(host)
            if known is None or known.place != place:
                continue
            if self._ready_at(host) > now or known.due() > now:
                self._place(host, known, now)
                continue
            known.place, known.offered = 0, False
            self._jobs -= 1
            return host, known.pop(now)
        return None

    def hurry(self, host: str, now: float) -> None:
        """Take a host's jobs before others': they cost nothing, or others wait for what comes of them."""
        known = self._hosts.get(host)
        if known is not None:
            known.urgent = True
            if known.place:
                self._place(host, known, now)

    def settle(self, host: str, now: float) -> None:
        """Offer a host again, after a slot of it was taken or given back."""
        known = self._hosts.get(host)
        if known is None:
            return
        if not known.jobs:
            del self._hosts[host]
        elif not known.offered or known.sized != known.jobs or known.later:
            self._place(host, known, now)
        # else it is offered already, for what it is worth

    def next_at(self, now: float) -> float:
        """When `take` is worth calling again; infinite while only a settled host could change that."""
        if self._ready:
            return now
        while self._waiting and not self._valid(self._waiting[0][2], self._waiting[0][1]):
            heapq.heappop(self._waiting)
        return self._waiting[0][0] if self._waiting else math.inf

    def longest(self, now: float, pace: Callable[[str], float]) -> float:
        """Seconds until the last host is done, where each is asked at its `pace` and nothing is asked twice."""
        return max((known.lasts(now, pace(host)) for host, known in self._hosts.items()), default=0.0)

    def unasked(self) -> bool:
        """Whether a host is queued that was not asked yet, or one whose links are to go first."""
        return any(known.urgent for known in self._hosts.values())

    def drain(self) -> Iterator[tuple[str, Job]]:
        """Take everything out, ready or not."""
        hosts, self._hosts = self._hosts, {}
        self._ready, self._waiting, self._jobs = [], [], 0
        for host, known in hosts.items():
            for job in (*known.queue, *(job for _, _, job in known.later)):
                yield host, job

    def _host(self, host: str) -> _Host[Job]:
        known = self._hosts.get(host)
        if known is None:
            # one that is done and comes back, for a redirect or a retry, is none of those that nobody has asked
            known = self._hosts[host] = _Host(urgent=self._ready_at(host) == -math.inf)
        return known

    def _added(self, host: str, known: _Host[Job], now: float, *, sooner: bool) -> None:
        """Place a host anew where its new job makes a difference: it is due earlier, or its queue has doubled."""
        self._jobs += 1
        known.jobs += 1
        if known.place and (sooner or known.jobs >= 2 * known.sized):
            self._place(host, known, now)

    def _place(self, host: str, known: _Host[Job], now: float) -> None:
        """Enter the host where it belongs; entries from before count no more."""
        known.place, known.sized = next(self._numbers), known.jobs
        ready = self._ready_at(host)
        known.offered = ready <= now and known.due() <= now
        if known.offered:
            heapq.heappush(self._ready, (-known.worth(now), known.place, host))
        else:
            heapq.heappush(self._waiting, (max(known.due(), min(ready, now + LOOK_AGAIN)), known.place, host))

    def _valid(self, host: str, place: int) -> bool:
        known = self._hosts.get(host)
        return known is not None and known.place == place


class LookAhead:
    """URLs pulled from their source in small batches, no further ahead than is needed to find hosts that are ready."""

    def __init__(self, urls: Iterator[str], size: int = 10_000, reach: int = 30_000, batch: int = 256) -> None:
        """`size` URLs are queued as a rule, and up to `reach` while every host of them waits."""
        self._urls = urls
        self._size = size
        self._reach = reach
        self._batch = batch
        self.exhausted = False

    def pull(self, queued: int, *, starving: bool) -> list[str]:
        """The next URLs where fewer are queued than should be; nothing otherwise."""
        if self.exhausted or queued >= (self._reach if starving else self._size):
            return []
        urls = list(islice(self._urls, self._batch))
        self.exhausted = len(urls) < self._batch
        return urls

    def close(self) -> None:
        """Pull no more."""
        self.exhausted = True
