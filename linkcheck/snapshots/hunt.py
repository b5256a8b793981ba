"""One link's hunt through the Wayback Machine: TimeGate first, the index where that is not enough, redirects inside.

Trouble ends the hunt wherever a nearer capture might lie behind it: what is written into a document stays, so a lookup
of another night is worth more than a farther capture tonight.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from linkcheck.judge import is_action
from linkcheck.net import request_key
from linkcheck.snapshots.cdx import Index, Rows
from linkcheck.snapshots.choose import Candidate, after_refusal, candidates, digests, pages_first, untried
from linkcheck.snapshots.door import Door
from linkcheck.snapshots.outcomes import Absent, Capture, Held, Kind, Refusal, Trouble
from linkcheck.snapshots.question import Question
from linkcheck.snapshots.timegate import HOPS, NO_TIMEMAP, REDIRECTS, leads_on, listed, redirect_of, replay
from linkcheck.snapshots.trail import Trail
from linkcheck.snapshots.urls import fragment_of, same_page, stamp, without_fragment
from linkcheck.snapshots.verify import leads_away, verify

Outcome = Held | Refusal | Absent | Trouble


class Hunt:
    """Everything that one lookup asks of the Wayback Machine."""

    def __init__(self, door: Door, index: Index, web_archive: str, trail: Trail) -> None:
        self._door = door
        self._index = index
        self._web_archive = web_archive
        self._trail = trail
        self._sought: dict[str, Held | Absent | Trouble] = {}
        self._replayed: dict[str, Capture] = {}
        self._followed: set[tuple[str, str]] = set()

    async def seek(self, question: Question, hops: int = HOPS) -> Held | Absent | Trouble:
        """The nearest capture that shows the page, by both lanes."""
        key = request_key(question.url)
        if key not in self._sought:
            self._sought[key] = Absent(f"{question.url} was captured as a redirect that leads back to it")
            self._sought[key] = await self._seek(question, hops)
        return self._sought[key]

    async def _seek(self, question: Question, hops: int) -> Held | Absent | Trouble:
        first = await self._try(question, question.near, question.url, hops)
        match first:
            case Held() if same_page(first.capture.original, question.url):
                return await self._nearer(question, first, hops)
            case Held():
                return first
            case Trouble() if first.ends or first.kind is Kind.EXCLUDED:
                return first
            case Refusal(capture=capture) if earlier := self._earlier(question, capture):
                found = await self._try(question, earlier, capture.original, hops)
                if isinstance(found, Held | Trouble):
                    return found
        return await self._list(question, hops, first)

    async def _list(self, question: Question, hops: int, first: Outcome) -> Held | Absent | Trouble:
        """The second lane, and what both came to."""
        if self._trail.spent:
            return first if isinstance(first, Absent | Trouble) else Absent(self._nothing(question, (), ()))
        led_away = isinstance(first, Refusal) and first.capture.answer.status in REDIRECTS
        without: tuple[str, ...] = ()
        while True:
            rows = await self._rows(question, without)
            if isinstance(rows, Trouble):
                self._trail.tell("cdx", f"{question.url}: {rows.why}")
                return rows
            found = candidates(rows.rows, question)
            self._tell_rows(question, rows, found)
            outcome = await self._walk(question, pages_first(found) if led_away else found, hops)
            if not isinstance(outcome, Absent):
                return outcome
            refused = digests(found, self._tried)
            if not (rows.more and refused) or self._trail.spent:
                break
            # an error page that was captured every day hides what lies behind it
            without += refused
        if isinstance(first, Trouble):
            return first
        if doubt := _doubt(rows, first, question, knows=bool(without)):
            return Trouble(Kind.FAULT, doubt)
        return first if isinstance(first, Absent) and not rows.rows else outcome

    async def _walk(self, question: Question, found: Sequence[Candidate], hops: int) -> Held | Absent | Trouble:
        """Try candidates in order until one shows the page."""
        left = untried(found, self._tried)
        best: Held | None = None
        hidden = ""
        while left and not self._trail.spent:
            candidate, *others = left
            if best is not None and candidate.distance >= best.distance:
                break
            left = tuple(others)
            match await self._try(question, candidate.timestamp, candidate.original, hops):
                case Held() as held if held.distance <= candidate.distance:
                    return held
                case Held() as held:
                    # its redirect, or a replay that knows better than the index, led farther than was listed
                    best = held if best is None or held.distance < best.distance else best
                case Refusal(capture=seen) if seen.timestamp == candidate.timestamp:
                    left = after_refusal(candidate, left)
                case Trouble(kind=Kind.UNPLAYABLE, why=why) | Absent(why=why):
                    hidden = f"a capture of {candidate.timestamp} is listed, but {why}"
                case Trouble() as trouble:
                    return trouble
        if best is not None:
            return best
        if hidden:
            return Trouble(Kind.UNPLAYABLE, hidden)
        return Absent(self._nothing(question, found, left))

    @property
    def _tried(self) -> set[tuple[str, str]]:
        """Timestamp and URL of every capture that was replayed."""
        return {(one.timestamp, one.original) for one in self._replayed.values()}

    async def _nearer(self, question: Question, held: Held, hops: int) -> Held | Trouble:
        """The TimeGate knows no sides: a capture before publication may have a nearer one behind it.

        A day before counts as two, so only a capture in the mirror of the distance can be nearer. The Link header tells
        the next one; where it does not, the TimeGate is asked for the middle of that mirror.
        """
        published = question.wanted.published
        if published is None or held.capture.timestamp >= stamp(published):
            return held
        after = held.capture.neighbour("next")
        if after is None and held.capture.neighbour("last") != held.capture.timestamp:
            middle = published + (published - held.capture.moment)
            after = stamp(min(middle, question.until - timedelta(seconds=1)))
        if after is None or question.outside(after) or question.distance(after) >= held.distance or self._trail.spent:
            return held
        match await self._try(question, after, held.capture.original, hops):
            case Held() as other:
                return min(held, other, key=lambda one: one.distance)
            case Trouble() as trouble:
                return trouble
            case Refusal(capture=capture) if capture.timestamp != held.capture.timestamp:
                return await self._between(question, held, hops)
        return held

    async def _between(self, question: Question, held: Held, hops: int) -> Held | Trouble:
        """The index's captures that are nearer than one that is already good."""
        rows = await self._rows(question)
        if isinstance(rows, Trouble):
            self._trail.tell("cdx", f"{question.url}: {rows.why}")
            return rows
        nearer = tuple(one for one in candidates(rows.rows, question) if one.distance < held.distance)
        self._tell_rows(question, rows, nearer)
        outcome = await self._walk(question, nearer, hops)
        return held if isinstance(outcome, Absent) else outcome

    async def _rows(self, question: Question, without: Sequence[str] = ()) -> Rows | Trouble:
        """The captures that the archive lists: by its index, or by its TimeMap where it has no index."""
        rows = await self._index.near(question, without)
        if isinstance(rows, Trouble) and rows.kind is Kind.NO_INDEX:
            return await listed(self._door, self._web_archive, question)
        return rows

    def _earlier(self, question: Question, capture: Capture) -> str | None:
        """The capture before one that lies behind the window, where the archive tells it: the last inside."""
        if capture.moment < question.until or self._trail.spent:
            return None
        earlier = capture.neighbour("prev")
        return None if earlier is None or question.outside(earlier) else earlier

    async def _try(self, question: Question, timestamp: str, url: str, hops: int) -> Outcome:
        """Replay one capture and judge it; a captured redirect is followed inside the archive."""
        if self._trail.spent:
            return Absent(f"the {self._trail.budget} replays that one link may have are used up")
        asked = f"{url} near {timestamp}"
        before = len(self._replayed)
        found = await replay(self._door, self._web_archive, timestamp, url, known=self._replayed)
        if not isinstance(found, Capture):
            self._trail.tell_outcome("replay", asked, found)
            return found
        if len(self._replayed) > before:
            self._trail.replayed()
        if leads_on(found) and not question.outside(found.timestamp):
            self._trail.tell_outcome("replay", asked, found)
            return await self._follow(question, found, hops)
        outcome = self._led_elsewhere(question, found, url) or verify(found, question)
        self._trail.tell_outcome("replay", asked, outcome)
        return self._trail.weighed(outcome)

    def _led_elsewhere(self, question: Question, found: Capture, url: str) -> Refusal | None:
        """A refusal where the archive itself led to another page's capture, and that is a front page or a wall."""
        if same_page(found.original, url):
            return None
        away = leads_away(url, found.original) or leads_away(question.wanted.url, found.original)
        return Refusal(found, away) if away else None

    async def _follow(self, question: Question, capture: Capture, hops: int) -> Outcome:
        """Where a captured redirect led, as it was captured near the same day."""
        led = redirect_of(capture, self._web_archive)
        if led is None:
            return self._refuse(capture, "it redirected to nowhere")
        target, timestamp = led
        if is_action(target):
            return self._refuse(capture, "it redirected to an action link, which is never asked for")
        if away := leads_away(capture.original, target) or leads_away(question.wanted.url, target):
            return self._refuse(capture, away)
        step = (capture.timestamp, request_key(target))
        if hops <= 0 or step in self._followed:
            return self._refuse(capture, "its redirects lead in a circle, or further than is followed")
        self._followed.add(step)
        about = question.about(target)
        outcome: Outcome
        if same_page(capture.original, target):
            # asked for the day of publication, the archive would find the redirect itself again
            outcome = await self._try(about, timestamp, target, hops - 1)
        else:
            outcome = await self.seek(about, hops - 1)
        match outcome:
            case Held():
                return replace(outcome, fragment=outcome.fragment or fragment_of(target))
            case Refusal(why=why) | Absent(why=why):
                return self._refuse(capture, f"it redirected to {without_fragment(target)}, of which {why}")
        return outcome

    def _refuse(self, capture: Capture, why: str) -> Refusal:
        refusal = Refusal(capture, why)
        self._trail.tell_outcome("redirect", capture.original, refusal)
        return refusal

    def _tell_rows(self, question: Question, rows: Rows, found: Sequence[Candidate]) -> None:
        nearest = f", the nearest of {found[0].timestamp}" if found else ""
        doubt = f" ({rows.doubt})" if rows.doubt else ""
        listed = f"{len(rows.rows)} captures listed up to {question.last}, {len(found)} worth trying{nearest}{doubt}"
        self._trail.tell("cdx", f"{question.url}: {listed}")

    def _nothing(self, question: Question, found: Sequence[Candidate], left: Sequence[Candidate]) -> str:
        until = f"before {question.until:%Y-%m-%d}"
        if self._trail.spent and not left:
            return f"the {self._trail.budget} replays that one link may have found no page at {question.url}"
        if not found:
            return f"the web archive has no capture of {question.url} {until} that could show the page"
        more = f", {len(left)} more were not tried" if left else ""
        return f"none of the captures of {question.url} {until} that were tried shows the page{more}"


def _doubt(rows: Rows, first: Outcome, question: Question, *, knows: bool) -> str:
    """Why a list of captures does not settle that there is none; empty where it does.

    A TimeGate and a TimeMap that deny alike are believed. `knows` says that some captures were left out of the list.
    """
    if rows == NO_TIMEMAP and isinstance(first, Absent):
        return ""
    return rows.doubt or ("" if rows.rows or knows else _contradicted(first, question))


def _contradicted(first: Outcome, question: Question) -> str:
    """Why an index that lists nothing is not believed: the TimeGate led to a capture that it should list."""
    if not isinstance(first, Refusal):
        return ""
    capture = first.capture
    listed = capture.answer.status < 400 and not question.outside(capture.timestamp)
    if not listed or not same_page(capture.original, question.url):
        return ""
    return f"the index of captures lists none of {question.url}, though that of {capture.timestamp} was replayed"
