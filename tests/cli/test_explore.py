"""`linkcheck explore`: the database in a browser, on this machine, read and never written."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.pipeline import SystemClock
from linkcheck.store import Store
from tests.cli.support import told
from tests.store.samples import NOW, remember


@pytest.fixture(name="db")
def _db(tmp_path: Path) -> Path:
    """A database with a name of its own."""
    path = tmp_path / "my letters.db"
    with Store.open(path, SystemClock()) as store:
        remember(store, store.runs.begin(NOW, "here", "0.1.0"), "a.md", ["https://kites.example/"])
    return path


@pytest.fixture(name="address")
def _address(db: Path) -> Iterator[str]:
    """Where Datasette serves the database."""
    command = [
        sys.executable,
        "-c",
        "from linkcheck.cli import main; main()",
        "explore",
        "--db",
        str(db),
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(r"running on (http://\S+)", line):
                drain = threading.Thread(target=process.stderr.read, daemon=True)
                drain.start()
                yield found[1]
                break
        os.killpg(process.pid, signal.SIGINT)
        drain.join(10)
        assert process.wait(10) == 0


def asked(address: str, path: str) -> object:
    """What it answers as JSON."""
    with urllib.request.urlopen(f"{address}/{path}", timeout=20) as answer:
        return json.load(answer)


def test_it_shows_the_views(db: Path, address: str) -> None:
    """On loopback only; a view and a question are there under the database's own name; nothing can be written."""
    before = db.read_bytes()

    assert address.startswith("http://127.0.0.1:")
    assert asked(address, "my+letters/current.json?_shape=array&_col=url") == [{"url": "https://kites.example/"}]
    assert asked(address, "my+letters/sites_that_are_gone.json?_shape=array") == []
    with pytest.raises(urllib.error.HTTPError):
        asked(address, "my+letters.json?sql=DELETE+FROM+targets")
    assert db.read_bytes() == before


def test_without_datasette(db: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says how to install it."""
    monkeypatch.setitem(sys.modules, "datasette", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    result = told(capfd, "explore", "--db", str(db))

    assert result.code == 2
    assert 'pip install "linkcheck-archive[explore]"' in result.err


def test_without_a_database(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """None is made."""
    result = told(capfd, "explore", "--db", str(tmp_path / "none.db"))

    assert result.code == 2
    assert "there is no such database" in result.err
    assert list(tmp_path.iterdir()) == []
