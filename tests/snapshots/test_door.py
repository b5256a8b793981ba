"""The way to the web archive: its lanes, and what ends a night's work."""

import asyncio
from email.utils import format_datetime

import pytest

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import document, hang_up, html, in_turn, page, raw, retry_after, status
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request
from linkcheck.model import Answer, WebArchive
from linkcheck.snapshots.door import MOST_STOPS, THROTTLED_TRIES, Door
from linkcheck.snapshots.outcomes import Kind, Trouble
from linkcheck.snapshots.waits import SECOND_TRY_AFTER
from tests.snapshots.machine import NOW, Machine, machine, quick

URL = "https://web.archive.org/web/20170401000000id_/http://log.example/"
GOOD = page("The log", "It turns.")


def door(made: Machine) -> Door:
    """A door of its own."""
    return Door(made.settings, made.fetcher, made.clock)


async def test_an_answer() -> None:
    """An answer comes as it is, at once."""
    async with machine(replay=GOOD) as made:
        own = door(made)
        answer = await own.ask(own.replays, URL)
        assert isinstance(answer, Answer)
        assert answer.status == 200
        assert len(made.asked) == 1


@pytest.mark.parametrize(
    "first",
    [
        status(503),
        status(500),
        hang_up(),
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n<p>"),
    ],
)
async def test_a_second_try(first: Behaviour) -> None:
    """What is cut short or overloaded is asked once more, after a pause."""
    async with machine(replay=in_turn([first, GOOD])) as made:
        own = door(made)
        assert isinstance(await own.ask(own.replays, URL), Answer)
        assert SECOND_TRY_AFTER in made.clock.slept


async def test_a_capture_is_never_trouble() -> None:
    """An archived 503 is an answer, and is not asked twice."""
    stamped = [("Memento-Datetime", "Sat, 01 Apr 2017 00:00:00 GMT"), ("Retry-After", "7")]
    async with machine(replay=document("", status=503, headers=stamped)) as made:
        own = door(made)
        answer = await own.ask(own.replays, URL)
        assert isinstance(answer, Answer)
        assert len(made.asked) == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("17", 17), ("", 60), ("soon", 60), (format_datetime(NOW.replace(minute=2), usegmt=True), 120)],
)
async def test_a_throttle_stops_the_lane(value: str, seconds: float) -> None:
    """A 429 stops its lane for as long as it says, or a minute; then what it was said to is asked again."""
    async with machine(replay=in_turn([retry_after(value), GOOD])) as made:
        own = door(made)
        assert isinstance(await own.ask(own.replays, URL), Answer)
        assert len(made.asked) == 2
        assert made.clock.skipped == pytest.approx(seconds, abs=1)


async def test_half_a_throttle_is_one() -> None:
    """A 429 whose page breaks off is heard all the same."""
    cut = raw(b"HTTP/1.1 429 Slow\r\nContent-Type: text/html\r\nContent-Length: 999\r\nRetry-After: 40\r\n\r\n<p>")
    async with machine(replay=in_turn([cut, GOOD])) as made:
        own = door(made)
        assert isinstance(await own.ask(own.replays, URL), Answer)
        assert made.clock.skipped == pytest.approx(40, abs=1)


async def test_the_other_lane_goes_on() -> None:
    """Replays and index queries are counted apart by the archive, and stop apart."""
    async with machine(replay=in_turn([retry_after(60), retry_after(60), retry_after(60), GOOD])) as made:
        own = door(made)
        trouble = await own.ask(own.replays, URL)
        assert isinstance(trouble, Trouble)
        assert trouble.kind is Kind.THROTTLED
        assert len(made.asked) == THROTTLED_TRIES
        before = made.clock.skipped
        assert isinstance(await own.ask(own.index, URL), Answer)
        assert made.clock.skipped - before < 1


async def test_an_archive_that_throttles_after_every_pause_ends_the_night() -> None:
    """To knock every minute of a night is no way to keep a limit: a few pauses in a row are enough."""
    async with machine(replay=retry_after(60)) as made:
        own = door(made)
        while own.ended is None:
            assert isinstance(await own.ask(own.replays, URL), Trouble)
        assert own.ended is WebArchive.THROTTLED
        assert len(made.asked) == MOST_STOPS
        assert "again after each of" in own.replays.closed
        trouble = await own.ask(own.index, URL)
        assert isinstance(trouble, Trouble)
        assert trouble.kind is Kind.CLOSED


async def test_sixteen_in_flight_and_a_throttle() -> None:
    """While the lane stands still nobody asks; then one asks, and the others only when it was answered."""
    said: list[float] = []
    all_in = asyncio.Event()

    async def answer(request: Request, exchange: Exchange) -> None:
        said.append(made.clock.monotonic())
        if len(said) > 16:
            await GOOD(request, exchange)
            return
        if len(said) == 16:
            all_in.set()
        await all_in.wait()
        await retry_after(60)(request, exchange)

    async with machine(replay=answer) as made:
        own = door(made)
        answers = await asyncio.gather(*(own.ask(own.replays, f"{URL}{number}") for number in range(16)))
        assert all(isinstance(one, Answer) for one in answers)
    assert len(said) == 32
    assert said[15] - said[0] < 60
    assert said[16] - said[15] >= 59
    assert own.replays.stops == 0


async def test_nothing_is_sent_after_the_deadline() -> None:
    """What is under way comes to its answer; nothing new is begun, and a wait that would end too late is not begun."""
    async with machine(replay=in_turn([GOOD, retry_after(60), GOOD])) as made:
        own = Door(made.settings, made.fetcher, made.clock, ends=made.clock.monotonic() + 50)
        assert isinstance(await own.ask(own.replays, URL), Answer)
        trouble = await own.ask(own.replays, URL)
        assert isinstance(trouble, Trouble)
        assert trouble.kind is Kind.CLOSED
        assert len(made.asked) == 2
        assert own.ended is WebArchive.DEADLINE


async def test_a_wait_of_hours_ends_the_night() -> None:
    """Nobody waits for an archive that asks for hours."""
    async with machine(replay=retry_after(3600)) as made:
        own = door(made)
        trouble = await own.ask(own.replays, URL)
        assert isinstance(trouble, Trouble)
        assert trouble.kind is Kind.CLOSED
        assert "ended for tonight" in trouble.why


async def test_refused_connections_end_the_night() -> None:
    """A refused connection is a ban: nothing more is sent tonight, by either lane."""
    async with machine(site=Site(refuse=True)) as made:
        own = door(made)
        for lane in (own.replays, own.index, own.replays):
            trouble = await own.ask(lane, URL)
            assert isinstance(trouble, Trouble)
            assert trouble.kind is Kind.CLOSED
            assert trouble.why.startswith("web-archive work ended for tonight: ")
        assert len([name for name, _ in made.web.connections if name == "web.archive.org"]) == 1


async def test_silence_ends_the_night() -> None:
    """An archive that answers nothing is not asked for every link of a long list."""
    async with machine(replay=hang_up()) as made:
        own = door(made)
        answers = [await own.ask(own.replays, URL) for _ in range(15)]
        assert [answer.kind for answer in answers if isinstance(answer, Trouble)][-1] is Kind.CLOSED
        assert "brought no answer" in own.replays.closed
        assert len(made.asked) < 30


async def test_half_a_page_is_none() -> None:
    """A text that breaks off twice is a fault: the words that say it is no page may be in the other half."""
    body = html("The log", "It turns.").encode()
    cut = raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n" + body)
    async with machine(replay=cut) as made:
        own = door(made)
        trouble = await own.ask(own.replays, URL)
        assert isinstance(trouble, Trouble)
        assert "broke off" in trouble.why


async def test_a_page_longer_than_is_read() -> None:
    """A page that is cut by our own limit is an answer."""
    async with machine(replay=page("The log", "It turns. " * 100), settings=quick(max_body=200)) as made:
        own = door(made)
        answer = await own.ask(own.replays, URL)
        assert isinstance(answer, Answer)
        assert answer.truncated


async def test_what_the_crawl_was_told_holds_here() -> None:
    """Links to the archive's own pages are crawled beside the lookups: their Retry-After holds for both."""
    async with machine(replay=GOOD) as made:
        made.fetcher.pacer.hold_off("web.archive.org", 40.0)
        own = door(made)
        assert isinstance(await own.ask(own.replays, URL), Answer)
        assert made.clock.skipped == pytest.approx(40.0, abs=1)


async def test_what_is_told_here_holds_for_the_crawl() -> None:
    """A 429 to a replay holds the host's slots, too; the index, which is counted apart, goes on."""
    async with machine(replay=in_turn([retry_after("50"), GOOD]), cdx=GOOD) as made:
        own = door(made)
        asking = asyncio.create_task(own.ask(own.replays, URL))
        while not own.replays.stops:  # noqa: ASYNC110 - a lane tells nobody
            await asyncio.sleep(0)
        assert made.fetcher.pacer.ready_at("web.archive.org") > made.clock.monotonic()
        await asking


async def test_a_wait_beyond_the_deadline_ends_the_night() -> None:
    """Where the crawl was told to wait for longer than the run may last, nothing is sent any more."""
    async with machine(replay=GOOD) as made:
        made.fetcher.pacer.hold_off("web.archive.org", 400.0)
        own = Door(made.settings, made.fetcher, made.clock, ends=made.clock.monotonic() + 300.0)
        answer = await own.ask(own.replays, URL)
        assert isinstance(answer, Trouble)
        assert answer.kind is Kind.CLOSED
        assert own.ended is WebArchive.DEADLINE
        assert made.asked == []


async def test_a_door_that_is_opened_again_keeps_its_pauses() -> None:
    """After silence that was the network's own it goes on, and no sooner than a 429 before that allowed."""
    async with machine(replay=GOOD) as made:
        own = door(made)
        own.replays.stop(30.0)
        own.close(WebArchive.SILENT, "nobody answers")
        assert isinstance(await own.ask(own.replays, URL), Trouble)
        own.reopen()
        assert own.ended is None
        assert isinstance(await own.ask(own.replays, URL), Answer)
        assert made.clock.skipped == pytest.approx(30.0, abs=1)
