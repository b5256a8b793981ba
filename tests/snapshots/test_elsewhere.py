"""linkcheck.snapshots.elsewhere: the nearest good memento of an archive, or of many behind one aggregator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

import pytest

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import document, html, redirect, retry_after, status
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request
from linkcheck.model import Found, Lookup, Missing, Unavailable
from tests.snapshots.machine import LIGHT, Machine, good, machine, quick, wanted

URL = "http://log.example/a?b=c"
GATE = "http://memgator.example/timegate/"


def http_date(timestamp: str) -> str:
    """14 digits as HTTP writes a date."""
    return format_datetime(datetime.strptime(f"{timestamp}+0000", "%Y%m%d%H%M%S%z"), usegmt=True)


@dataclass(frozen=True, slots=True)
class Held:
    """One memento of an archive."""

    timestamp: str
    body: str = html("The lighthouse log", LIGHT)
    status: int = 200
    location: str = ""
    original: str = URL

    def at(self, archive: str, modifier: str = "") -> str:
        """Its path."""
        return f"/{archive}/{self.timestamp}{modifier}/{self.original}"


def archive(*held: Held, name: str = "wayback") -> Site:
    """An archive that replays these, as captured by `id_` and to a reader without it."""
    routes: dict[str, Behaviour] = {}
    for one in held:
        headers = [("Memento-Datetime", http_date(one.timestamp))]
        headers += [("Location", one.location)] if one.location else []
        raw = document(f"{one.body}<!-- {one.timestamp} -->", status=one.status, headers=headers)
        routes |= {one.at(name): raw, one.at(name, "id_"): raw}
    return Site(routes)


def aggregator(nearest: str, listed: Mapping[str, str], timemap: Behaviour | None = None) -> Site:
    """A MemGator: its TimeGate leads to the nearest memento of all archives, its TimeMap lists them all."""
    where = f"http://memgator.example/timemap/link/{URL}"
    lines = [f'<{URL}>; rel="original"', f'<{where}>; rel="self"; type="application/link-format"']
    lines += [
        f'<{address}>; rel="{"first memento" if number == 0 else "memento"}"; datetime="{http_date(stamp)}"'
        for number, (address, stamp) in enumerate(listed.items())
    ]
    link = f'<{URL}>; rel="original", <{where}>; rel="timemap"; type="application/link-format"'

    async def lead(_: Request, exchange: Exchange) -> None:
        await exchange.answer(302, headers=[("Location", nearest), ("Link", link), ("Vary", "accept-datetime")])

    told = timemap or document(",\n".join(lines), "application/link-format")
    return Site({f"/timegate/{URL}": lead, f"/timemap/link/{URL}": told}, default=status(404))


async def ask(others: dict[str, Site], **more: str) -> tuple[Lookup, Machine]:
    """One lookup where the Wayback Machine holds what is long gone by, and the aggregator is asked then."""
    settings = quick(timegates=(GATE,), timeout=0.3)
    async with machine(others=others, settings=settings) as made:
        return await made.archives.lookup(wanted(more.pop("url", URL), **more)), made


def address(host: str, timestamp: str, original: str = URL) -> str:
    """A memento's address as a reader has it."""
    return f"http://{host}/wayback/{timestamp}/{original}"


async def test_an_aggregator_leads_into_another_archive() -> None:
    """What is written is the address in the archive that holds it."""
    nearest = address("good.example", "20170401000000")
    others = {
        "memgator.example": aggregator(nearest, {nearest: "20170401000000"}),
        "good.example": archive(Held("20170401000000")),
    }
    found, made = await ask(others)
    assert isinstance(found, Found)
    assert found.snapshot.url == nearest
    assert [request.target for request in made.web.asked("memgator.example")] == [f"/timegate/{URL}"]


async def test_an_aggregator_that_knows_none() -> None:
    """Its 404 says that no archive has any."""
    found, _ = await ask({"memgator.example": Site(default=status(404))})
    assert isinstance(found, Missing)


async def test_what_is_nearest_may_not_be_written() -> None:
    """Where it is archive.today's or an error page, the next of the TimeMap is taken, but no Wayback Machine's."""
    soft = Held("20170328000000", html("Page not found", "The page was not found."))
    listed = {
        "https://archive.ph/20170326120000/" + URL: "20170326120000",
        f"https://web.archive.org/web/20170326130000/{URL}": "20170326130000",
        address("worse.example", soft.timestamp): soft.timestamp,
        address("good.example", "20170801000000"): "20170801000000",
        address("good.example", "20170501000000"): "20170501000000",
    }
    others = {
        "memgator.example": aggregator(next(iter(listed)), listed),
        "worse.example": archive(soft),
        "good.example": archive(Held("20170801000000"), Held("20170501000000")),
        "archive.ph": archive(Held("20170326120000")),
    }
    found, made = await ask(others)
    assert isinstance(found, Found)
    assert found.snapshot.url == address("good.example", "20170501000000")
    assert made.web.asked("archive.ph") == ()
    assert not any("20170326130000" in target for target in made.asked)
    assert "soft-404" in repr(found.snapshot.evidence)


async def test_a_nearer_one_on_the_other_side() -> None:
    """A TimeGate counts days alike; a day before publication weighs two."""
    before, after = "20170320120000", "20170404120000"
    listed = {address("good.example", stamp): stamp for stamp in (before, after)}
    others = {
        "memgator.example": aggregator(address("good.example", before), listed),
        "good.example": archive(Held(before), Held(after)),
    }
    found, _ = await ask(others)
    assert isinstance(found, Found)
    assert found.snapshot.timestamp == after


async def test_the_window() -> None:
    """Of the TimeMap too only what was captured inside it."""
    listed = {address("good.example", stamp): stamp for stamp in ("20180101000000", "20160101000000")}
    others = {
        "memgator.example": aggregator(next(iter(listed)), listed),
        "good.example": archive(Held("20180101000000"), Held("20160101000000")),
    }
    found, _ = await ask(others, until="2017-06-01")
    assert isinstance(found, Found)
    assert found.snapshot.timestamp == "20160101000000"


async def test_what_the_law_keeps_in_a_reading_room() -> None:
    """It was asked for and is not for the public: the next one that is, is taken."""
    listed = {
        address("library.example", "20170401000000"): "20170401000000",
        address("good.example", "20170501000000"): "20170501000000",
    }
    others = {
        "memgator.example": aggregator(next(iter(listed)), listed),
        "library.example": Site(default=status(451)),
        "good.example": archive(Held("20170501000000")),
    }
    found, _ = await ask(others)
    assert isinstance(found, Found)
    assert found.snapshot.timestamp == "20170501000000"


async def test_no_more_than_a_links_replays() -> None:
    """Twenty error pages cost six questions."""
    gone = html("Page not found", "The page was not found.")
    held = [Held(f"201704{day:02}000000", f"{gone}{day}") for day in range(1, 21)]
    listed = {address("bad.example", one.timestamp): one.timestamp for one in held}
    others = {"memgator.example": aggregator(next(iter(listed)), listed), "bad.example": archive(*held)}
    found, made = await ask(others)
    assert isinstance(found, Missing)
    assert len({request.target for request in made.web.asked("bad.example") if "id_" in request.target}) <= 6


async def test_a_captured_redirect_stays_inside() -> None:
    """Its Location is the live web's: it is asked for in the archive, and never followed out of it."""
    moved = Held("20170401000000", "", 301, "http://log.example/b#x", "http://log.example/old")
    page = Held("20170401000001", original="http://log.example/b")
    routes = dict(archive(moved, page).routes)
    for one in (moved, page):
        routes[f"/wayback/{one.original}"] = redirect(302, one.at("wayback"))
    others = {"own.example": Site(routes), "log.example": Site()}
    settings = quick(timegates=("http://own.example/wayback/",))
    async with machine(others=others, settings=settings) as made:
        found = await made.archives.lookup(wanted("http://log.example/old"))
        assert isinstance(found, Found)
        assert found.snapshot.url == address("own.example", "20170401000001", "http://log.example/b") + "#x"
        assert made.web.asked("log.example") == ()


@pytest.mark.parametrize("timemap", [status(500), retry_after(30), document("<html>", status=403)])
async def test_a_timemap_that_cannot_be_asked(timemap: Behaviour) -> None:
    """A nearer one may be in it: the question stays open."""
    nearest = "https://archive.today/20170326120000/" + URL
    found, _ = await ask({"memgator.example": aggregator(nearest, {}, timemap)})
    assert isinstance(found, Unavailable)


async def test_a_listed_memento_that_is_not_shown_now() -> None:
    """A nearer one that fails tonight keeps the question open; a farther one is not written in its place."""
    listed = {
        address(host, stamp): stamp
        for host, stamp in (("ill.example", "20170401000000"), ("good.example", "20180101000000"))
    }
    others = {
        "memgator.example": aggregator("https://archive.is/20170326120000/" + URL, listed),
        "ill.example": Site(default=status(503)),
        "good.example": archive(Held("20180101000000")),
    }
    found, _ = await ask(others)
    assert isinstance(found, Unavailable)


async def test_an_archive_without_an_index_is_asked_for_it_three_times() -> None:
    """Then it is believed, for the night; its TimeMap is asked each time, and nothing is lost by it."""
    first, second = good(URL, "20150101000000"), good(URL, "20190101000000")
    async with machine([first, second], cdx=status(404)) as made:
        for number in range(5):
            answer = await made.archives.lookup(wanted(f"http://log.example/{number}"))
            assert isinstance(answer, Missing)
        assert len(made.queries) == 3
        assert len([target for target in made.asked if target.startswith("/web/timemap/link/")]) == 5
