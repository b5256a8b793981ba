"""A whole web in virtual time, the benchmark's, with a machine that takes time for every request."""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp
from random import Random
from types import MappingProxyType

from linkcheck.crawl.crawl import Crawl
from linkcheck.model import Answer, Deferred, Failure, Fault, Probe
from linkcheck.net import Pacer
from linkcheck.settings import Settings
from tests.bench.plan import JITTER, STRICT_RATE, Manner, Plan, host_of, kind_of
from tests.crawl.support import INCURIOUS, VirtualClock, answer, in_virtual_time

STATUS = {"page": 200, "moved": 301, "found": 302, "gone": 404, "broken": 500}
CONNECT = 5.0


@dataclass(slots=True)
class Seen:
    """How one host was asked."""

    active: int = 0
    at_once: int = 0
    starts: deque[float] = field(default_factory=deque)

    def rate(self, now: float) -> int:
        """Requests within the last second."""
        return sum(now - 1 < start for start in self.starts)


class SimulatedWeb:
    """A fetcher before the benchmark's web: every request costs the machine `work` seconds, half of them at its end."""

    def __init__(self, plan: Plan, settings: Settings, work: float) -> None:
        self.pacer = Pacer(settings, VirtualClock())
        self.seen: defaultdict[str, Seen] = defaultdict(Seen)
        self.ended = 0.0
        self._hosts = {host.name: host for host in plan.hosts}
        self._settings = settings
        self._work = work
        self._random = Random(7)

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = MappingProxyType({}),
        cookies: Mapping[str, str] | None = None,
        max_body: int | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - as the fetcher's
        look: float | None = None,
    ) -> Answer | Failure:
        """What the plan says, when it says."""
        loop = asyncio.get_running_loop()
        self._toil()
        seen = self.seen[host_of(url)]
        seen.starts.append(loop.time())
        seen.active += 1
        seen.at_once = max(seen.at_once, seen.active)
        try:
            return await self._answer(url, look)
        finally:
            seen.active -= 1
            self._toil()
            self.ended = loop.time()

    async def _answer(self, url: str, look: float | None) -> Answer | Failure:
        host = self._hosts.get(host_of(url))
        if host is None:
            return answer(url)
        match host.manner:
            case Manner.NO_NAME:
                return Failure(url, Fault.DNS_NXDOMAIN, "ARES_ENOTFOUND (NXDOMAIN)")
            case Manner.REFUSES:
                return Failure(url, Fault.CONNECT_REFUSED, "ECONNREFUSED")
            case Manner.FULL:
                await asyncio.sleep(CONNECT)
                return Failure(url, Fault.CONNECT_TIMEOUT, "no connection in time")
            case Manner.SILENT:
                await asyncio.sleep(min(self._settings.timeout, look or self._settings.timeout))
                return Failure(url, Fault.READ_TIMEOUT, "connected, and no answer in time")
            case Manner.STRICT if self.seen[host.name].rate(asyncio.get_running_loop().time()) > STRICT_RATE:
                return answer(url, 429, [("Retry-After", "1")])
            case _:
                await asyncio.sleep(host.latency * exp(self._random.gauss(0, JITTER)))
        kind = kind_of(url)
        onward = url.replace(f"/{kind}/", "/page/")
        return answer(url, STATUS[kind], [("Location", onward)] if kind in {"moved", "found"} else [])

    def _toil(self) -> None:
        """Be busy: nothing else happens meanwhile."""
        asyncio.get_running_loop()._hurry.passed += self._work / 2  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run came to."""

    seconds: float
    results: Mapping[str, Probe | Deferred]
    web: SimulatedWeb
    requests: Counter[str]


def run(plan: Plan, settings: Settings, work: float) -> Run:
    """Let a crawl ask for a plan's URLs."""
    web = SimulatedWeb(plan, settings, work)
    crawl = Crawl(settings, web, INCURIOUS, VirtualClock(), Random(7))  # type: ignore[arg-type]

    async def read() -> Run:
        results = {result.url: result async for result in crawl.run(iter(plan.urls))}
        requests = Counter({host: len(seen.starts) for host, seen in web.seen.items()})
        return Run(asyncio.get_running_loop().time(), results, web, requests)

    return in_virtual_time(read())
