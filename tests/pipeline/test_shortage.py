"""A machine that allows few open files."""

from pathlib import Path

import pytest

from linkcheck.model import Verdict
from linkcheck.net import fetcher
from linkcheck.net.descriptors import Room
from tests.pipeline.support import KITES, Listening, finding, one_night, settings_in, shelved, small_web


async def test_a_shortage_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where fewer links can be asked at once than the settings say, the user hears of it, and all are asked."""
    monkeypatch.setattr(fetcher, "make_room", lambda _: Room(1, idle=False, told="this system allows few open files"))
    archive, listening = shelved(tmp_path, one=f"[a]({KITES})"), Listening()
    async with small_web() as web:
        outcome = await one_night(web, [archive], settings_in(tmp_path), 0, listening)

    assert "this system allows few open files" in listening.lines
    assert finding(outcome, KITES).standing.verdict is Verdict.ALIVE
