"""The wire of the simulation: a Wayback Machine in this process, which answers after as long as the real one takes."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from linkcheck.demo.web.captures import Holdings
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request
from linkcheck.demo.web.wayback import Capture, Wayback
from linkcheck.model import Answer, Clock
from linkcheck.net import Pacer
from linkcheck.settings import Settings

LATENCY = {"TimeGate": 0.28, "replay": 1.28, "view": 1.28, "index": 1.0}
"""Seconds for an answer, by the archive's own X-TR headers (edgi-govdata-archiving/wayback, cassettes of 2023)."""


class Told(Exchange):
    """An exchange that keeps the answer in the place of sending it."""

    def __init__(self, request: Request) -> None:
        super().__init__(request, cast("asyncio.StreamWriter", None), cast("Any", None))
        self.told: tuple[int, tuple[tuple[str, str], ...], bytes] = (0, (), b"")

    @property
    def night(self) -> int:
        """There is but one."""
        return 1

    async def answer(
        self,
        status: int,
        body: str | bytes = b"",
        headers: Iterable[tuple[str, str]] = (),
        content_type: str = "text/html; charset=utf-8",
    ) -> None:
        """Keep a whole answer."""
        data = body.encode() if isinstance(body, str) else body
        own = (*headers, ("Content-Type", content_type), ("Content-Length", str(len(data))))
        self.told = (status, own, data)


class Wire:
    """Stands in the fetcher's place, and counts what each host's links cost."""

    def __init__(self, captures: Iterable[Capture], faults: Mapping[str, Behaviour], clock: Clock) -> None:
        self._machine = Wayback(Holdings.of(captures), faults=faults)
        self._clock = clock
        self.pacer = Pacer(Settings(), clock)
        self.asked: Counter[tuple[str, str]] = Counter()
        """How often a host's URLs were asked for in a way: TimeGate, replay, index, view."""

    async def get(self, url: str, **_: object) -> Answer:
        """What the machine answers, after its time."""
        parts = urlsplit(url)
        target = url.partition(parts.netloc)[2]
        request = Request("GET", parts.scheme, parts.netloc, target, ())
        exchange = Told(request)
        index = target.startswith("/cdx/")
        await (self._machine.index if index else self._machine.memento)(request, exchange)
        status, headers, body = exchange.told
        answer = Answer(url, status, headers, body, truncated=False, address="127.0.0.1")
        about = parse_qs(parts.query)["url"][0] if index else target.split("/", 3)[3]
        way = "index" if index else self._way(target, answer)
        self.asked[urlsplit(about).netloc, way] += 1
        await self._clock.sleep(LATENCY[way])
        return answer

    def _way(self, target: str, answer: Answer) -> str:
        if "id_/" not in target:
            return "view"
        return "TimeGate" if answer.header("Memento-Datetime") is None else "replay"
