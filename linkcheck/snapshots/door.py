"""The one way to the web archive: every request takes its turn in a lane, and what comes back is named.

How the Wayback Machine says things: its 429 is HTML, exclusions are named in the body, a refused connection is a ban by
its firewall that doubles with every offence, and a header names what its replay could not do
(edgi-govdata-archiving/wayback, issues 137, 205 and 206).
"""

from collections import Counter
from datetime import UTC
from email.utils import parsedate_to_datetime

from linkcheck.model import Answer, Clock, Failure, Fault, WebArchive
from linkcheck.net import Fetcher, Lane, host_of, in_time
from linkcheck.settings import Settings
from linkcheck.snapshots.outcomes import Kind, Trouble
from linkcheck.snapshots.waits import SECOND_TRY_AFTER

THROTTLE_PAUSE = 60.0
"""Seconds for which a lane stops on a 429 that states none: to go on is what its firewall bans for."""
MOST_STOPS = 5
"""Stops of a lane in a row that end the night's work."""
THROTTLED_TRIES = 3
"""How often one request is sent, at most, that is answered by 429."""
LONGEST_PAUSE = 600.0
"""Seconds; an archive that asks for more is left alone for the night."""
SILENCES = 20
"""Requests of a lane in a row, without any answer, that end its work for the night."""
OVERLOADS = 30
"""Answers of 5xx in a row that do; an index that is down does not keep replay from answering."""
PATIENCE = 3
"""How much longer a web archive may take than a live host, which it often does."""

_EXCLUDED = (b"AccessControlException", b"Blocked Site Error", b"has been excluded from the Wayback Machine")
_BROKEN = frozenset({Fault.RESET, Fault.EMPTY_REPLY, Fault.PROTOCOL_ERROR, Fault.READ_TIMEOUT, Fault.CONNECT_TIMEOUT})


class Door:
    """The web archive's front door, shared by a whole run."""

    def __init__(
        self,
        settings: Settings,
        fetcher: Fetcher,
        clock: Clock,
        second_try: float = SECOND_TRY_AFTER,
        ends: float | None = None,
    ) -> None:
        """`second_try` is in seconds; nothing is sent at or after `ends`, on the clock's monotonic time.

        What is under way then is soon cut.
        """
        self.replays = Lane(settings.replay_rate, settings.replay_in_flight, clock, ends)
        self.index = Lane(settings.cdx_per_minute / 60, 1, clock, ends)
        self.requests = 0
        """What was sent."""
        self._fetcher = fetcher
        self._host = host_of(settings.web_archive)
        self._apart = 1 / settings.replay_rate
        self._ends = ends
        self._clock = clock
        self._timeout = settings.timeout * PATIENCE
        self._max_body = settings.max_body
        self._second_try = second_try
        self._silent: Counter[Lane] = Counter()
        self._overloaded: Counter[Lane] = Counter()
        self._ended: WebArchive | None = None

    @property
    def ended(self) -> WebArchive | None:
        """Why work ended before all was asked; None while it goes on."""
        if self._ended is None and (self.replays.closed or self.index.closed):
            return WebArchive.DEADLINE
        return self._ended

    async def ask(self, lane: Lane, url: str, max_body: int | None = None) -> Answer | Trouble:
        """Ask once, a second time where the answer was cut short; never raises for what the network does.

        A request that was throttled is sent again when its lane goes on: what stands behind it is worth the wait.
        """
        for _ in range(THROTTLED_TRIES):
            answer = await self._turn(lane, url, max_body)
            if (isinstance(answer, Failure) and answer.fault in _BROKEN) or _overloaded(answer):
                await self._clock.sleep(self._second_try)
                answer = await self._turn(lane, url, max_body)
            if not (isinstance(answer, Trouble) and answer.kind is Kind.THROTTLED):
                break
        match answer:
            case Trouble() as trouble:
                return trouble
            case Failure() as failure:
                return Trouble(Kind.FAULT, f"the web archive did not answer: {failure.fault}, {failure.evidence}")
            case Answer() as found:
                return found if found.header("Memento-Datetime") is not None else refusal_of(found) or found

    def close(self, ended: WebArchive, why: str, *lanes: Lane) -> Trouble:
        """End work with the web archive for tonight, in some lanes or in both; the first reason stays."""
        self._ended = self._ended or ended
        told = f"web-archive work ended for tonight: {why}"
        for lane in lanes or (self.replays, self.index):
            lane.close(told)
        return Trouble(Kind.CLOSED, told)

    def reopen(self) -> None:
        """Go on after an end that was none of the archive's doing."""
        self._ended = None
        self._silent.clear()
        for lane in (self.replays, self.index):
            lane.reopen()

    async def _turn(self, lane: Lane, url: str, max_body: int | None) -> Answer | Failure | Trouble:
        async with lane:
            # links to the archive's host are crawled too
            if not (lane.closed or await self._fetcher.pacer.beside(self._host, self._apart, self._ends)):
                lane.close()
            if lane.closed:
                return Trouble(Kind.CLOSED, lane.closed)
            limit = self._max_body if max_body is None else max_body
            self.requests += 1
            asking = self._fetcher.get(url, max_body=limit, timeout=self._timeout)
            answer = await in_time(asking, self._ends, self._clock)
            if answer is None:
                lane.close()
                return Trouble(Kind.CLOSED, lane.closed)
            heard = self._heard(lane, answer)
        return _whole(heard, limit) if isinstance(heard, Answer) else heard

    def _heard(self, lane: Lane, answer: Answer | Failure) -> Answer | Failure | Trouble:
        """What an answer, or none, means for those that come after it."""
        if isinstance(answer, Failure):
            return self._unanswered(lane, answer)
        self._silent[lane] = 0
        self._overloaded[lane] = self._overloaded[lane] + 1 if _overloaded(answer) else 0
        if self._overloaded[lane] >= OVERLOADS:
            why = f"it answered {answer.status} and the like {OVERLOADS} times in a row"
            return self.close(WebArchive.OVERLOADED, why, lane)
        return self._throttled(lane, answer) if _throttles(answer) else answer

    def _unanswered(self, lane: Lane, failure: Failure) -> Failure | Trouble:
        if failure.fault is Fault.CONNECT_REFUSED:
            return self.close(WebArchive.REFUSED, f"it refuses connections ({failure.evidence})")
        self._silent[lane] += 1
        if self._silent[lane] >= SILENCES:
            why = f"{SILENCES} requests in a row brought no answer, the last {failure.fault}"
            return self.close(WebArchive.SILENT, why, lane)
        return failure

    def _throttled(self, lane: Lane, answer: Answer) -> Trouble:
        """Stop the lane. The other goes on: the archive counts replays and index queries apart."""
        pause = retry_after(answer, self._clock) or THROTTLE_PAUSE
        if pause > LONGEST_PAUSE:
            why = f"it answered {answer.status} and asks to wait {pause:.0f} seconds"
            return self.close(WebArchive.THROTTLED, why)
        lane.stop(pause)
        self._fetcher.pacer.rest(self._host, pause)
        if lane.stops >= MOST_STOPS:
            why = f"it answered {answer.status} again after each of {lane.stops - 1} pauses"
            return self.close(WebArchive.THROTTLED, why)
        return Trouble(
            Kind.THROTTLED, f"the web archive answered {answer.status}: nothing is asked for {pause:.0f} seconds"
        )


def refusal_of(answer: Answer) -> Trouble | None:
    """What an archive's own answer says against asking; None for a redirect, a 404, or a page."""
    said = answer.header("X-Archive-Wayback-Runtime-Error") or ""
    if any(mark in answer.body or mark in said.encode(errors="replace") for mark in _EXCLUDED):
        return Trouble(
            Kind.EXCLUDED, "the web archive does not show this site: its owner or the archive has excluded it"
        )
    if answer.status == 429 or (answer.status == 503 and answer.header("Retry-After")):
        return Trouble(Kind.THROTTLED, f"the web archive answered {answer.status}")
    if said and answer.status != 404:
        return Trouble(Kind.UNPLAYABLE, f"the web archive cannot show the capture: {said[:80]}")
    if answer.status < 400 or answer.status == 404:
        return None
    return Trouble(Kind.FAULT, f"the web archive answered {answer.status}")


def retry_after(answer: Answer, clock: Clock) -> float | None:
    """Seconds that an answer asks to wait, from either form of Retry-After (RFC 9110, 10.2.3)."""
    value = (answer.header("Retry-After") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - clock.now()).total_seconds())


def _whole(answer: Answer, limit: int) -> Answer | Failure:
    """The answer, or a failure where its text broke off: half a page may lack the words that say it is none."""
    text = answer.body or (answer.header("Content-Type") or "").lower().startswith("text/")
    if not (answer.truncated and text and len(answer.body) < limit):
        return answer
    return Failure(answer.url, Fault.PROTOCOL_ERROR, f"the body broke off after {len(answer.body)} bytes")


def _throttles(answer: Answer) -> bool:
    """Whether the archive itself asks to be left alone for a while; a capture of such an answer is a capture."""
    trouble = None if answer.header("Memento-Datetime") is not None else refusal_of(answer)
    return trouble is not None and trouble.kind is Kind.THROTTLED


def _overloaded(answer: Answer | Failure | Trouble) -> bool:
    """A 5xx of the archive itself, which often passes at once; one that states a wait is not pressed."""
    if not isinstance(answer, Answer) or answer.header("Memento-Datetime") is not None:
        return False
    return answer.status >= 500 and refusal_of(answer) == Trouble(
        Kind.FAULT, f"the web archive answered {answer.status}"
    )
