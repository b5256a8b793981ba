"""Web archives: one question in, one lookup out."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from linkcheck.judge import Played, is_shortener, played
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
from linkcheck.snapshots.door import PATIENCE, Door
from linkcheck.snapshots.elsewhere import Elsewhere
from linkcheck.snapshots.hunt import Hunt
from linkcheck.snapshots.memento import TimeGates
from linkcheck.snapshots.outcomes import Absent, Held, Kind, Refusal, Trouble, memento_datetime
from linkcheck.snapshots.own import OwnArchive
from linkcheck.snapshots.question import Question, question
from linkcheck.snapshots.timegate import REDIRECTS, nearest, redirect_of, replay
from linkcheck.snapshots.trail import Trail
from linkcheck.snapshots.urls import (
    MEDIA,
    fragment_of,
    moment_of,
    parse,
    replay_url,
    same_page,
    stamp,
    without_fragment,
    written,
)
from linkcheck.snapshots.verify import far_away, for_review, verify
from linkcheck.snapshots.view import unreadable, view
from linkcheck.snapshots.waits import SECOND_TRY_AFTER

PLAYED = 64 * 1024
"""Bytes that are read of what a player plays: that it comes is enough."""

Seek = Callable[[Question], Awaitable[Held | Absent | Trouble]]
"""One archive, asked."""


class Archives:
    """The web archives of a whole run: their limits are shared by all of its lookups."""

    def __init__(
        self,
        settings: Settings,
        fetcher: Fetcher,
        clock: Clock,
        second_try: float = SECOND_TRY_AFTER,
        own: OwnArchive | Trouble | None = None,
        ends: float | None = None,
    ) -> None:
        """See the class.

        `second_try`: seconds before a cut or failed answer is asked for once more. `own`: the editor's own archive, or
        why it cannot be looked into. At `ends`, on the clock's monotonic time, nothing more is sent, and what is under
        way is soon cut: what it was to tell stays unasked.
        """
        self._settings = settings
        self._own = own
        self._clock = clock
        self._base = settings.web_archive.rstrip("/")
        self._door = Door(settings, fetcher, clock, second_try, ends)
        self._index = Index(self._door, self._base, settings.user_agent)
        self._timegates = TimeGates(fetcher, clock, settings.timeout * PATIENCE, self._is_first, ends)

    @property
    def closed(self) -> str:
        """Why nothing more is replayed tonight, for people; empty while it goes on."""
        return self._door.replays.closed

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

        Where none does without doubt, the one that may is found, not verified, with what speaks against it.
        A short link is asked for by the target that earlier checks saw, then by what was captured of itself.
        """
        trail = Trail(self._settings.max_replays)
        hunt = Hunt(self._door, self._index, self._base, trail)
        asked = question(wanted, self._clock.now(), self._settings.max_distance)
        questions = [asked]
        if wanted.known_target and is_shortener(wanted.url):
            trail.tell("known-target", f"{asked.url} led to {wanted.known_target} while it lived")
            questions = [asked.about(wanted.known_target), asked]
        outcome = await _first(hunt.seek, questions)
        if isinstance(outcome, Absent) or (isinstance(outcome, Trouble) and outcome.kind is Kind.EXCLUDED):
            outcome = await self._elsewhere(questions, trail, outcome)
        return self._lookup(asked, outcome, trail)

    async def readable(self, snapshot: Snapshot) -> Found | Missing | Unavailable:
        """The reader's view of a snapshot, asked once before a document gets it.

        It is neither a notice nor blank, and what a player would play is there.
        """
        page = without_fragment(snapshot.url)
        seen = await self._view(page)
        if isinstance(seen, Trouble):
            return _unavailable(seen)
        if seen.status >= 400 and memento_datetime(seen) is None:
            # the archive speaks for itself, of a capture that it has replayed before
            return Unavailable(f"the web archive answered {seen.status} to the reader's view")
        if why := unreadable(seen, snapshot.timestamp):
            if self._settings.own_replay and page.startswith(f"{self._settings.own_replay}/"):
                # it was verified from the WARC itself: what lacks is that it is published
                return Unavailable(f"your own replay does not show it yet: {why}")
            return Missing(f"the reader's view is no good: {why}")
        told = Evidence(READERS_VIEW, 0, f"{page}: status {seen.status}, readable")
        player = played(snapshot.original)
        if player is not None and not player.in_page(seen.body):
            if unplayed := await self._unplayed(player):
                return unplayed
            told = replace(told, detail=f"{told.detail}, and {player.what} is held")
        return Found(replace(snapshot, evidence=(*snapshot.evidence, told)), "the reader's view shows a page")

    async def _unplayed(self, player: Played) -> Missing | Unavailable | None:
        """Why what is played is not shown; None where the Wayback Machine holds it, under a name of its own."""
        if not player.media:
            return Missing(
                f"{player.what} is played by {player.name}: nothing shows that it was captured with its page"
            )
        answer = await self._door.ask(self._door.replays, replay_url(self._base, "2", player.media, MEDIA), PLAYED)
        if isinstance(answer, Trouble):
            return Unavailable(answer.why)
        if answer.status == 404:
            return Missing(f"the page was captured, {player.what} was not ({player.media} is not held)")
        return None

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
        match judged:
            case Refusal(why=why):
                review: tuple[str, ...] = (why,)
            case Held(doubts=doubts, hidden=True):
                review = doubts
            case _:
                # the author's words may lack on a page that lives all the same
                review = ()
        snapshot = Snapshot(found.timestamp, found.page, found.original, not review, None, review, digest=found.digest)
        return Found(snapshot, "; ".join(review) or "it shows the page")

    def reopen(self) -> None:
        """Go on with the Wayback Machine, where it ended for the want of a network; its limits hold over both."""
        self._door.reopen()

    async def close(self) -> None:
        """End the thread that asks the index."""
        await self._index.close()

    async def _elsewhere(
        self, questions: Sequence[Question], trail: Trail, before: Absent | Trouble
    ) -> Held | Absent | Trouble:
        """The other archives in order, one's own last; one that could not be asked keeps the question open.

        Where all of them have answered and none shows the page, the best of what was in doubt.
        """
        outcome = before
        ways: list[Seek] = [Elsewhere(self._timegates, one, trail).seek for one in self._settings.timegates]
        if self._own is not None:
            ways.append(partial(_in_own, self._own, trail))
        for seek in ways:
            found = await _first(seek, questions)
            if isinstance(found, Held):
                return found
            if isinstance(found, Trouble):
                outcome = found
        return trail.doubted if trail.doubted is not None and outcome is before else outcome

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
            verified=not held.doubts,
            days=days,
            review=(*held.doubts, *for_review(capture.original, days)),
            evidence=(*trail.steps, *held.evidence, *distance, *far_away(days)),
            digest=capture.digest,
            fingerprint=held.fingerprint,
        )

    def _is_first(self, address: str) -> bool:
        """Whether a snapshot's URL is one of the archive that is asked first, with limits of its own."""
        place = parse(address)
        return place is not None and place.prefix.partition("://")[2] == f"{self._base}/web".partition("://")[2]

    async def _view(self, page: str) -> Answer | Trouble:
        if page.startswith(f"{self._base}/web/"):
            return await view(partial(self._door.ask, self._door.replays), page)
        return await view(self._timegates.ask, page)


async def _first(seek: Seek, questions: Sequence[Question]) -> Held | Absent | Trouble:
    """What comes of the first question that an archive does not deny; a page's own fragment is kept."""
    outcome: Held | Absent | Trouble = Absent("")
    for one in questions:
        outcome = await seek(one)
        if isinstance(outcome, Held) and one is not questions[-1]:
            return replace(outcome, fragment=outcome.fragment or fragment_of(one.wanted.known_target))
        if not isinstance(outcome, Absent):
            return outcome
    return outcome


async def _in_own(own: OwnArchive | Trouble, trail: Trail, asked: Question) -> Held | Absent | Trouble:
    return own if isinstance(own, Trouble) else own.seek(asked, trail)


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
