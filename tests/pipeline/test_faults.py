"""Whatever goes wrong between here and the web archive, on whichever night: nothing is lost, and nothing is wrong.

Lookups and reader's views of confirmed dead links, through the store, night after night. `pytest -m slow
tests/pipeline/test_faults.py` lives through 200 seeded runs; the others are a sample of them.
"""

import asyncio
import gzip
import random
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from linkcheck.demo.web import Site, Web
from linkcheck.demo.web.behaviours import html, page, status
from linkcheck.demo.web.captures import REVISIT, Holdings
from linkcheck.demo.web.exchange import Exchange, Request
from linkcheck.demo.web.wayback import Capture, Wayback
from linkcheck.model import Found, Missing
from linkcheck.pipeline import Silence, SystemClock, World, check_archive, look_up_archive, rewrite_archive
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.hours.wire import Told
from tests.pipeline.support import FIRST_NIGHT, LETTER, SkippingClock, settings_in, shelved, world_of
from tests.snapshots.machine import good

HOST = "web.archive.org"
BASE = f"http://{HOST}"
"""Without TLS, which the faults do not need and the many connections would pay for."""
GONE = html("Page not found", "Sorry, the page you are looking for does not exist or has been removed.")
AT = "https://lost.example/"
SHORT = "http://bit.ly/lantern"
NEVER = f"{AT}never"
OTHER_DAY = "2019-05-18"

SUBJECTS = {
    "plain": "harbour",
    "mirror": "rope",
    "error": "anchor",
    "soft": "gull",
    "again": "tide",
    "moved-here": "pilot",
    "behind-a-short-link": "buoy",
}
"""What many pages of a host show alike is for a person to look at: these are seven pages."""


def held(url: str, timestamp: str) -> Capture:
    """A capture of a page of its own."""
    return good(url, timestamp, f"of the {SUBJECTS[url.rpartition('/')[2]]}")


CAPTURES = (
    held(f"{AT}plain", "20150603000000"),
    held(f"{AT}plain", "20190520000000"),
    held(f"{AT}mirror", "20150528120000"),
    held(f"{AT}mirror", "20150606120000"),
    Capture(f"{AT}error", "20150602000000", 404, GONE),
    held(f"{AT}error", "20150901000000"),
    held(f"{AT}error", "20130901000000"),
    Capture(f"{AT}soft", "20150602000000", body=GONE),
    Capture(f"{AT}soft", "20150603000000", body=GONE),
    held(f"{AT}soft", "20151001000000"),
    held(f"{AT}again", "20140601000000"),
    Capture(f"{AT}again", "20150605000000", mimetype=REVISIT),
    Capture(f"{AT}moved", "20150602000000", 301, location=f"{AT}moved-here"),
    held(f"{AT}moved-here", "20150702000000"),
    Capture(SHORT, "20150605000000", 301, location=f"{AT}behind-a-short-link"),
    held(f"{AT}behind-a-short-link", "20150610000000"),
)
RIGHT = {
    (f"{AT}plain", "2015-06-01"): "20150603000000",
    (f"{AT}plain", OTHER_DAY): "20190520000000",
    (f"{AT}mirror", "2015-06-01"): "20150606120000",
    (f"{AT}error", "2015-06-01"): "20150901000000",
    (f"{AT}soft", "2015-06-01"): "20151001000000",
    (f"{AT}again", "2015-06-01"): "20150605000000",
    (f"{AT}moved", "2015-06-01"): "20150702000000",
    (SHORT, "2015-06-01"): "20150610000000",
}
"""URL and day → the snapshot. `never` stands beside them, and was never captured."""

STEPS: dict[str, Callable[[Request, int], bool]] = {
    "TimeGate": lambda request, told: "id_/" in request.path and told == 302,
    "replay": lambda request, told: "id_/" in request.path and told != 302,
    "index": lambda request, _: request.path.startswith("/cdx/"),
    "view": lambda request, _: request.path.startswith("/web/") and "id_/" not in request.path,
}


class Machine:
    """A Wayback Machine, and what goes wrong with its answers."""

    def __init__(self) -> None:
        self._well = Wayback(Holdings.of(CAPTURES), BASE)
        self.web = Web({})
        self.choose: Callable[[Request, int], str] = lambda _, __: ""
        """The fault for a request that would be answered with a status; empty: none."""
        self.banned = False

    async def answer(self, request: Request, exchange: Exchange) -> None:
        """Answer well, or badly."""
        told = Told(request)
        await (self._well.index if request.path.startswith("/cdx/") else self._well.memento)(request, told)
        fault = "reset" if self.banned else self.choose(request, told.told[0])
        await (FAULTS[fault] if fault else _whole)(self, told, exchange)

    def ban(self) -> None:
        """From now on the port is closed, and connections that were open are reset."""
        self.banned = True
        self.web._sites[HOST] = Site(default=self.answer, refuse=True)

    def lift(self) -> None:
        """A new night, and all is well."""
        self.banned = False
        self.choose = lambda _, __: ""
        self.web._sites[HOST] = Site({"/*": self.answer})


Fault = Callable[[Machine, Told, Exchange], Awaitable[None]]


async def _whole(_: Machine, told: Told, exchange: Exchange) -> None:
    code, headers, body = told.told
    await exchange.answer(code, body, headers, "")


def _coded(told: Told, body: bytes) -> tuple[int, bytes, list[tuple[str, str]]]:
    code, headers, _ = told.told
    kept = [(name, value) for name, value in headers if name != "Content-Length"]
    return code, body, [*kept, ("Content-Encoding", "gzip")]


async def _throttle(_: Machine, __: Told, exchange: Exchange) -> None:
    await exchange.answer(429, html("429 Too Many Requests", "You have sent too many."), [("Retry-After", "30")])


async def _ban(machine: Machine, _: Told, exchange: Exchange) -> None:
    machine.ban()
    exchange.reset()


async def _overload(_: Machine, __: Told, exchange: Exchange) -> None:
    await exchange.answer(503, html("503 Service Unavailable", "No server is available."))


async def _hang(_: Machine, __: Told, exchange: Exchange) -> None:
    await exchange.pause(60)
    exchange.hang_up()


async def _reset(_: Machine, __: Told, exchange: Exchange) -> None:
    exchange.reset()


async def _cut(_: Machine, told: Told, exchange: Exchange) -> None:
    code, headers, body = told.told
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers if name != "Content-Length")
    head = f"HTTP/1.1 {code} Cut\r\n{lines}Content-Length: {len(body) + 9}\r\n\r\n"
    await exchange.send(head.encode() + body[: len(body) // 2])


async def _gzip_lie(_: Machine, told: Told, exchange: Exchange) -> None:
    code, body, headers = _coded(told, told.told[2])
    await exchange.answer(code, body, headers, "")


async def _cut_gzip(_: Machine, told: Told, exchange: Exchange) -> None:
    packed = gzip.compress(told.told[2])
    code, body, headers = _coded(told, packed[: len(packed) * 2 // 3])
    await exchange.answer(code, body, headers, "")


FAULTS: dict[str, Fault] = {
    "429": _throttle,
    "ban": _ban,
    "503": _overload,
    "hang": _hang,
    "reset": _reset,
    "cut": _cut,
    "gzip announced, plain sent": _gzip_lie,
    "gzip cut": _cut_gzip,
}


@pytest.fixture(scope="module", name="archive")
def _archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose links are all confirmed dead, and a database that has asked no web archive yet."""
    folder = tmp_path_factory.mktemp("faults")
    urls = [*dict.fromkeys(url for url, _ in RIGHT), NEVER]
    text = "\n\n".join(f"[The lighthouse log]({url})" for url in urls)
    archive = shelved(folder, one=text, two=LETTER.format(date=OTHER_DAY, text=f"[The lighthouse log]({AT}plain)"))
    asyncio.run(_confirmed(archive, settings_in(folder)))
    return archive


async def _confirmed(archive: Path, settings: Settings) -> None:
    home = page("Lanterns", "The front page of the lantern festival's own site.")
    lost = Site({"/": home}, default=status(404))
    async with Web({"lost.example": lost, "bit.ly": Site(default=status(404))}) as web:
        for day in (0, 1, 3):
            night = FIRST_NIGHT + timedelta(days=day)
            told = replace(settings, now=night)
            await check_archive([archive], (), told, world_of(web, night), Silence(), everything=True)


class Run:
    """One run of nights on a copy of the archive's database."""

    def __init__(self, archive: Path, folder: Path) -> None:
        self._archive = archive
        shutil.copyfile(archive.parent / "linkcheck.db", folder / "linkcheck.db")
        self._settings = replace(settings_in(folder), web_archive=BASE)
        self._nights = 3
        self.machine = Machine()
        self._done: set[tuple[str, str]] = set()

    async def night(self, timeout: float) -> dict[tuple[str, str], str]:  # noqa: ASYNC109 - of each request
        """Look up what is due; what is known afterwards."""
        self._nights += 1
        self.machine.web.requests.clear()
        settings = replace(self._settings, timeout=timeout)
        await look_up_archive(settings, self._world(), Silence())
        known = self._known(settings)
        self._hold(known)
        return known

    def _world(self) -> World:
        web = self.machine.web
        clock = SkippingClock(FIRST_NIGHT + timedelta(days=self._nights))
        return World(lambda: web.resolver, lambda: web.trust, clock, random.Random(1), second_try=0.01)

    def _known(self, settings: Settings) -> dict[tuple[str, str], str]:
        known = {}
        with Store.open(settings.db, SystemClock()) as store:
            for url in {url for url, _ in RIGHT} | {NEVER}:
                for asked in store.lookups.of(url):
                    day = asked.published.isoformat() if asked.published else ""
                    match asked.lookup:
                        case Found(snapshot):
                            known[url, day] = snapshot.timestamp
                            assert snapshot.verified, snapshot.review
                        case Missing():
                            known[url, day] = "missing"
        return known

    def _hold(self, known: dict[tuple[str, str], str]) -> None:
        """No wrong answer, none that was forgotten, none that was asked for again."""
        for (url, day), answer in known.items():
            assert answer == RIGHT.get((url, day), "missing"), (url, day)
        assert self._done <= known.keys()
        asked = [one.target for one in self.machine.web.requests if "id_/" in one.target or "/cdx/" in one.target]
        for url, day in self._done:
            near = f"/web/{day.replace('-', '')}120000id_/{url}"
            assert not [target for target in asked if target == near], (url, day)
        self._done = set(known)

    async def rewritten(self) -> str:
        """What the documents would get, after a night on which the archive was well."""
        outcome = await rewrite_archive([self._archive], self._settings, self._world(), Silence())
        return outcome.diff


async def _ends_well(run: Run) -> None:
    """One night on which all is well brings everything that is still due, and the documents get just that."""
    run.machine.lift()
    known = await run.night(5.0)
    assert known == RIGHT | {(NEVER, "2015-06-01"): "missing"}
    diff = await run.rewritten()
    assert all(f"+[The lighthouse log]({BASE}/web/{timestamp}/" in diff for timestamp in RIGHT.values())
    assert diff.count("\n+[") == len(RIGHT)


PAIRS = [(fault, step) for fault in FAULTS for step in STEPS]


@pytest.mark.parametrize(("fault", "step"), PAIRS, ids=[f"{fault} at {step}" for fault, step in PAIRS])
async def test_a_night_on_which_a_step_always_fails(archive: Path, tmp_path: Path, fault: str, step: str) -> None:
    """With any fault at any step, what exists is found rightly or stays due, and the next night has all of it."""
    run = Run(archive, tmp_path)
    async with run.machine.web:
        run.machine.lift()
        run.machine.choose = lambda request, told: fault if STEPS[step](request, told) else ""
        await run.night(0.05)
        await _ends_well(run)


async def seeded(archive: Path, folder: Path, seed: int) -> int:
    """Three bad nights and a good one; how many answers the bad ones brought."""
    chance = random.Random(seed)
    run = Run(archive, folder)
    known: dict[tuple[str, str], str] = {}
    async with run.machine.web:
        for _ in range(3):
            run.machine.lift()
            rate, faults = chance.choice((0.1, 0.3, 0.6)), chance.sample(sorted(FAULTS), 3)
            run.machine.choose = lambda _, __, rate=rate, faults=faults: (  # type: ignore[misc]
                chance.choice(faults) if chance.random() < rate else ""
            )
            known = await run.night(0.05)
        await _ends_well(run)
    return len(known)


async def _seeds(archive: Path, folder: Path, seeds: range) -> None:
    answered = 0
    for seed in seeds:
        place = folder / str(seed)
        place.mkdir()
        answered += await seeded(archive, place, seed)
    # the faults leave room for work, or nothing would have been tried
    assert answered > len(seeds) * len(RIGHT) / 3


async def test_seeded_runs(archive: Path, tmp_path: Path) -> None:
    """A sample of the runs below."""
    await _seeds(archive, tmp_path, range(1000, 1012))


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_two_hundred_seeded_runs(archive: Path, tmp_path: Path) -> None:
    """Never `missing` for what exists, never a wrong snapshot, no lost work: three bad nights and a good one."""
    await _seeds(archive, tmp_path, range(200))
