"""The documents among the paths that the user named."""

import errno
import os
import posixpath
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from linkcheck.documents.read import KINDS
from linkcheck.errors import UsageError
from linkcheck.model import Skipped
from linkcheck.settings import Settings

_LEFT_OUT = frozenset({"node_modules", "venv", "env", "__pycache__", "site-packages"})
"""Folders of programs, not of an editor; hidden ones are left out too, and every virtual environment."""


def find(paths: Sequence[Path], settings: Settings) -> Iterator[Path | Skipped]:
    """Every document of the paths, folders walked in the order of names, each file once.

    A file that is named is always a document; of a folder those are whose ending says so, or that a glob of
    `settings.paths` names. Raises UsageError for a path that does not exist, before anything is yielded.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"{path}: there is no such file or folder")
    return _found(paths, _Wanted(tuple(_glob(pattern) for pattern in settings.paths)))


def none_found(paths: Sequence[Path], settings: Settings) -> str:
    """One line for whoever named paths in which there is no document: mostly it is another folder that was meant."""
    where = ", ".join(map(str, paths))
    if settings.paths:
        return f"{where}: no file in it is one that `paths` names: {', '.join(settings.paths)}"
    return f"{where}: no document in it; of a folder they are the files that end in {', '.join(KINDS)}"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which files of a folder are documents, and what was found so far."""

    globs: tuple[re.Pattern[str], ...]
    seen: set[str] = field(default_factory=set)

    def takes(self, below: str) -> bool:
        """Whether a file at this place below the folder is a document."""
        if self.globs:
            return any(glob.fullmatch(below) for glob in self.globs)
        # names of a folder do not begin with a dot: hidden ones are left out
        return posixpath.splitext(below)[1].lower() in KINDS

    def first(self, real: str) -> bool:
        """Whether this file is met for the first time."""
        if real in self.seen:
            return False
        self.seen.add(real)
        return True


@dataclass(frozen=True, slots=True)
class _Entry:
    """One name in a folder, and its place below the folder that the user named."""

    place: str
    found: os.DirEntry[str]


def _found(paths: Sequence[Path], wanted: _Wanted) -> Iterator[Path | Skipped]:
    for path in paths:
        real = os.path.realpath(path)
        if path.is_dir():
            yield from _walk(path, real, wanted)
        elif wanted.first(real):
            yield _printable(path)


def _walk(root: Path, real_root: str, wanted: _Wanted) -> Iterator[Path | Skipped]:
    """The documents of a folder; the folders that are open stand in a list, so that no depth is too deep."""
    waiting = [iter(_listed(root, ""))]
    while waiting:
        entry = next(waiting[-1], None)
        match entry:
            case None:
                waiting.pop()
            case Skipped():
                yield entry
            case _Entry(place) if _left_out(place):
                continue
            case _Entry(place, found) if found.is_symlink():
                yield from _linked(root, place, real_root, wanted)
            case _Entry(place, found) if found.is_dir(follow_symlinks=False):
                waiting.append(iter(_listed(root, f"{place}/")))
            case _Entry(place) if wanted.takes(place) and wanted.first(f"{real_root}/{place}"):
                yield _printable(root / place)


def _left_out(place: str) -> bool:
    name = place.rpartition("/")[2]
    return name.startswith(".") or name in _LEFT_OUT


def _listed(root: Path, below: str) -> list[_Entry | Skipped]:
    """What is in the folder `below` of `root`, in the order of names; nothing, where it is a virtual environment."""
    folder = root / below
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        return [_skipped(folder, f"the folder cannot be listed: {(error.strerror or str(error)).lower()}")]
    if below and any(entry.name == "pyvenv.cfg" for entry in entries):
        return []
    return [_Entry(f"{below}{entry.name}", entry) for entry in entries]


def _linked(root: Path, place: str, real_root: str, wanted: _Wanted) -> Iterator[Path | Skipped]:
    """A symbolic link: told, never followed, since what is inside the archive is read under its own name."""
    path = root / place
    try:
        folder = stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        if error.errno in {errno.ELOOP, None}:
            yield _skipped(path, "it is a symbolic link that leads back to itself")
        elif wanted.takes(place):
            yield _skipped(path, "it is a symbolic link that leads nowhere")
        return
    if not folder and not wanted.takes(place):
        return
    target = os.path.realpath(path)
    inside = os.path.commonpath([real_root, target]) == real_root
    if not inside:
        yield _skipped(path, "it is a symbolic link that leaves the archive")
    elif folder and os.path.commonpath([target, os.path.realpath(path.parent)]) == target:
        yield _skipped(path, "it is a symbolic link that leads back to a folder that holds it")
    else:
        yield _skipped(path, "it is a symbolic link into the archive, where its target has its own name", failed=False)


def _printable(path: Path) -> Path | Skipped:
    """The path, if it can be written down: a name that is not UTF-8 fits in no report."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return _skipped(path, "its name is not UTF-8")
    return path


def _skipped(path: Path, why: str, *, failed: bool = True) -> Skipped:
    name = os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")
    return Skipped(name, why, failed=failed)


def _glob(pattern: str) -> re.Pattern[str]:
    """A glob over a whole path: `*` and `?` stay in a folder, `**/` is any folders or none, `[…]` one character."""
    pieces = re.findall(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\]|.", pattern.removeprefix("./"), re.DOTALL)
    return re.compile("".join(_PIECES.get(piece) or _literal(piece) for piece in pieces), re.DOTALL)


_PIECES = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def _literal(piece: str) -> str:
    if len(piece) > 1:
        inside = piece[1:-1].replace("\\", "\\\\")
        return f"[^{inside[1:]}]" if inside.startswith("!") else f"[{inside}]"
    return re.escape(piece)
