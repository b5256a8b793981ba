"""linkcheck.pipeline.ahead: what is looked up while the checks go on, and what waits for them."""

import asyncio
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linkcheck.demo.web import Behaviour, Exchange, Request, Site, Web
from linkcheck.demo.web.behaviours import page, redirect, reset, soft_404, status
from linkcheck.demo.web.captures import Capture
from linkcheck.demo.web.wayback import too_many_requests, wayback
from linkcheck.errors import ExitCode, StoreError
from linkcheck.model import Found, Verdict, WebArchive
from linkcheck.pipeline import Silence, ahead, check_archive
from linkcheck.settings import Settings
from linkcheck.snapshots.door import SILENCES
from linkcheck.store.lookups import Lookups
from tests.pipeline.support import (
    CAPTURES,
    FESTIVAL,
    FIRST_NIGHT,
    KITES,
    LOST,
    finding,
    nights,
    one_night,
    settings_in,
    shelved,
    small_web,
    world_of,
)

ARCHIVE = "web.archive.org"
GATE = "https://gate.example/"
"""A page that answers, and so lets the checks end, when a test wants it."""
CANARY = "https://canary.example/"
DYING = (0, 1, 3, 4)
"""Nights that confirm a death, and the one on which that is known when the link is checked."""
LATER = 5
"""A night on which such a link is not due."""
MANY = tuple(f"https://lost.example/lantern-{number}" for number in range(40))
HELD = tuple(Capture(url, "20150603000000", body=FESTIVAL) for url in MANY)
STANDS = page("A gate", "This gate has stood here for years, and today it is open.")
OVERLOADED = {ARCHIVE: wayback([], replay=status(503), cdx=status(503))}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+(?:Z|\+00:00)?")


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the checks have settled is looked for often, so that no test waits for it."""
    monkeypatch.setattr(ahead, "LOOK", 0.02)


@pytest.fixture
def singing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The canaries sing as soon as a death waits for them."""
    monkeypatch.setattr(ahead, "ROUND", 0.0)


def gate(opened: asyncio.Event, behind: Behaviour = STANDS) -> dict[str, Site]:
    """The site of the gate: what is behind it answers once it is opened."""

    async def behave(request: Request, exchange: Exchange) -> None:
        await opened.wait()
        await behind(request, exchange)

    return {"gate.example": Site(default=behave)}


def then(inside: Behaviour, tell: Callable[[Request], None]) -> Behaviour:
    """A behaviour, and who is told of each request behind it."""

    async def behave(request: Request, exchange: Exchange) -> None:
        await inside(request, exchange)
        tell(request)

    return behave


def told(site: Site, tell: Callable[[Request], None]) -> Site:
    """A site, and who is told of each request to it."""
    return Site({target: then(behaviour, tell) for target, behaviour in site.routes.items()})


def machine(opened: asyncio.Event, about: str = LOST) -> dict[str, Site]:
    """A Wayback Machine that opens the gate when it has replayed a page."""

    def tell(request: Request) -> None:
        if about in request.target and "/20150603000000" in request.target:
            opened.set()

    return {ARCHIVE: told(wayback([*CAPTURES, *HELD]), tell)}


def patient(folder: Path, canaries: tuple[str, ...] = ()) -> Settings:
    """Settings for a night on which a page is long in coming."""
    return replace(settings_in(folder, canaries), timeout=10.0, connect_timeout=5.0)


async def backlog(folder: Path, settings: Settings, days: tuple[int, ...] = DYING) -> Path:
    """Nights on which a page was gone and the web archive could not be asked; now there is a letter with the gate."""
    archive = shelved(folder, one=f"[a]({LOST})")
    async with small_web(OVERLOADED) as web:
        await nights(web, archive, settings, days)
    return shelved(folder, two=f"[b]({GATE})")


def rows(settings: Settings, query: str) -> list[Any]:
    """What the database holds."""
    with closing(sqlite3.connect(settings.db)) as connection:
        return connection.execute(query).fetchall()


def answers(settings: Settings) -> list[str]:
    """The kinds of answers that are remembered, in the order in which they came."""
    return [result for (result,) in rows(settings, "SELECT result FROM lookups ORDER BY id")]


async def test_what_earlier_nights_left_is_looked_up_while_the_checks_go_on(tmp_path: Path) -> None:
    """A page that answers only when the snapshot is found is found alive: one did not wait for the other."""
    settings = patient(tmp_path)
    archive, opened = await backlog(tmp_path, settings), asyncio.Event()
    async with small_web({**gate(opened), **machine(opened)}) as web:
        outcome = await one_night(web, [archive], settings, LATER)

    assert len(web.asked("gate.example")) == 1
    assert finding(outcome, GATE).standing.verdict is Verdict.ALIVE
    assert isinstance(finding(outcome, LOST).links[0].snapped.lookup, Found)
    assert len(outcome.report.rewrites) == 1


@pytest.mark.usefixtures("singing")
async def test_what_dies_tonight_is_looked_up_when_a_round_has_passed(tmp_path: Path) -> None:
    """On a first night nothing is known: the canaries are asked for the deaths of tonight, and the lookups begin."""
    settings, opened = patient(tmp_path, (CANARY,)), asyncio.Event()
    archive = shelved(tmp_path, one=f"[a]({LOST}) [b]({GATE})")
    sites = {**gate(opened), **machine(opened), "canary.example": Site(default=STANDS)}
    async with small_web(sites) as web:
        outcome = await one_night(web, [archive], settings, 0)

    assert len(web.asked("gate.example")) == 1
    assert finding(outcome, GATE).standing.verdict is Verdict.ALIVE
    assert isinstance(finding(outcome, LOST).links[0].snapped.lookup, Found)
    assert finding(outcome, LOST).standing.strikes == 1


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something."""
    while not holds():  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0.02)


async def opening(opened: asyncio.Event, web: Web, when: Callable[[], bool]) -> int:
    """Open the gate a while after something has happened; how often the web archive had been asked by then."""
    await until(when)
    await asyncio.sleep(0.2)
    opened.set()
    return len(web.asked(ARCHIVE))


async def test_what_no_round_vouches_for_waits(tmp_path: Path) -> None:
    """What is found dead tonight may be so for want of a network: it is not looked up before a round has passed."""
    settings, opened = patient(tmp_path), asyncio.Event()
    archive = shelved(tmp_path, one=f"[a]({LOST}) [b]({GATE})")
    async with small_web(gate(opened)) as web, asyncio.TaskGroup() as group:
        early = group.create_task(opening(opened, web, lambda: bool(web.asked("lost.example"))))
        outcome = await one_night(web, [archive], settings, 0)

    assert await early == 0
    assert isinstance(finding(outcome, LOST).links[0].snapped.lookup, Found)


@pytest.mark.parametrize(("days", "night", "fragment"), [((0, 1), 2, ""), (DYING, LATER, "#programme")])
async def test_what_may_live_tonight_waits_for_its_check(
    days: tuple[int, ...], night: int, fragment: str, tmp_path: Path
) -> None:
    """It was dead on earlier nights and answers late tonight: the web archive is not asked, and that was right.

    The same holds for one that is not due, but shares its request with a link that is.
    """
    settings, opened = patient(tmp_path), asyncio.Event()
    archive = await backlog(tmp_path, settings, days)
    shelved(tmp_path, two=f"[b]({LOST}{fragment})")
    async with small_web(lost=gate(opened)["gate.example"].default) as web, asyncio.TaskGroup() as group:
        early = group.create_task(opening(opened, web, lambda: bool(web.asked("lost.example"))))
        outcome = await one_night(web, [archive], settings, night)

    assert {one.standing.verdict for one in outcome.report.findings} == {Verdict.ALIVE}
    assert await early == 0
    assert web.asked(ARCHIVE) == ()


async def test_a_night_without_a_network_keeps_what_was_found_before(tmp_path: Path) -> None:
    """The lookups end with the checks; what they found stands, and it is found the next night as any answer."""
    settings, opened = patient(tmp_path, (CANARY,)), asyncio.Event()
    archive = await backlog(tmp_path, replace(settings, canaries=()))

    async def lost(request: Request, exchange: Exchange) -> None:
        await (reset() if opened.is_set() else STANDS)(request, exchange)

    sites = {**gate(opened, lost), **machine(opened), "canary.example": Site(default=lost)}
    async with small_web(sites) as web:
        outcome = await one_night(web, [archive], settings, LATER)
    assert outcome.exit_code is ExitCode.UNFIT
    assert outcome.report.run.web_archive is WebArchive.NOT_ASKED
    assert answers(settings) == [*["unavailable"] * len(DYING), "found"]

    async with small_web({"gate.example": Site(default=STANDS)}) as web:
        again = await one_night(web, [archive], settings_in(tmp_path), LATER)
    assert isinstance(finding(again, LOST).links[0].snapped.lookup, Found)
    assert answers(settings)[len(DYING) :] == ["found", "found"], "it, and the same with the reader's view"


class Cut:
    """A network that fails from the first answer of the web archive on, and is mended when that was noticed."""

    def __init__(self, *, whole: bool) -> None:
        """`whole`: not the web archive alone fails, but everything."""
        self.opened = asyncio.Event()
        self.resets = 0
        """Requests to the web archive that it broke."""
        self.before = 0
        """Of these, how many came before it was mended."""
        self._whole = whole
        self._mended = False

    def sites(self) -> dict[str, Site]:
        """The web archive, the canary and the gate."""
        machine = wayback([*CAPTURES, *HELD])
        archive = {target: self._broken(behaviour) for target, behaviour in machine.routes.items()}
        return {ARCHIVE: Site(archive), "canary.example": Site(default=self._canary), **gate(self.opened)}

    def _broken(self, inside: Behaviour) -> Behaviour:
        async def behave(request: Request, exchange: Exchange) -> None:
            self.resets += not self._mended
            await (inside if self._mended else reset())(request, exchange)

        return behave

    async def _canary(self, request: Request, exchange: Exchange) -> None:
        silent = self.resets >= SILENCES and not self._mended
        await (reset() if silent and self._whole else STANDS)(request, exchange)
        if silent:
            asyncio.get_running_loop().call_later(0.2, self._mend)

    def _mend(self) -> None:
        self.before = self.resets
        self._mended = self._whole
        self.opened.set()


@pytest.mark.usefixtures("singing")
async def test_a_network_that_fails_for_a_while_ends_no_lookups(tmp_path: Path) -> None:
    """Everything is silent, the canaries too, and then it is mended: what was asked in vain is asked again tonight."""
    settings, cut = patient(tmp_path, (CANARY,)), Cut(whole=True)
    archive = shelved(tmp_path, one=" ".join(f"[a]({url})" for url in MANY), two=f"[b]({GATE})")
    async with small_web(cut.sites()) as web:
        outcome = await one_night(web, [archive], settings, 0)

    assert cut.resets >= SILENCES
    assert answers(settings) == ["found"] * len(MANY)
    assert outcome.report.run.web_archive is WebArchive.DONE
    assert not outcome.report.left.lookups


@pytest.mark.usefixtures("singing")
async def test_a_silent_archive_is_left_alone_for_the_night(tmp_path: Path) -> None:
    """The canaries sing and it alone is silent: when the checks have ended nobody tries it once more."""
    settings, cut = patient(tmp_path, (CANARY,)), Cut(whole=False)
    archive = shelved(tmp_path, one=" ".join(f"[a]({url})" for url in MANY), two=f"[b]({GATE})")
    async with small_web(cut.sites()) as web:
        outcome = await one_night(web, [archive], settings, 0)

    assert cut.resets == cut.before >= SILENCES
    assert outcome.report.run.web_archive is WebArchive.SILENT
    assert outcome.report.left.lookups == len(MANY)


async def test_an_archive_that_asks_to_be_left_alone_is(tmp_path: Path) -> None:
    """A 429 that asks for longer than is waited for ends the night's lookups, those after the checks in."""
    settings, opened = patient(tmp_path), asyncio.Event()
    archive = await backlog(tmp_path, settings)
    shelved(tmp_path, three=f"[c]({MANY[0]})")
    strict = wayback(CAPTURES, replay=then(too_many_requests(3600), lambda _: opened.set()))
    async with small_web({**gate(opened), ARCHIVE: strict}) as web:
        outcome = await one_night(web, [archive], settings, LATER)

    assert len(web.asked(ARCHIVE)) == 1
    assert outcome.report.run.web_archive is WebArchive.THROTTLED
    assert outcome.report.left.lookups == 2


async def test_a_deadline_ends_both_in_the_middle(tmp_path: Path) -> None:
    """A page and some snapshots are still waited for when it comes: what was answered is kept, the rest is as due."""
    settings, held, dying = replace(settings_in(tmp_path), timeout=1.2), asyncio.Event(), MANY[10:22]
    archive = shelved(tmp_path, one=" ".join(f"[a]({url})" for url in dying))
    async with small_web() as web:
        for day in DYING:
            world = world_of(web, FIRST_NIGHT + timedelta(days=day))
            await check_archive([archive], (), settings, world, Silence(), everything=True)
    shelved(tmp_path, two=f"[b]({GATE})")
    machine = wayback(HELD)

    def soon(target: str) -> Behaviour:
        inside = machine.routes[target]

        async def behave(request: Request, exchange: Exchange) -> None:
            if any(f"lantern-{number}" in request.target for number in range(18, 22)):
                await held.wait()
            await inside(request, exchange)

        return behave

    slow = Site({target: soon(target) for target in machine.routes})
    async with small_web({**gate(held), ARCHIVE: slow}) as web:
        cut = await one_night(web, [archive], replace(settings, deadline=1.0), LATER)
    assert answers(settings) == ["found"] * 8
    assert cut.exit_code is ExitCode.OK
    assert cut.report.run.web_archive is WebArchive.DEADLINE
    assert cut.report.left.lookups == len(dying), "the rest, and the reader's view of each that was found"
    assert finding(cut, GATE).standing.verdict is Verdict.UNSURE

    async with small_web({"gate.example": Site(default=STANDS)}, captures=HELD) as web:
        whole = await one_night(web, [archive], settings, LATER + 1)
    assert not whole.report.left.lookups
    assert finding(whole, GATE).standing.verdict is Verdict.ALIVE
    assert all(isinstance(finding(whole, url).links[0].snapped.lookup, Found) for url in dying)


async def test_a_run_that_is_interrupted_ends_both(tmp_path: Path) -> None:
    """Cancelled while pages and the web archive are waited for: nothing goes on, and what was known is kept."""
    settings, arrived = patient(tmp_path), asyncio.Event()
    archive = await backlog(tmp_path, settings)
    hung = gate(asyncio.Event(), STANDS)["gate.example"].default

    async def behave(request: Request, exchange: Exchange) -> None:
        arrived.set()
        await hung(request, exchange)

    async with small_web({**gate(asyncio.Event()), ARCHIVE: wayback([], replay=behave)}) as web:
        before = asyncio.all_tasks()
        run = asyncio.create_task(one_night(web, [archive], settings, LATER))
        await arrived.wait()
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        left = [repr(task) for task in asyncio.all_tasks() - before]

    assert not [task for task in left if "pipeline" in task or "snapshots" in task or "crawl" in task]
    assert answers(settings) == ["unavailable"] * len(DYING)


async def test_an_answer_that_cannot_be_kept_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is no matter of one stage: the checks end with it, and the error is that of the store."""
    settings, opened = patient(tmp_path), asyncio.Event()
    archive = await backlog(tmp_path, settings)

    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(Lookups, "add", full)
    async with small_web({**gate(opened), **machine(asyncio.Event())}) as web:
        with pytest.raises(StoreError, match="the disk is full"):
            await one_night(web, [archive], settings, LATER)


SAID = {
    "lookups": """SELECT targets.url, lookups.published, result, why, lookups.due, timestamp, original, verified, days,
        review, snapshots.evidence, digest, fingerprint
        FROM lookups JOIN targets ON targets.id = target_id LEFT JOIN snapshots ON lookup_id = lookups.id""",
    "aliases": """SELECT targets.url, aliases.url, kind, aliases.evidence, aliases.due
        FROM aliases JOIN targets ON targets.id = target_id""",
    "edits": "SELECT path, start, old, new, state FROM edits",
    "runs": "SELECT id, network, deferred, web_archive, lookups_left FROM runs",
}
"""What a month of nights comes to, without the instants."""
GONE = "https://gone.example/never-captured"
MOVED = "http://maren.github.com/lantern-festival"
RETURNS = "https://returns.example/"
SHORT = "http://bit.ly/2lantern"
SLOW = "https://slow.example/"
SOFT = "https://soft.example/a-page"


class Night:
    """The web of one night, on which one page fails slowly, and how often the web archive was asked before that."""

    def __init__(self, day: int) -> None:
        self.early = 0
        self._day = day
        self._asked = 0

    def web(self) -> Web:
        """Pages that die in several ways, one that is back on the second night, and their captures."""
        festival = page("The lantern festival", "Every year in June the lantern festival fills the river with light.")
        captures = [*CAPTURES, *HELD, Capture(SOFT, "20160101000000", body=FESTIVAL), Capture(MOVED, "20150601000000")]
        return small_web(
            {
                "bit.ly": Site(default=redirect(301, LOST)),
                "gone.example": Site(default=status(410)),
                "maren.github.com": Site(default=status(404)),
                "maren.github.io": Site({"/lantern-festival": festival}),
                "returns.example": Site(default=STANDS if self._day else status(404)),
                "slow.example": Site(default=self._slow),
                "soft.example": Site(default=soft_404()),
                ARCHIVE: told(wayback(captures), self._count),
            }
        )

    def _count(self, _: Request) -> None:
        self._asked += 1

    async def _slow(self, request: Request, exchange: Exchange) -> None:
        await asyncio.sleep(0.4)
        self.early = max(self.early, self._asked)
        await status(500)(request, exchange)


async def lived(folder: Path) -> tuple[dict[str, list[Any]], str, int]:
    """What some nights come to: in the database, in the last report, and how much was looked up early."""
    settings, early, report = patient(folder), 0, ""
    urls = (LOST, KITES, GONE, MOVED, RETURNS, SHORT, SLOW, SOFT, *MANY[:6])
    archive = shelved(folder, one=" ".join(f"[the lantern festival]({url})" for url in urls), two=f"[b]({LOST})")
    (archive / "two.md").write_text(f"---\ndate: 2019-05-18\n---\n\n[b]({LOST}) [c]({MANY[0]})\n")
    for day in (0, 1, 3, 4, 5):
        night = Night(day)
        async with night.web() as web:
            await one_night(web, [archive], settings, day)
        early += night.early
        report = (settings.reports / "latest.json").read_text()
    found = {name: sorted(map(repr, rows(settings, query))) for name, query in SAID.items()}
    return found, INSTANT.sub("", report).replace(str(folder), ""), early


@pytest.mark.usefixtures("singing")
async def test_it_comes_to_the_same_as_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same nights lived both ways: every answer, alias, edit and line of the report is the same."""
    for way in ("beside", "after"):
        (tmp_path / way).mkdir()
    beside, report, early = await lived(tmp_path / "beside")
    monkeypatch.setattr(ahead, "LOOK", 3600.0)
    after, expected, none = await lived(tmp_path / "after")

    assert early > none == 0
    assert beside == {name: [row.replace("/after", "/beside") for row in found] for name, found in after.items()}
    assert report == expected
