"""linkcheck.pipeline.nightly: the whole job, what it leaves behind, and what ends it."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linkcheck.demo.web import Exchange, Request, Site
from linkcheck.demo.web.behaviours import status
from linkcheck.errors import OutputError, StoreBusy, UsageError
from linkcheck.model import Finding, Found
from linkcheck.pipeline import Silence, SystemClock, nightly
from linkcheck.pipeline.finding import finding_of
from linkcheck.report import Format, write_reports
from linkcheck.store import Memory, Store
from tests.pipeline.support import (
    FIRST_NIGHT,
    KITES,
    LOST,
    Listening,
    finding,
    nights,
    one_night,
    settings_in,
    shelved,
    small_web,
    world_of,
)

SECRET = "https://reader:hunter2@gone.example/page?token=5f2d8c1a"


async def test_the_reports_are_left_behind(tmp_path: Path) -> None:
    """HTML, Markdown, JSON and the diff, even when the archive has no links."""
    archive, settings = shelved(tmp_path, one="No links."), settings_in(tmp_path)
    async with small_web() as web:
        outcome = await one_night(web, [archive], settings, 0)

    names = {"latest.html", "latest.md", "latest.json", "latest.diff"}
    assert {path.name for path in settings.reports.iterdir()} == names
    assert {path.name for path in outcome.reports} == names


async def test_no_secret_reaches_a_report_or_the_terminal(tmp_path: Path) -> None:
    """Credentials and tokens are masked everywhere but in the diff, which must apply."""
    archive, settings, listening = shelved(tmp_path, one=f"[a]({SECRET})"), settings_in(tmp_path), Listening()
    async with small_web({"gone.example": Site(default=status(404))}) as web:
        for day in (0, 1, 3):
            await one_night(web, [archive], settings, day, listening)

    for path in settings.reports.iterdir():
        assert "hunter2" not in path.read_text()
        assert "5f2d8c1a" not in path.read_text()
    assert "hunter2" not in "".join(listening.lines)


async def test_a_night_without_news_copies_what_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nothing was due and nothing changed, no finding is made, and the reports are those of tonight's run."""
    archive, settings = shelved(tmp_path, one=f"[a]({KITES}) [b]({LOST})"), settings_in(tmp_path)
    made: list[str] = []

    def counted(memory: Memory, *rest: Any) -> Finding:
        made.append(memory.target.url)
        return finding_of(memory, *rest)

    async with small_web() as web:
        for day in (0, 1):
            await one_night(web, [archive], settings, day)
        monkeypatch.setattr("linkcheck.pipeline.told.finding_of", counted)
        quiet = replace(settings, now=FIRST_NIGHT + timedelta(days=1, hours=1))
        for _ in range(2):
            made.clear()
            outcome = await nightly([archive], quiet, world_of(web, quiet.now or FIRST_NIGHT), Silence())
    copied = {path.name: path.read_bytes() for path in settings.reports.iterdir()}
    listed = list(made)
    for path in settings.reports.iterdir():
        path.unlink()
    (written,) = write_reports(outcome.report, settings.reports, [Format.JSON])

    assert listed == []
    assert json.loads(copied["latest.json"])["run"]["id"] == outcome.report.run.id
    assert written.read_bytes() == copied["latest.json"]
    assert made == [KITES, LOST]


async def test_a_second_run_says_so_and_stops(tmp_path: Path) -> None:
    """While one run holds the database another one changes nothing and names the first."""
    archive, settings = shelved(tmp_path, one=f"[a]({KITES})"), settings_in(tmp_path)
    async with small_web() as web:
        with Store.open(settings.db, SystemClock()) as store:
            store.lock("linkcheck nightly")
            with pytest.raises(StoreBusy, match="linkcheck nightly, process"):
                await one_night(web, [archive], settings, 0)

    assert web.requests == []
    assert not settings.reports.exists()


async def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    """It is said, and nothing is left behind."""
    settings = settings_in(tmp_path)
    async with small_web() as web:
        with pytest.raises(UsageError, match="no such file or folder"):
            await one_night(web, [tmp_path / "nowhere"], settings, 0)

    assert not settings.db.exists()


async def test_reports_that_cannot_be_written(tmp_path: Path) -> None:
    """The run fails with one line, and what it saw is kept."""
    archive, settings = shelved(tmp_path, one=f"[a]({KITES})"), settings_in(tmp_path)
    settings.reports.write_text("a file stands where the folder should be")
    async with small_web() as web:
        with pytest.raises(OutputError, match="reports"):
            await one_night(web, [archive], settings, 0)

    with Store.open(settings.db, SystemClock()) as store:
        assert len(store.checks.of(KITES)) == 1


async def test_an_interrupted_run_keeps_what_it_has(tmp_path: Path) -> None:
    """Cancelled in the middle of the checks: what was finished is kept, and the next run goes on from there."""
    archive, settings = shelved(tmp_path, one=f"[a]({KITES}) [b](https://slow.example/x)"), settings_in(tmp_path)
    arrived, finished, stages = asyncio.Event(), asyncio.Event(), list[str]()

    class Checked(Silence):
        def stage(self, name: str, total: int | None = None) -> None:
            if name == "Checking":
                stages.append(name)

        def step(self, count: int = 1) -> None:
            if stages:
                finished.set()

    async def slow(_request: Request, _exchange: Exchange) -> None:
        arrived.set()
        await asyncio.sleep(60)

    async with small_web({"slow.example": Site(default=slow)}) as web:
        run = asyncio.create_task(one_night(web, [archive], replace(settings, timeout=30.0), 0, Checked()))
        await arrived.wait()
        await finished.wait()
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
    async with small_web() as web:
        outcome = await one_night(web, [archive], settings, 1)

    with Store.open(settings.db, SystemClock()) as store:
        assert [check.at.day for check in store.checks.of(KITES)] == [20]
    assert finding(outcome, "https://slow.example/x").standing.verdict is not None


async def test_the_json_report_is_as_promised(tmp_path: Path) -> None:
    """The fields of format 1, with the snapshot, the hops and the strikes of a confirmed link."""
    archive, settings = shelved(tmp_path, one=f"[the *festival*]({LOST})"), settings_in(tmp_path)
    async with small_web() as web:
        outcome = await nights(web, archive, settings)
    report = json.loads((settings.reports / "latest.json").read_text())
    (target,) = report["targets"]
    (link,) = target["links"]
    lookup = finding(outcome, LOST).links[0].snapped.lookup

    assert isinstance(lookup, Found)
    assert set(report["summary"]["verdicts"]) == {"alive", "moved", "dead", "unsure", "blocked", "skipped"}
    assert (report["run"]["network"], report["run"]["deferred"]) == ("fit", 0)
    assert (target["confirmed"], target["strikes"], target["status"]) == (True, 3, 404)
    assert target["hops"] == [{"url": LOST, "status": 404}]
    assert (link["line"], link["column"], link["date"], link["written"]) == (5, 18, "2015-06-01", LOST)
    assert link["snapshot"]["url"] == lookup.snapshot.url
    assert len(link["snapshot"]["timestamp"]) == 14
