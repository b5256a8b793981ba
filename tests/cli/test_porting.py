"""`linkcheck export`, `import` and `prune`: the memory as a file of text, and thinned."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from linkcheck.pipeline import SystemClock
from linkcheck.store import Store
from tests.cli.support import told, written
from tests.store.samples import NOW, TONIGHT, check, remember

URL = "https://kites.example/é"


@pytest.fixture(autouse=True)
def _memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Store.open(Path("linkcheck.db"), SystemClock(NOW)) as store:
        run_id = store.runs.begin(NOW, "here", "0.1.0")
        remember(store, run_id, "a.md", [URL])
        for day in range(6):
            store.checks.add(run_id, check(URL, at=NOW.replace(day=day + 1)), TONIGHT)


def test_there_and_back(capfd: pytest.CaptureFixture[str]) -> None:
    """The bytes are the same to a file and to standard output, and from a database that was made from them."""
    assert told(capfd, "export", "memory.jsonl").code == 0
    printed = told(capfd, "export")
    result = told(capfd, "import", "memory.jsonl", "--db", "other.db")
    assert result.code == 0, result.err
    assert told(capfd, "export", "again.jsonl", "--db", "other.db").code == 0

    assert printed.out == Path("memory.jsonl").read_text(encoding="utf-8")
    assert Path("again.jsonl").read_bytes() == Path("memory.jsonl").read_bytes()
    assert result.err == f"Read {printed.out.count(chr(10)) - 1} rows into other.db.\n"
    assert {path.name for path in Path.cwd().iterdir() if path.name.startswith(".")} == set()


def test_what_cannot_be_read_or_written(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """One line each, an exit code, and nothing that was there is changed."""
    written(tmp_path, "letter.jsonl", "Dear reader\n")
    written(tmp_path, "latin.jsonl", b'{"linkcheck":"memory","format":1,"schema":3}\n{"\xe9":1}\n')
    told(capfd, "export", "memory.jsonl")
    for command, code, words in (
        (("import", "letter.jsonl", "--db", "new.db"), 4, "letter.jsonl, line 1: it is not JSON"),
        (("import", "latin.jsonl", "--db", "new2.db"), 2, "latin.jsonl: is not UTF-8"),
        (("import", "memory.jsonl"), 4, "it remembers something already"),
        (("export", "nowhere/memory.jsonl"), 4, "nowhere/memory.jsonl: cannot be written"),
        (("export", "--db", "none.db"), 2, "there is no such database"),
        (("prune", "--keep-days", "30", "--db", "none.db"), 2, "there is no such database"),
    ):
        result = told(capfd, *command)
        assert (result.code, words in result.err) == (code, True), result.err
        assert "Traceback" not in result.err


def test_prune(capfd: pytest.CaptureFixture[str]) -> None:
    """Old checks of a living link become one a month; with --vacuum the file is no larger than it must be."""
    late = ("--now", "2027-06-01T00:00:00Z")
    assert told(capfd, "prune", "--keep-days", "300", *late).err == "Took 0 checks away; 6 are left.\n"
    result = told(capfd, "prune", "--keep-days", "30", "--vacuum", *late)

    assert result.err == "Took 4 checks away; 2 are left.\n"
    with closing(sqlite3.connect("linkcheck.db")) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
