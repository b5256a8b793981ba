"""linkcheck.pipeline.showing: a patch that the real git takes to the byte, and a diff that people may see."""

import os
import shutil
from pathlib import Path

import pytest

from linkcheck.pipeline import Outcome
from linkcheck.settings import Settings
from tests.pipeline.files import DEAD, FILES, contents, filled
from tests.pipeline.graveyard import bury, rewritten, settings_for, snapshot_of, writing
from tests.repository import ALONE, commit, git, repository

TOKEN = "http://gone.example/one?access_token=5f2b8c9a7d6e4f1a0b3c"
SHOWN = "http://gone.example/one?access_token=***"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)


def patch_of(outcome: Outcome) -> bytes:
    """The patch as it is written."""
    assert outcome.report.refused == ()
    return outcome.diff.encode("utf-8", "surrogateescape")


def settings_beside(folder: Path) -> Settings:
    """Settings whose database is not in the archive."""
    return settings_for(folder.parent)


def test_a_patch_gives_what_write_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind of file and of name at once: applied by git, byte for byte the files that --write leaves."""
    monkeypatch.chdir(tmp_path)
    one, other = (filled(repository(tmp_path / name / "letters")) for name in ("one", "other"))
    commit(one)
    commit(other)
    for folder in (one, other):
        bury(folder, settings_beside(folder))

    patch = patch_of(rewritten(one, settings_beside(one)))
    assert contents(one) == dict(FILES)
    git(one, "apply", "--check", "--whitespace=nowarn", "-", data=patch)
    git(one, "apply", "--whitespace=nowarn", "-", data=patch)
    rewritten(other, writing(settings_beside(other)))

    assert contents(one) == contents(other)
    assert not any(FILES[name] == data for name, data in contents(one).items())


@pytest.mark.parametrize("named", [".", "letters", "./letters/../letters", "{here}/letters", "letters/plain.md"])
def test_it_is_named_from_the_repositorys_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """However the archive was named."""
    root = repository(tmp_path / "site")
    filled(root / "letters", {"plain.md": FILES["plain.md"]})
    commit(root)
    monkeypatch.chdir(root)
    archive, settings = Path(named.format(here=root)), settings_for(tmp_path)
    bury(archive, settings)

    patch = patch_of(rewritten(archive, settings))

    assert patch.startswith(b"--- a/letters/plain.md\n+++ b/letters/plain.md\n")
    git(root, "apply", "--check", "-", data=patch)


def test_from_a_folder_below_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run below the root, it is still the root that the patch is for; a path that leads up is no obstacle."""
    root = repository(tmp_path / "site")
    filled(root / "letters", {"plain.md": FILES["plain.md"]})
    (root / "tools").mkdir()
    commit(root)
    monkeypatch.chdir(root / "tools")
    archive, settings = Path("../letters"), settings_for(tmp_path)
    bury(archive, settings)

    git(root, "apply", "--check", "-", data=patch_of(rewritten(archive, settings)))


def test_through_a_symbolic_link(tmp_path: Path) -> None:
    """Git follows no link in a path, so the patch names the file that it leads to."""
    root = repository(tmp_path / "site")
    filled(root / "letters", {"plain.md": FILES["plain.md"]})
    (root / "latest").symlink_to("letters")
    commit(root)
    settings = settings_for(tmp_path)
    bury(root / "latest", settings)

    git(root, "apply", "--check", "-", data=patch_of(rewritten(root / "latest", settings)))


def test_outside_of_a_repository_it_is_for_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There `git apply` and `patch -p1` take it too."""
    filled(tmp_path / "letters", {"plain.md": FILES["plain.md"]})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    settings = settings_for(tmp_path)
    bury(tmp_path / "letters", settings)

    patch = patch_of(rewritten(tmp_path / "letters", settings))

    assert patch.startswith(b"--- a/letters/plain.md\n")
    git(tmp_path, "apply", "-", data=patch)
    assert snapshot_of(DEAD) in (tmp_path / "letters" / "plain.md").read_text()


def test_two_repositories_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A patch for both is for the folder that holds them."""
    for name in ("one", "two"):
        filled(repository(tmp_path / name), {"plain.md": FILES["plain.md"]})
    monkeypatch.chdir(tmp_path)
    settings = settings_for(tmp_path)
    bury(tmp_path, settings)

    patch = patch_of(rewritten(tmp_path, settings))

    assert [line for line in patch.splitlines() if line.startswith(b"--- ")] == [
        b"--- a/one/plain.md",
        b"--- a/two/plain.md",
    ]


def test_a_checkout_with_crlf(tmp_path: Path) -> None:
    """In a checkout that git converted, the patch applies, and git sees the changed lines and no others."""
    root = repository(tmp_path / "site", "core.autocrlf=true")
    filled(root, {"crlf.md": FILES["crlf.md"]})
    commit(root)
    settings = settings_for(tmp_path)
    bury(root, settings)

    patch = patch_of(rewritten(root, settings))
    git(root, "apply", "--whitespace=nowarn", "-", data=patch)

    assert git(root, "diff", "--numstat").split()[:2] == [b"1", b"1"]
    assert (root / "crlf.md").read_bytes().count(b"\r\n") == FILES["crlf.md"].count(b"\n")


def test_people_see_no_secret(tmp_path: Path) -> None:
    """A token is masked in what is shown, in every line where it stands, and is whole in the patch."""
    escaped = TOKEN.replace("_", "\\_")
    filled(tmp_path / "letters", {"a.md": f"[one]({TOKEN})\n[two]({escaped}) <{TOKEN}>\n".encode()})
    settings = settings_for(tmp_path)
    bury(tmp_path / "letters", settings)

    outcome = rewritten(tmp_path / "letters", settings)

    assert "5f2b8c9a7d6e4f1a0b3c" not in outcome.shown
    assert f"-[one]({SHOWN})" in outcome.shown
    assert outcome.diff.count("5f2b8c9a7d6e4f1a0b3c") == 6


def test_people_see_it_in_utf_8(tmp_path: Path) -> None:
    """Whatever the document is in, a terminal shows it."""
    names = ("latin-1.html", "utf-16-le.md", "utf-16-be.md", "bom.md", "line-feeds.md")
    filled(tmp_path / "letters", {name: FILES[name] for name in names})
    settings = settings_for(tmp_path)
    bury(tmp_path / "letters", settings)

    shown = rewritten(tmp_path / "letters", settings).shown

    shown.encode()
    assert "\0" not in shown
    assert f'-<body><p>Käse <a href="{DEAD}">é</a></p>\n' in shown
    assert f'+<body><p>Käse <a href="{snapshot_of(DEAD)}">é</a></p>\n' in shown
    assert shown.count(f"-[one]({DEAD}) and <{DEAD}#top>") == 3
    assert f"ਸਤਿ\n-[ĊĊ]({DEAD}?ĊĊ)\n" in shown


def test_the_real_patch_takes_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """patch(1), where it is installed, gives the same bytes."""
    if shutil.which("patch") is None:
        pytest.skip("there is no patch here")
    names = ("plain.md", "no-newline.md", "crlf.md", "mixed.md", "bom.md", "latin-1.html")
    filled(tmp_path / "letters", {name: FILES[name] for name in names})
    monkeypatch.chdir(tmp_path)
    settings = settings_for(tmp_path)
    bury(tmp_path / "letters", settings)
    patch = patch_of(rewritten(tmp_path / "letters", settings))
    (tmp_path / "patch").write_bytes(patch)

    assert os.spawnlp(os.P_WAIT, "patch", "patch", "-p1", "--binary", "--quiet", "-i", "patch") == 0
    patched = contents(tmp_path / "letters")
    filled(tmp_path / "letters", {name: FILES[name] for name in names})
    rewritten(tmp_path / "letters", writing(settings))

    assert patched == contents(tmp_path / "letters")
