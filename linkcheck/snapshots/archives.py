"""Web archives: one question in, one lookup out."""

from dataclasses import replace
from functools import partial

from linkcheck.judge import is_shortener
from linkcheck.model import (
    READERS_VIEW,
    Answer,
    Clock,
    Evidence,
    Found,
    Lookup,
    Missing,
    Snapshot,
    Unavailable,
    Wanted,
    WebArchive,
)
from linkcheck.net import Fetcher
from linkcheck.settings import Settings
from linkcheck.snapshots.cdx import Index
from linkcheck.snapshots.door import PATIENCE, SECOND_TRY_AFTER, Door
from linkcheck.snapshots.hunt import Hunt
from linkcheck.snapshots.memento import TimeGates
from linkcheck.snapshots.outcomes import Absent, Capture, Held, Kind, Trouble, memento_datetime
from linkcheck.snapshots.question import Question, question
from linkcheck.snapshots.trail import Trail
from linkcheck.snapshots.urls import fragment_of, same_page, without_fragment
from linkcheck.snapshots.verify import far_away, for_review, verify
from linkcheck.snapshots.view import unreadable, view


class Archives:
    """The web archives of a whole run: their limits are shared by all of its lookups."""

    def __init__(
        self,
        settings: Settings,
        fetcher: Fetcher,
        clock: Clock,
        second_try: float = SECOND_TRY_AFTER,
        ends: float | None = None,
    ) -> None:
        """`second_try`: seconds before a cut or failed answer is asked for once more.

        At `ends`, on the clock's monotonic time, nothing more is sent, and what is under way comes to its answer.
        """
        self._settings = settings
        self._clock = clock
        self._base = settings.web_archive.rstrip("/")
        self._door = Door(settings, fetcher, clock, second_try, ends)
        self._index = Index(self._door, self._base, settings.user_agent)
        self._timegates = TimeGates(fetcher, clock, settings.timeout * PATIENCE)

    @property
    def ended(self) -> WebArchive | None:
        """Why work with the Wayback Machine ended before all was asked; None while it goes on."""
        return self._door.ended

    @property
    def requests(self) -> int:
        """What the Wayback Machine was sent."""
        return self._door.requests

    async def lookup(self, wanted: Wanted) -> Lookup:
        """The snapshot of a URL that is nearest to a day and shows the page.

        A short link is asked for by the target that earlier checks saw, then by what was captured of itself.
        """
        trail = Trail(self._settings.max_replays)
        hunt = Hunt(self._door, self._index, self._base, trail)
        asked = question(wanted, self._clock.now(), self._settings.max_distance)
        outcome: Held | Absent | Trouble = Absent("")
        if wanted.known_target and is_shortener(wanted.url):
            trail.tell("known-target", f"{asked.url} led to {wanted.known_target} while it lived")
            outcome = await hunt.seek(asked.about(wanted.known_target))
            if isinstance(outcome, Held):
                outcome = replace(outcome, fragment=outcome.fragment or fragment_of(wanted.known_target))
        if isinstance(outcome, Absent):
            outcome = await hunt.seek(asked)
        if isinstance(outcome, Absent) or (isinstance(outcome, Trouble) and outcome.kind is Kind.EXCLUDED):
            outcome = await self._elsewhere(asked, trail, outcome)
        return self._lookup(asked, outcome, trail)

    async def readable(self, snapshot: Snapshot) -> Found | Missing | Unavailable:
        """The reader's view of a snapshot, asked once before a document gets it: neither a notice nor blank."""
        page = without_fragment(snapshot.url)
        seen = await self._view(page)
        if isinstance(seen, Trouble):
            return _unavailable(seen)
        if seen.status >= 400 and memento_datetime(seen) is None:
            # the archive speaks for itself, of a capture that it has replayed before
            return Unavailable(f"the web archive answered {seen.status} to the reader's view")
        if why := unreadable(seen, snapshot.timestamp):
            return Missing(f"the reader's view is no good: {why}")
        told = Evidence(READERS_VIEW, 0, f"{page}: status {seen.status}, readable")
        return Found(replace(snapshot, evidence=(*snapshot.evidence, told)), "the reader's view shows a page")

    async def close(self) -> None:
        """End the thread that asks the index."""
        await self._index.close()

    async def _elsewhere(self, asked: Question, trail: Trail, before: Absent | Trouble) -> Held | Absent | Trouble:
        """The other archives in order; one that could not be asked keeps the question open."""
        outcome = before
        for timegate in self._settings.timegates:
            found = await self._timegates.near(timegate, asked)
            told = verify(found, asked) if isinstance(found, Capture) else found
            trail.tell_outcome("memento", f"{timegate} for {asked.url} near {asked.near}", told)
            if isinstance(told, Held):
                return told
            if isinstance(told, Trouble):
                outcome = told
        return outcome

    def _lookup(self, asked: Question, outcome: Held | Absent | Trouble, trail: Trail) -> Lookup:
        match outcome:
            case Held() as held:
                snapshot = self._snapshot(asked, held, trail)
                return Found(snapshot, _why(asked, snapshot))
            case Trouble() as trouble:
                return _unavailable(trouble)
            case Absent(why=why):
                return Missing(f"{why} ({trail.refusals})" if trail.refusals else why)

    def _snapshot(self, asked: Question, held: Held, trail: Trail) -> Snapshot:
        capture = held.capture
        days = asked.days(capture.timestamp)
        distance = () if days is None else (Evidence("distance", 0, _distance(days)),)
        return Snapshot(
            timestamp=capture.timestamp,
            url=capture.page + (fragment_of(asked.wanted.url) or held.fragment),
            original=capture.original,
            verified=True,
            days=days,
            review=for_review(capture.original, days),
            evidence=(*trail.steps, *held.evidence, *distance, *far_away(days)),
            digest=capture.digest,
        )

    async def _view(self, page: str) -> Answer | Trouble:
        if page.startswith(f"{self._base}/web/"):
            return await view(partial(self._door.ask, self._door.replays), page)
        return await view(self._timegates.ask, page)


def _unavailable(trouble: Trouble) -> Unavailable:
    kind = trouble.kind
    return Unavailable(trouble.why, asked=kind is not Kind.CLOSED, lasting=kind is Kind.EXCLUDED)


def _why(asked: Question, snapshot: Snapshot) -> str:
    when = f"captured {_distance(snapshot.days)}" if snapshot.days is not None else "the latest good capture"
    if same_page(snapshot.original, asked.url):
        return when
    return f"{when}, of {snapshot.original}, where {asked.url} led"


def _distance(days: int) -> str:
    if days == 0:
        return "on the day of publication"
    return f"{abs(days)} day{'s' if abs(days) != 1 else ''} {'after' if days > 0 else 'before'} publication"
