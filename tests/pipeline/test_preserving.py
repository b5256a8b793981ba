"""linkcheck.pipeline.preserving: which living pages are captured, in which order, and what is believed of it."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linkcheck.crawl import Patience
from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import by_night, page, redirect, retry_after, status
from linkcheck.demo.web.captures import Capture
from linkcheck.demo.web.saving import ACCESS, SECRET, SavePageNow, Script
from linkcheck.demo.web.wayback import wayback
from linkcheck.errors import ExitCode, UsageError
from linkcheck.model import Check, Found, Hop, Judgement, Missing, Reason, SaveState, Target, Verdict
from linkcheck.net import Fetcher
from linkcheck.pipeline import Outcome, SystemClock, World, nightly
from linkcheck.pipeline.fragile import Discretion
from linkcheck.settings import Settings
from linkcheck.snapshots import Keys
from linkcheck.store import Memory, Store
from tests.passing import PassingClock
from tests.pipeline.support import (
    CAPTURES,
    FESTIVAL,
    FIRST_NIGHT,
    KITES,
    LETTER,
    LOST,
    Listening,
    finding,
    settings_in,
    shelved,
    small_web,
)

SHORT = "http://bit.ly/2kites"
KEYS = Keys(ACCESS, SECRET)
ARCHIVE = "web.archive.org"


class Scene:
    """A small web with a machine that makes captures, and nights of the job upon it."""

    def __init__(
        self,
        folder: Path,
        scripts: Mapping[str, Script] | None = None,
        *,
        captures: Sequence[Capture] = CAPTURES,
        sites: dict[str, Site] | None = None,
        limit: int = 30_000,
        **texts: Any,
    ) -> None:
        self.settings = replace(settings_in(folder), preserve=True, saves_per_minute=60_000.0)
        self.machine = SavePageNow(lambda: self.now, scripts or {}, limit=limit)
        self.now = FIRST_NIGHT
        self.archive = shelved(folder, **texts)
        self.listening = Listening()
        short = {"bit.ly": Site({"/2kites": redirect(301, KITES)})}
        self.web = small_web({ARCHIVE: wayback(captures, saving=self.machine)} | short | (sites or {}))

    async def night(self, day: int = 0, keys: Keys | None = KEYS, **changes: Any) -> Outcome:
        """The whole job, so many days after the first night."""
        self.now = FIRST_NIGHT + timedelta(days=day)
        self.web.night = day + 1
        settings: Settings = replace(self.settings, now=self.now, **changes)
        world = World(
            lambda: self.web.resolver,
            lambda: self.web.trust,
            PassingClock(self.now),
            random.Random(1),
            Patience((0.05,), 0.05),
            0.05,
            keys=keys,
            poll_after=0.01,
        )
        return await nightly([self.archive], settings, world, self.listening)

    def states(self, outcome: Outcome, url: str = KITES) -> dict[str, SaveState]:
        """How far each capture for a target has come."""
        return {save.sent: save.state for save in finding(outcome, url).saves}

    @property
    def asked(self) -> list[str]:
        """What was asked for, in order."""
        return self.machine.asked


async def test_a_capture_is_believed_when_it_was_seen(tmp_path: Path) -> None:
    """A living page that no archive holds is asked for, and is saved on the night on which it shows; once."""
    scene = Scene(tmp_path, one=f"[kites]({KITES})")
    async with scene.web:
        first = await scene.night()
        assert scene.states(first) == {KITES: SaveState.ASKED}
        second = await scene.night(1)
        assert scene.states(second) == {KITES: SaveState.SAVED}
        third = await scene.night(20)
    assert scene.states(third) == {KITES: SaveState.SAVED}
    assert scene.asked == [KITES]
    assert isinstance(finding(first, KITES).links[0].snapped.lookup, Missing)


async def test_off_by_default(tmp_path: Path) -> None:
    """Nothing is asked for, and no question of this kind is put to the archive, unless it is wanted."""
    scene = Scene(tmp_path, one=f"[kites]({KITES})")
    async with scene.web:
        await scene.night(keys=None, preserve=False)
    assert scene.web.asked(ARCHIVE) == ()


@pytest.mark.parametrize(
    ("timestamp", "changes", "asked"),
    [
        ("20150715000000", {}, False),
        ("20140715000000", {}, False),
        ("20160615000000", {}, True),
        ("20160615000000", {"near_days": 400}, False),
        ("20150715000000", {"near_days": 30}, True),
    ],
)
async def test_what_is_held_near_its_day_is_not_asked_for(
    tmp_path: Path, timestamp: str, changes: dict[str, Any], asked: bool
) -> None:
    """A capture within a year of publication, before or behind it, is near; the setting says otherwise."""
    captures = (*CAPTURES, Capture(KITES, timestamp, body=FESTIVAL))
    scene = Scene(tmp_path, captures=captures, one=f"[kites]({KITES})")
    async with scene.web:
        outcome = await scene.night(**changes)
        questions = len(scene.web.asked(ARCHIVE))
        await scene.night(1, **changes)
    assert (scene.asked == [KITES]) is asked
    lookup = finding(outcome, KITES).links[0].snapped.lookup
    assert isinstance(lookup, Found)
    assert not lookup.snapshot.verified
    if not asked:
        # the quota, and the one question; on the second night its answer is remembered
        assert questions == 2
        assert {one.path for one in scene.web.asked(ARCHIVE)[questions:]} <= {"/save/status/user"}


async def test_a_home_page_changes_sooner(tmp_path: Path) -> None:
    """For a site's front page, near is within two months."""
    home = "https://kites.example/"
    captures = (*CAPTURES, Capture(home, "20151001000000", body=FESTIVAL))
    scene = Scene(tmp_path, captures=captures, one=f"[kites]({home})")
    async with scene.web:
        await scene.night()
    assert scene.asked == [home]


async def test_each_day_wants_its_own_capture(tmp_path: Path) -> None:
    """One link of 2015 that is held and one of 2019 that is not: the page is asked for, once."""
    captures = (*CAPTURES, Capture(KITES, "20150715000000", body=FESTIVAL))
    later = LETTER.format(date="2019-06-01", text=f"[kites]({KITES})")
    scene = Scene(tmp_path, captures=captures, one=f"[kites]({KITES})", two=later)
    async with scene.web:
        await scene.night()
        await scene.night(1)
    assert scene.asked == [KITES]


async def test_the_most_fragile_come_first(tmp_path: Path) -> None:
    """A short link with its page, a host that has lost a page, then the oldest document; within the day's quota."""
    old, new, lossy = (f"https://{name}.example/page" for name in ("old", "new", "lossy"))
    living = Site(default=page("A page", "This page is about lanterns, and has been here for years."))
    sites = {"old.example": living, "new.example": living}
    sites["lossy.example"] = Site({"/page": page("A page", "This page is still here, after all.")}, default=status(410))
    dated: dict[str, Any] = {
        "a": LETTER.format(date="2019-06-01", text=f"[new]({new})"),
        "b": LETTER.format(date="2012-06-01", text=f"[old]({old})"),
        "c": LETTER.format(date="2020-06-01", text=f"[lossy]({lossy}) [gone](https://lossy.example/gone)"),
        "d": LETTER.format(date="2021-06-01", text=f"[short]({SHORT})"),
    }
    scene = Scene(tmp_path, sites=sites, limit=4, **dated)
    async with scene.web:
        outcome = await scene.night()
        assert scene.asked == [KITES, SHORT, lossy, old]
        assert outcome.report.left.saves == 1
        scene.machine.forget()
        second = await scene.night(1)
    assert scene.asked == [KITES, SHORT, lossy, old, new]
    assert scene.states(second, SHORT) == {KITES: SaveState.SAVED, SHORT: SaveState.SAVED}
    assert second.report.left.saves == 0


async def test_only_what_lives_is_asked_for(tmp_path: Path) -> None:
    """Dead, failing and refusing pages are left out."""
    sites = {
        "sick.example": Site(default=status(500)),
        "shy.example": Site(default=status(403)),
    }
    text = f"[a]({LOST}) [b](https://sick.example/a) [c](https://shy.example/a)"
    scene = Scene(tmp_path, sites=sites, one=text)
    async with scene.web:
        await scene.night()
    assert scene.asked == []


async def test_what_is_nobody_elses_is_never_sent(tmp_path: Path) -> None:
    """Secrets, subscribers, private hosts, what is excluded or the editor's own, and what redirects to such."""
    secret = "5ec2e7c0ffee0123456789abcdef"
    lead = Site({"/go": redirect(302, f"https://kites.example/reset?token={secret}")}, default=status(404))
    inside = Site(default=page("The wiki", "This page is about lamps, and has been here for years."))
    urls = [
        f"https://kites.example/a?access_token={secret}",
        f"https://keeper:{secret}@kites.example/b",
        f"https://kites.example/unsubscribe?u={secret}",
        "https://kites.example/c?mc_eid=5ec2e7c0ff",
        "https://lead.example/go",
        "http://wiki.internal/Lamps",
        "https://kites.example/excluded",
        "https://own.example/letter",
        "https://web.archive.org/web/20150603000000/https://lost.example/lantern-festival",
    ]
    sites = {"lead.example": lead, "wiki.internal": inside, "own.example": inside}
    scene = Scene(tmp_path, sites=sites, one=" ".join(f"<{url}>" for url in urls))
    async with scene.web:
        await scene.night(exclude=("excluded",), own_domains=("own.example",))
    assert scene.asked == []
    told = [f"{one.target} {one.body!r}" for one in scene.web.asked(ARCHIVE)]
    assert [line for line in told if "web/2015" not in line and "status/user" not in line] == []
    assert secret not in " ".join(told)


async def test_a_private_address_is_told_to_no_public_archive(tmp_path: Path) -> None:
    """A page whose name leads into our own network goes to an archive that stands there too, and to no other."""
    scene = Scene(tmp_path, one=f"[kites]({KITES})")
    memory_of = living_memory()
    async with scene.web, fetcher_of(scene) as fetcher:
        assert await Discretion(scene.settings, fetcher).kept_back(memory_of(KITES)) == ""
        scene.web._names[ARCHIVE] = "93.184.216.34"
        assert "public address" in await Discretion(scene.settings, fetcher).kept_back(memory_of(KITES))
        scene.web._names["kites.example"] = "93.184.216.35"
        assert await Discretion(scene.settings, fetcher).kept_back(memory_of(KITES)) == ""
        led = memory_of(KITES, "https://lost.example/")
        assert "lost.example" in await Discretion(scene.settings, fetcher).kept_back(led)


def living_memory() -> Callable[..., Memory]:
    """Makes the memory of a target that lives, at the end of redirects through these URLs."""

    def made(*urls: str) -> Memory:
        hops = tuple(Hop(url, 200) for url in urls)
        judgement = Judgement(Verdict.ALIVE, Reason.OK)
        check = Check(urls[0], FIRST_NIGHT, judgement, 200, urls[-1], hops, "here")
        return Memory(Target(urls[0]), (), (), (check,), 1, (), FIRST_NIGHT)

    return made


def fetcher_of(scene: Scene) -> Fetcher:
    """What asks the names of a scene's web."""
    return Fetcher(scene.settings, scene.web.resolver, scene.web.trust, PassingClock(FIRST_NIGHT))


@pytest.mark.parametrize(
    ("script", "first", "second", "asks"),
    [
        (Script(refuse="no-access"), SaveState.REFUSED, SaveState.REFUSED, 1),
        (Script(ends="blocked-url"), SaveState.REFUSED, SaveState.REFUSED, 1),
        (Script(refuse="service-unavailable"), SaveState.LATER, SaveState.LATER, 2),
        (Script(ends="browsing-timeout"), SaveState.LATER, SaveState.LATER, 2),
        (Script(refuse="internal-server-error"), SaveState.LATER, SaveState.LATER, 4),
        (Script(ends="read-timeout", silent=True), SaveState.LATER, SaveState.SAVED, 1),
        (Script(instead=status(523)), SaveState.LATER, SaveState.SAVED, 1),
        (Script(ends="forgotten"), SaveState.ASKED, SaveState.SAVED, 1),
        (Script(status=404), SaveState.ASKED, SaveState.REFUSED, 1),
        (Script(nights=2), SaveState.ASKED, SaveState.ASKED, 1),
    ],
)
async def test_what_becomes_of_it(
    tmp_path: Path, script: Script, first: SaveState, second: SaveState, asks: int
) -> None:
    """Each ending on the night itself, and on the next; a failure that saved the page after all is found out."""
    scene = Scene(tmp_path, {KITES: script}, one=f"[kites]({KITES})")
    async with scene.web:
        assert scene.states(await scene.night()) == {KITES: first}
        scene.machine.forget()
        assert scene.states(await scene.night(1)) == {KITES: second}
    assert len(scene.asked) == asks


async def test_a_job_that_was_cut_off_is_known_the_next_night(tmp_path: Path) -> None:
    """A job that was under way at the end of the night is asked after, then looked for, and not asked for anew."""
    scene = Scene(tmp_path, {KITES: Script(ends="pending")}, one=f"[kites]({KITES})")
    async with scene.web:
        outcome = await scene.night(deadline=5.0)
        job = finding(outcome, KITES).saves[0].job
        assert job
        before = len(scene.web.asked(ARCHIVE))
        scene.machine.forget()
        second = await scene.night(1)
        asked = [one.target for one in scene.web.asked(ARCHIVE)[before:]]
    assert scene.states(second) == {KITES: SaveState.SAVED}
    assert asked[:2] == ["/save/status/user", f"/save/status/{job}"]
    assert asked[2].startswith("/web/20261120")
    assert scene.asked == [KITES]


async def test_nobody_asks_for_ever(tmp_path: Path) -> None:
    """A page that is not to be had in seven nights is left to a person; what passes is asked for twice a night."""
    scene = Scene(tmp_path, {KITES: Script(refuse="internal-server-error")}, one=f"[kites]({KITES})")
    async with scene.web:
        states = [scene.states(await scene.night(day))[KITES] for day in range(9)]
    assert states == [SaveState.LATER] * 7 + [SaveState.REFUSED] * 2
    assert len(scene.asked) == 14


async def test_a_page_that_died_meanwhile_is_not_asked_for_again(tmp_path: Path) -> None:
    """What was put off and has died since is looked for, and no more."""
    gone = Site(default=status(404))
    alive = page("A page", "This page is about lanterns, and has been here for years.")
    url = "https://frail.example/page"
    sites = {"frail.example": Site({"/page": alive}, default=status(404))}
    scene = Scene(tmp_path, {url: Script(refuse="service-unavailable")}, sites=sites, one=f"[a]({url})")
    async with scene.web:
        await scene.night()
        scene.web._sites["frail.example"] = gone
        with Store.open(scene.settings.db, SystemClock(scene.now)) as store:
            store.targets.set_due(url, scene.now.date())
        outcome = await scene.night(1)
    assert scene.states(outcome, url) == {url: SaveState.LATER}
    assert scene.asked == [url]


async def test_two_short_links_to_one_page_ask_for_it_once(tmp_path: Path) -> None:
    """The page behind them is captured once, each short link for itself; fragments make no other page."""
    sites = {"bit.ly": Site({"/2kites": redirect(301, KITES), "/3kites": redirect(301, KITES)})}
    text = f"<{SHORT}> <http://bit.ly/3kites> <{KITES}#one> <{KITES}#two>"
    scene = Scene(tmp_path, sites=sites, one=text)
    async with scene.web:
        await scene.night()
        await scene.night(1)
    assert sorted(scene.asked) == sorted([KITES, SHORT, "http://bit.ly/3kites"])


async def test_a_quota_that_is_used_up(tmp_path: Path) -> None:
    """Nothing is asked for, what waits is looked after all the same, and the report says how much was left."""
    scene = Scene(tmp_path, limit=1, one=f"[kites]({KITES}) [more]({KITES}/more)")
    async with scene.web:
        outcome = await scene.night()
        assert outcome.report.left.saves == 1
        second = await scene.night(1)
    assert scene.states(second) == {KITES: SaveState.SAVED}
    assert second.report.left.saves == 1
    assert scene.asked == [KITES]


async def test_wrong_keys_are_told_once(tmp_path: Path) -> None:
    """One clear line; the rest of the night is done, and the exit code says that something could not be."""
    scene = Scene(tmp_path, one=f"[kites]({KITES}) [a]({LOST})")
    async with scene.web:
        outcome = await scene.night(keys=Keys("Wr0ngWr0ng", "Wr0ngS3cr3t"))
    assert outcome.exit_code is ExitCode.FAILED
    assert isinstance(finding(outcome, LOST).links[0].snapped.lookup, Found)
    [line] = [line for line in scene.listening.lines if "keys" in line]
    assert line.startswith("Nothing was preserved: the archive does not accept the keys")
    assert "https://archive.org/account/s3.php" in line
    assert "Wr0ng" not in line
    assert scene.asked == []


@pytest.mark.parametrize(
    ("keys", "changes", "said"),
    [
        (None, {}, "https://archive.org/account/s3.php"),
        (KEYS, {"web_archive": "http://archive.example"}, "over https only"),
        (Keys("a b", "c"), {}, "do not hold keys"),
    ],
)
async def test_without_keys_nothing_is_begun(
    tmp_path: Path, keys: Keys | None, changes: dict[str, Any], said: str
) -> None:
    """A usage error before any work: no request, no database."""
    scene = Scene(tmp_path, one=f"[kites]({KITES})")
    async with scene.web:
        with pytest.raises(UsageError, match=said):
            await scene.night(keys=keys, **changes)
    assert scene.web.requests == []
    assert not scene.settings.db.exists()


async def test_an_archive_that_asks_to_be_left_alone_is(tmp_path: Path) -> None:
    """A long Retry-After ends it for the night; what was left is asked for on the next."""
    instead = Script(instead=by_night([retry_after(7200), status(523)]))
    scene = Scene(tmp_path, {KITES: instead}, one=f"[kites]({KITES}) [b]({KITES}/b)")
    async with scene.web:
        outcome = await scene.night()
        assert scene.asked == [KITES]
        assert outcome.report.left.saves == 2
        assert len([line for line in scene.listening.lines if "Nothing more is preserved tonight" in line]) == 1
        await scene.night(1)
    assert scene.asked == [KITES, KITES, f"{KITES}/b"]


async def test_what_ended_the_lookups_ends_it_too(tmp_path: Path) -> None:
    """An archive that refused a connection while snapshots were looked up is asked nothing more."""
    scene = Scene(tmp_path, one=f"[kites]({KITES}) [a]({LOST})")
    scene.web._sites[ARCHIVE] = Site(refuse=True)
    async with scene.web:
        await scene.night()
    assert len([host for host, _ in scene.web.connections if host == ARCHIVE]) == 1


async def test_a_page_that_dies_is_looked_up_in_spite_of_it(tmp_path: Path) -> None:
    """What was found near its day while it lived is verified when it has died, and may be written then."""
    url = "https://frail.example/page"
    alive = page("A page", "This page is about lanterns, and has been here for years.")
    sites = {"frail.example": Site({"/page": alive}, default=status(404))}
    captures = (*CAPTURES, Capture(url, "20150603000000", body=FESTIVAL))
    scene = Scene(tmp_path, captures=captures, sites=sites, one=f"[the lantern festival]({url})")
    async with scene.web:
        await scene.night()
        scene.web._sites["frail.example"] = Site({"/": alive}, default=status(404))
        outcome = await scene.night(12)
    lookup = finding(outcome, url).links[0].snapped.lookup
    assert isinstance(lookup, Found)
    assert lookup.snapshot.verified
