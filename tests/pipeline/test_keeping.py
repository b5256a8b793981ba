"""linkcheck.pipeline.keeping: which pages a night keeps, and how a night goes on that cannot."""

from dataclasses import replace
from pathlib import Path

from linkcheck.demo.web import Exchange, Request, Site
from linkcheck.demo.web.behaviours import (
    challenge,
    cookie_dance,
    document,
    gzipped,
    huge,
    login_wall,
    meta_refresh,
    page,
    parked,
    redirect,
    soft_404,
    status,
)
from linkcheck.errors import ExitCode
from linkcheck.judge import before_asking
from linkcheck.model import Found, Reason
from linkcheck.settings import HostSettings, Settings
from tests.pipeline.support import KITES, LOST, Listening, finding, one_night, settings_in, shelved, small_web
from tests.snapshots.keeping import being_written, digests_hold, records, warcs

STORY = "The ferry leaves at noon and comes back with the mail, every day but Sunday. " * 5
REPLAY = "https://replay.example/letters"


def kept_urls(folder: Path) -> set[str]:
    """What has a response or revisit record."""
    return {
        one.headers["WARC-Target-URI"]
        for path in warcs(folder)
        for one in records(path)
        if one.kind in {"response", "revisit"}
    }


async def test_a_night_keeps_the_living_and_nothing_else(tmp_path: Path) -> None:
    """Pages and the redirects to them; no obituary, no wall, no challenge, no picture, nothing that was not asked."""
    places = {
        "/page": page("The ferry", STORY),
        "/packed": gzipped("The packed ferry", STORY),
        "/moved": redirect(301, "https://ferry.example/page"),
        "/dance": cookie_dance(page("The dance", STORY)),
        "/refresh": meta_refresh("/page"),
        "/long": huge("The long ferry", 700_000),
        "/soft": soft_404(),
        "/parked": parked(),
        "/members": redirect(302, "/login?next=/members"),
        "/login?next=/members": login_wall(),
        "/challenge": challenge(),
        "/gone": status(410),
        "/broken": status(500),
        "/x.jpg": document(b"\xff\xd8\xff\xe0" * 50, "image/jpeg"),
        "/unsubscribe?e=1": page("You are unsubscribed", STORY),
    }
    text = " ".join(f"[a](https://ferry.example{place})" for place in places if "login" not in place)
    archive = shelved(tmp_path, one=f"{text} [k]({KITES})")
    settings = replace(settings_in(tmp_path), warc=tmp_path / "warcs")
    async with small_web({"ferry.example": Site(places)}) as web:
        outcome = await one_night(web, [archive], settings, 0)

    assert outcome.exit_code is ExitCode.OK
    kept = {url.removeprefix("https://ferry.example") for url in kept_urls(tmp_path / "warcs")}
    assert kept == {"/page", "/packed", "/moved", "/dance", "/refresh", "/long", KITES}
    (path,) = warcs(tmp_path / "warcs")
    assert digests_hold(path)
    assert being_written(tmp_path / "warcs") == []
    (long,) = (
        one for one in records(path) if one.kind == "response" and one.headers["WARC-Target-URI"].endswith("/long")
    )
    assert len(long.body) == settings.max_body
    assert long.headers["WARC-Truncated"] == "length"
    (packed,) = (
        one for one in records(path) if one.kind == "response" and one.headers["WARC-Target-URI"].endswith("/packed")
    )
    assert b"The packed ferry" in packed.body
    assert ("X-Orig-Content-Encoding", "gzip") in packed.http
    assert b"cookie" not in path.read_bytes().lower()
    assert "Cookie" not in repr(records(path))


async def test_keys_of_the_settings_stay_out_of_it(tmp_path: Path) -> None:
    """A host's headers go to the host, and to nobody who reads the WARC."""
    seen: list[str | None] = []

    async def behave(request: Request, exchange: Exchange) -> None:
        seen.append(request.header("X-Key"))
        await page("The ferry", STORY)(request, exchange)

    archive = shelved(tmp_path, one="[a](https://ferry.example/page)")
    hosts = {"ferry.example": HostSettings(headers={"X-Key": "open-sesame"})}
    settings = replace(settings_in(tmp_path), warc=tmp_path / "warcs", hosts=hosts)
    async with small_web({"ferry.example": Site(default=behave)}) as web:
        await one_night(web, [archive], settings, 0)

    assert seen == ["open-sesame"]
    assert "sesame" not in repr(records(warcs(tmp_path / "warcs")[0]))


async def test_an_unchanged_page_costs_a_line_the_next_week(tmp_path: Path) -> None:
    """The second time it is a revisit record."""
    archive = shelved(tmp_path, one=f"[k]({KITES})")
    settings = replace(settings_in(tmp_path), warc=tmp_path / "warcs")
    async with small_web() as web:
        for day in (0, 16):
            await one_night(web, [archive], settings, day)

    kinds = [[one.kind for one in records(path)] for path in warcs(tmp_path / "warcs")]
    assert kinds == [["warcinfo", "response", "request"], ["warcinfo", "revisit", "request"]]


async def test_a_night_that_cannot_keep_goes_on(tmp_path: Path) -> None:
    """One line, every check made, and exit code 4."""
    (tmp_path / "warcs").write_text("not a folder")
    archive = shelved(tmp_path, one=f"[k]({KITES}) [a]({LOST}) [b](https://kites.example/other)")
    progress = Listening()
    async with small_web() as web:
        settings = replace(settings_in(tmp_path), warc=tmp_path / "warcs")
        outcome = await one_night(web, [archive], settings, 0, progress)

    assert outcome.exit_code is ExitCode.FAILED
    assert len([line for line in progress.lines if "WARC" in line]) == 1
    assert finding(outcome, KITES).standing.verdict == "alive"
    assert finding(outcome, LOST).standing.verdict == "dead"


async def test_a_night_without_a_living_page_makes_no_file(tmp_path: Path) -> None:
    """Not even an empty one."""
    archive = shelved(tmp_path, one=f"[a]({LOST})")
    async with small_web() as web:
        await one_night(web, [archive], replace(settings_in(tmp_path), warc=tmp_path / "warcs"), 0)

    assert warcs(tmp_path / "warcs") == []


async def test_a_page_that_no_archive_holds_is_held_by_the_editor(tmp_path: Path) -> None:
    """It is kept while it lives; when it has died, it is written from one's own replay, and never wrapped again."""
    archive = shelved(tmp_path, one="[a](https://ferry.example/page#north)")
    published: list[bool] = []

    async def replay(request: Request, exchange: Exchange) -> None:
        if not published:
            await exchange.answer(404, "not here yet")
            return
        day = "Fri, 20 Nov 2026 02:00:00 GMT"
        await document(page_text, headers=[("Memento-Datetime", day)])(request, exchange)

    page_text = f"<title>The ferry</title><p>{STORY}</p>"
    alive = Site({"/page": page("The ferry", STORY)})
    dead = Site({"/": page("Ferries", "The front page of all ferries.")}, default=status(404))
    others = {"replay.example": Site(default=replay)}
    async with small_web({"ferry.example": alive, **others}, []) as web:
        await one_night(web, [archive], replace(settings_in(tmp_path), warc=tmp_path / "warcs"), 0)
    async with small_web({"ferry.example": dead, **others}, []) as web:
        settings = replace(settings_in(tmp_path), warc=tmp_path / "warcs", own_replay=REPLAY, write=True)
        for day in (16, 17, 19):
            confirmed = await one_night(web, [archive], settings, day)
        waiting = finding(confirmed, "https://ferry.example/page#north").links[0].snapped.lookup
        assert isinstance(waiting, Found)
        assert not waiting.snapshot.viewed
        assert confirmed.report.rewrites == ()
        published.append(True)
        last = await one_night(web, [archive], settings, 20)
        found = finding(last, "https://ferry.example/page#north").links[0].snapped.lookup
        assert isinstance(found, Found)
        url = found.snapshot.url
        assert url.startswith(f"{REPLAY}/202611200200")
        assert url.endswith("/https://ferry.example/page#north")
        assert f"]({url})" in (archive / "one.md").read_text()
        asked = len(web.asked("replay.example"))
        after = await one_night(web, [archive], settings, 21)

    # whoever takes the replay's address out of the settings has not made links of its snapshots
    skipped = before_asking(url, Settings())
    assert skipped is not None
    assert skipped.reason is Reason.SNAPSHOT
    assert after.report.rewrites == ()
    assert len(web.asked("replay.example")) == asked
    assert (archive / "one.md").read_text().count(REPLAY) == 1
