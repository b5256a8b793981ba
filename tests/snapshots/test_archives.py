"""Lookups as the nightly job asks them."""

import asyncio
import time

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import page, retry_after, status
from linkcheck.demo.web.wayback import Capture, wayback
from linkcheck.model import Found, Missing, Unavailable, WebArchive
from tests.snapshots.machine import LIGHT, good, machine, quick, wanted

URL = "http://log.example/a"


async def test_the_story_of_a_lookup() -> None:
    """Every step is kept as evidence: what was asked, the timestamp and status that came, why refused, how far."""
    captures = [
        Capture(URL, "20170401000000", 404, "Gone fishing"),
        Capture(URL, "20170501000000", 302, location="http://new.example/a"),
        good("http://new.example/a", "20180601000000"),
    ]
    async with machine(captures) as made:
        found = await made.archives.lookup(wanted(URL))
    assert isinstance(found, Found)
    evidence = found.snapshot.evidence
    assert all(one.detail for one in evidence)
    steps = [(one.mark, one.detail) for one in evidence if one.mark in {"replay", "cdx", "redirect", "distance", "far"}]
    assert [mark for mark, _ in steps] == ["replay", "cdx", "replay", "replay", "distance", "far"]
    assert "20170401000000, status 404, refused" in steps[0][1]
    assert "1 captures listed" in steps[1][1] or "1 worth trying" in steps[1][1]
    assert "20170501000000, status 302" in steps[2][1]
    assert "shows the page" in steps[3][1]
    assert steps[4][1] == "432 days after publication"


async def test_limits_are_shared_by_all_lookups() -> None:
    """However many lookups run at once, the archive sees no more requests a second than is set."""
    urls = [f"http://log.example/{number}" for number in range(12)]
    settings = quick(replay_rate=8.0, replay_in_flight=2)
    async with machine([good(url, "20170326120000") for url in urls], settings=settings) as made:
        began = made.clock.monotonic()
        answers = await asyncio.gather(*(made.archives.lookup(wanted(url)) for url in urls))
        assert all(isinstance(answer, Found) for answer in answers)
        assert made.clock.monotonic() - began >= 10 / 8


async def test_a_throttle_is_unavailable_and_the_next_lookup_waits() -> None:
    """A lookup that met a 429 is asked another night; the next one of the run waits as long as the archive said."""
    async with machine([good(URL, "20170401000000")], faults={"http://log.example/b": retry_after(45)}) as made:
        first = await made.archives.lookup(wanted("http://log.example/b"))
        assert isinstance(first, Unavailable)
        assert "45" in first.why
        assert isinstance(await made.archives.lookup(wanted(URL)), Found)
        assert made.clock.skipped >= 44


async def test_refused_connections_end_the_night() -> None:
    """After a refused connection every lookup of the night is unavailable at once, and the reason can be asked."""
    async with machine(site=Site(refuse=True)) as made:
        for url in (URL, "http://log.example/b"):
            answer = await made.archives.lookup(wanted(url))
            assert isinstance(answer, Unavailable)
            assert answer.why.startswith("web-archive work ended for tonight")
        assert made.archives.ended is WebArchive.REFUSED


async def test_an_excluded_site_is_asked_elsewhere() -> None:
    """A site that the Wayback Machine does not show may be held by another archive; else it could not be asked."""
    excluded = status(403, "org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error")
    stamped = [("Memento-Datetime", "Sat, 01 Apr 2017 00:00:00 GMT")]
    copy = Site({"/*": page("The lighthouse log", LIGHT, headers=stamped)})
    async with machine(replay=excluded) as made:
        answer = await made.archives.lookup(wanted(URL))
        assert isinstance(answer, Unavailable)
        assert "excluded" in answer.why
        assert not made.queries
    settings = quick(timegates=("http://other.example",))
    async with machine(replay=excluded, others={"other.example": copy}, settings=settings) as made:
        assert isinstance(await made.archives.lookup(wanted(URL)), Found)


async def test_another_base_is_asked_and_written() -> None:
    """`web_archive` is both where captures are asked for and what is written."""
    site = wayback([good(URL, "20170401000000")], base="http://archive.example")
    settings = quick(web_archive="http://archive.example/")
    async with machine(others={"archive.example": site}, settings=settings) as made:
        found = await made.archives.lookup(wanted(f"{URL}#tides"))
        assert isinstance(found, Found)
        assert found.snapshot.url == f"http://archive.example/web/20170401000000/{URL}#tides"
        assert isinstance(await made.archives.lookup(wanted("http://nothing.example/")), Missing)
        assert not made.asked


async def test_closing_is_quick() -> None:
    """Closing waits for nothing, and may be done twice."""
    async with machine() as made:
        loop, started = asyncio.get_running_loop(), time.monotonic()
        began = loop.time()
        await made.archives.close()
        await made.archives.close()
        assert loop.time() - began + time.monotonic() - started < 5
