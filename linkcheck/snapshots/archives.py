"""Web archives: one question in, one lookup out."""

from dataclasses import replace
from functools import partial

from linkcheck.judge import Played, is_shortener, played
from linkcheck.model import Answer, Clock, Evidence, Found, Lookup, Missing, Snapshot, Unavailable, Wanted
from linkcheck.net import Fetcher
from linkcheck.settings import Settings
from linkcheck.snapshots.cdx import Index
from linkcheck.snapshots.door import PATIENCE, SECOND_TRY_AFTER, Door
from linkcheck.snapshots.hunt import Hunt, better
from linkcheck.snapshots.memento import TimeGates
from linkcheck.snapshots.outcomes import Absent, Capture, Held, Kind, Trouble
from linkcheck.snapshots.question import Question, question
from linkcheck.snapshots.trail import Trail
from linkcheck.snapshots.urls import MEDIA, fragment_of, replay_url, same_page, without_fragment
from linkcheck.snapshots.verify import far_away, for_review, verify
from linkcheck.snapshots.view import unreadable, view

PLAYED = 64 * 1024
"""Bytes that are read of what a player plays: that it comes is enough."""


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

        Where none does without doubt, the one that may is found, not verified, with what speaks against it.
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
            outcome = await self._elsewhere(asked, trail, outcome, hunt.doubted)
        return self._lookup(asked, outcome, trail)

    async def readable(self, snapshot: Snapshot) -> Found | Missing | Unavailable:
        """The reader's view of a snapshot, asked once before a document gets it.

        It is neither a notice nor blank, and what a player would play is there.
        """
        page = without_fragment(snapshot.url)
        seen = await self._view(page)
        if isinstance(seen, Trouble):
            return Unavailable(seen.why)
        if why := unreadable(seen, snapshot.timestamp):
            return Missing(f"the reader's view is no good: {why}")
        told = Evidence("readers-view", 0, f"{page}: status {seen.status}, readable")
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

    async def close(self) -> None:
        """End the thread that asks the index."""
        await self._index.close()

    async def _elsewhere(
        self, asked: Question, trail: Trail, before: Absent | Trouble, doubted: Held | None
    ) -> Held | Absent | Trouble:
        """The other archives in order; one that could not be asked keeps the question open.

        Where all of them have answered and none shows the page, the best of what was in doubt.
        """
        outcome = before
        for timegate in self._settings.timegates:
            found = await self._timegates.near(timegate, asked)
            told = verify(found, asked) if isinstance(found, Capture) else found
            trail.tell_outcome("memento", f"{timegate} for {asked.url} near {asked.near}", told)
            match told:
                case Held(doubts=()):
                    return told
                case Held():
                    doubted = better(doubted, told)
                case Trouble():
                    outcome = told
        return doubted if doubted is not None and outcome is before else outcome

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
            verified=not held.doubts,
            days=days,
            review=(*held.doubts, *for_review(capture.original, days)),
            evidence=(*trail.steps, *held.evidence, *distance, *far_away(days)),
            digest=capture.digest,
            fingerprint=held.fingerprint,
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
