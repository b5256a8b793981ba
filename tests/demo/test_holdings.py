"""The demo's Wayback Machine holds what the archive's stories need."""

from collections.abc import AsyncIterator

import pytest

from linkcheck.demo.sites import demo_web
from linkcheck.demo.web import Web
from tests.web.wire import ask

BASE = "https://web.archive.org"


@pytest.fixture(name="web")
async def _web() -> AsyncIterator[Web]:
    async with demo_web() as web:
        yield web


async def _rows(web: Web, url: str) -> list[tuple[str, str]]:
    """The time and status of each capture, oldest first."""
    answer = await ask(web, f"{BASE}/cdx/search/cdx?url={url}&fl=timestamp,statuscode")
    assert answer.status == 200
    return [(line.split(" ")[0], line.split(" ")[1]) for line in answer.text.splitlines()]


STORIFY = {
    "http://storify.com/example-maren/a-concert-for-foghorn": "20130630",
    "http://storify.com/example-ines/the-night-of-the-storm": "20140610",
}


@pytest.mark.parametrize("url", STORIFY)
async def test_storify_stories_were_captured_before_and_after_the_end(web: Web, url: str) -> None:
    """Near the letter's date stands the story; after 2018-05-16 every capture shows the notice."""
    rows = await _rows(web, url)

    assert rows[0][0].startswith(STORIFY[url])
    after = [timestamp for timestamp, _ in rows if timestamp > "20180517"]
    assert after
    for timestamp in after:
        assert "shut down" in (await ask(web, f"{BASE}/web/{timestamp}id_/{url}")).text
    assert "shut down" not in (await ask(web, f"{BASE}/web/{rows[0][0]}id_/{url}")).text


async def test_repeats_are_kept_as_revisits(web: Web) -> None:
    """A page seen unchanged again has a row without a status, and replays."""
    url = "http://storify.com/example-maren/a-concert-for-foghorn"

    assert ("20170401090000", "-") in await _rows(web, url)
    assert "Fifty ships" in (await ask(web, f"{BASE}/web/20170401090000id_/{url}")).text


async def test_one_url_has_a_capture_for_each_of_its_letters(web: Web) -> None:
    """The handle of 2012 and the handle of 2019 are two captures of one page, each near its letter."""
    url = "keeperslog.net/how-to-wind-a-clockwork-lens"

    assert [row[0][:6] for row in await _rows(web, url)] == ["201202", "201903", "202207"]
    for day, body in (("20120212", "leather"), ("20190310", "goatskin")):
        gate = await ask(web, f"{BASE}/web/{day}id_/http://{url}")
        assert body in (await ask(web, gate.header("Location") or "")).text


async def test_the_nearest_and_the_latest_capture_may_be_wrong(web: Web) -> None:
    """Nearest to the letter is a 404, latest is an apology: the right capture is the oldest."""
    rows = await _rows(web, "rockstation.net/diary/no-boat-for-nine-days")
    parked = await _rows(web, "lanternmaker.net/workshop/soldering")

    assert [status for _, status in rows] == ["200", "404", "200"]
    latest = await ask(web, f"{BASE}/web/{rows[-1][0]}id_/http://rockstation.net/diary/no-boat-for-nine-days")
    assert "could not be found" in latest.text
    page = await ask(web, f"{BASE}/web/{parked[-1][0]}id_/http://lanternmaker.net/workshop/soldering")
    assert "for sale" in page.text


async def test_a_dead_short_link_leads_on_inside_the_archive(web: Web) -> None:
    """The captured redirect of the ow.ly link ends at a capture of its target."""
    gate = await ask(web, f"{BASE}/web/20130616id_/http://ow.ly/8LampR00m")
    hop = await ask(web, gate.header("Location") or "")
    assert hop.status == 301
    target_gate = await ask(web, hop.header("Location") or "")
    target = await ask(web, target_gate.header("Location") or "")

    assert target.status == 200
    assert "handbook of signals" in target.text


async def test_one_link_was_never_captured_and_one_cannot_be_asked_for(web: Web) -> None:
    """Missing is an empty answer; unavailable is a 503 on every door."""
    assert await _rows(web, "rockstation.net/diary/the-goat") == []
    assert (await ask(web, f"{BASE}/web/2018id_/http://rockstation.net/diary/the-goat")).status == 404
    for target in (
        "/cdx/search/cdx?url=fieldnotes-lantern.net/2016/paint",
        "/web/2016id_/http://fieldnotes-lantern.net/2016/paint",
    ):
        assert (await ask(web, BASE + target)).status == 503
