"""Writing the reports."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from linkcheck.errors import OutputError
from linkcheck.report import Format, render, write_diff, write_reports
from tests.report.cases import CASES, all_of, report_of

REPORT = report_of(CASES / "a-full-night")


def test_all_formats_are_written(tmp_path: Path) -> None:
    """Every format has its file, whole, and nothing else is left in the folder, which is made where it is missing."""
    folder = tmp_path / "deep" / "reports"

    paths = write_reports(REPORT, folder)

    assert set(paths) == set(folder.iterdir()) == {folder / f"latest.{form.value}" for form in Format}
    for form in Format:
        assert (folder / f"latest.{form.value}").read_bytes() == render(REPORT, form).encode()


def test_reports_are_readable_by_everybody(tmp_path: Path) -> None:
    """A web server that shows the folder may read the files."""
    (path,) = write_reports(REPORT, tmp_path, [Format.JSON])

    assert path.stat().st_mode & 0o777 == 0o644


def test_writing_again_replaces(tmp_path: Path) -> None:
    """The next night's report takes the place of the last."""
    (tmp_path / "latest.md").write_text("the last night")

    write_reports(REPORT, tmp_path, [Format.MARKDOWN])

    assert (tmp_path / "latest.md").read_text(encoding="utf-8").startswith("# Link report")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Where a file stands in the folder's place, one line says so."""
    (tmp_path / "reports").write_text("no folder")

    with pytest.raises(OutputError, match="a file stands there: name a folder for the reports with --reports"):
        write_reports(REPORT, tmp_path / "reports")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Where a folder stands in a file's place, one line says so and no half file is left."""
    (tmp_path / "latest.json").mkdir()

    with pytest.raises(OutputError, match=r"latest\.json: the report cannot be written: Is a directory"):
        write_reports(REPORT, tmp_path, [Format.JSON])

    assert [path.name for path in tmp_path.iterdir()] == ["latest.json"]


def test_a_disk_without_room_keeps_the_last_report(tmp_path: Path) -> None:
    """When there is no room for the new report, the old one stays whole, and no half file is left beside it."""
    (tmp_path / "latest.json").write_text("the last night")

    told = _written_within(1000, tmp_path, "Format.JSON")

    assert "the report cannot be written: File too large" in told
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"latest.json": "the last night"}


def test_a_report_that_breaks_off_keeps_the_last(tmp_path: Path) -> None:
    """A fault in the middle of a report, when half of it is on the disk, leaves the last night's and no half file."""
    old = {"latest.md": "the last night", "latest.json": "the last night"}
    for name, text in old.items():
        (tmp_path / name).write_text(text)
    broken = replace(all_of(REPORT)[-1], status=cast("int", object()))
    report = replace(REPORT, findings=(*REPORT.findings, broken))

    with pytest.raises(TypeError, match="not JSON serializable"):
        write_reports(report, tmp_path, [Format.MARKDOWN, Format.JSON])

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == old


def test_reports_of_two_nights_are_never_mixed(tmp_path: Path) -> None:
    """When there is room for one report and not for the next, both stay those of the last night."""
    old = {"latest.md": "the last night", "latest.json": "the last night"}
    for name, text in old.items():
        (tmp_path / name).write_text(text)
    room = len(render(REPORT, Format.MARKDOWN).encode())
    assert room < len(render(REPORT, Format.JSON).encode())

    told = _written_within(room, tmp_path, "Format.MARKDOWN, Format.JSON")

    assert "latest.json: the report cannot be written: File too large" in told
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == old


def _written_within(room: int, folder: Path, formats: str) -> str:
    """What is told where no file may have more than `room` bytes."""
    script = f"""
import resource, sys
from pathlib import Path
from linkcheck.errors import OutputError
from linkcheck.report import Format, write_reports
from tests.report.cases import CASES, all_of, report_of
report = report_of(CASES / "a-full-night")
resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))
try:
    write_reports(report, Path(sys.argv[1]), [{formats}])
except OutputError as error:
    print(error)
"""
    command = [sys.executable, "-c", script, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]).stdout


def test_a_diff_keeps_stray_bytes(tmp_path: Path) -> None:
    """The diff is written with the documents' own bytes, and an empty one replaces the last night's."""
    path = write_diff("-caf\udce9\n+caf\udce9!\n", tmp_path)
    first = path.read_bytes()
    write_diff("", tmp_path)

    assert first == b"-caf\xe9\n+caf\xe9!\n"
    assert path.read_bytes() == b""
