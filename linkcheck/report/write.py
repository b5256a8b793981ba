"""Writing the reports: each file whole or not at all."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from linkcheck.errors import OutputError
from linkcheck.report.formats import Format, pieces
from linkcheck.report.parts import Filling, Memory
from linkcheck.report.types import Report

_MODE = 0o644
"""Reports are for everybody; temporary files are not."""


def write_reports(
    report: Report, folder: Path, formats: Iterable[Format] = tuple(Format), memory: Memory | None = None
) -> tuple[Path, ...]:
    """Write `latest.html`, `latest.md` and so on, and answer their paths.

    All are written beside the last night's before the first takes its place, so that a fault in one leaves those as
    they were.

    Args:
        report: What the run came to.
        folder: Where they are written; it is made where it is missing.
        formats: Which of them.
        memory: Who knows what the last reports hold; None: nothing is copied from them.

    Raises:
        OutputError: The folder cannot be made, or a file cannot be written (read-only, disk full).
    """
    paths = {folder / f"latest.{form.value}": form for form in formats}
    _make(folder)
    fillings = {path: Filling(path, pieces(report, form), memory) for path, form in paths.items()}
    _replace({path: filling.fill for path, filling in fillings.items()})
    for filling in fillings.values():
        filling.remember()
    return tuple(paths)


def write_diff(diff: str, folder: Path) -> Path:
    """Write `latest.diff`, what was or would be changed, byte for byte as `git apply` wants it; its path.

    Raises:
        OutputError: The folder cannot be made, or the file cannot be written.
    """
    path = folder / "latest.diff"
    _make(folder)
    _replace({path: lambda file: _write(file, diff.encode("utf-8", "surrogateescape"))})
    return path


def _write(file: BinaryIO, data: bytes) -> None:
    file.write(data)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise OutputError(f"{folder}: a file stands there: name a folder for the reports with --reports") from error
    except OSError as error:
        raise OutputError(f"{folder}: the folder for the reports cannot be made: {error.strerror}") from error


def _replace(files: Mapping[Path, Callable[[BinaryIO], None]]) -> None:
    """Write all beside the files and rename: a reader sees the old ones or the new ones, never a mixture of nights."""
    written: dict[Path, Path] = {}
    try:
        for path, fill in files.items():
            with _told(path):
                written[path] = _beside(path, fill)
        for path, temporary in written.items():
            with _told(path):
                temporary.replace(path)
    finally:
        for temporary in written.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _beside(path: Path, fill: Callable[[BinaryIO], None]) -> Path:
    """The temporary file that now holds what is to stand at `path`."""
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            fill(file)
            file.flush()
            os.fchmod(descriptor, _MODE)
            os.fsync(descriptor)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink(missing_ok=True)
        raise
    return Path(temporary)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the system says of a report, as an error for the user."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: the report cannot be written: {error.strerror}") from error
