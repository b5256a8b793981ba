"""Ctrl-C and SIGTERM, at any moment: what was finished is kept, and the exit code is 130."""

import asyncio
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from linkcheck.cli import run
from linkcheck.cli.boundary import bounded
from linkcheck.cli.running import complete
from linkcheck.demo.web import Exchange, Request, Site, Web, web_in_thread
from tests.cli.support import COMMON, living, told, written

LINE = "linkcheck: interrupted; everything finished so far is kept"
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Unloadable:
    """An import that Ctrl-C came into."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> None:
        """Ctrl-C, when the commands are imported."""
        if name == "linkcheck.cli.app":
            raise KeyboardInterrupt


def test_while_the_program_is_loaded(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C in the first second, before any command runs, is one line too."""
    monkeypatch.delitem(sys.modules, "linkcheck.cli.app", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Unloadable(), *sys.meta_path])

    assert run(["scan", "."]) == 130

    assert capfd.readouterr().err == "linkcheck: interrupted; nothing was begun\n"


@pytest.mark.parametrize("number", SIGNALS)
def test_outside_of_the_event_loop(number: signal.Signals, capfd: pytest.CaptureFixture[str]) -> None:
    """Also before and after the asynchronous work; what SIGTERM did before is put back at the end."""

    def command() -> int:
        complete(lambda: asyncio.sleep(0))
        os.kill(os.getpid(), number)
        time.sleep(10)
        return 0

    before = signal.getsignal(signal.SIGTERM)

    assert bounded(command) == 130
    assert capfd.readouterr().err.splitlines() == [LINE]
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize("number", SIGNALS)
def test_in_the_middle_of_the_night(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The database is sound, no report is half written, and the next run finishes the job."""

    async def interrupts(_request: Request, exchange: Exchange) -> None:
        os.kill(os.getpid(), number)
        await exchange.pause(60)

    monkeypatch.chdir(tmp_path)
    written(tmp_path, "linkcheck.toml", "canaries = []\n")
    written(tmp_path, "archive/a.md", "<https://kites.example/> and <https://interrupting.example/>\n")
    sites = {"kites.example": living("kites"), "interrupting.example": Site(default=interrupts)}
    with web_in_thread(Web(sites)) as web:
        result = told(capfd, "nightly", "archive", *COMMON, web=web)
    with web_in_thread(Web({**sites, "interrupting.example": living("patience")})) as web:
        resumed = told(capfd, "nightly", "archive", *COMMON, web=web)

    assert result.code == 130
    assert result.lines[-1] == LINE
    assert "Traceback" not in result.err
    assert resumed.code == 0
    assert "2 alive" in resumed.out
    connection = sqlite3.connect(tmp_path / "linkcheck.db")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert not [path for path in (tmp_path / "reports").iterdir() if path.name.startswith(".")]
