"""What a run leaves unasked of the web archives: nothing is lost, and the reports say what helps."""

import random
import shlex
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import page, retry_after, silent, status
from linkcheck.demo.web.captures import Capture
from linkcheck.demo.web.wayback import wayback
from linkcheck.model import Found, Run, WebArchive
from linkcheck.pipeline import Outcome, SystemClock, World, check_archive, look_up_archive, merge_database
from linkcheck.pipeline.backlog import backlog, elsewhere
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.progress import Silence
from linkcheck.report import Format, render, terminal
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.pipeline.support import (
    CAPTURES,
    FESTIVAL,
    FIRST_NIGHT,
    LOST,
    SkippingClock,
    finding,
    one_night,
    settings_in,
    shelved,
    small_web,
    world_of,
)

REFUSING = {"web.archive.org": Site(refuse=True)}
MANY = tuple(f"https://lost.example/lantern-{number}" for number in range(40))


def rows(settings: Settings, query: str) -> list[tuple[object, ...]]:
    """What the database holds."""
    with Store.open(settings.db, SystemClock()) as store:
        return store._session.rows(query)


async def test_a_ban_stores_nothing_and_loses_nothing(tmp_path: Path) -> None:
    """On a night on which the archive refuses, no question gets a row; all are due the next night, and answered."""
    text = "\n\n".join(f"[a]({url})" for url in MANY)
    archive, settings = shelved(tmp_path, one=text), settings_in(tmp_path)
    captures = [Capture(url, "20150603000000", body=FESTIVAL) for url in MANY]
    async with small_web(REFUSING) as web:
        first = await one_night(web, [archive], settings, 0)
        assert len([name for name, _ in web.connections if name == "web.archive.org"]) <= settings.replay_in_flight
    assert first.report.left.lookups == len(MANY)
    assert first.report.backlog.ended is WebArchive.REFUSED
    assert first.report.backlog.nights == 1
    assert rows(settings, "SELECT count(*) FROM lookups") == [(0,)]
    assert rows(settings, "SELECT web_archive, lookups_left FROM runs") == [("refused", len(MANY))]
    async with small_web(captures=captures) as web:
        second = await one_night(web, [archive], settings, 1)
    assert all(isinstance(finding(second, url).links[0].snapped.lookup, Found) for url in MANY)
    assert not second.report.left.lookups
    assert second.report.backlog.ended is WebArchive.DONE


async def refused(folder: Path, days: tuple[int, ...]) -> tuple[Outcome, Settings, Path]:
    """Some nights of refusal."""
    archive, settings = shelved(folder, one=f"[a]({LOST})"), settings_in(folder)
    async with small_web(REFUSING) as web:
        outcomes = [await one_night(web, [archive], settings, day) for day in days]
    return outcomes[-1], settings, archive


async def test_three_refused_nights(tmp_path: Path) -> None:
    """The third night's reports print the commands that ask from elsewhere; two nights, or two runs a night, do not."""
    second, settings, archive = await refused(tmp_path, (0, 0, 0, 1))
    assert second.report.backlog.refused == 2
    assert not second.report.backlog.commands
    async with small_web(REFUSING) as web:
        third = await one_night(web, [archive], settings, 2)
    commands = third.report.backlog.commands
    assert third.report.backlog.refused == 3
    assert f"merge {tmp_path}/linkcheck.elsewhere.db --db {settings.db}" in commands[-1]
    for told in (terminal(third.report), render(third.report, Format.MARKDOWN)):
        assert "on 3 nights in a row" in told
        assert all(command in told for command in commands)
        assert "The lookups that are left need 1 night." in told
    page = render(third.report, Format.HTML)
    assert "on 3 nights in a row" in page
    assert "linkcheck.elsewhere.db" in page


async def test_the_commands_do_what_they_say(tmp_path: Path) -> None:
    """A copy of the database, looked up elsewhere and merged, has the answer; the advice is gone with the backlog."""
    third, settings, archive = await refused(tmp_path, (0, 1, 2))
    words = [shlex.split(command) for command in third.report.backlog.commands]
    assert words[0] == ["there=user@another-machine"]
    assert words[1][:2] == ["scp", str(settings.db)]
    asking = ["linkcheck", "lookup", "--db", "linkcheck.elsewhere.db", "--allow-network", "127.0.0.0/8"]
    assert shlex.split(words[2][2]) == asking
    brought = Path(words[3][2])
    shutil.copyfile(settings.db, brought)
    elsewhere = replace(settings, db=brought, vantage="elsewhere")
    async with small_web() as web:
        night = FIRST_NIGHT.replace(day=23)
        looked = await look_up_archive(elsewhere, world_of(web, night), Silence())
        assert not looked.report.left.lookups
        assert words[4] == ["linkcheck", "merge", str(brought), "--db", str(settings.db)]
        assert merge_database(brought, settings, world_of(web, night)).lookups == 1
    told = "SELECT vantage, web_archive, lookups_left FROM runs ORDER BY id"
    assert rows(settings, told) == [*[("test", "refused", 1)] * 3, ("elsewhere", "done", 0)]
    async with small_web(REFUSING) as web:
        after = await one_night(web, [archive], settings, 4)
        found = finding(after, LOST).links[0].snapped.lookup
        assert isinstance(found, Found)
        # the reader's view is still to be seen, and nothing is written before it was
        assert after.report.left.lookups == 1
        assert not after.report.rewrites


def test_another_machine_is_given_what_changes_the_answers(tmp_path: Path) -> None:
    """What this machine's settings say of the web archives goes along, quoted for two shells."""
    settings = Settings(
        db=tmp_path / "my links.db",
        web_archive="https://archive.internal/wayback",
        timegates=("https://a.example/", "https://b.example/?url="),
        max_distance=400,
        exclude=(r"^https://x\.example/.{2,3}$",),
    )
    words = [shlex.split(command) for command in elsewhere(settings)]
    assert words[1] == ["scp", str(settings.db), "$there:my links.elsewhere.db"]
    assert shlex.split(words[2][2]) == [
        "env",
        "LINKCHECK_WEB_ARCHIVE=https://archive.internal/wayback",
        "LINKCHECK_TIMEGATES=https://a.example/,https://b.example/?url=",
        "LINKCHECK_MAX_DISTANCE=400",
        *("linkcheck", "lookup", "--db", "my links.elsewhere.db", "--exclude", settings.exclude[0]),
    ]
    assert words[3] == ["scp", "$there:my links.elsewhere.db", str(tmp_path / "my links.elsewhere.db")]


async def test_a_night_that_was_answered_ends_the_row(tmp_path: Path) -> None:
    """Refusals before a night on which the archive answered count no more; a night without a question is none."""
    _, settings, archive = await refused(tmp_path, (0, 1))
    async with small_web(captures=[]) as web:
        await one_night(web, [archive], settings, 2)
        # nothing is due: what is missing is asked again after a month
        await one_night(web, [archive], settings, 3)
    with Store.open(settings.db, SystemClock()) as store:
        assert [run.web_archive for run in store.runs.all()] == ["refused", "refused", "done", "not-asked"]
        assert store.runs.refused_nights("test") == 0
        assert store.runs.refused_nights("somewhere else") == 0


@pytest.mark.parametrize(
    ("site", "ended"),
    [
        (wayback([], replay=retry_after(3600)), WebArchive.THROTTLED),
        (wayback([], replay=status(500)), WebArchive.OVERLOADED),
        (wayback([], replay=silent()), WebArchive.SILENT),
    ],
)
async def test_other_ends_are_no_ban(tmp_path: Path, site: Site, ended: WebArchive) -> None:
    """Throttling, errors and silence end a night too, under their own names, and are no reason to ask elsewhere."""
    text = "\n\n".join(f"[a]({url})" for url in MANY)
    archive, settings = shelved(tmp_path, one=text), replace(settings_in(tmp_path), timeout=0.1)
    async with small_web({"web.archive.org": site}) as web:
        outcome = await one_night(web, [archive], settings, 0)
    assert outcome.report.backlog.ended is ended
    assert outcome.report.backlog.refused == 0
    assert outcome.report.left.lookups == len(MANY)
    assert "ended early" in terminal(outcome.report)


async def test_a_deadline_in_the_middle_is_clean(tmp_path: Path) -> None:
    """What was answered in time is kept, what was not asked is as due as before; the pace tells how many nights."""
    text = "\n\n".join(f"[a]({url})" for url in MANY)
    captures = [Capture(url, "20150603000000", body=FESTIVAL) for url in MANY]
    archive = shelved(tmp_path, one=text)
    # no page is sought elsewhere: that takes its own time of the deadline
    settings = replace(settings_in(tmp_path), exclude=("^http:", r"//www\."))
    async with small_web(REFUSING) as web:
        world = world_of(web, FIRST_NIGHT)
        await check_archive([archive], (), settings, world, Silence(), everything=True)
    async with small_web(captures=captures) as web:
        world = World(lambda: web.resolver, lambda: web.trust, SkippingClock(FIRST_NIGHT), random.Random(1))
        # a request a second: in a minute forty TimeGates and twenty replays
        first = await look_up_archive(replace(settings, replay_rate=1.0, deadline=60.0), world, Silence())
        answered = len(MANY) - first.report.left.lookups
        assert 0 < answered < len(MANY)
        assert first.report.backlog.ended is WebArchive.DEADLINE
        assert first.report.backlog.nights == -(-first.report.left.lookups // answered)
        assert rows(settings, "SELECT count(*), sum(result = 'found') FROM lookups") == [(answered, answered)]
        web.requests.clear()
        second = await look_up_archive(settings, world_of(web, FIRST_NIGHT + timedelta(days=1)), Silence())
    assert not second.report.left.lookups
    # two requests for each of those that were left: nothing is asked twice
    assert len(web.asked("web.archive.org")) == 2 * (len(MANY) - answered)
    assert rows(settings, "SELECT count(*) FROM lookups") == [(len(MANY),)]


async def test_the_readers_view_is_asked_for_once(tmp_path: Path) -> None:
    """Not before the link is confirmed dead, once then, and never again."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), settings_in(tmp_path)

    def views() -> list[str]:
        return [one.target for one in web.asked("web.archive.org") if "id_" not in one.target]

    async with small_web() as web:
        first = await one_night(web, [archive], settings, 0)
        await one_night(web, [archive], settings, 1)
        assert not views()
        confirmed = await one_night(web, [archive], settings, 3)
        assert views() == [f"/web/20150603000000/{LOST}"]
        await one_night(web, [archive], settings, 4)
        assert len(views()) == 1
    assert not first.report.rewrites
    assert len(confirmed.report.rewrites) == 1
    lookup = finding(confirmed, LOST).links[0].snapped.lookup
    assert isinstance(lookup, Found)
    assert lookup.snapshot.viewed


async def test_an_unreadable_view_is_for_a_person(tmp_path: Path) -> None:
    """A snapshot whose reader's view shows no page is stored with the reason, asked for no more, and not written."""
    blank = wayback(CAPTURES)
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), settings_in(tmp_path)
    notice = page("Internet Archive", "Got an HTTP 302 response at crawl time")
    site = Site({**blank.routes, f"/web/20150603000000/{LOST}": notice})
    async with small_web({"web.archive.org": site}) as web:
        for day in (0, 1, 3, 4):
            outcome = await one_night(web, [archive], settings, day)
        assert len([one for one in web.asked("web.archive.org") if "id_" not in one.target]) == 1
    lookup = finding(outcome, LOST).links[0].snapped.lookup
    assert isinstance(lookup, Found)
    assert not lookup.snapshot.verified
    assert "notice of a redirect" in lookup.snapshot.review[-1]
    assert not outcome.report.rewrites


@pytest.mark.parametrize(
    ("left", "settings", "nights"),
    [
        (0, Settings(), 0),
        (1, Settings(), 1),
        (7000, Settings(), 1),
        (100_000, Settings(), 2),
        (7000, Settings(deadline=1800.0), 2),
        (7000, Settings(cdx_per_minute=1.0), 3),
    ],
)
def test_nights_from_the_limits(tmp_path: Path, left: int, settings: Settings, nights: int) -> None:
    """Where tonight tells no pace, the limits and the length of a night do."""
    settings = replace(settings, db=tmp_path / "linkcheck.db", vantage="test")
    with Store.open(settings.db, SystemClock()) as store:
        run = Run(1, FIRST_NIGHT, None, "test", "1", web_archive=WebArchive.REFUSED, lookups_left=left)
        assert backlog(Job(run, settings, None, store, Silence())).nights == nights  # type: ignore[arg-type]


async def test_what_was_never_asked_comes_first(tmp_path: Path) -> None:
    """Questions that trouble answered last night wait behind those that nobody was asked yet."""
    early, late = "https://lost.example/a-first", "https://lost.example/b-second"
    archive, settings = shelved(tmp_path, one=f"[a]({early})"), settings_in(tmp_path)
    async with small_web({"web.archive.org": wayback([], replay=status(500), cdx=status(500))}) as web:
        await one_night(web, [archive], settings, 0)
    shelved(tmp_path, two=f"[b]({late})")
    async with small_web() as web:
        await one_night(web, [archive], settings, 1)
        asked = [one.target for one in web.asked("web.archive.org")]
    assert asked[0].endswith(late)
    assert any(target.endswith(early) for target in asked)
