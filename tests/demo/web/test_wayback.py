"""TimeGate, replay and faults of the built-in Wayback Machine, over the wire."""

from collections.abc import AsyncIterator

import pytest

from linkcheck.demo.web import Site, Web
from linkcheck.demo.web.behaviours import html, silent, status
from linkcheck.demo.web.captures import REVISIT, Capture
from linkcheck.demo.web.wayback import too_many_requests, wayback
from tests.web.wire import ask

BASE = "https://web.archive.org"
STORY = "http://storify.com/example/story"
SHORT = "http://ow.ly/x"
CAPTURES = [
    Capture(
        STORY, "20170320101112", body=html("The story", "Once.").replace("Once", '<a href="http://b.example/">b</a>')
    ),
    Capture(STORY, "20170401000000", mimetype=REVISIT),
    Capture("https://storify.com/example/story/", "20180601000000", 404, html("Gone", "No story.")),
    Capture(SHORT, "20170322000000", 301, location="http://b.example/long"),
]


@pytest.fixture(name="web")
async def _web() -> AsyncIterator[Web]:
    faults = {"http://busy.example/": too_many_requests(30), "http://sick.example/": status(503)}
    async with Web({"web.archive.org": wayback(CAPTURES, faults=faults)}) as web:
        yield web


GATES = [
    (f"/web/20170327id_/{STORY}", f"/web/20170401000000id_/{STORY}"),
    (f"/web/20170321/{STORY}", f"/web/20170320101112/{STORY}"),
    (
        "/web/20300101im_/https://www.STORIFY.com/example/story",
        "/web/20180601000000im_/https://storify.com/example/story/",
    ),
    (f"/web/0/{STORY}", f"/web/20170320101112/{STORY}"),
    (f"/web/{STORY}", "/web/20180601000000/https://storify.com/example/story/"),
]


@pytest.mark.parametrize(("target", "location"), GATES)
async def test_a_timegate_leads_to_the_closest_capture(web: Web, target: str, location: str) -> None:
    """Any moment leads to the exact time of the capture nearest to it, in the same mode; none leads to the latest."""
    answer = await ask(web, BASE + target)

    assert answer.status == 302
    assert answer.header("Location") == BASE + location
    assert answer.header("Memento-Datetime") is None
    assert answer.header("Link") is None


async def test_accept_datetime_is_heard(web: Web) -> None:
    """A TimeGate without digits takes its moment from Accept-Datetime."""
    answer = await ask(web, f"{BASE}/web/{STORY}", headers={"Accept-Datetime": "Tue, 21 Mar 2017 00:00:00 GMT"})

    assert answer.header("Location") == f"{BASE}/web/20170320101112/{STORY}"


async def test_raw_replay_is_the_page_as_it_was(web: Web) -> None:
    """In id_ mode the body has not a byte of the archive's, and the headers tell what was captured when."""
    answer = await ask(web, f"{BASE}/web/20170320101112id_/{STORY}")

    assert answer.status == 200
    assert answer.body == CAPTURES[0].data
    assert answer.header("Memento-Datetime") == "Mon, 20 Mar 2017 10:11:12 GMT"
    assert answer.header("X-Archive-Orig-Content-Type") == "text/html"
    links = answer.header("Link") or ""
    for relation in ("original", "timemap", "timegate", "first memento", "memento", "next memento", "last memento"):
        assert f'rel="{relation}"' in links
    assert "prev memento" not in links


async def test_a_reader_sees_a_banner_and_stays_in_the_archive(web: Web) -> None:
    """Without a mode the page carries the archive's banner and its links lead into the archive."""
    answer = await ask(web, f"{BASE}/web/20170320101112/{STORY}")

    assert "WAYBACK TOOLBAR" in answer.text
    assert f'href="{BASE}/web/20170320101112/http://b.example/"' in answer.text
    assert answer.header("Memento-Datetime") is not None


async def test_a_revisit_is_replayed_under_its_own_time(web: Web) -> None:
    """A repeat shows the page that it repeats."""
    answer = await ask(web, f"{BASE}/web/20170401000000id_/{STORY}")

    assert answer.body == CAPTURES[0].data
    assert answer.header("Memento-Datetime") == "Sat, 01 Apr 2017 00:00:00 GMT"


async def test_a_captured_error_is_replayed_with_its_status(web: Web) -> None:
    """A capture of a 404 answers 404, with Memento-Datetime: it is a capture."""
    answer = await ask(web, f"{BASE}/web/20180601000000id_/https://storify.com/example/story/")

    assert answer.status == 404
    assert answer.header("Memento-Datetime") is not None


async def test_a_captured_redirect_leads_on_inside_the_archive(web: Web) -> None:
    """In id_ mode a redirect is a redirect whose Location stays in the archive, at the same moment."""
    answer = await ask(web, f"{BASE}/web/20170322000000id_/{SHORT}")

    assert answer.status == 301
    assert answer.header("Location") == f"{BASE}/web/20170322000000id_/http://b.example/long"
    assert answer.header("X-Archive-Orig-Location") == "http://b.example/long"
    assert answer.header("Memento-Datetime") is not None


async def test_a_reader_of_a_captured_redirect_gets_an_interstitial(web: Web) -> None:
    """Without a mode a redirect is a 200 page that says what happened at crawl time."""
    answer = await ask(web, f"{BASE}/web/20170322000000/{SHORT}")

    assert answer.status == 200
    assert "Got an HTTP 301 response at crawl time" in answer.text


@pytest.mark.parametrize("target", ["/web/2017id_/http://never.example/", "/web/http://never.example/", "/web/"])
async def test_what_was_never_captured_is_a_404_without_a_time(web: Web, target: str) -> None:
    """The archive's own 404 has no Memento-Datetime."""
    answer = await ask(web, BASE + target)

    assert answer.status == 404
    assert answer.header("Memento-Datetime") is None


async def test_the_index_answers_over_the_wire(web: Web) -> None:
    """CDX is served under its two paths, and a bad query is a 400."""
    for path in ("/cdx/search/cdx", "/web/timemap/cdx"):
        answer = await ask(web, f"{BASE}{path}?url=storify.com/example/story&filter=statuscode:200")
        assert answer.text.split(" ")[1] == "20170320101112"
    assert (await ask(web, f"{BASE}/cdx/search/cdx")).status == 400


async def test_the_timemap_lists_every_memento(web: Web) -> None:
    """The time map that Link headers name has a row for each capture."""
    answer = await ask(web, f"{BASE}/web/timemap/link/{STORY}")

    assert answer.header("Content-Type") == "application/link-format"
    assert answer.text.count('rel="memento"') == 3


async def test_faults_come_by_url_on_every_door(web: Web) -> None:
    """A URL with a fault gets it from CDX, TimeGate and replay; others do not."""
    for target in ("/cdx/search/cdx?url=busy.example", "/web/2017id_/http://busy.example/"):
        answer = await ask(web, BASE + target)
        assert (answer.status, answer.header("Retry-After")) == (429, "30")
        assert answer.text.startswith("<!DOCTYPE html>")
    assert (await ask(web, f"{BASE}/web/2017/https://www.sick.example/")).status == 503
    assert (await ask(web, f"{BASE}/web/20170320101112id_/{STORY}")).status == 200


async def test_one_door_may_fail_while_the_other_answers() -> None:
    """The whole index may be down, or hang, while replay works; and a machine may refuse altogether."""
    sites = {
        "web.archive.org": wayback(CAPTURES, cdx=silent()),
        "other.example": wayback(CAPTURES, "https://other.example", replay=status(503)),
        "shut.example": Site(refuse=True),
    }
    async with Web(sites) as web:
        with pytest.raises(TimeoutError):
            await ask(web, f"{BASE}/cdx/search/cdx?url={STORY}", patience=0.05)
        assert (await ask(web, f"{BASE}/web/20170320101112id_/{STORY}")).status == 200
        assert (await ask(web, f"https://other.example/web/2017/{STORY}")).status == 503
        assert (await ask(web, f"https://other.example/cdx/search/cdx?url={STORY}")).status == 200
        with pytest.raises(ConnectionRefusedError):
            await ask(web, "https://shut.example/web/")
