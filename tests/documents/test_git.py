"""linkcheck.documents.git: what the real git says of files, in every kind of working tree."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from linkcheck.documents.git import CHANGED, UNKNOWN_TO_GIT, UNMERGED, repository_of, uncommitted
from tests.repository import ALONE, commit, git, repository

NAMES = [
    "plain.md",
    "with space.md",
    'quo"te.md',
    "Käse/März.md",
    "tab\there.md",
    "line\nbreak.md",
    "-x.md",
    ":(top).md",
]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(name="letters")
def _letters(tmp_path: Path) -> Path:
    """A repository with a committed file, `a.md`."""
    folder = repository(tmp_path / "letters")
    (folder / "a.md").write_bytes(b"A letter.\n")
    commit(folder)
    return folder


def why(file: Path) -> str:
    """Why a file's bytes may stand nowhere else; empty where they are committed, or git has no say."""
    change = uncommitted([file]).changes.get(file)
    return change.why if change is not None and change.concerns(file.read_bytes()) else ""


def test_a_committed_file_is_no_change(letters: Path) -> None:
    """What a commit has is safe."""
    assert why(letters / "a.md") == ""


@pytest.mark.parametrize("staged", [True, False])
def test_a_changed_file_is_one(letters: Path, staged: bool) -> None:
    """Staged or not: no commit has it."""
    (letters / "a.md").write_bytes(b"A better letter.\n")
    if staged:
        git(letters, "add", "a.md")

    assert why(letters / "a.md") == CHANGED


def test_a_file_that_git_does_not_know(letters: Path) -> None:
    """It has no other copy: untracked, in an untracked folder, added and never committed, or announced only."""
    (letters / "new").mkdir()
    for name in ("b.md", "new/c.md", "d.md", "e.md"):
        (letters / name).write_bytes(b"New.\n")
    git(letters, "add", "d.md")
    git(letters, "add", "--intent-to-add", "e.md")

    assert [why(letters / name) for name in ("b.md", "new/c.md")] == [UNKNOWN_TO_GIT] * 2
    assert [why(letters / name) for name in ("d.md", "e.md")] == [CHANGED] * 2


def test_untracked_files_are_seen_whatever_the_settings(letters: Path) -> None:
    """A user who does not want to see them in `git status` has them all the same."""
    git(letters, "config", "status.showUntrackedFiles", "no")
    (letters / "b.md").write_bytes(b"New.\n")

    assert why(letters / "b.md") == UNKNOWN_TO_GIT


def test_an_ignored_file_is_none_of_its_business(letters: Path) -> None:
    """What git was told to ignore is treated as if it were outside of the repository."""
    (letters / ".gitignore").write_text("built/\n")
    (letters / "built").mkdir()
    (letters / "built" / "a.md").write_bytes(b"Made by a program.\n")

    assert why(letters / "built" / "a.md") == ""


def test_a_file_in_no_repository(tmp_path: Path) -> None:
    """Outside of any repository nothing is a change, and git is not even asked."""
    (tmp_path / "a.md").write_bytes(b"A letter.\n")

    assert repository_of(tmp_path / "a.md") is None
    assert why(tmp_path / "a.md") == ""


def test_a_folder_that_is_only_called_so(tmp_path: Path) -> None:
    """An empty `.git` makes no repository, nor does a file of that name whose repository is gone."""
    for name in ("empty", "lost"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_bytes(b"A letter.\n")
    (tmp_path / "empty" / ".git").mkdir()
    (tmp_path / "lost" / ".git").write_text("gitdir: /nowhere/at/all\n")

    assert why(tmp_path / "empty" / "a.md") == ""
    assert why(tmp_path / "lost" / "a.md") == ""


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    """Nothing is committed yet, so everything is a change."""
    folder = repository(tmp_path / "new")
    (folder / "a.md").write_bytes(b"A letter.\n")

    assert why(folder / "a.md") == UNKNOWN_TO_GIT


def test_a_conflict(letters: Path) -> None:
    """A file in the middle of a merge is nobody's to touch."""
    git(letters, "switch", "--quiet", "--create", "theirs")
    (letters / "a.md").write_bytes(b"Their letter.\n")
    commit(letters)
    git(letters, "switch", "--quiet", "main")
    (letters / "a.md").write_bytes(b"Our letter.\n")
    commit(letters)
    merging = {**os.environ, **ALONE}
    subprocess.run(["git", "merge", "theirs"], cwd=letters, env=merging, capture_output=True, check=False)

    assert why(letters / "a.md") == UNMERGED


def test_a_renamed_file_is_committed_under_its_old_name(letters: Path) -> None:
    """`git mv` loses nothing: the bytes are in a commit. With a change they are not."""
    git(letters, "mv", "a.md", "b.md")
    assert why(letters / "b.md") == ""

    (letters / "b.md").write_bytes(b"A letter.\nAnd more.\n")
    assert why(letters / "b.md") == CHANGED


def test_another_mode_is_no_change_of_the_bytes(letters: Path) -> None:
    """A file that was made executable has the committed bytes."""
    (letters / "a.md").chmod(0o755)

    assert why(letters / "a.md") == ""


@pytest.mark.parametrize("setting", ["core.autocrlf=true", "core.autocrlf=input", "core.eol=crlf"])
def test_line_endings_that_git_converts_are_no_change(tmp_path: Path, setting: str) -> None:
    """A file that differs from the commit by git's own conversion only is the committed one."""
    folder = repository(tmp_path / "letters", setting)
    (folder / ".gitattributes").write_text("*.md text=auto\n")
    (folder / "a.md").write_bytes(b"One.\nTwo.\n")
    commit(folder)
    (folder / "a.md").write_bytes(b"One.\r\nTwo.\r\n")

    assert why(folder / "a.md") == ""
    (folder / "a.md").write_bytes(b"One.\r\nTwo, and more.\r\n")
    assert why(folder / "a.md") == CHANGED


def test_line_endings_that_git_would_like_otherwise(tmp_path: Path) -> None:
    """Committed with CRLF before an attribute said LF: git calls it changed, and it has the committed bytes."""
    folder = repository(tmp_path / "letters")
    (folder / "a.md").write_bytes(b"One.\r\nTwo.\r\n")
    commit(folder)
    (folder / ".gitattributes").write_text("*.md text eol=lf\n")
    (folder / "a.md").touch()
    assert b"a.md" in git(folder, "status", "--porcelain")

    assert why(folder / "a.md") == ""


def test_a_repository_that_names_its_objects_otherwise(tmp_path: Path) -> None:
    """SHA-256 repositories are read the same."""
    folder = tmp_path / "letters"
    folder.mkdir()
    git(folder, "init", "--quiet", "--object-format=sha256")
    (folder / "a.md").write_bytes(b"One.\r\n")
    commit(folder)
    (folder / ".gitattributes").write_text("*.md text eol=lf\n")
    (folder / "a.md").touch()

    assert why(folder / "a.md") == ""
    (folder / "a.md").write_bytes(b"Two.\r\n")
    assert why(folder / "a.md") == CHANGED


def test_every_name_is_found(letters: Path) -> None:
    """Blanks, quotes, line breaks, other scripts and git's own signs in a name."""
    for name in NAMES:
        (letters / name).parent.mkdir(exist_ok=True)
        (letters / name).write_bytes(b"A letter.\n")
    commit(letters)
    assert [why(letters / name) for name in NAMES] == [""] * len(NAMES)

    for name in NAMES:
        (letters / name).write_bytes(b"A better letter.\n")
    told = uncommitted([letters / name for name in NAMES])
    assert {file: change.why for file, change in told.changes.items()} == {letters / n: CHANGED for n in NAMES}


def test_a_linked_worktree(letters: Path, tmp_path: Path) -> None:
    """In a worktree of the repository its own branch counts."""
    git(letters, "worktree", "add", "--quiet", "-b", "other", str(tmp_path / "tree"))
    (letters / "a.md").write_bytes(b"Changed here.\n")

    assert why(tmp_path / "tree" / "a.md") == ""
    (tmp_path / "tree" / "a.md").write_bytes(b"Changed there.\n")
    assert why(tmp_path / "tree" / "a.md") == CHANGED


def test_a_submodule(letters: Path, tmp_path: Path) -> None:
    """A file in a submodule is asked of that repository, and of it alone."""
    site = repository(tmp_path / "site")
    git(site, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(letters), "letters")
    commit(site)
    assert why(site / "letters" / "a.md") == ""

    (site / "letters" / "a.md").write_bytes(b"Changed.\n")
    assert why(site / "letters" / "a.md") == CHANGED


def test_one_run_of_git_for_each_repository(letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many files and folders: a program that counts its calls stands in front of git."""
    other = repository(tmp_path / "other")
    files = [folder / f"{n % 7}" / f"{n}.md" for folder in (letters, other) for n in range(60)]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"New.\n")
    real, calls = shutil.which("git"), tmp_path / "calls"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").write_text(f'#!/bin/sh\necho call >> {calls}\nexec {real} "$@"\n')
    (tmp_path / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")

    told = uncommitted(files)

    assert {change.why for change in told.changes.values()} == {UNKNOWN_TO_GIT}
    assert set(told.changes) == set(files)
    assert calls.read_text().count("call") == 2


def test_a_hooks_environment_does_not_mislead(letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook has GIT_DIR, GIT_INDEX_FILE and GIT_PREFIX of the repository that called it."""
    other = repository(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    monkeypatch.setenv("GIT_PREFIX", "somewhere/")

    assert why(letters / "a.md") == ""
    (letters / "a.md").write_bytes(b"Changed.\n")
    assert why(letters / "a.md") == CHANGED


def test_a_repository_that_git_refuses_to_read(letters: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of somebody else's: nobody can tell, so its files are taken for changed, with git's own word."""
    # git's own tests make it believe so
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    assert why(letters / "a.md").startswith("git does not say whether it has changes that are not committed")
    assert "dubious ownership" in why(letters / "a.md")


def test_a_repository_of_another_owner(letters: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same where the folder really belongs to somebody else; `safe.directory` in the settings of the user helps."""
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    for path in (letters, *letters.rglob("*")):
        os.chown(path, 65534, 65534, follow_symlinks=False)
    monkeypatch.delenv("SUDO_UID", raising=False)
    assert "dubious ownership" in why(letters / "a.md")

    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(letters))
    assert why(letters / "a.md") == ""


def test_no_program_of_the_repository_is_started(letters: Path, tmp_path: Path) -> None:
    """A file system monitor that its settings name is not run."""
    (tmp_path / "monitor").write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n")
    (tmp_path / "monitor").chmod(0o755)
    git(letters, "config", "core.fsmonitor", str(tmp_path / "monitor"))

    why(letters / "a.md")

    assert not (tmp_path / "ran").exists()


def test_a_broken_repository(letters: Path) -> None:
    """A damaged index is no reason to believe that all is well."""
    (letters / ".git" / "index").write_bytes(b"nonsense")

    assert why(letters / "a.md").startswith("git does not say")


def test_no_git_at_all(letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no git to ask, that is told, and nothing is a change."""
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))

    told = uncommitted([letters / "a.md"])

    assert told.no_git
    assert told.changes == {}
    assert not uncommitted([tmp_path / "b.md"]).no_git


def test_through_a_symbolic_link(letters: Path, tmp_path: Path) -> None:
    """An archive that is named by a link is the one that it leads to."""
    (tmp_path / "link").symlink_to(letters)
    (letters / "a.md").write_bytes(b"Changed.\n")

    assert why(tmp_path / "link" / "a.md") == CHANGED


def test_git_is_left_as_it_was(letters: Path) -> None:
    """Asking changes nothing in the repository, not even the index."""
    (letters / "a.md").touch()
    before = {path: path.read_bytes() for path in (letters / ".git").rglob("*") if path.is_file()}

    why(letters / "a.md")

    assert before == {path: path.read_bytes() for path in (letters / ".git").rglob("*") if path.is_file()}
