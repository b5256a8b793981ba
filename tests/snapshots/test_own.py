"""linkcheck.snapshots.own: kept pages as a web archive, by the rules that hold for every archive."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import document, html, silent, status
from linkcheck.model import Found, Lookup, Missing, Unavailable
from linkcheck.settings import Settings
from linkcheck.snapshots import Archives, Kind, OwnArchive, Trouble
from tests.snapshots.keeping import chain, keep, opened, page, warcs
from tests.snapshots.machine import LIGHT, Machine, machine, quick, wanted

URL = "http://log.example/a?b=c"
REPLAY = "http://replay.example/letters"
DATE = "2024-04-19"
FIRST, EIGHTH = "20240420020000", "20240428020000"


def body(words: str = "") -> bytes:
    """A page that anyone would take for one."""
    return html("The lighthouse log", f"{LIGHT} {words}").encode()


@asynccontextmanager
async def archives(
    folder: Path, replay: Site | None = None, **changes: object
) -> AsyncIterator[tuple[Machine, Archives]]:
    """A Wayback Machine that holds nothing, the kept pages of a folder, and their replay."""
    settings = quick(warc=folder, own_replay=REPLAY, timeout=0.2, **changes)
    others = {"replay.example": replay or Site()}
    async with machine(settings=settings, others=others) as made:
        with opened(folder) as pages:
            own = OwnArchive(pages, REPLAY, settings.max_replays)
            yield made, Archives(settings, made.fetcher, made.clock, own=own)


async def looked_up(folder: Path, url: str = URL, published: str = DATE, **more: object) -> Lookup:
    """One lookup."""
    async with archives(folder) as (_, asked):
        try:
            return await asked.lookup(wanted(url, published, **more))  # type: ignore[arg-type]
        finally:
            await asked.close()


async def test_the_nearest_kept_capture(tmp_path: Path) -> None:
    """Of two nights the one nearer to the issue, revisits too, under the replay's address."""
    await keep(tmp_path, chain(page(URL, body())))
    await keep(tmp_path, chain(page(URL, body()), day=8), day=8)

    first = await looked_up(tmp_path)
    later = await looked_up(tmp_path, published="2024-04-27")
    assert isinstance(first, Found)
    assert isinstance(later, Found)
    assert first.snapshot.url == f"{REPLAY}/{FIRST}/{URL}"
    assert later.snapshot.url == f"{REPLAY}/{EIGHTH}/{URL}"
    assert first.snapshot.verified
    assert first.snapshot.days == 1
    assert first.snapshot.digest == later.snapshot.digest != ""


async def test_the_window_and_the_distance(tmp_path: Path) -> None:
    """A capture at or behind the first strike is no good, nor one that is farther than is allowed."""
    await keep(tmp_path, chain(page(URL, body())))

    assert isinstance(await looked_up(tmp_path, until="2024-04-20"), Missing)
    async with archives(tmp_path, max_distance=100) as (_, asked):
        assert isinstance(await asked.lookup(wanted(URL, "2017-03-26")), Missing)
        assert isinstance(await asked.lookup(wanted(URL, DATE)), Found)
        await asked.close()


async def test_what_does_not_show_the_page_is_passed_over(tmp_path: Path) -> None:
    """The same judge reads it: a soft 404 that was kept before it was known as one is refused."""
    gone = html("Page not found", "The page was not found.").encode()
    await keep(tmp_path, chain(page(URL, gone)))
    await keep(tmp_path, chain(page(URL, body()), day=8), day=8)

    found = await looked_up(tmp_path)
    assert isinstance(found, Found)
    assert found.snapshot.timestamp == EIGHTH


async def test_a_kept_redirect_is_followed(tmp_path: Path) -> None:
    """A short link is rescued by the chain that was kept of it; its fragment stays."""
    short = page("http://short.example/x", b"", ("Location", f"{URL}#top"), status=301)
    safe = page("http://log.example/s", b"", ("Location", "https://log.example/s"), status=301)
    home = page("http://log.example/deep/page", b"", ("Location", "/"), status=302)
    loop = page("http://log.example/l", b"", ("Location", "/l"), status=302)
    await keep(
        tmp_path,
        chain(short, page(URL, body())),
        chain(safe, page("https://log.example/s", body("safe"))),
        chain(home, page("http://log.example/", body("home"))),
        chain(loop, loop),
    )

    through = await looked_up(tmp_path, "http://short.example/x")
    assert isinstance(through, Found)
    assert through.snapshot.url == f"{REPLAY}/20240420020001/{URL}#top"
    secure = await looked_up(tmp_path, "http://log.example/s")
    assert isinstance(secure, Found)
    assert secure.snapshot.original == "https://log.example/s"
    assert isinstance(await looked_up(tmp_path, "http://log.example/deep/page"), Missing)
    assert isinstance(await looked_up(tmp_path, "http://log.example/l"), Missing)


async def test_a_cut_page_is_for_review(tmp_path: Path) -> None:
    """It is offered, with how much of it there is, and never written by itself."""
    await keep(tmp_path, chain(page(URL, body(), cut=True)), settings=Settings(max_body=len(body())))

    found = await looked_up(tmp_path)
    assert isinstance(found, Found)
    assert not found.snapshot.verified
    assert any("only its first" in why for why in found.snapshot.review)


async def test_the_last_to_be_asked(tmp_path: Path) -> None:
    """What another archive holds comes first: a reader finds it there whoever keeps up a replay."""
    await keep(tmp_path, chain(page(URL, body())))
    stamped = ("Memento-Datetime", "Fri, 19 Apr 2024 12:00:00 GMT")
    settings = quick(timegates=("http://other.example/",), own_replay=REPLAY, warc=tmp_path)
    others = {"other.example": Site({"/*": document(body("elsewhere"), headers=[stamped])})}
    async with machine(settings=settings, others=others) as made:
        with opened(tmp_path) as pages:
            own = OwnArchive(pages, REPLAY, 6)
            asked = Archives(settings, made.fetcher, made.clock, own=own)
            found = await asked.lookup(wanted(URL, DATE))
            await asked.close()
    assert isinstance(found, Found)
    assert "other.example" in found.snapshot.url


SHOWN = document(html("The lighthouse log", LIGHT), headers=[("Memento-Datetime", "Sat, 20 Apr 2024 02:00:00 GMT")])
OTHER = document(html("The lighthouse log", LIGHT), headers=[("Memento-Datetime", "Sun, 21 Apr 2024 02:00:00 GMT")])


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (SHOWN, Found),
        (status(404), Unavailable),
        (status(500), Unavailable),
        (silent(), Unavailable),
        (OTHER, Unavailable),
    ],
)
async def test_a_replay_that_does_not_show_it_yet(tmp_path: Path, behaviour: object, expected: type) -> None:
    """While the WARCs are not published the question stays open: it is neither written nor missing."""
    await keep(tmp_path, chain(page(URL, body())))
    async with archives(tmp_path, Site({"/*": behaviour})) as (_, asked):  # type: ignore[dict-item]
        found = await asked.lookup(wanted(URL, DATE))
        assert isinstance(found, Found)
        assert isinstance(await asked.readable(found.snapshot), expected)
        await asked.close()


async def test_a_capture_that_cannot_be_read_is_not_missing(tmp_path: Path) -> None:
    """A damaged WARC holds it still: the question stays open until somebody mends or removes it."""
    await keep(tmp_path, chain(page(URL, body())))
    (path,) = warcs(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[:600] + bytes(len(data) - 600))

    assert isinstance(await looked_up(tmp_path), Unavailable)
    path.unlink()
    assert isinstance(await looked_up(tmp_path), Missing)


async def test_pages_that_cannot_be_looked_into_are_not_missing(tmp_path: Path) -> None:
    """A folder that cannot be read tonight keeps the question open."""
    settings = quick(warc=tmp_path, own_replay=REPLAY)
    async with machine(settings=settings) as made:
        asked = Archives(settings, made.fetcher, made.clock, own=Trouble(Kind.FAULT, "no"))
        assert isinstance(await asked.lookup(wanted(URL, DATE)), Unavailable)
        await asked.close()
