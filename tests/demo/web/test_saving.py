"""Save Page Now of the built-in Wayback Machine, over the wire."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from linkcheck.demo.web import Web
from linkcheck.demo.web.captures import Capture
from linkcheck.demo.web.saving import ACCESS, SECRET, SavePageNow, Script
from linkcheck.demo.web.wayback import wayback
from linkcheck.model import Answer
from linkcheck.net import Fetcher
from linkcheck.pipeline import SystemClock
from tests.snapshots.machine import quick

BASE = "https://web.archive.org"
URL = "http://log.example/a"
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
KEYS = {"Authorization": f"LOW {ACCESS}:{SECRET}"}
SCRIPTS = {"http://busy.example/": Script(refuse="user-session-limit"), "http://slow.example/": Script(polls=3)}


@pytest.fixture(name="saving")
def _saving() -> SavePageNow:
    return SavePageNow(lambda: NOW, SCRIPTS, limit=8)


@pytest.fixture(name="web")
async def _web(saving: SavePageNow) -> AsyncIterator[Web]:
    async with Web({"web.archive.org": wayback([Capture(URL, "20150301000000")], saving=saving)}) as web:
        yield web


async def asked(web: Web, path: str, keys: dict[str, str] | None = None, **form: str) -> tuple[int, dict[str, object]]:
    """The status and the JSON of one request; a form makes it a POST."""
    headers = {**(KEYS if keys is None else keys), "Content-Type": "application/x-www-form-urlencoded"}
    async with Fetcher(quick(), web.resolver, web.trust, SystemClock()) as fetcher:
        method, body = ("POST", urlencode(form).encode()) if form else ("GET", None)
        answer = await fetcher.get(BASE + path, headers=headers, method=method, body=body)
    assert isinstance(answer, Answer)
    told = json.loads(answer.body) if "json" in (answer.header("Content-Type") or "") else {}
    return answer.status, told


async def test_strangers_are_sent_away(web: Web, saving: SavePageNow) -> None:
    """Without the account's keys nothing is done; a GET of the old interface is refused even with them."""
    assert (await asked(web, "/save", {}, url=URL))[0] == 401
    assert (await asked(web, "/save", {"Authorization": "LOW a:b"}, url=URL))[0] == 401
    assert (await asked(web, f"/save/{URL}"))[0] == 429
    assert saving.strangers == 2
    assert saving.asked == []


async def test_a_job_takes_its_time(web: Web) -> None:
    """It is pending for as many questions as its script says; another machine's job is not known."""
    _, told = await asked(web, "/save", url="http://slow.example/")
    job = str(told["job_id"])
    states = [(await asked(web, f"/save/status/{job}"))[1]["status"] for _ in range(4)]
    assert states == ["pending", "pending", "pending", "success"]
    assert (await asked(web, "/save/status/spn2-0"))[0] == 404
    assert job == (await asked(web, "/save", url="http://slow.example/"))[1]["job_id"]


async def test_an_error_comes_with_status_200(web: Web) -> None:
    """What is refused at once is told in JSON, and nothing is captured."""
    status, told = await asked(web, "/save", url="http://busy.example/")
    assert (status, told["status_ext"]) == (200, "error:user-session-limit")


async def test_five_a_day_and_the_quota(web: Web, saving: SavePageNow) -> None:
    """A URL is captured five times a day, an account as often as it may; both are told by one code."""
    answers = [(await asked(web, "/save", url=URL))[1] for _ in range(6)]
    assert ["job_id" in one for one in answers] == [True] * 5 + [False]
    assert (await asked(web, "/save/status/user"))[1]["daily_captures"] == 5
    others = [(await asked(web, "/save", url=f"{URL}{number}"))[1] for number in range(4)]
    assert [one.get("status_ext") for one in others] == [None] * 3 + ["error:too-many-daily-captures"]
    saving.forget()
    assert (await asked(web, "/save/status/user"))[1]["daily_captures"] == 0


async def test_what_was_captured_lately_is_not_captured_again(web: Web, saving: SavePageNow) -> None:
    """`if_not_archived_within` answers with the time of the capture that is there."""
    await asked(web, "/save", url=URL, if_not_archived_within="30d")
    _, told = await asked(web, "/save", url=URL, if_not_archived_within="30d")
    assert "same snapshot had been made" in str(told["message"])
    assert saving.used == 1


async def test_a_capture_shows_late(web: Web) -> None:
    """On its own night the archive leads to an older capture, and the index does not have it; on the next both do."""
    await asked(web, "/save", url=URL)
    wanted = f"{NOW + timedelta(hours=1):%Y%m%d%H%M%S}"
    async with Fetcher(quick(), web.resolver, web.trust, SystemClock()) as fetcher:
        for night, stamp, listed in ((1, "20150301000000", 1), (2, f"{NOW:%Y%m%d%H%M%S}", 2)):
            web.night = night
            gate = await fetcher.get(f"{BASE}/web/{wanted}id_/{URL}")
            assert isinstance(gate, Answer)
            assert f"/web/{stamp}id_/" in (gate.header("Location") or "")
            rows = await fetcher.get(f"{BASE}/cdx/search/cdx?url={URL}")
            assert isinstance(rows, Answer)
            assert len(rows.body.splitlines()) == listed
