"""Save Page Now 2: have the Wayback Machine capture a living page.

A capture is asked for with POST /save, which answers with the name of a job; /save/status/<job> tells for about an hour
how far it has come. What is refused is told in JSON under status 200; what the archive calls done may not show for
hours, and what it calls failed may have been done (internetarchive/wayback, issue 297): so nothing that is said here
is believed before the capture was seen another night. Sources: the archive's description of the interface,
https://docs.google.com/document/d/1Nsv52MvSjbLb2PCpHlat0gkzw0EvtSgpKHu4mk0MnrA, and MKRWW/wortlaut, issue 108, which
measured it.
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from linkcheck.model import Answer, Clock, Failure, Fault
from linkcheck.net import LATE, Fetcher, Lane, in_time, sendable
from linkcheck.settings import Settings
from linkcheck.snapshots.door import LONGEST_PAUSE, PATIENCE, THROTTLE_PAUSE, retry_after
from linkcheck.snapshots.keys import WHERE, Keys
from linkcheck.snapshots.waits import POLL_AFTER
from linkcheck.snapshots.words import Quota, Then, Word, progressed, quota, submitted

FRESH_DAYS = 30
"""A capture of the last so many days shows what one of tonight would: the archive then makes no other."""
POLL_MOST = 30.0
"""Seconds between two such questions, at most."""
JOB_SECONDS = 150.0
"""Seconds for which a job is asked after in one night: the archive gives one two minutes."""
POLLS = 6
"""Jobs that are asked after within `POLL_AFTER`, at most."""
SILENCES = 5
"""Requests in a row that came to nothing, after which no more are made tonight."""
SECONDS = 30.0
"""For one request, at least: Save Page Now is slow to answer."""


class SavePageNow:
    """The account's way to have pages captured, shared by a whole run; its keys go to the web archive only."""

    def __init__(
        self,
        settings: Settings,
        fetcher: Fetcher,
        clock: Clock,
        keys: Keys,
        *,
        ends: float | None = None,
        poll_after: float = POLL_AFTER,
    ) -> None:
        """How it is asked.

        Args:
            settings: Where, how often and how patiently.
            fetcher: What asks.
            clock: Paces it.
            keys: The account's.
            ends: When nothing more is sent, on the clock's monotonic time, and what is under way is soon cut; None: no
                such time.
            poll_after: Seconds until a job is asked after for the first time.
        """
        self.wrong_keys = False
        """The archive did not accept the keys."""
        self._fetcher = fetcher
        self._clock = clock
        self._ends = ends
        self._keys = keys
        self._base = settings.web_archive.rstrip("/")
        self._timeout = max(SECONDS, settings.timeout * PATIENCE)
        self._poll_after = poll_after
        # one at a time, so that what was asked for first is taken first
        self._lane = Lane(settings.saves_per_minute / 60, 1, clock, ends)
        self._polls = Lane(POLLS / poll_after, POLLS, clock, ends)
        self._silent = 0

    @property
    def closed(self) -> str:
        """Why nothing more is asked for tonight; empty while more may be."""
        return self._lane.closed

    async def quota(self) -> Quota | Word:
        """What the account may still ask for today; a word where that could not be learnt, and nothing is asked for."""
        answer = await self._ask(self._polls, "/save/status/user")
        found = answer if isinstance(answer, Word) else quota(answer) or self._odd(answer)
        if isinstance(found, Word):
            return self._heed(replace(found, then=Then.STOP))
        return found

    async def ask(self, url: str) -> Word:
        """Ask for a capture once; the word of a job that has begun is `PENDING`.

        Raises:
            ValueError: It is not a URL that a browser would send.
        """
        form = {
            "url": sendable(url),
            "if_not_archived_within": f"{FRESH_DAYS}d",
            "skip_first_archive": "1",
        }
        answer = await self._ask(self._lane, "/save", urlencode(form).encode("ascii"))
        word = answer if isinstance(answer, Word) else submitted(answer) or self._odd(answer)
        return self._heed(word)

    async def follow(self, job: str) -> Word:
        """Ask after a job until it has ended, for a bounded while."""
        word = Word(Then.PENDING, "the archive has begun", job)
        wait = self._poll_after
        until = self._clock.monotonic() + JOB_SECONDS
        until = until if self._ends is None else min(until, self._ends)
        while word.then is Then.PENDING and not self.closed and self._clock.monotonic() + wait <= until:
            await self._clock.sleep(wait)
            word = await self.state(job)
            wait = min(POLL_MOST, wait * 1.5)
        return word

    async def state(self, job: str) -> Word:
        """How far a job has come; what could not be learnt leaves it pending."""
        answer = await self._ask(self._polls, f"/save/status/{job}")
        word = None if isinstance(answer, Word) else progressed(answer, job)
        if word is not None:
            return self._heed(word)
        unheard = answer if isinstance(answer, Word) else self._odd(answer)
        return replace(self._heed(unheard), then=Then.PENDING, job=job)

    async def _ask(self, lane: Lane, path: str, body: bytes | None = None) -> Answer | Word:
        """One request with the keys; redirects are not followed, so they go nowhere else."""
        async with lane:
            if self.closed or lane.closed:
                return Word(Then.STOP, self.closed or lane.closed)
            asking = self._fetcher.get(
                f"{self._base}{path}",
                headers=self._headers(),
                method="GET" if body is None else "POST",
                body=body,
                timeout=self._timeout,
            )
            answer = await in_time(asking, self._ends, self._clock)
            if answer is None:
                return Word(Then.STOP, LATE)
        if isinstance(answer, Failure):
            return self._unheard(answer)
        self._silent = self._silent + 1 if answer.status >= 500 else 0
        if self._silent >= SILENCES:
            return Word(Then.STOP, f"Save Page Now answered {answer.status} and the like {SILENCES} times in a row")
        return self._read(answer)

    def _headers(self) -> Mapping[str, str]:
        return {
            "Authorization": self._keys.authorization,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def _unheard(self, failure: Failure) -> Word:
        self._silent += 1
        if failure.fault is Fault.CONNECT_REFUSED:
            return Word(Then.STOP, f"the web archive refuses connections ({failure.evidence})")
        if self._silent >= SILENCES:
            return Word(Then.STOP, f"{SILENCES} requests in a row brought no answer, the last {failure.fault}")
        return Word(Then.ANOTHER_NIGHT, f"Save Page Now did not answer: {failure.fault}, {failure.evidence}")

    def _read(self, answer: Answer) -> Answer | Word:
        """The answer, or what its status alone says."""
        if answer.status == 401:
            self.wrong_keys = True
            return Word(Then.STOP, f"the archive does not accept the keys; those of your account are at {WHERE}")
        if answer.status == 429:
            pause = retry_after(answer, self._clock) or THROTTLE_PAUSE
            if pause > LONGEST_PAUSE:
                return Word(Then.STOP, f"Save Page Now answered 429 and asks to wait {pause:.0f} seconds")
            return Word(Then.TONIGHT, "Save Page Now answered 429: it was asked too often", pause=pause)
        return answer

    def _odd(self, answer: Answer) -> Word:
        """What is no answer of Save Page Now's."""
        if answer.status in {404, 405}:
            return Word(Then.STOP, f"{self._base} answered {answer.status}: it offers no Save Page Now")
        return Word(Then.ANOTHER_NIGHT, f"Save Page Now answered {answer.status} with nothing to read")

    def _heed(self, word: Word) -> Word:
        """Stop or close the lane as a word says; the word without the keys that the archive may have sent back."""
        told = replace(
            word,
            why=self._keys.hidden(word.why),
            job="" if self._keys.hidden(word.job) != word.job else word.job,
        )
        if told.pause:
            self._lane.stop(told.pause)
            self._polls.stop(told.pause)
        if told.then is Then.STOP:
            self._lane.close(told.why)
        return told
