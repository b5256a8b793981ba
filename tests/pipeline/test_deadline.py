"""A night's deadline against servers that never answer: the night ends soon after it, and nobody is blamed for that."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from linkcheck.demo.web import Exchange, Request, Site
from linkcheck.demo.web.behaviours import page, redirect
from linkcheck.demo.web.wayback import wayback
from linkcheck.errors import ExitCode
from linkcheck.model import Found, Verdict, WebArchive
from linkcheck.net import ending
from linkcheck.pipeline import Silence, check_archive, look_up_archive
from linkcheck.settings import Settings
from tests.pipeline.support import (
    FIRST_NIGHT,
    KITES,
    LOST,
    Listening,
    finding,
    one_night,
    settings_in,
    shelved,
    small_web,
    world_of,
)

ARCHIVE = "web.archive.org"
TIMEGATE = "https://mem.example/"
MUTE = "https://mute.example/page"
LEADS = "https://leads.example/page"
LIVES = page("A page", "This page has been here all the time.")
WITHIN = 60.0
"""Seconds in which a night ends that would wait for ten minutes."""


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """A grace that no test waits for long."""
    monkeypatch.setattr(ending, "GRACE", 0.5)


async def mute(request: Request, exchange: Exchange) -> None:
    """Take the request, and never answer."""
    await asyncio.Event().wait()


def patient(folder: Path) -> Settings:
    """Settings by which a server that never answers is waited for longer than any test is."""
    return replace(settings_in(folder), timeout=600.0, connect_timeout=600.0)


@contextmanager
def rows(settings: Settings) -> Iterator[Any]:
    """The database, to be asked."""
    with closing(sqlite3.connect(settings.db)) as connection:
        yield connection.execute


async def test_a_page_that_never_answers_is_put_off(tmp_path: Path) -> None:
    """It is neither dead nor unsure, gets no check and no strike, stays due, and is asked the next night."""
    archive, settings = shelved(tmp_path, one=f"[a]({KITES}) [b]({MUTE}) [c]({LEADS})"), patient(tmp_path)
    sites = {"mute.example": Site(default=mute), "leads.example": Site(default=redirect(302, MUTE))}
    listening = Listening()
    async with small_web(sites) as web, asyncio.timeout(WITHIN):
        cut = await one_night(web, [archive], replace(settings, deadline=0.5), 0, listening)
        with rows(settings) as ask:
            assert ask("SELECT count(*) FROM checks").fetchone() == (1,)
            assert ask("SELECT count(*) FROM targets WHERE due <= '2026-11-21'").fetchone() == (2,)

    assert cut.exit_code is ExitCode.OK
    assert [one.url for one in cut.report.findings] == [KITES]
    assert cut.report.run.deferred == cut.report.left.checks == 2
    assert sorted(line for line in listening.lines if "put off" in line) == [
        f"{url}: put off: the run's deadline had passed" for url in (LEADS, MUTE)
    ]

    async with small_web({"mute.example": Site(default=LIVES), "leads.example": Site(default=LIVES)}) as web:
        whole = await one_night(web, [archive], settings, 1)
    assert {finding(whole, url).standing.verdict for url in (MUTE, LEADS)} == {Verdict.ALIVE}


async def test_a_cut_adds_no_strike_and_takes_none(tmp_path: Path) -> None:
    """A link with two strikes that is silent on the third night has two strikes still, and is not confirmed."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), patient(tmp_path)
    async with small_web() as web:
        for day in (0, 1):
            await check_archive([archive], (), settings, world_of(web, _day(day)), Silence(), everything=True)
    async with small_web(lost=mute) as web, asyncio.timeout(WITHIN):
        cut = await one_night(web, [archive], replace(settings, deadline=0.5), 4)

    standing = finding(cut, LOST).standing
    assert (standing.strikes, standing.confirmed) == (2, False)
    assert cut.report.run.deferred == 1


async def test_the_checks_alone_end_soon_too(tmp_path: Path) -> None:
    """`check` says how many are left, and it is no failure."""
    archive, settings = shelved(tmp_path, one=f"[a]({MUTE})"), patient(tmp_path)
    async with small_web({"mute.example": Site(default=mute)}) as web, asyncio.timeout(WITHIN):
        told = replace(settings, deadline=0.5)
        checks = await check_archive([archive], (), told, world_of(web, FIRST_NIGHT), Silence(), everything=False)

    assert checks.exit_code is ExitCode.OK
    assert tuple(checks.said) == ()


@pytest.mark.parametrize("silent", ["memento", "index", "timegate"])
async def test_a_web_archive_that_never_answers_is_left(silent: str, tmp_path: Path) -> None:
    """A cut lookup is no answer: nothing is stored, the report tells how many are left, the next night has them."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), patient(tmp_path)
    async with small_web() as web:
        for day in (0, 1, 3):
            await check_archive([archive], (), settings, world_of(web, _day(day)), Silence(), everything=True)
    if silent == "timegate":
        settings = replace(settings, timegates=(TIMEGATE,))
    sites: dict[str, Site] = {ARCHIVE: _archive(silent), "mem.example": Site(default=mute)}
    async with small_web(sites) as web, asyncio.timeout(WITHIN):
        cut = await look_up_archive(replace(settings, deadline=1.5), world_of(web, _day(4)), Silence())
        asked = web.asked("mem.example" if silent == "timegate" else ARCHIVE)
        with rows(settings) as ask:
            assert ask("SELECT count(*) FROM lookups").fetchone() == (0,)

    assert asked
    assert cut.exit_code is ExitCode.OK
    assert cut.report.left.lookups == 1
    if silent != "timegate":
        assert cut.report.run.web_archive is WebArchive.DEADLINE

    async with small_web() as web:
        whole = await look_up_archive(replace(settings, timegates=()), world_of(web, _day(5)), Silence())
    (found,) = (one for one in whole.report.findings if one.url == LOST)
    assert isinstance(found.links[0].snapped.lookup, Found)


def _archive(silent: str) -> Site:
    match silent:
        case "memento":
            return Site(default=mute)
        case "index":
            return wayback((), cdx=mute)
        case _:
            return wayback(())


def _day(day: int) -> datetime:
    return FIRST_NIGHT.replace(day=FIRST_NIGHT.day + day)
