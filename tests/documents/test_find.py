"""Finding documents."""

import os
from pathlib import Path

import pytest

from linkcheck.documents.find import find
from linkcheck.errors import UsageError
from linkcheck.model import Skipped
from linkcheck.settings import Settings


def _make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def _found(folder: Path, *paths: str, globs: tuple[str, ...] = ()) -> list[str]:
    settings = Settings(paths=globs)
    found = find([folder / path for path in paths or ("",)], settings)
    return [str(one.relative_to(folder)) if isinstance(one, Path) else f"{one.subject}: {one.why}" for one in found]


def test_folder(tmp_path: Path) -> None:
    """A folder gives its documents in the order of names, and nothing else."""
    _make(tmp_path, "b.md", "a/c.HTML", "a/b.txt", "a.markdown", "x.mdx", "p.png", "Makefile", "z/y/x/w.htm")

    assert _found(tmp_path) == ["a/b.txt", "a/c.HTML", "a.markdown", "b.md", "x.mdx", "z/y/x/w.htm"]


def test_left_out(tmp_path: Path) -> None:
    """Hidden files and folders, and those of programs, are not the editor's documents."""
    _make(tmp_path, ".a.md", ".git/a.md", "node_modules/a.md", "venv/a.md", "my/pyvenv.cfg", "my/lib/a.md", "ok.md")

    assert _found(tmp_path) == ["ok.md"]


def test_hidden_folder_that_is_named(tmp_path: Path) -> None:
    """What the user names is walked, whatever its name."""
    _make(tmp_path, ".drafts/a.md")

    assert _found(tmp_path, ".drafts") == [".drafts/a.md"]


def test_named_file(tmp_path: Path) -> None:
    """A file that is named is a document whatever its ending, and comes once."""
    _make(tmp_path, "NEWS", "a.md")

    assert _found(tmp_path, "NEWS", "a.md", "", "a.md") == ["NEWS", "a.md"]


def test_names_are_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path is what the user typed, joined with what is below."""
    _make(tmp_path, "news/2019/a.md")
    monkeypatch.chdir(tmp_path)

    found = [[*find([Path(name)], Settings())] for name in ("news", "./news/", ".", "news/../news")]

    paths = ["news/2019/a.md", "news/2019/a.md", "news/2019/a.md", "news/../news/2019/a.md"]
    assert found == [[Path(path)] for path in paths]


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("*.md", ["a.md"]),
        ("**/*.md", ["a.md", "x/b.md", "x/y/c.md"]),
        ("x/**", ["x/b.md", "x/d.rst", "x/y/c.md"]),
        ("./x/*", ["x/b.md", "x/d.rst"]),
        ("x/[!b].*", ["x/d.rst"]),
        ("x/?/c.md", ["x/y/c.md"]),
        ("a.m", []),
    ],
)
def test_globs(tmp_path: Path, glob: str, expected: list[str]) -> None:
    """Globs of the settings, relative to the folder, take the place of the endings."""
    _make(tmp_path, "a.md", "x/b.md", "x/d.rst", "x/y/c.md")

    assert _found(tmp_path, globs=(glob,)) == expected


def test_missing_path(tmp_path: Path) -> None:
    """A path that does not exist ends the run before anything is done."""
    _make(tmp_path, "a.md")

    with pytest.raises(UsageError, match=r"nowhere: there is no such file or folder"):
        find([tmp_path / "a.md", tmp_path / "nowhere"], Settings())


def test_symbolic_links(tmp_path: Path) -> None:
    """Links out of the archive, loops and dead ones are told; a link inside it is passed over without harm."""
    _make(tmp_path, "outside/o.md", "archive/d/a.md", "archive/b.png")
    archive = tmp_path / "archive"
    for name, target in {
        "1-out": "../outside",
        "2-out.md": "../outside/o.md",
        "3-loop": ".",
        "4-self.md": "4-self.md",
        "5-dead.md": "nowhere",
        "5-dead.png": "nowhere",
        "6-in.md": "d/a.md",
        "7-in.png": "b.png",
        "8-in": "d",
    }.items():
        (archive / name).symlink_to(target)

    found = list(find([archive], Settings()))

    inside = "it is a symbolic link into the archive, where its target has its own name"
    told = [(Path(one.subject).name, one.why, one.failed) for one in found if isinstance(one, Skipped)]
    assert told == [
        ("1-out", "it is a symbolic link that leaves the archive", True),
        ("2-out.md", "it is a symbolic link that leaves the archive", True),
        ("3-loop", "it is a symbolic link that leads back to a folder that holds it", True),
        ("4-self.md", "it is a symbolic link that leads back to itself", True),
        ("5-dead.md", "it is a symbolic link that leads nowhere", True),
        ("6-in.md", inside, False),
        ("8-in", inside, False),
    ]
    assert [one for one in found if isinstance(one, Path)] == [archive / "d/a.md"]


def test_named_symbolic_link(tmp_path: Path) -> None:
    """A link that the user names is taken; one that leads nowhere is left to the reader to tell."""
    _make(tmp_path, "a.md", "d/b.md")
    (tmp_path / "link.md").symlink_to("a.md")
    (tmp_path / "folder").symlink_to("d")
    (tmp_path / "dead.md").symlink_to("nowhere")

    assert _found(tmp_path, "link.md", "folder", "dead.md") == ["link.md", "folder/b.md", "dead.md"]


def test_name_that_is_not_utf8(tmp_path: Path) -> None:
    """A name that cannot be written down is told in a form that can."""
    descriptor = os.open(os.fsencode(tmp_path) + b"/\xe9.md", os.O_CREAT | os.O_WRONLY)
    os.close(descriptor)

    (found,) = find([tmp_path], Settings())

    assert isinstance(found, Skipped)
    assert found.subject.endswith("\\xe9.md")
    assert found.why == "its name is not UTF-8"


def test_deep_folders(tmp_path: Path) -> None:
    """Folders in folders are walked as deep as the system lets them be."""
    depth = (4000 - len(str(tmp_path))) // 2
    deep = os.open(tmp_path, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=deep)
        below = os.open("d", os.O_RDONLY, dir_fd=deep)
        os.close(deep)
        deep = below
    os.close(os.open("a.md", os.O_CREAT | os.O_WRONLY, dir_fd=deep))
    os.close(deep)

    found = _found(tmp_path)

    assert found == ["d/" * depth + "a.md"]
    (tmp_path / "stays").touch()
    (tmp_path / found[0]).unlink()
    os.removedirs(tmp_path / ("d/" * depth))
