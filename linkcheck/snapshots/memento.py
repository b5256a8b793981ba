"""Other web archives, by Memento (RFC 7089): what their TimeGates, TimeMaps and mementos answer.

A TimeGate is asked with Accept-Datetime. Some redirect to the memento (section 4.1: arquivo.pt, webarchive.org.uk, and
MemGator, which leads into whichever archive is nearest), some answer with it and name it by Content-Location (4.1.2:
pywb without frames), some with a frame, and their Link header names what is in it (pywb as it comes). Only
Memento-Datetime makes a memento.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote

from linkcheck.judge import never_written
from linkcheck.model import Answer, Clock, Failure
from linkcheck.net import LATE, Fetcher, host_of, in_time
from linkcheck.snapshots.door import THROTTLE_PAUSE, refusal_of, retry_after
from linkcheck.snapshots.links import linked, mementos, within_frame
from linkcheck.snapshots.outcomes import Absent, Capture, Kind, Trouble, memento_datetime
from linkcheck.snapshots.question import Question
from linkcheck.snapshots.timegate import HOPS, REDIRECTS
from linkcheck.snapshots.urls import parse, resolved, without_fragment

NOT_SHOWN = 451
"""What an archive answers for captures that the law lets it show in its reading rooms only, as webarchive.org.uk has
many (RFC 7725): it was asked, and has none for the public."""
TIMEMAP_MOST = 1024 * 1024
"""Bytes of a TimeMap that are read: some 5,000 mementos."""


@dataclass(frozen=True, slots=True)
class Led:
    """Where a TimeGate led."""

    found: Capture | Absent | Trouble
    timemap: str = ""
    """Where all mementos of the URL are listed; empty where that is not told."""


class TimeGates:
    """Everything that other archives are asked; each host is paced as any other."""

    def __init__(
        self,
        fetcher: Fetcher,
        clock: Clock,
        timeout: float,
        asked_already: Callable[[str], bool] = lambda _: False,
        ends: float | None = None,
    ) -> None:
        """How they are asked.

        Args:
            fetcher: What asks.
            clock: Tells how long they take.
            timeout: Seconds, for one request.
            asked_already: Knows snapshots of the archive that was asked.
            ends: When nothing more is sent, on the clock's monotonic time, and what is under way is soon cut; None: no
                such time.
        """
        self._fetcher = fetcher
        self._clock = clock
        self._timeout = timeout
        self._asked_already = asked_already
        self._ends = ends

    async def near(self, timegate: str, question: Question) -> Led:
        """The memento that a TimeGate leads to, with its body as captured where the archive serves that.

        `timegate` is what stands before the URL: `https://arquivo.pt/wayback/`, or `https://…?url=`.
        """
        if timegate.endswith("="):
            address = timegate + quote(question.url, safe="")
        else:
            address = f"{timegate.rstrip('/')}/{question.url}"
        timemap = ""
        for _ in range(HOPS + 1):
            if refused := self.refused(address):
                return Led(refused, timemap)
            answer = await self.ask(address, question.at)
            if isinstance(answer, Trouble):
                return Led(answer, timemap)
            told = linked(answer, "timemap")
            timemap = timemap or (resolved(address, told) if told else "")
            if answer.status == 404 and memento_datetime(answer) is None:
                return Led(Absent(f"{host_of(address)} has no capture"))
            if answer.status == NOT_SHOWN and memento_datetime(answer) is None:
                return Led(Absent(f"{host_of(address)} may not show its capture to the public"), timemap)
            if inner := within_frame(answer):
                return Led(await self.memento(inner, question), timemap)
            captured = memento_datetime(answer)
            if captured is not None:
                return Led(await self._raw(_capture(answer, captured, question)), timemap)
            onward = resolved(address, answer.header("Location") or "")
            if answer.status not in REDIRECTS or not onward:
                return Led(Trouble(Kind.FAULT, f"{host_of(address)} answered {answer.status} without a capture"))
            address = onward
        return Led(Trouble(Kind.FAULT, f"{host_of(address)} redirects more than {HOPS} times"))

    async def memento(self, address: str, question: Question) -> Capture | Absent | Trouble:
        """The memento at an address, its body as captured where the archive serves that."""
        place = parse(address)
        raw = await self.ask(address if place is None else place.identity)
        for _ in range(HOPS):
            if isinstance(raw, Trouble) or memento_datetime(raw) is not None or raw.status not in REDIRECTS:
                break
            # to the exact second of the capture, or to a newer name of the archive
            raw = await self.ask(resolved(raw.url, raw.header("Location") or ""))
        if isinstance(raw, Trouble):
            return raw
        captured = memento_datetime(raw)
        if captured is not None and not within_frame(raw):
            return _capture(raw, captured, question)
        if place is not None and address != place.identity:
            # no archive has to know the modifier
            shown = await self.ask(address)
            if isinstance(shown, Trouble):
                return shown
            captured = memento_datetime(shown)
            if captured is not None and not within_frame(shown):
                return _capture(shown, captured, question)
        return Absent(f"{host_of(address)} lists a capture and does not show it: it answered {raw.status}")

    async def listed(self, timemap: str) -> tuple[tuple[str, str], ...] | Trouble:
        """The mementos that a TimeMap lists: their 14 digits and their addresses."""
        answer = await self.ask(timemap, most=TIMEMAP_MOST)
        if isinstance(answer, Trouble):
            return answer
        if answer.status != 200:
            return () if answer.status == 404 else Trouble(Kind.FAULT, f"its TimeMap answered {answer.status}")
        return tuple((stamp, resolved(timemap, address)) for stamp, address in mementos(answer))

    def refused(self, address: str) -> Absent | None:
        """Why snapshots of an archive are not asked for here; None where they are."""
        if name := never_written(address):
            return Absent(f"snapshots of {name} are not written into documents")
        if self._asked_already(address):
            return Absent("it leads to the archive that was asked first")
        return None

    async def ask(self, address: str, at: datetime | None = None, most: int | None = None) -> Answer | Trouble:
        """One request to another archive, for a moment where that is given; never raises for what the network does.

        `most` is bytes of the body that are read; a page's as a rule.
        """
        try:
            host = host_of(address)
        except ValueError as wrong:
            return Trouble(Kind.FAULT, f"{address} cannot be asked: {wrong}")
        answer = await in_time(self._in_turn(host, address, at, most), self._ends, self._clock)
        if answer is None:
            return Trouble(Kind.CLOSED, LATE)
        if isinstance(answer, Failure):
            return Trouble(Kind.FAULT, f"{host} did not answer: {answer.fault}, {answer.evidence}")
        if memento_datetime(answer) is not None:
            return answer
        trouble = None if answer.status == NOT_SHOWN else refusal_of(answer)
        if trouble is not None and trouble.kind is Kind.THROTTLED:
            self._fetcher.pacer.hold_off(host, retry_after(answer, self._clock) or THROTTLE_PAUSE)
        return answer if trouble is None else Trouble(trouble.kind, f"{host}: {trouble.why}")

    async def _in_turn(self, host: str, address: str, at: datetime | None, most: int | None) -> Answer | Failure | None:
        """What comes of one request, when it is its turn; None where that comes too late."""
        pacer = self._fetcher.pacer
        async with pacer.slot(host):
            started = self._clock.monotonic()
            if self._ends is not None and started >= self._ends:
                return None
            answer = await self._fetcher.get(
                address,
                headers={} if at is None else {"Accept-Datetime": format_datetime(at.astimezone(UTC), usegmt=True)},
                max_body=most,
                timeout=self._timeout,
            )
            status = answer.status if isinstance(answer, Answer) else None
            pacer.heard(host, status, self._clock.monotonic() - started)
            return answer

    async def _raw(self, found: Capture) -> Capture | Trouble:
        """The same capture with its body as captured, where the archive serves that."""
        place = parse(found.page)
        if place is None or found.answer.url == place.identity:
            return found
        raw = await self.ask(place.identity)
        if isinstance(raw, Trouble) and raw.kind is Kind.CLOSED:
            return raw
        if isinstance(raw, Answer) and memento_datetime(raw) == found.timestamp:
            return Capture(found.timestamp, found.original, found.page, raw)
        return found


def _capture(answer: Answer, captured: str, question: Question) -> Capture:
    """The memento, named as its archive does: by Content-Location where a TimeGate answers itself (RFC 7089, 4.1.2)."""
    page = resolved(answer.url, answer.header("Content-Location") or "") or answer.url
    place = parse(page)
    if place is None:
        return Capture(captured, question.url, without_fragment(page), answer)
    return Capture(captured, place.original, place.reader, answer)
