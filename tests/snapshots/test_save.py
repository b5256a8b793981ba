"""Save Page Now, asked over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from linkcheck.demo.web import Behaviour, Site, Web
from linkcheck.demo.web.behaviours import document, hang_up, redirect, retry_after, silent, status
from linkcheck.demo.web.captures import Capture
from linkcheck.demo.web.saving import ACCESS, SECRET, Script
from linkcheck.demo.web.saving import SavePageNow as Machine
from linkcheck.demo.web.wayback import wayback
from linkcheck.model import Found, Missing, Unavailable
from linkcheck.net import LATE, Fetcher, ending
from linkcheck.settings import Settings
from linkcheck.snapshots import Archives, Keys, Quota, SavePageNow, Then, Word
from linkcheck.snapshots.words import meanings
from tests.snapshots.machine import HOST, NOW, QuickClock, good, quick

URL = "http://log.example/a"
KEYS = Keys(ACCESS, SECRET)


@dataclass(slots=True)
class Scene:
    """A machine that makes captures, and who asks it."""

    web: Web
    machine: Machine
    clock: QuickClock
    saver: SavePageNow
    archives: Archives


@asynccontextmanager
async def scene(
    scripts: Mapping[str, Script] | None = None,
    *,
    instead: Mapping[str, Behaviour] | None = None,
    keys: Keys = KEYS,
    settings: Settings | None = None,
    limit: int = 30_000,
    ends: float | None = None,
    captures: tuple[Capture, ...] = (),
) -> AsyncIterator[Scene]:
    """Save Page Now on loopback; `instead` takes the place of some of its routes."""
    machine = Machine(lambda: NOW, scripts or {}, limit=limit)
    site = wayback(captures, saving=machine)
    own = Site({**site.routes, **(instead or {})})
    chosen = settings or quick(saves_per_minute=60_000.0)
    async with Web({HOST: own, "elsewhere.example": Site(default=document("got it"))}) as web:
        clock = QuickClock()
        async with Fetcher(chosen, web.resolver, web.trust, clock) as fetcher:
            archives = Archives(chosen, fetcher, clock)
            until = None if ends is None else clock.monotonic() + ends
            saver = SavePageNow(chosen, fetcher, clock, keys, ends=until)
            try:
                yield Scene(web, machine, clock, saver, archives)
            finally:
                await archives.close()


async def test_a_capture_from_the_quota_to_the_end() -> None:
    """The quota is told, a job begins and ends, and what was sent is what the interface wants."""
    async with scene({URL: Script(polls=2)}) as made:
        assert await made.saver.quota() == Quota(12, 30_000)
        begun = await made.saver.ask(f"{URL}#tides")
        assert begun.then is Then.PENDING
        assert await made.saver.follow(begun.job) == Word(
            Then.CAPTURED, "the archive says that it has captured it", begun.job, "20240601120000"
        )
        asked = made.web.asked(HOST)
        assert [one.target for one in asked] == ["/save/status/user", "/save", *[f"/save/status/{begun.job}"] * 3]
        assert {one.header("Authorization") for one in asked} == {f"LOW {ACCESS}:{SECRET}"}
        assert {one.header("Accept") for one in asked} == {"application/json"}
        form = parse_qs(asked[1].body.decode())
        assert form == {"url": [URL], "if_not_archived_within": ["30d"], "skip_first_archive": ["1"]}


@pytest.mark.parametrize("code", sorted(meanings()))
async def test_every_error(code: str) -> None:
    """Each error, at once or at a job's end, leads to what the table says; one that stops closes the lane."""
    expected = meanings()[code]
    async with scene({URL: Script(refuse=code), "http://log.example/b": Script(ends=code)}) as made:
        at_once = await made.saver.ask(URL)
        assert at_once.then is expected.then
        assert bool(made.saver.closed) is (expected.then is Then.STOP)
    async with scene({URL: Script(ends=code)}) as made:
        begun = await made.saver.ask(URL)
        assert (await made.saver.follow(begun.job)).then is expected.then


async def test_seven_a_minute() -> None:
    """Fifteen captures take two minutes, on the clock that the lane was given."""
    async with scene(settings=quick(saves_per_minute=7.0)) as made:
        for number in range(15):
            await made.saver.ask(f"http://log.example/{number}")
        assert made.clock.skipped == pytest.approx(14 * 60 / 7, abs=2)
        assert len(made.machine.asked) == 15


@pytest.mark.parametrize(
    ("behaviour", "then", "closed"),
    [
        (retry_after(30), Then.TONIGHT, False),
        (status(429), Then.TONIGHT, False),
        (retry_after(7200), Then.STOP, True),
        (status(401), Then.STOP, True),
        (status(404), Then.STOP, True),
        (status(523), Then.ANOTHER_NIGHT, False),
        (status(503), Then.ANOTHER_NIGHT, False),
        (document("<html>a page</html>"), Then.ANOTHER_NIGHT, False),
        (silent(), Then.ANOTHER_NIGHT, False),
        (hang_up(), Then.ANOTHER_NIGHT, False),
    ],
)
async def test_what_else_may_come(
    behaviour: Behaviour, then: Then, closed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too often asked, unknown keys, no such interface, an overloaded server, silence: each has its consequence."""
    monkeypatch.setattr("linkcheck.snapshots.save.SECONDS", 2.0)
    async with scene(instead={"/save": behaviour}, settings=quick(saves_per_minute=60_000.0, timeout=0.1)) as made:
        assert (await made.saver.ask(URL)).then is then
        assert bool(made.saver.closed) is closed
        assert len(made.web.asked(HOST)) == 1


async def test_a_throttle_pauses_the_lane() -> None:
    """After a 429 nothing is asked for so long as it says, or a minute."""
    async with scene(instead={"/save": retry_after(30)}) as made:
        await made.saver.ask(URL)
        await made.saver.ask(URL)
        assert made.clock.skipped == pytest.approx(30, abs=1)
    async with scene({URL: Script(refuse="too-many-requests")}) as made:
        await made.saver.ask(URL)
        await made.saver.ask("http://other.example/")
        assert made.clock.skipped == pytest.approx(60, abs=1)


async def test_an_archive_that_fails_again_and_again_is_left_alone() -> None:
    """Five answers of 5xx in a row end it for the night: nothing more is sent."""
    async with scene(instead={"/save": status(523)}) as made:
        for number in range(8):
            await made.saver.ask(f"http://log.example/{number}")
        assert made.saver.closed
        assert len(made.web.asked(HOST)) == 5


async def test_a_machine_that_refuses_connections() -> None:
    """A refused connection is a ban: it ends the night at once."""
    async with Web({HOST: Site(refuse=True)}) as web:
        clock = QuickClock()
        async with Fetcher(quick(), web.resolver, web.trust, clock) as fetcher:
            saver = SavePageNow(quick(), fetcher, clock, KEYS)
            word = await saver.quota()
            assert isinstance(word, Word)
            assert word.then is Then.STOP
            assert (await saver.ask(URL)).then is Then.STOP
            assert len(web.connections) == 1


async def test_wrong_keys() -> None:
    """They are told as such in one line that says where the right ones are, though the archive sends ours back."""
    async with scene(keys=Keys("Wr0ngWr0ng", "S3cr3tS3cr3t")) as made:
        word = await made.saver.quota()
        assert isinstance(word, Word)
        assert made.saver.wrong_keys
        assert "https://archive.org/account/s3.php" in word.why
        assert "Wr0ng" not in repr(word)


async def test_keys_go_nowhere_else() -> None:
    """A redirect to another host, or to plain http, is not followed; what sends the keys back is not repeated."""
    echo = document(
        f'{{"status": "error", "status_ext": "error:odd", "message": "LOW {ACCESS}:{SECRET}?", "job_id": "{SECRET}"}}',
        "application/json",
    )
    lead = redirect(307, "http://elsewhere.example/save")
    async with scene(instead={"/save": lead, "/save/status/*": echo, "/save/status/user": lead}) as made:
        assert (await made.saver.ask(URL)).then is Then.ANOTHER_NIGHT
        word = await made.saver.state("spn2-1")
        assert SECRET not in repr(word)
        assert ACCESS not in repr(word)
        assert isinstance(await made.saver.quota(), Word)
        assert made.web.asked("elsewhere.example") == ()
        assert {host for host, _ in made.web.connections} == {HOST}


async def test_patience_is_bounded() -> None:
    """A job that never ends is asked after for two and a half minutes, ever more rarely, and stays pending."""
    async with scene({URL: Script(ends="pending")}) as made:
        begun = await made.saver.ask(URL)
        word = await made.saver.follow(begun.job)
        assert (word.then, word.job) == (Then.PENDING, begun.job)
        assert 100 < made.clock.skipped < 151
        assert len(made.web.asked(HOST)) < 12


async def test_a_deadline_ends_it() -> None:
    """Nothing is asked for behind the deadline, and nobody waits for a job beyond it."""
    async with scene({URL: Script(ends="pending")}, ends=20.0) as made:
        begun = await made.saver.ask(URL)
        assert (await made.saver.follow(begun.job)).then is Then.PENDING
        assert made.clock.skipped < 21
        await made.clock.sleep(30)
        assert (await made.saver.ask("http://log.example/b")).then is Then.STOP
        assert made.machine.asked == [URL]


@pytest.mark.parametrize("silent_at", ["/save", "/save/status/user"])
async def test_what_is_under_way_at_the_deadline_is_soon_cut(silent_at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive that takes a request and never answers is not waited for: nothing is said of the page."""
    monkeypatch.setattr(ending, "GRACE", 0.2)
    async with scene(instead={silent_at: silent()}, ends=0.2) as made, asyncio.timeout(20):
        word = await (made.saver.ask(URL) if silent_at == "/save" else made.saver.quota())
        assert isinstance(word, Word)
        assert (word.then, word.why) == (Then.STOP, LATE)
        assert [request.path for request in made.web.asked(HOST)] == [silent_at]


async def test_what_was_captured_lately_is_told_with_its_time() -> None:
    """A page that was captured within a month is not captured again: the job ends with the earlier time."""
    stamp = (NOW - timedelta(days=12)).strftime("%Y%m%d%H%M%S")
    async with scene(captures=(good(URL, stamp),)) as made:
        begun = await made.saver.ask(URL)
        assert (await made.saver.follow(begun.job)).timestamp == stamp
        assert made.machine.used == 0


async def test_a_fresh_capture_first_shows_an_older_one() -> None:
    """On the night itself the archive leads to an old one, which is not taken for it; on the next it is seen."""
    async with scene(captures=(good(URL, "20150301000000"),)) as made:
        begun = await made.saver.ask(URL)
        word = await made.saver.follow(begun.job)
        about = (NOW, NOW - timedelta(days=1), NOW + timedelta(days=1))
        assert isinstance(await made.archives.seen(URL, *about), Missing)
        made.web.night = 2
        seen = await made.archives.seen(URL, *about)
        assert isinstance(seen, Found)
        assert (seen.snapshot.timestamp, seen.snapshot.verified) == (word.timestamp, True)


@pytest.mark.parametrize(
    ("capture", "verified"),
    [
        (good(URL, "20240601110000"), True),
        (Capture(URL, "20240601110000", 301, location="http://log.example/b"), True),
        (Capture(URL, "20240601110000", 301), False),
        (Capture(URL, "20240601110000", 403, "<p>No robots here.</p>"), False),
        (Capture(URL, "20240601110000", 200, "<title>Page not found</title><h1>404 Not Found</h1>"), False),
    ],
)
async def test_a_capture_must_show_the_page(capture: Capture, verified: bool) -> None:
    """A page and a redirect are what was wanted; a refusal, an error page and a redirect to nowhere are not."""
    async with scene(captures=(capture,)) as made:
        seen = await made.archives.seen(URL, NOW, NOW - timedelta(days=1), NOW + timedelta(days=1))
        assert isinstance(seen, Found)
        assert seen.snapshot.verified is verified
        assert bool(seen.snapshot.review) is not verified


async def test_one_question_tells_the_nearest() -> None:
    """Whether there is a capture near a day costs one request, and none of its pages is fetched."""
    async with scene(captures=(good(URL, "20170401000000"), good(URL, "20110101000000"))) as made:
        near = await made.archives.nearest(URL, NOW.replace(year=2017, month=3, day=26))
        assert isinstance(near, Found)
        assert (near.snapshot.timestamp, near.snapshot.days, near.snapshot.verified) == ("20170401000000", 6, False)
        assert len(made.web.asked(HOST)) == 1
        undated = await made.archives.nearest(URL, None)
        assert isinstance(undated, Found)
        assert undated.snapshot.days is None
        assert isinstance(await made.archives.nearest("http://log.example/none", NOW), Missing)


async def test_an_archive_that_cannot_be_asked_has_not_answered() -> None:
    """A 503 is no word on whether there is a capture, nor on whether one is seen."""
    async with scene(instead={"/web/*": status(503)}) as made:
        assert isinstance(await made.archives.nearest(URL, NOW), Unavailable)
        assert isinstance(await made.archives.seen(URL, NOW, NOW, NOW), Unavailable)


async def test_a_site_that_the_archive_does_not_show_has_no_capture_to_see() -> None:
    """An exclusion stays: it is no trouble that passes, and nobody asks about it every night."""
    excluded = document("AdministrativeAccessControlException: Blocked Site Error", status=403)
    async with scene(instead={"/web/*": excluded}) as made:
        assert isinstance(await made.archives.nearest(URL, NOW), Missing)
        assert isinstance(await made.archives.seen(URL, NOW, NOW, NOW), Missing)


async def test_a_machine_on_this_one() -> None:
    """An archive at a loopback address is asked over plain http, keys and all."""
    machine = Machine(lambda: NOW, {})
    async with Web({"127.0.0.1": wayback((), saving=machine)}) as web:
        settings = quick(web_archive=f"http://127.0.0.1:{web.endpoint('http')[1]}", saves_per_minute=60_000.0)
        assert KEYS.unfit(settings) == ""
        async with Fetcher(settings, web.resolver, web.trust, QuickClock()) as fetcher:
            saver = SavePageNow(settings, fetcher, QuickClock(), KEYS)
            begun = await saver.ask(URL)
            assert (await saver.follow(begun.job)).then is Then.CAPTURED
    assert machine.asked == [URL]
