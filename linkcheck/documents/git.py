"""What git says of files: which of them have changes that stand nowhere but in the file itself.

One `git status` for each repository, however many files. Each file is asked of the repository that it stands in, which
in a submodule or a linked worktree is that one, whatever GIT_DIR a hook has in its environment. Files that git was told
to ignore are none of its business. What it calls changed is compared with the commit once more: line endings that git
converts change a file's size, and its status goes by that; it minds modes; a renamed file has the bytes that it had.

Format: git-status(1), "Porcelain Format Version 2", which tells the committed blob of each changed file (version 1 does
not); git-hash-object(1), which names a file's blob as a commit of it would.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

ASKING = ("--no-optional-locks", "-c", "core.fsmonitor=false")
"""Take no lock that a git beside us may want, and start no file system monitor that a repository's settings name."""
STATUS = ("status", "--porcelain=v2", "-z", "--untracked-files=all", "--ignore-submodules=all", "--")
NAMES = ("hash-object", "--")
NAMES_OF_MANY = ("hash-object", "--stdin-paths")

ELSEWHERE = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_WORK_TREE",
    }
)
"""What a hook's environment says of the repository that it was called by (githooks(5))."""

CHANGED = "it has changes that are not committed"
UNKNOWN_TO_GIT = "it is not committed to git"
UNMERGED = "it has a merge conflict that is not resolved"


@dataclass(frozen=True, slots=True)
class Uncommitted:
    """Why a file's bytes may stand nowhere else."""

    why: str
    blob: str = ""
    """The object name of what is committed of it; empty where nothing is, or nobody knows."""

    def concerns(self, data: bytes) -> bool:
        """Whether no commit has just these bytes."""
        return self.blob not in _names(data)


@dataclass(frozen=True, slots=True)
class Told:
    """What git said of some files."""

    changes: Mapping[Path, Uncommitted] = field(default_factory=dict)
    """Of those that were asked about: the files that are changed. The others are committed, or in no repository."""
    no_git: bool = False
    """Some are in a repository, and there is no git to ask."""


def uncommitted(files: Iterable[Path]) -> Told:
    """Ask git which files have changes, staged or not, that no commit has.

    A file that git does not know yet is one; so is every file of a repository that git refuses to read (it belongs to
    somebody else, it is broken), since nobody can tell. A file in no repository is none, nor one that git ignores.
    """
    wanted: dict[Path, dict[Path, Path]] = {}
    for file in files:
        real = Path(os.path.realpath(file))
        root = repository_of(real)
        if root is not None:
            wanted.setdefault(root, {})[real] = file
    if not wanted:
        return Told()
    git = shutil.which("git")
    if git is None:
        return Told(no_git=True)
    changes: dict[Path, Uncommitted] = {}
    for root, inside in wanted.items():
        found = _changes_in(git, root, inside.keys())
        if isinstance(found, Uncommitted):
            changes |= dict.fromkeys(inside.values(), found)
        else:
            changes |= {inside[real]: change for real, change in found.items()}
    return Told(changes)


def repository_of(file: Path) -> Path | None:
    """The root of the working tree that a file stands in, its path being a real one; None where it is in none."""
    return next((folder for folder in file.parents if _is_root(folder / ".git")), None)


def _is_root(dot_git: Path) -> bool:
    """Whether this is a repository (gitrepository-layout(5)), or a file that names one: a submodule's, a worktree's."""
    return dot_git.is_file() or ((dot_git / "HEAD").is_file() and (dot_git / "objects").is_dir())


def _changes_in(git: str, root: Path, wanted: Set[Path]) -> dict[Path, Uncommitted] | Uncommitted:
    """Those of some files of a repository that are changed; one reason for all where git does not say."""
    folder = os.path.relpath(os.path.commonpath([file.parent for file in wanted]), root)
    done = _asked(git, root, (*STATUS, folder))
    if isinstance(done, bytes):
        changes = {path: change for path, change in _parsed(done) if root / os.fsdecode(path) in wanted}
        same = _as_committed(git, root, {path: change.blob for path, change in changes.items() if change.blob})
        return {root / os.fsdecode(path): change for path, change in changes.items() if path not in same}
    # a file `.git` whose repository is gone: nothing here is committed to anything
    return {} if done.startswith("fatal: not a git repository") else _unknown(done)


def _asked(git: str, root: Path, words: Sequence[str | bytes], told: bytes = b"") -> bytes | str:
    """What git answers; as a string what it says where it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    # words that are ours to read, and a folder's name that is taken as it is
    environment |= {"LC_ALL": "C", "GIT_LITERAL_PATHSPECS": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - git, with words of our own and paths
            [git, *ASKING, *words], cwd=root, env=environment, input=told, capture_output=True, check=False
        )
    except OSError as error:
        return error.strerror or "it does not start"
    return done.stderr.decode("utf-8", "replace").strip() if done.returncode else done.stdout


def _as_committed(git: str, root: Path, blobs: Mapping[bytes, str]) -> frozenset[bytes]:
    """Those of the changed files that, converted as git converts them, are the blob that is committed of them."""
    # a line of many names is one name, and its first sign no quote
    odd = [path for path in blobs if b"\n" in path or path.startswith(b'"')]
    many = [path for path in blobs if path not in odd and (root / os.fsdecode(path)).is_file()]
    found: dict[bytes, bytes] = {}
    if many:
        answer = _asked(git, root, NAMES_OF_MANY, b"".join(path + b"\n" for path in many))
        found |= zip(many, answer.split(), strict=False) if isinstance(answer, bytes) else ()
    for path in odd:
        answer = _asked(git, root, (*NAMES, path))
        found |= {path: answer.strip()} if isinstance(answer, bytes) else {}
    return frozenset(path for path, name in found.items() if name.decode() == blobs[path])


def _unknown(said: str) -> Uncommitted:
    first = said.partition("\n")[0].removeprefix("fatal: ") or "it failed"
    return Uncommitted(f"git does not say whether it has changes that are not committed ({first})")


def _parsed(output: bytes) -> Iterator[tuple[bytes, Uncommitted]]:
    """Path and change of every entry."""
    entries = iter(output.split(b"\0"))
    for entry in entries:
        match entry[:1]:
            case b"1":
                *_, blob, _, path = entry.split(b" ", 8)
                yield path, Uncommitted(CHANGED, blob.decode())
            case b"2":
                *_, blob, _, _, path = entry.split(b" ", 9)
                # the name that it had before
                next(entries)
                yield path, Uncommitted(CHANGED, blob.decode())
            case b"u":
                yield entry.split(b" ", 10)[10], Uncommitted(UNMERGED)
            case b"?":
                yield entry[2:], Uncommitted(UNKNOWN_TO_GIT)
            case _:
                pass


def _names(data: bytes) -> tuple[str, str]:
    """The object names of a blob, by either hash that a repository may use."""
    whole = b"blob %d\0" % len(data) + data
    return hashlib.sha1(whole, usedforsecurity=False).hexdigest(), hashlib.sha256(whole).hexdigest()
