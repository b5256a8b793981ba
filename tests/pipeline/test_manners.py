"""linkcheck.pipeline.manners: what is not committed is left alone, what linkcheck wrote is its own to write again."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.errors import ExitCode
from linkcheck.model import EditState
from linkcheck.pipeline import Chosen, Outcome, SystemClock, undo_edits
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.pipeline.graveyard import bury, rewritten, settings_for, snapshot_of, world, writing
from tests.pipeline.support import LETTER, Listening
from tests.repository import ALONE, commit, git, repository

DEAD = ("http://gone.example/one", "http://gone.example/two")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(name="settings")
def _settings(tmp_path: Path) -> Settings:
    return writing(settings_for(tmp_path))


@pytest.fixture(name="archive")
def _archive(tmp_path: Path, settings: Settings) -> Path:
    """A committed archive of two letters, all of whose links are dead."""
    folder = repository(tmp_path / "archive")
    for name in ("a", "b"):
        (folder / f"{name}.md").write_text(LETTER.format(date="2015-06-01", text=f"[x]({DEAD[0]}) <{DEAD[1]}>"))
    commit(folder)
    bury(folder, settings)
    return folder


def names(outcome: Outcome) -> tuple[list[str], list[str]]:
    """The documents that were written, and those that were refused."""
    return (
        [Path(one.path).name for one in outcome.report.rewrites],
        [Path(one.path).name for one in outcome.report.refused],
    )


def edit(file: Path, text: str = "A line of mine.\n") -> None:
    """A person's work."""
    file.write_text(file.read_text() + text)


def test_a_file_with_uncommitted_changes_is_left_alone(archive: Path, settings: Settings) -> None:
    """It keeps the person's bytes, the others are written, and the exit code is 4."""
    edit(archive / "a.md")
    before = (archive / "a.md").read_bytes()

    outcome = rewritten(archive, settings)

    assert names(outcome) == (["b.md"], ["a.md"])
    assert outcome.exit_code is ExitCode.FAILED
    (refused,) = outcome.report.refused
    assert refused.why == "it has changes that are not committed: commit it first, or give --force"
    assert (archive / "a.md").read_bytes() == before


def test_a_file_that_git_does_not_know_is_left_alone(archive: Path, settings: Settings) -> None:
    """It may have no other copy."""
    (archive / "c.md").write_bytes((archive / "a.md").read_bytes())

    assert names(rewritten(archive, settings)) == (["a.md", "b.md"], ["c.md"])


def test_force_writes_it_all_the_same(archive: Path, settings: Settings) -> None:
    """The person's line stays, the links change."""
    edit(archive / "a.md")

    assert names(rewritten(archive, replace(settings, force=True))) == (["a.md", "b.md"], [])
    assert (archive / "a.md").read_text().endswith("A line of mine.\n")
    assert snapshot_of(DEAD[0]) in (archive / "a.md").read_text()


def test_once_it_is_committed_it_is_written(archive: Path, settings: Settings) -> None:
    """The refusal lasts as long as its reason."""
    edit(archive / "a.md")
    rewritten(archive, settings)
    commit(archive)

    assert names(rewritten(archive, settings)) == (["a.md"], [])


def test_without_write_nobody_minds(archive: Path, settings: Settings) -> None:
    """A diff of a changed file is shown."""
    edit(archive / "a.md")

    outcome = rewritten(archive, replace(settings, write=False))

    assert names(outcome) == (["a.md", "b.md"], [])
    assert outcome.exit_code is ExitCode.OK


def test_what_linkcheck_wrote_it_may_write_again(archive: Path, settings: Settings) -> None:
    """With a bound of one edit each run finds the file as the last one left it, uncommitted."""
    one = replace(settings, max_edits=1, max_files=1)

    assert [names(rewritten(archive, one)) for _ in range(5)] == [
        (["a.md"], []),
        (["a.md"], []),
        (["b.md"], []),
        (["b.md"], []),
        ([], []),
    ]


def test_what_a_person_wrote_on_top_is_not(archive: Path, settings: Settings) -> None:
    """A line that was added to what linkcheck wrote, uncommitted, is left alone, until it is taken out again."""
    one = replace(settings, max_edits=1)
    rewritten(archive, one)
    edit(archive / "a.md")

    assert names(rewritten(archive, one)) == ([], ["a.md"])
    (archive / "a.md").write_text((archive / "a.md").read_text().removesuffix("A line of mine.\n"))
    assert names(rewritten(archive, one)) == (["a.md"], [])


def test_a_file_that_linkcheck_only_read_is_not_its_own(archive: Path, settings: Settings) -> None:
    """That the digest is remembered from reading does not make the bytes linkcheck's."""
    edit(archive / "a.md")
    rewritten(archive, replace(settings, write=False))

    assert names(rewritten(archive, settings)) == (["b.md"], ["a.md"])


def test_undo_minds_too(archive: Path, settings: Settings) -> None:
    """A person's line in a rewritten file is not committed: that file is left alone, and --force undoes it."""
    rewritten(archive, settings)
    edit(archive / "a.md")
    listening = Listening()

    code = asyncio.run(undo_edits(Chosen(), settings, world(), listening))

    assert code is ExitCode.FAILED
    assert [line for line in listening.lines if "a.md: left alone: it has changes that are not committed" in line]
    assert snapshot_of(DEAD[0]) in (archive / "a.md").read_text()
    assert snapshot_of(DEAD[0]) not in (archive / "b.md").read_text()
    assert git(archive, "status", "--porcelain").split() == [b"M", b"a.md"]

    assert asyncio.run(undo_edits(Chosen(), replace(settings, force=True), world(), Listening())) is ExitCode.OK
    assert (archive / "a.md").read_bytes() == (archive / "b.md").read_bytes() + b"A line of mine.\n"


def test_an_undone_file_may_be_rewritten(archive: Path, settings: Settings) -> None:
    """What undo left is what linkcheck wrote, also in a file that was never committed."""
    edit(archive / "a.md")
    rewritten(archive, replace(settings, force=True))
    asyncio.run(undo_edits(Chosen(), settings, world(), Listening()))

    assert names(rewritten(archive, settings)) == (["a.md", "b.md"], [])


def test_outside_of_a_repository_nothing_is_refused(tmp_path: Path) -> None:
    """An archive that is in no repository is nobody's to commit."""
    settings, folder = writing(settings_for(tmp_path)), tmp_path / "plain"
    folder.mkdir()
    (folder / "a.md").write_text(f"[x]({DEAD[0]})")
    bury(folder, settings)

    assert names(rewritten(folder, settings)) == (["a.md"], [])


def test_without_git_nothing_is_refused(
    archive: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told once, with -v, however many files there are."""
    edit(archive / "a.md")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    listening = Listening()

    assert names(rewritten(archive, settings, progress=listening)) == (["a.md", "b.md"], [])
    assert [line for line in listening.lines if "git" in line] == [
        "git is not installed: files are written whether their changes are committed or not"
    ]


def test_line_endings_of_gits_own(tmp_path: Path, settings: Settings) -> None:
    """A checkout with CRLF of files that are committed with LF is written, its line endings kept."""
    folder = repository(tmp_path / "archive", "core.autocrlf=true")
    (folder / "a.md").write_bytes(f"[x]({DEAD[0]})\r\n\r\nAnd more.\r\n".encode())
    commit(folder)
    bury(folder, settings)

    assert names(rewritten(folder, settings)) == (["a.md"], [])
    assert (folder / "a.md").read_bytes() == f"[x]({snapshot_of(DEAD[0])})\r\n\r\nAnd more.\r\n".encode()
    assert git(folder, "diff", "--stat").count(b"|") == 1


def test_what_was_refused_is_a_proposal_still(archive: Path, settings: Settings) -> None:
    """The ledger says applied of what was written, and of nothing else."""
    edit(archive / "a.md")
    rewritten(archive, settings)

    with Store.open(settings.db, SystemClock()) as store:
        states = {(Path(one.path).name, one.state) for one in store.ledger.edits()}
    assert states == {("a.md", EditState.PROPOSED), ("b.md", EditState.APPLIED)}
