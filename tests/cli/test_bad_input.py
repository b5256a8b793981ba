"""Bad input gives one clear line and the exit code that the design names; the rest of the run goes on."""

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.demo.web import Web, web_in_thread
from tests.cli.support import COMMON, living, told, written

GOOD = "---\ndate: 2019-05-04\n---\n\nRead [about kites](https://kites.example/kites).\n"

BAD_DOCUMENTS = {
    "not-utf-8.md": (b"caf\xe9 [x](https://kites.example/kites)\n", "byte"),
    "broken-front-matter.md": (b"---\ntitle: [unclosed\n---\n\ntext\n", "front matter"),
    "binary.md": (b"\x00\x01\x02PNG\x00", ""),
    "too-large.md": (b"word " * 300_000, "1,000,000"),
}


@pytest.fixture(name="web")
def _web() -> Iterator[Web]:
    with web_in_thread(Web({"kites.example": living("kites"), "canary.example": living("canaries")})) as web:
        yield web


@pytest.fixture(name="archive", autouse=True)
def _archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one good document, settings beside it, and the working directory above."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "linkcheck.toml", "canaries = []\nmax_document = 1000000\n")
    return written(tmp_path, "archive/good.md", GOOD).parent


def verdicts(folder: Path) -> dict[str, str]:
    """URL → verdict of the last JSON report."""
    report = json.loads((folder / "reports" / "latest.json").read_text())
    return {target["url"]: target["verdict"] for target in report["targets"]}


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_a_bad_document_is_named_and_the_run_goes_on(
    archive: Path, web: Web, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    """One line names the file and what is wrong with it, the others are checked, and the exit code is 4."""
    data, said = BAD_DOCUMENTS[name]
    written(archive, name, data)

    result = told(capfd, "nightly", "archive", *COMMON, web=web)

    naming = [line for line in result.lines if name in line]
    assert len(naming) == 1
    assert said in naming[0]
    assert "Traceback" not in result.err
    assert result.code == 4
    assert verdicts(archive.parent) == {"https://kites.example/kites": "alive"}
    assert (archive / name).read_bytes() == data


def test_an_empty_document_is_no_failure(archive: Path, web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """There was nothing to do in it: told with -v, exit code 0."""
    written(archive, "empty.md", "")

    result = told(capfd, "nightly", "archive", "-v", *COMMON, web=web)

    assert result.code == 0
    assert any("empty.md" in line for line in result.lines)


def test_a_symlink_loop_is_named(archive: Path, web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """A link to itself, and a folder that contains itself, end nothing."""
    (archive / "loop.md").symlink_to("loop.md")
    (archive / "again").symlink_to(archive, target_is_directory=True)

    result = told(capfd, "nightly", "archive", *COMMON, web=web)

    assert any("loop.md" in line for line in result.lines)
    assert result.code == 4
    assert verdicts(archive.parent) == {"https://kites.example/kites": "alive"}


def test_a_fifo_is_never_opened(archive: Path, web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """A pipe in the archive would hang who reads it."""
    os.mkfifo(archive / "pipe.md")

    result = told(capfd, "nightly", "archive", *COMMON, web=web)

    assert any("pipe.md" in line for line in result.lines)
    assert verdicts(archive.parent) == {"https://kites.example/kites": "alive"}


@pytest.mark.parametrize("command", ["nightly", "scan", "rewrite", "check"])
def test_a_path_that_does_not_exist(web: Web, capfd: pytest.CaptureFixture[str], command: str) -> None:
    """Exit code 2 and one line that names it."""
    if command == "rewrite":
        told(capfd, "nightly", "archive", *COMMON, web=web)
    options = () if command in {"scan", "rewrite"} else COMMON

    result = told(capfd, command, "nowhere", *options, web=web)

    assert result.code == 2
    assert result.out == ""
    assert len([line for line in result.lines if "nowhere" in line]) == 1


@pytest.mark.parametrize("command", ["nightly", "scan", "rewrite", "undo", "check"])
def test_an_empty_path_is_no_path(web: Web, capfd: pytest.CaptureFixture[str], command: str) -> None:
    """What a variable that is not set gives does not stand for the folder one is in."""
    result = told(capfd, command, "", web=web)

    assert result.code == 2
    assert "an empty path" in result.err


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("strike_dayz = 1\n", "linkcheck.toml, line 1: unknown setting 'strike_dayz'; did you mean 'strike_days'?"),
        ('timeout = "soon"\n', "linkcheck.toml, line 1: timeout wants a duration"),
        ("timeout\n", "linkcheck.toml: is not valid TOML"),
    ],
)
def test_wrong_settings(tmp_path: Path, web: Web, capfd: pytest.CaptureFixture[str], settings: str, said: str) -> None:
    """Exit code 2, the file, the line and the nearest key; nothing is written."""
    written(tmp_path, "linkcheck.toml", settings)

    result = told(capfd, "nightly", "archive", *COMMON, web=web)

    assert result.code == 2
    assert len(result.lines) == 1
    assert said in result.lines[0]
    assert not (tmp_path / "linkcheck.db").exists()


def test_a_database_of_a_newer_version(tmp_path: Path, web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """It is left as it is, and the line says what to do."""
    told(capfd, "nightly", "archive", *COMMON, web=web)
    connection = sqlite3.connect(tmp_path / "linkcheck.db")
    connection.execute("PRAGMA user_version = 999")
    connection.close()

    result = told(capfd, "nightly", "archive", *COMMON, web=web)

    assert result.code == 4
    assert len(result.lines) == 1
    assert "999" in result.lines[0]


def test_a_file_that_is_no_database(tmp_path: Path, web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """Somebody's text file is not written to."""
    path = written(tmp_path, "linkcheck.db", "dear diary, " * 100)

    result = told(capfd, "nightly", "archive", *COMMON, web=web)

    assert result.code == 4
    assert len(result.lines) == 1
    assert path.read_text() == "dear diary, " * 100


def test_reports_that_cannot_be_written(tmp_path: Path, web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """Exit code 4 and one line; what was checked is kept."""
    written(tmp_path, "taken", "a file where the folder should be")

    result = told(capfd, "nightly", "archive", "--reports", "taken/reports", *COMMON, web=web)

    assert result.code == 4
    assert "taken/reports" in result.lines[-1]
    assert "Traceback" not in result.err
    again = told(capfd, "explain", "https://kites.example/kites")
    assert again.code == 0
    assert "alive" in again.out


def test_no_network_at_all(tmp_path: Path, web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """The canaries fail: exit code 3, said in words, no strike, no change; the report says so too."""
    written(tmp_path, "linkcheck.toml", 'canaries = ["https://nowhere.example/", "https://nobody.example/"]\n')

    result = told(capfd, "nightly", "archive", "--write", *COMMON, web=web)

    assert result.code == 3
    assert "nowhere.example" in result.err
    assert "Left for another night" in result.out
    assert "At this pace" not in result.out, "a night without a network has no pace"
    assert json.loads((tmp_path / "reports" / "latest.json").read_text())["run"]["network"] == "unfit"
    connection = sqlite3.connect(tmp_path / "linkcheck.db")
    assert connection.execute("SELECT count(*) FROM checks").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize(("settings", "words"), [("", "end in .md, "), ('paths = ["letters/*.md"]\n', "letters/*.md")])
def test_a_folder_without_a_document_is_told(
    settings: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whoever names another folder than was meant hears of it, and what a document is; it is no failure."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    written(tmp_path / "photos", "boat.jpg", b"\xff\xd8")
    written(tmp_path, "linkcheck.toml", f"canaries = []\n{settings}")
    for command in ("scan", "nightly"):
        result = told(capfd, command, "photos")
        assert result.code == 0
        assert result.err.startswith("photos: no ")
        assert words in result.err


def test_a_report_of_nothing_says_what_lacks(capfd: pytest.CaptureFixture[str]) -> None:
    """A night that asked nothing is a run all the same: what lacks is a check."""
    night = told(capfd, "nightly", "archive", "--deadline", "0.001s", *COMMON)
    result = told(capfd, "report")

    assert night.code == 0
    assert "Checked 0 targets; 1 put off to another night.\n" in night.err

    assert result.code == 2
    assert result.err == (
        "linkcheck: linkcheck.db: no run has checked a link yet; let `linkcheck nightly PATH` do it\n"
    )
