"""Web archives: one question in, one lookup out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from linkcheck.judge import is_shortener
from linkcheck.model import Answer, Clock, Evidence, Found, Lookup, Missing, Snapshot, Unavailable, Wanted
from linkcheck.net import Fetcher
from linkcheck.settings import Settings
from linkcheck.snapshots.cdx import Index
from linkcheck.snapshots.door import PATIENCE, SECOND_TRY_AFTER, Door
from linkcheck.snapshots.hunt import Hunt
from linkcheck.snapshots.memento import TimeGates
from linkcheck.snapshots.outcomes import Absent, Capture, Held, Kind, Refusal, Trouble
from linkcheck.snapshots.question import Question, question
from linkcheck.snapshots.timegate import REDIRECTS, nearest, redirect_of, replay
from linkcheck.snapshots.trail import Trail
from linkcheck.snapshots.urls import fragment_of, moment_of, same_page, stamp, without_fragment, written
from linkcheck.snapshots.verify import far_away, for_review, verify
from linkcheck.snapshots.view import unreadable, view


class Archives:
    """The web archives of a whole run: their limits are shared by all of its lookups."""

    def __init__(
        self, settings: Settings, fetcher: Fetcher, clock: Clock, second_try: float = SECOND_TRY_AFTER
    ) -> None:
        """`second_try`: seconds before a cut or failed answer is asked for once more."""
        self._settings = settings
        self._clock = clock
        self._base = settings.web_archive.rstrip("/")
        self._door = Door(settings, fetcher, clock, second_try)
        self._index = Index(self._door, self._base, settings.user_agent)
        self._timegates = TimeGates(fetcher, clock, settings.timeout * PATIENCE)

    @property
    def closed(self) -> str:
        """Why web-archive work ended for the night; empty while it goes on."""
        return self._door.replays.closed

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
            return Unavailable(seen.why)
        if why := unreadable(seen, snapshot.timestamp):
            return Missing(f"the reader's view is no good: {why}")
        told = Evidence("readers-view", 0, f"{page}: status {seen.status}, readable")
        return Found(replace(snapshot, evidence=(*snapshot.evidence, told)), "the reader's view shows a page")

    async def nearest(self, url: str, published: datetime | None) -> Lookup:
        """The capture of a living page that is nearest to a day, by one question: it is not looked at.

        Without a day, the nearest to now.
        """
        at = published or self._clock.now()
        told = await nearest(self._door, self._base, stamp(at), url)
        match told:
            case Absent(why=why) | Trouble(kind=Kind.EXCLUDED, why=why):
                return Missing(why)
            case Trouble(why=why):
                return Unavailable(why)
        days = None if published is None else (moment_of(told).date() - published.astimezone(UTC).date()).days
        why = "the page lives" if days is None else f"captured {_distance(days)}; the page lives"
        unseen = (Evidence("not-looked-at", 0, why),)
        page = written(self._base, told, url)
        return Found(Snapshot(told, page, without_fragment(url), verified=False, days=days, evidence=unseen), why)

    async def seen(self, url: str, near: datetime, since: datetime, until: datetime) -> Lookup:
        """Whether the capture nearest to an instant was made between two others, and shows the page.

        One that does not show it is found, unverified, and its review says why. A redirect that was captured is what
        its URL shows.
        """
        found = await replay(self._door, self._base, stamp(near), url)
        match found:
            case Absent(why=why) | Trouble(kind=Kind.EXCLUDED, why=why):
                return Missing(why)
            case Trouble(why=why):
                return Unavailable(why)
        if not since <= found.moment <= until:
            return Missing(f"the web archive shows no capture of {url} from then, only one of {found.timestamp}")
        leads = found.answer.status in REDIRECTS and redirect_of(found, self._base) is not None
        asked = question(Wanted(url, None, None), until + timedelta(seconds=1), None)
        judged = found if leads else verify(found, asked)
        review = (judged.why,) if isinstance(judged, Refusal) else ()
        snapshot = Snapshot(found.timestamp, found.page, found.original, not review, None, review, digest=found.digest)
        return Found(snapshot, review[0] if review else "it shows the page")

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
            case Trouble(why=why):
                return Unavailable(why)
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


def _why(asked: Question, snapshot: Snapshot) -> str:
    when = f"captured {_distance(snapshot.days)}" if snapshot.days is not None else "the latest good capture"
    if same_page(snapshot.original, asked.url):
        return when
    return f"{when}, of {snapshot.original}, where {asked.url} led"


def _distance(days: int) -> str:
    if days == 0:
        return "on the day of publication"
    return f"{abs(days)} day{'s' if abs(days) != 1 else ''} {'after' if days > 0 else 'before'} publication"
