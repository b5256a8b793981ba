"""Other web archives, by Memento: a TimeGate is asked with Accept-Datetime and leads to a memento (RFC 7089, 4)."""

from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

from linkcheck.model import Answer, Clock, Failure
from linkcheck.net import Fetcher, host_of
from linkcheck.snapshots.door import THROTTLE_PAUSE, refusal_of, retry_after
from linkcheck.snapshots.outcomes import Absent, Capture, Kind, Trouble, memento_datetime
from linkcheck.snapshots.question import Question
from linkcheck.snapshots.timegate import HOPS, REDIRECTS
from linkcheck.snapshots.urls import NO_LONGER_WRITTEN, parse, resolved, without_fragment


class TimeGates:
    """TimeGates of other archives; each host is paced as any other."""

    def __init__(self, fetcher: Fetcher, clock: Clock, timeout: float) -> None:
        """`timeout` is in seconds, for one request."""
        self._fetcher = fetcher
        self._clock = clock
        self._timeout = timeout

    async def near(self, timegate: str, question: Question) -> Capture | Absent | Trouble:
        """The memento that a TimeGate leads to, with its body as captured where the archive serves that.

        `timegate` is what stands before the URL: `https://arquivo.pt/wayback/`, or `https://…?url=`.
        """
        separator = "" if timegate.endswith(("/", "=")) else "/"
        found = await self._lead(f"{timegate}{separator}{question.url}", question)
        if not isinstance(found, Capture):
            return found
        place = parse(found.page)
        if place is None or found.answer.url == place.identity:
            return found
        raw = await self.ask(place.identity)
        if isinstance(raw, Answer) and raw.status < 300 and memento_datetime(raw) == found.timestamp:
            return Capture(found.timestamp, found.original, found.page, raw)
        return found

    async def _lead(self, address: str, question: Question) -> Capture | Absent | Trouble:
        for _ in range(HOPS + 1):
            if urlsplit(address).hostname in NO_LONGER_WRITTEN:
                return Absent(f"{urlsplit(address).hostname} is not written into documents")
            answer = await self.ask(address, question.at)
            if isinstance(answer, Trouble):
                return answer
            captured = memento_datetime(answer)
            if captured is not None:
                return _capture(answer, captured, question)
            if answer.status == 404:
                return Absent(f"{host_of(address)} has no capture")
            onward = resolved(address, answer.header("Location") or "")
            if answer.status not in REDIRECTS or not onward:
                return Trouble(Kind.FAULT, f"{host_of(address)} answered {answer.status} without a capture")
            address = onward
        return Trouble(Kind.FAULT, f"{host_of(address)} redirects more than {HOPS} times")

    async def ask(self, address: str, at: datetime | None = None) -> Answer | Trouble:
        """One request to another archive, for a moment where that is given; never raises for what the network does."""
        try:
            host = host_of(address)
        except ValueError as wrong:
            return Trouble(Kind.FAULT, f"{address} cannot be asked: {wrong}")
        pacer = self._fetcher.pacer
        async with pacer.slot(host):
            started = self._clock.monotonic()
            answer = await self._fetcher.get(
                address,
                headers={} if at is None else {"Accept-Datetime": format_datetime(at.astimezone(UTC), usegmt=True)},
                timeout=self._timeout,
            )
            status = answer.status if isinstance(answer, Answer) else None
            pacer.heard(host, status, self._clock.monotonic() - started)
        if isinstance(answer, Failure):
            return Trouble(Kind.FAULT, f"{host} did not answer: {answer.fault}, {answer.evidence}")
        if memento_datetime(answer) is not None:
            return answer
        trouble = refusal_of(answer)
        if trouble is not None and trouble.kind is Kind.THROTTLED:
            pacer.hold_off(host, retry_after(answer, self._clock) or THROTTLE_PAUSE)
        return answer if trouble is None else Trouble(trouble.kind, f"{host}: {trouble.why}")


def _capture(answer: Answer, captured: str, question: Question) -> Capture:
    """The memento, named as its archive does: by Content-Location where a TimeGate answers itself (RFC 7089, 4.1.2)."""
    page = resolved(answer.url, answer.header("Content-Location") or "") or answer.url
    place = parse(page)
    if place is None:
        return Capture(captured, question.url, without_fragment(page), answer)
    return Capture(captured, place.original, place.reader, answer)
