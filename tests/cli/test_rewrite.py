"""`linkcheck rewrite` and `linkcheck undo` as an editor runs them in a repository."""

from datetime import timedelta
from pathlib import Path

import pytest

from linkcheck.model import Verdict
from linkcheck.pipeline import SystemClock
from linkcheck.store import Store
from tests.cli.support import Told, told
from tests.pipeline.graveyard import REWRITING, bury, checked, settings_for, snapshot_of
from tests.repository import ALONE, commit, git, repository

DEAD = "http://gone.example/one?access_token=5f2b8c9a7d6e4f1a0b3c"
TEXT = f"A letter, é.\r\n\r\n[one]({DEAD})"
NOW = ("--now", f"{REWRITING:%Y-%m-%dT%H:%M:%SZ}")


@pytest.fixture(name="archive")
def _archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed archive in the working folder, with one dead link."""
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(repository(tmp_path))
    (tmp_path / ".gitignore").write_text("linkcheck.db*\nreports/\n")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.md").write_bytes(TEXT.encode())
    commit(tmp_path)
    bury(Path("letters"), settings_for(Path()))
    return tmp_path


def rewrite(capfd: pytest.CaptureFixture[str], *options: str) -> Told:
    """`linkcheck rewrite letters`, at a time that is remembered."""
    return told(capfd, "rewrite", "letters", *NOW, *options)


def test_a_patch_and_nothing_else_goes_to_standard_output(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Taken by git as it is; the words for people are on standard error."""
    result = rewrite(capfd, "--format", "patch")

    assert result.code == 0
    assert "Would rewrite 1 link in 1 document" in result.err
    git(archive, "apply", "--index", "-", data=result.out.encode())
    assert (archive / "letters" / "a.md").read_bytes() == TEXT.replace(DEAD, snapshot_of(DEAD)).encode()
    assert git(archive, "diff", "--cached", "--numstat").split() == [b"1", b"1", b"letters/a.md"]


def test_people_are_shown_no_token(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The diff is for reading; what it says of a token is three stars."""
    out = rewrite(capfd).out

    assert "-[one](http://gone.example/one?access_token=***)" in out
    assert "5f2b8c9a" not in out
    assert (archive / "letters" / "a.md").read_bytes() == TEXT.encode()


def test_a_changed_file_is_refused_and_forced(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Exit code 4 and one line that says what to do; --force, or the setting, writes it."""
    letter = archive / "letters" / "a.md"
    letter.write_bytes(TEXT.encode() + b"\r\nMine.")

    refused = rewrite(capfd, "--write")
    assert refused.code == 4
    assert "letters/a.md: left alone: it has changes that are not committed: commit it first, or give --force" in (
        refused.lines
    )
    assert letter.read_bytes() == TEXT.encode() + b"\r\nMine."

    assert rewrite(capfd, "--write", "--force").code == 0
    assert snapshot_of(DEAD).encode() in letter.read_bytes()


def test_undo_shows_first_what_it_would_do(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """--dry-run prints the diff and changes nothing; without it the original is back."""
    letter = archive / "letters" / "a.md"
    rewrite(capfd, "--write")
    written = letter.read_bytes()

    shown = told(capfd, "undo", "--dry-run")
    assert shown.code == 0
    assert "+[one](http://gone.example/one?access_token=***)" in shown.out
    assert letter.read_bytes() == written

    undone = told(capfd, "undo", "letters")
    assert (undone.code, undone.out) == (0, "")
    assert "Put 1 original back in 1 document." in undone.err
    assert letter.read_bytes() == TEXT.encode()


def test_restore_shows_and_writes(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What lives again is shown, as a patch too, and put back with --write."""
    letter = archive / "letters" / "a.md"
    rewrite(capfd, "--write")
    commit(archive)
    with Store.open(archive / "linkcheck.db", SystemClock(REWRITING)) as store:
        for day in (1, 2, 3):
            checked(store, [DEAD], REWRITING + timedelta(days=day), Verdict.ALIVE)

    shown = rewrite(capfd, "--restore")
    assert "+[one](http://gone.example/one?access_token=***)" in shown.out
    git(archive, "apply", "--check", "-", data=rewrite(capfd, "--restore", "--format", "patch").out.encode())

    written = rewrite(capfd, "--restore", "--write")
    assert "Put 1 original back in 1 document." in written.err
    assert letter.read_bytes() == TEXT.encode()
    assert rewrite(capfd, "--restore", "--write").out == ""


def test_an_unknown_format_is_a_usage_error(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It names those that there are."""
    result = rewrite(capfd, "--format", "json")

    assert result.code == 2
    assert "'diff', 'patch'" in result.err
    assert (archive / "letters" / "a.md").read_bytes() == TEXT.encode()
