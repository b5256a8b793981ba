"""One link's hunt through another archive: the TimeGate's memento first, the TimeMap's where that is not enough.

The same rules hold as for the Wayback Machine: the window, the distance in which a day before publication counts as
two, the judge's word on the body, captured redirects followed inside the archive and never out of it.
"""

from dataclasses import replace

from linkcheck.judge import is_action
from linkcheck.snapshots.memento import TimeGates
from linkcheck.snapshots.outcomes import Absent, Capture, Held, Refusal, Trouble
from linkcheck.snapshots.question import Question
from linkcheck.snapshots.timegate import HOPS, REDIRECTS
from linkcheck.snapshots.trail import Trail
from linkcheck.snapshots.urls import fragment_of, parse, resolved, stamp, without_fragment
from linkcheck.snapshots.verify import leads_away, verify

Outcome = Held | Refusal | Absent | Trouble


class Elsewhere:
    """Everything that one lookup asks of one TimeGate."""

    def __init__(self, timegates: TimeGates, timegate: str, trail: Trail) -> None:
        self._timegates = timegates
        self._timegate = timegate
        self._trail = trail
        self._left = trail.budget
        self._tried: set[tuple[str, str]] = set()
        self._bytes: set[str] = set()

    async def seek(self, question: Question, hops: int = HOPS) -> Held | Absent | Trouble:
        """The nearest memento that shows the page."""
        led = await self._timegates.near(self._timegate, question)
        first = await self._judged(question, led.found, hops)
        if isinstance(first, Trouble) or not led.timemap:
            return first if isinstance(first, Held | Absent | Trouble) else Absent(first.why)
        if isinstance(first, Held) and not _one_sided(first, question):
            return first
        listed = await self._timegates.listed(led.timemap)
        if isinstance(listed, Trouble):
            # what is good already may not be the nearest, and what is written stays
            return listed
        return await self._walk(question, first, listed, hops)

    async def _walk(
        self, question: Question, first: Held | Refusal | Absent, listed: tuple[tuple[str, str], ...], hops: int
    ) -> Held | Absent | Trouble:
        """Try what a TimeMap lists, nearest first, until one shows the page."""
        best = first if isinstance(first, Held) else None
        trouble: Trouble | None = None
        inside = [one for one in listed if not question.outside(one[0]) and self._timegates.refused(one[1]) is None]
        for timestamp, address in sorted(inside, key=lambda one: question.distance(one[0])):
            distance = question.distance(timestamp)
            if self._left <= 0 or (best is not None and distance >= best.distance):
                break
            place = parse(address)
            if (timestamp, place.original if place else question.url) in self._tried:
                continue
            match await self._judged(question, await self._timegates.memento(address, question), hops):
                case Held() as held if best is None or held.distance < best.distance:
                    best = held
                case Trouble() as wrong if wrong.ends:
                    return wrong
                case Trouble() as wrong:
                    trouble = trouble or wrong
        if best is not None or trouble is not None:
            # a nearer one that could not be asked keeps the question open
            return trouble or best or Absent("")
        return Absent(f"none of the {len(inside)} captures that {self._timegate} lists shows the page")

    async def _judged(self, question: Question, found: Capture | Absent | Trouble, hops: int) -> Outcome:
        """What a memento shows; a captured redirect is followed inside the archive."""
        outcome: Outcome
        asked = f"{self._timegate} for {question.url} near {question.near}"
        if not isinstance(found, Capture):
            outcome = found
        elif (found.timestamp, found.original) in self._tried or (found.digest and found.digest in self._bytes):
            outcome = Refusal(found, "its like was looked at")
        else:
            self._left -= 1
            self._tried.add((found.timestamp, found.original))
            if found.answer.status in REDIRECTS and not question.outside(found.timestamp):
                self._trail.tell_outcome("memento", asked, found)
                return await self._follow(question, found, hops)
            self._bytes.add(found.digest)
            outcome = verify(found, question)
        self._trail.tell_outcome("memento", asked, outcome)
        return self._trail.weighed(outcome) if isinstance(outcome, Held | Refusal) else outcome

    async def _follow(self, question: Question, capture: Capture, hops: int) -> Outcome:
        """Where a captured redirect led, as this archive captured it near the same day."""
        target = _led_to(capture)
        if not target or is_action(target) or hops <= 0 or self._left <= 0:
            return Refusal(capture, "it redirected to nothing that is asked for")
        if away := leads_away(capture.original, target):
            return Refusal(capture, away)
        match await self.seek(question.about(target), hops - 1):
            case Held() as held:
                return replace(held, fragment=held.fragment or fragment_of(target))
            case Absent(why=why):
                return Refusal(capture, f"it redirected to {without_fragment(target)}, of which {why}")
            case Trouble() as trouble:
                return trouble


def _one_sided(held: Held, question: Question) -> bool:
    """Whether a nearer memento may lie behind publication: a TimeGate knows no sides, and a day before counts twice."""
    published = question.wanted.published
    return published is not None and held.capture.timestamp < stamp(published)


def _led_to(capture: Capture) -> str:
    """Where a captured redirect led, on the live web; the archive may have made its Location a path inside itself."""
    location = (capture.answer.header("Location") or "").strip()
    place = parse(resolved(capture.answer.url, location)) if location else None
    here = parse(capture.page)
    if place is not None and here is not None and place.prefix == here.prefix:
        return place.original
    return resolved(capture.original, location) if location else ""
