"""Commands that ask nobody load nothing of what asks, from their beginning to their end."""

import subprocess
import sys
from pathlib import Path

import pytest

from linkcheck.pipeline import SystemClock
from linkcheck.settings import Settings
from linkcheck.store import Store, dump
from tests.pipeline.support import LOST, nights, settings_in, shelved, small_web

ASKS = {"aiohttp", "pycares", "yarl", "tenacity", "waybackpy", "requests", "linkcheck.net.fetcher", "linkcheck.net.dns"}
"""What asks the network, and takes half of a short command's time to load."""
SCRIPT = """
import sys
from linkcheck.cli import run
code = run(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """The settings of an archive with a link that is confirmed dead, and has a snapshot."""
    chosen = settings_in(tmp_path)
    async with small_web() as web:
        await nights(web, shelved(tmp_path, one=f"[a]({LOST})"), chosen)
    with Store.open(tmp_path / "other.db", SystemClock()):
        pass
    (tmp_path / "memory.jsonl").write_text("".join(dump(chosen.db, SystemClock())), encoding="utf-8")
    return chosen


@pytest.mark.parametrize(
    "command",
    [
        ("scan", "archive"),
        ("report", "--format", "all"),
        ("explain", LOST),
        ("rewrite", "archive"),
        ("rewrite", "archive", "--write"),
        ("undo",),
        ("decide", LOST, "keep", "--why", "it is what the letter is about"),
        ("sync", "archive"),
        ("merge", "other.db"),
        ("export", "again.jsonl"),
        ("import", "memory.jsonl", "--db", "new.db"),
        ("prune", "--keep-days", "30"),
    ],
    ids=" ".join,
)
def test_a_command_that_asks_nobody_loads_nothing_that_asks(
    command: tuple[str, ...], settings: Settings, tmp_path: Path
) -> None:
    """Whoever only reads what is remembered waits for no network's programs."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *command], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert not ASKS & set(done.stderr.splitlines()[-1].split())
