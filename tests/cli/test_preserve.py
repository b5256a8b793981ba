"""`linkcheck lookup --preserve`: what it says, and that no key is left anywhere."""

import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from linkcheck.cli import run
from linkcheck.demo.web import Site, Web, web_in_thread
from linkcheck.demo.web.behaviours import document, redirect, status
from linkcheck.demo.web.saving import ACCESS, SECRET, SavePageNow, Script
from linkcheck.demo.web.wayback import wayback
from linkcheck.errors import StoreError
from tests.cli.support import COMMON, Told, living, surroundings, told, written

KITES = "https://kites.example/kites"
NIGHT, NEXT = "2026-11-20T02:00:00Z", "2026-11-21T02:00:00Z"
ARCHIVE = "web.archive.org"
ECHO = (
    f'{{"status": "error", "status_ext": "error:odd", "message": "LOW {ACCESS}:{SECRET} seen", "job_id": "{SECRET}"}}'
)


@pytest.fixture(autouse=True)
def _archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IA_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("IA_SECRET_ACCESS_KEY", SECRET)
    settings = 'canaries = []\nsaves_per_minute = 60000\nwarc = "warc"\n'
    written(tmp_path, "linkcheck.toml", settings)
    text = f"[kites]({KITES}) [short](http://bit.ly/2kites) [lost](https://lost.example/a)"
    written(tmp_path, "archive/letter.md", f"---\ndate: 2015-06-01\n---\n\n{text}\n")


@pytest.fixture(name="saving")
def _saving() -> SavePageNow:
    return SavePageNow(lambda: datetime.fromisoformat(NIGHT), {"http://bit.ly/2kites": Script(refuse="no-access")})


@pytest.fixture(name="web")
def _web(saving: SavePageNow) -> Iterator[Web]:
    sites = {
        "kites.example": living("kites"),
        "bit.ly": Site({"/2kites": redirect(301, KITES)}),
        "lost.example": Site(default=status(404)),
        ARCHIVE: wayback([], saving=saving),
    }
    with web_in_thread(Web(sites)) as web:
        yield web


def keyless(*results: Told) -> None:
    """No key in what was told, nor in any byte of any file that was left."""
    for result in results:
        assert ACCESS not in result.out + result.err
        assert SECRET not in result.out + result.err
    for path in (one for one in Path.cwd().rglob("*") if one.is_file()):
        data = path.read_bytes()
        assert ACCESS.encode() not in data, path
        assert SECRET.encode() not in data, path


def test_two_nights(capfd: pytest.CaptureFixture[str], web: Web, saving: SavePageNow) -> None:
    """A line for each capture and what became of it; the keys went to the archive, and are nowhere here."""
    checked = told(capfd, "check", "archive", "--now", NIGHT, *COMMON, web=web)
    first = told(capfd, "lookup", "--preserve", "-vv", "--now", NIGHT, *COMMON, web=web)
    web.night = 2
    second = told(capfd, "lookup", "--preserve", "-vv", "--now", NEXT, *COMMON, web=web)
    rest = [
        told(capfd, "nightly", "archive", "--now", NEXT, "-vv", *COMMON, web=web),
        told(capfd, "report", "--format", "all"),
        told(capfd, "explain", KITES),
    ]

    assert [one.code for one in (checked, first, second, *rest)] == [0] * 6
    assert sorted(saving.asked) == ["http://bit.ly/2kites", KITES]
    # KITES was asked for on behalf of the short link, which is the most fragile
    assert f"asked\t{KITES}\t20261120020000\tthe archive says that it has captured it" in first.out.splitlines()
    assert any(line.startswith("refused\thttp://bit.ly/2kites\t-\tthe site refuses") for line in first.out.splitlines())
    assert f"saved\t{KITES}\t20261120020000\tits capture shows the page" in second.out.splitlines()
    assert "Asked for 1 capture; 0 seen in the archive, 1 refused." in first.lines
    keyed = [one for one in web.requests if SECRET in (one.header("Authorization") or "")]
    assert {(one.host, one.scheme) for one in keyed} == {(ARCHIVE, "https")}
    keyless(checked, first, second, *rest)


@pytest.mark.parametrize("missing", ["IA_ACCESS_KEY_ID", "IA_SECRET_ACCESS_KEY"])
@pytest.mark.parametrize(
    "command", [("lookup", "--preserve"), ("nightly", "archive"), ("nightly", "--preserve", "archive")]
)
def test_without_keys(
    capfd: pytest.CaptureFixture[str], web: Web, monkeypatch: pytest.MonkeyPatch, missing: str, command: tuple[str, ...]
) -> None:
    """One line that says what is needed and where to get it; a usage error before any work."""
    monkeypatch.delenv(missing)
    if "--preserve" not in command:
        monkeypatch.setenv("LINKCHECK_PRESERVE", "1")
    result = told(capfd, *command, *COMMON, web=web)

    assert result.code == 2
    [line] = result.lines
    assert "IA_ACCESS_KEY_ID" in line
    assert "https://archive.org/account/s3.php" in line
    assert web.requests == []
    assert not Path("linkcheck.db").exists()
    keyless(result)


def test_without_keys_as_installed() -> None:
    """The program itself reads the environment, and says the same."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("IA_")}
    program = Path(sys.executable).with_name("linkcheck")
    done = subprocess.run([program, "lookup", "--preserve"], check=False, env=environ, capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1
    assert "https://archive.org/account/s3.php" in done.stderr


def test_wrong_keys(capfd: pytest.CaptureFixture[str], web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the archive does not accept is told in one line, though it sends the keys back; the exit code is 4."""
    wrong = "Wr0ngS3cr3tK3y16"
    monkeypatch.setenv("IA_SECRET_ACCESS_KEY", wrong)
    told(capfd, "check", "archive", "--now", NIGHT, *COMMON, web=web)
    result = told(capfd, "lookup", "--preserve", "-vv", "--now", NIGHT, *COMMON, web=web)

    assert result.code == 4
    assert len([line for line in result.lines if "does not accept the keys" in line]) == 1
    assert wrong not in result.out + result.err
    assert [path for path in Path.cwd().rglob("*") if path.is_file() and wrong.encode() in path.read_bytes()] == []
    keyless(result)


@pytest.mark.parametrize(
    "routes",
    [
        {"/save": document(ECHO, "application/json")},
        {"/save/status/*": document(ECHO, "application/json")},
        {"/save": redirect(302, f"http://kites.example/?key={SECRET}")},
        {"/save/status/user": redirect(302, f"https://kites.example/?key={SECRET}")},
        {"/save": document(f"<html>{SECRET}</html>", status=503)},
    ],
)
def test_what_is_sent_back_is_not_repeated(
    capfd: pytest.CaptureFixture[str], web: Web, saving: SavePageNow, routes: dict[str, object]
) -> None:
    """An archive that repeats the keys in messages, names and redirects finds nobody who does."""
    site = wayback([], saving=saving)
    web._sites[ARCHIVE] = Site({**site.routes, **routes})  # type: ignore[dict-item]
    results = [
        told(capfd, "nightly", "archive", "--now", NIGHT, *COMMON, web=web),
        told(capfd, "lookup", "--preserve", "-vv", "--now", NIGHT, *COMMON, web=web),
        told(capfd, "lookup", "--preserve", "-vv", "--now", NEXT, *COMMON, web=web),
        told(capfd, "report", "--format", "all"),
        told(capfd, "explain", KITES),
    ]
    keyless(*results)
    assert [one for one in web.asked("kites.example") if SECRET in one.target or one.header("Authorization")] == []


def test_a_database_that_fails_is_one_line(
    capfd: pytest.CaptureFixture[str], web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ends the run while captures are waited for is told as anywhere else: one line and exit code 4."""

    def full(*_: object) -> None:
        raise StoreError("linkcheck.db: the disk is full")

    told(capfd, "check", "archive", "--now", NIGHT, *COMMON, web=web)
    monkeypatch.setattr("linkcheck.store.saves.Saves.add", full)
    result = told(capfd, "lookup", "--preserve", "--quiet", "--now", NIGHT, *COMMON, web=web)
    assert result.code == 4
    assert result.lines == ["linkcheck: linkcheck.db: the disk is full"]


def test_an_error_of_ours_shows_no_key(
    capfd: pytest.CaptureFixture[str], web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the program itself breaks with the keys in its hands, its traceback has none."""

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    told(capfd, "check", "archive", "--now", NIGHT, *COMMON, web=web)
    monkeypatch.setattr("linkcheck.snapshots.save.SavePageNow._read", broken)
    with pytest.raises(Exception, match="broken") as caught:
        run(["lookup", "--preserve", "-vv", "--now", NIGHT, *COMMON], surroundings(web))

    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert SECRET not in shown
    assert ACCESS not in shown
    keyless()
