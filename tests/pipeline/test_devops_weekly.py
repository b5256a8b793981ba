"""Two real newsletters through the whole job: the dead rewritten, the living untouched, all of it undone."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from linkcheck.errors import ExitCode
from linkcheck.pipeline import Chosen, Silence, explain_url, undo_edits
from linkcheck.report import Format, render
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.pipeline.support import CONFIRMING, FIRST_NIGHT, one_night, settings_in, world_of
from tests.web.devops import BITLY, BITLY_TARGET, CANARIES, CORPUS, OWLY, OWLY_TARGET, STORIFY, VANISHED, devops_web

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout: ../shared")

MARCH_2017 = "2017-03-26-issue-326.md"
WAYBACK = "https://web.archive.org/web"
STORIFY_SNAPSHOT = f"{WAYBACK}/20170401090000/{STORIFY}"
OWLY_SNAPSHOT = f"{WAYBACK}/20170322083016/{OWLY_TARGET}"


def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Settings]:
    """A copy of the two files in `archive/`, named from the folder above it as an editor would."""
    shutil.copytree(CORPUS, tmp_path / "archive")
    for path in (tmp_path / "archive").iterdir():
        path.chmod(0o644)
    monkeypatch.chdir(tmp_path)
    return Path("archive"), settings_in(tmp_path, CANARIES)


async def test_three_nights_rewrite_the_dead_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the URLs of the two dead links change, each to its snapshot nearest the issue; undo gives the bytes back."""
    archive, settings = prepared(tmp_path, monkeypatch)
    before = {path.name: path.read_bytes() for path in archive.iterdir()}
    async with devops_web() as web:
        for day in CONFIRMING[:-1]:
            outcome = await one_night(web, [archive], replace(settings, write=True), day)
            assert outcome.exit_code is ExitCode.OK
            assert {path.name: path.read_bytes() for path in archive.iterdir()} == before
        outcome = await one_night(web, [archive], replace(settings, write=True), CONFIRMING[-1])

        after = {path.name: path.read_bytes() for path in archive.iterdir()}
        expected = before[MARCH_2017].replace(f"({OWLY})".encode(), f"({OWLY_SNAPSHOT})".encode())
        expected = expected.replace(f"({STORIFY})".encode(), f"({STORIFY_SNAPSHOT})".encode())
        assert after == before | {MARCH_2017: expected}
        assert outcome.report.summary.rewritten == 2

        again = await one_night(web, [archive], replace(settings, write=True), CONFIRMING[-1] + 1)
        assert {path.name: path.read_bytes() for path in archive.iterdir()} == after
        assert again.diff == ""

        assert await undo_edits(Chosen(), settings, world_of(web, FIRST_NIGHT), Silence()) is ExitCode.OK
        assert {path.name: path.read_bytes() for path in archive.iterdir()} == before


async def test_the_report_tells_what_was_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The JSON report names the bit.ly redirect hop by hop, the snapshots, and what no archive holds."""
    archive, settings = prepared(tmp_path, monkeypatch)
    async with devops_web() as web:
        for day in CONFIRMING:
            outcome = await one_night(web, [archive], settings, day)

    told = json.loads(render(outcome.report, Format.JSON))
    targets = {target["url"]: target for target in told["targets"]}
    assert [(hop["url"], hop["status"]) for hop in targets[BITLY]["hops"]] == [(BITLY, 301), (BITLY_TARGET, 200)]
    assert targets[BITLY]["verdict"] == "alive"
    assert (targets[STORIFY]["reason"], targets[STORIFY]["confirmed"]) == ("service-closed", True)
    assert targets[STORIFY]["links"][0]["snapshot"]["timestamp"] == "20170401090000"
    assert targets[OWLY]["reason"] == "http-404"
    assert targets[VANISHED]["reason"] == "dns-nxdomain"
    assert targets[VANISHED]["links"][0]["snapshot"]["lookup"] == "missing"
    dead = {url for url, target in targets.items() if target["verdict"] != "alive"}
    assert dead == {STORIFY, OWLY, VANISHED}
    assert told["summary"]["verdicts"] == {
        "alive": len(targets) - 3,
        "moved": 0,
        "dead": 3,
        "unsure": 0,
        "blocked": 0,
        "skipped": 0,
    }
    assert outcome.exit_code is ExitCode.OK
    assert json.loads((settings.reports / "latest.json").read_text())["summary"] == told["summary"]


async def test_a_proposed_edit_counts_as_applied_once_the_document_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --write nothing changes; when the diff is merged, the next night knows it and watches the original."""
    archive, settings = prepared(tmp_path, monkeypatch)
    path = archive / MARCH_2017
    before = path.read_bytes()
    async with devops_web() as web:
        for day in CONFIRMING:
            outcome = await one_night(web, [archive], settings, day)
        assert path.read_bytes() == before
        assert outcome.diff == (settings.reports / "latest.diff").read_text()
        path.write_bytes(before.replace(f"({STORIFY})".encode(), f"({STORIFY_SNAPSHOT})".encode()))

        outcome = await one_night(web, [archive], settings, CONFIRMING[-1] + 1)

    finding = next(one for one in outcome.report.findings if one.url == STORIFY)
    assert [link.rewritten for link in finding.links] == [True]
    with Store.open(settings.db, world_of(web, datetime.now(UTC)).clock) as store:
        states = {edit.url: edit.state for edit in store.ledger.edits()}
    # the other hunk of the same letter was left out
    assert states == {STORIFY: "applied", OWLY: "declined"}


async def test_explain_tells_the_story_of_a_short_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor reads when it failed, what came back, that it is confirmed, and which capture was chosen and why."""
    archive, settings = prepared(tmp_path, monkeypatch)
    async with devops_web() as web:
        for day in CONFIRMING:
            await one_night(web, [archive], replace(settings, write=True), day)
        story = await explain_url(OWLY, settings, world_of(web, FIRST_NIGHT))

    for said in (
        "2026-11-20",
        "2026-11-21",
        "2026-11-23",
        "404",
        "confirmed",
        "20170322083016",
        OWLY_TARGET,
        MARCH_2017,
    ):
        assert said in story
