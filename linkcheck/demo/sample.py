"""The sample archive: ten letters of an invented newsletter, 2011 to 2023, that ship with the package."""

from importlib.abc import Traversable
from importlib.resources import files
from pathlib import Path


def archive() -> Traversable:
    """The folder as it ships; never written to."""
    return files("linkcheck.demo") / "archive"


def copy_archive(to: Path) -> tuple[Path, ...]:
    """Copy the sample archive into a folder, which is made, and return its documents.

    Raises:
        OSError: The folder cannot be written.
    """
    return tuple(_copy(archive(), to))


def _copy(folder: Traversable, to: Path) -> list[Path]:
    to.mkdir(parents=True, exist_ok=True)
    copied = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        target = to / entry.name
        if entry.is_dir():
            copied += _copy(entry, target)
        else:
            target.write_bytes(entry.read_bytes())
            copied.append(target)
    return copied
