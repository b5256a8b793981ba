"""What linkcheck itself kept, played by a real pywb: every capture comes back as it was read."""

import asyncio
import signal
import sys
from dataclasses import replace
from pathlib import Path

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import cookie_dance, gzipped, page, redirect, status
from linkcheck.model import Answer, Found
from linkcheck.snapshots.view import blank
from linkcheck.snapshots.warc import captures
from tests.pipeline.support import finding, one_night, settings_in, shelved, small_web
from tests.replay.killed import PAGES, ferry
from tests.replay.server import needs_pywb, playing
from tests.snapshots.keeping import being_written, digests_hold, opened, records, warcs
from tests.snapshots.machine import Machine, machine, quick

pytestmark = needs_pywb

STORY = "The ferry leaves at noon and comes back with the mail, every day but Sunday. " * 5
SITE = {
    "/page": page("The ferry", STORY),
    "/packed": gzipped("The packed ferry", f"{STORY} Über die Brücke."),
    "/short": redirect(301, "https://ferry.example/page#deck"),
    "/dance": cookie_dance(page("The dance", STORY)),
}


async def played(made: Machine, address: str, folder: Path) -> int:
    """Hold every kept capture to what pywb plays for it; how many there are."""
    seen = 0
    with opened(folder) as pages:
        for path in warcs(folder):
            for kept in captures(path, path.name):
                ours = pages.read(kept)
                theirs = await made.fetcher.get(f"{address}/web/{kept.timestamp}id_/{kept.url}")
                assert isinstance(theirs, Answer)
                assert ours is not None
                if theirs.status != ours.status:
                    # two captures of one URL in one second: a page that first hands out its cookie
                    assert kept.url.endswith("/dance")
                    continue
                assert theirs.body == ours.body
                assert theirs.header("Memento-Datetime") is not None
                seen += 1
                if ours.status == 200:
                    shown = await made.fetcher.get(f"{address}/web/{kept.timestamp}mp_/{kept.url}")
                    assert isinstance(shown, Answer)
                    assert shown.status == 200
                    assert not blank(shown)
    return seen


async def test_what_was_kept_is_played(tmp_path: Path) -> None:
    """Pages, redirects and revisits of two nights, byte for byte; the digests hold by warcio's own check."""
    text = " ".join(f"[a](https://ferry.example{place})" for place in SITE)
    archive, folder = shelved(tmp_path, one=text), tmp_path / "warcs"
    async with small_web({"ferry.example": Site(SITE)}) as web:
        for day in (0, 16):
            await one_night(web, [archive], replace(settings_in(tmp_path), warc=folder), day)

    assert digests_hold(*warcs(folder))
    kinds = [one.kind for path in warcs(folder) for one in records(path)]
    assert kinds.count("revisit") >= 3
    with playing(tmp_path / "pywb", warcs(folder)) as address:
        async with machine(settings=quick()) as made:
            assert await played(made, address, folder) >= 8


async def test_a_rewrite_points_to_ones_own_replay(tmp_path: Path) -> None:
    """A page that no archive holds dies; its link leads to the editor's pywb, which shows a reader the page."""
    archive, folder = shelved(tmp_path, one="[a](https://ferry.example/short)"), tmp_path / "warcs"
    settings = replace(settings_in(tmp_path), warc=folder)
    async with small_web({"ferry.example": Site(SITE)}, []) as web:
        await one_night(web, [archive], settings, 0)
    with playing(tmp_path / "pywb", warcs(folder)) as address:
        settings = replace(settings, own_replay=f"{address}/web", write=True)
        async with small_web({"ferry.example": Site(default=status(404))}, []) as web:
            for day in (16, 17, 19):
                outcome = await one_night(web, [archive], settings, day)

    found = finding(outcome, "https://ferry.example/short").links[0].snapped.lookup
    assert isinstance(found, Found)
    assert found.snapshot.verified
    assert found.snapshot.original == "https://ferry.example/page"
    assert f"]({found.snapshot.url})" in (archive / "one.md").read_text()
    assert found.snapshot.url.startswith(f"{address}/web/20261120020")
    assert found.snapshot.url.endswith("/https://ferry.example/page#deck")


async def test_a_killed_night(tmp_path: Path) -> None:
    """What it wrote is read by warcio and played by pywb as it lies there; the next night gives it its name."""
    command = (sys.executable, "-m", "tests.replay.killed", str(tmp_path))
    night = await asyncio.create_subprocess_exec(*command, cwd=Path(__file__).parents[2])
    assert await asyncio.wait_for(night.wait(), 100) == -signal.SIGKILL
    folder = tmp_path / "warcs"
    (left,) = being_written(folder)
    kept = [one for one in records(left) if one.kind == "response"]
    assert len(kept) >= PAGES // 4
    assert digests_hold(left)

    with playing(tmp_path / "pywb", [left]) as address:
        async with machine(settings=quick()) as made:
            for one in kept:
                url = one.headers["WARC-Target-URI"]
                theirs = await made.fetcher.get(f"{address}/web/20261120id_/{url}")
                assert isinstance(theirs, Answer)
                assert theirs.body == one.body
    with opened(folder) as pages:
        assert sum(bool(pages.of(ferry(number))) for number in range(PAGES)) == len(kept)
    assert being_written(folder) == []
    assert digests_hold(*warcs(folder))
