"""linkcheck.demo.run: three nights on the sample archive, with no network and no write."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from linkcheck.demo.run import ARCHIVE, MARK, prepared, show_nights
from linkcheck.demo.sample import archive
from linkcheck.demo.sites import demo_web
from linkcheck.demo.web import Web
from linkcheck.demo.web.saving import ACCESS, SECRET
from linkcheck.errors import ExitCode, UsageError
from linkcheck.pipeline import Silence
from linkcheck.settings import Settings
from tests.passing import PassingClock
from tests.repository import repository

TOKEN = "ghs_the_users_own"
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)

REASONS = {
    "http://storify.com/example-ines/the-night-of-the-storm": ("dead", "service-closed"),
    "http://ow.ly/8LampR00m": ("dead", "http-404"),
    "http://lostharbour.net/charts/1794": ("dead", "dns-nxdomain"),
    "http://seastacks.info/stacks/the-old-man": ("dead", "soft-404"),
    "http://lanternmaker.net/workshop/soldering": ("dead", "parked"),
    "http://lightkeepers-choir.org/songs/the-long-watch": ("dead", "parked"),
    "http://beaconweekly.net/2012/11/the-fog-machine": ("dead", "redirect-to-root"),
    "http://paintandtar.net/articles/daymarks": ("dead", "redirect-to-error"),
    "http://speakingtube.net/contact": ("dead", "bad-redirect"),
    "http://glassandbrass.net/shop/prism-brooch": ("dead", "http-410"),
    "https://missingrung.net/ladder": ("alive", "ok"),
}


@pytest.fixture(autouse=True)
def _passing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's nights go as their loop does."""
    monkeypatch.setattr("linkcheck.demo.run.SystemClock", PassingClock)


async def test_three_nights_end_with_reports_and_a_diff(tmp_path: Path) -> None:
    """Each kind of death is told, closed services get snapshots from before they closed, and nothing is written."""
    settings = replace(Settings(), reports=tmp_path / "reports", now=NOW, vantage="test")

    outcome = await show_nights(tmp_path / "demo", settings, Silence())

    assert outcome.exit_code is ExitCode.OK
    told = json.loads((tmp_path / "reports" / "latest.json").read_text())
    found = {target["url"]: (target["verdict"], target["reason"]) for target in told["targets"]}
    assert {url: found[url] for url in REASONS} == REASONS
    confirmed = {target["url"] for target in told["targets"] if target["confirmed"]}
    assert confirmed == {target["url"] for target in told["targets"] if target["verdict"] == "dead"}
    (moved,) = [target for target in told["targets"] if "alias" in target]
    assert moved["url"] == "http://example-lensmaker.github.com/fresnel/"
    assert moved["alias"]["url"] == "https://example-lensmaker.github.io/fresnel/"
    assert moved["confirmed"]
    assert moved["url"] not in outcome.diff
    stories = [
        link["snapshot"]["timestamp"]
        for target in told["targets"]
        if target["url"].startswith("http://storify.com/")
        for link in target["links"]
    ]
    assert len(stories) >= 5
    assert max(stories) < "20180516"
    assert (tmp_path / "reports" / "latest.diff").read_bytes() == outcome.diff.encode() != b""
    assert {path.name for path in (tmp_path / "reports").iterdir()} == {
        "latest.diff",
        "latest.html",
        "latest.json",
        "latest.md",
    }
    copied = sorted(path for path in (tmp_path / "demo" / ARCHIVE).rglob("*") if path.is_file())
    shipped = {Path(str(archive())) / path.relative_to(tmp_path / "demo" / ARCHIVE): path for path in copied}
    assert all(path.read_bytes() == original.read_bytes() for original, path in shipped.items())


async def test_what_is_the_users_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a repository too it writes its own copy, which nobody needs to commit; a token for GitHub goes nowhere."""
    webs: list[Web] = []

    def watched(*arguments: Any) -> Web:
        webs.append(demo_web(*arguments))
        return webs[-1]

    monkeypatch.setattr("linkcheck.demo.run.demo_web", watched)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    folder = repository(tmp_path) / "demo"

    outcome = await show_nights(folder, Settings(reports=tmp_path / "reports", now=NOW, write=True), Silence())

    assert outcome.report.refused == ()
    assert outcome.written
    assert b"web.archive.org/web/" in everything(folder / ARCHIVE)
    assert webs[0].requests
    assert TOKEN not in repr(webs[0].requests)
    assert not any(host == "api.github.com" for host, _ in webs[0].connections)
    assert TOKEN.encode() not in everything(tmp_path)


def test_a_folder_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    """The demo clears only what a demo has made."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mine.md").write_text("mine")

    with pytest.raises(UsageError, match="holds something else"):
        prepared(tmp_path / "letters")

    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["mine.md"]


def test_a_demo_is_made_anew(tmp_path: Path) -> None:
    """What an earlier demo left, or a person changed in its copy, is gone."""
    copied = prepared(tmp_path / "demo")
    (copied / "letter-27.md").write_text("scribbled over")
    (tmp_path / "demo" / "linkcheck.db").write_text("old")

    prepared(tmp_path / "demo")

    assert (copied / "letter-27.md").read_bytes() == (archive() / "letter-27.md").read_bytes()
    assert {path.name for path in (tmp_path / "demo").iterdir()} == {ARCHIVE, MARK}


def everything(folder: Path) -> bytes:
    """Every byte that is in a folder's files."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.slow
async def test_living_pages_are_captured_where_that_is_wanted(tmp_path: Path) -> None:
    """With `preserve`, what no archive holds is asked for on the first night and seen on the next; no key is left."""
    settings = replace(Settings(), reports=tmp_path / "reports", now=NOW, vantage="test", preserve=True)

    await show_nights(tmp_path / "demo", settings, Silence())

    told = json.loads((tmp_path / "reports" / "latest.json").read_text())
    saves = {save["url"]: save["state"] for target in told["targets"] for save in target.get("saves", ())}
    assert len(saves) > 40
    assert set(saves.values()) == {"saved"}
    assert "http://bit.ly/lamproom-walk" in saves
    assert "https://walkthecoast.info/routes/twelve-lights" in saves
    left = everything(tmp_path)
    assert SECRET.encode() not in left
    assert ACCESS.encode() not in left
