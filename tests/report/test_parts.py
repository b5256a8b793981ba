"""Parts of a report that are copied from the last one."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from linkcheck.errors import OutputError
from linkcheck.model import Finding, Part
from linkcheck.report import Format, Report, render, write_reports
from tests.report.cases import CASES, all_of, report_of

PLAIN = replace(report_of(CASES / "a-quiet-night"), stamp="7")
EVERY = [Format.JSON, Format.CSV, Format.HTML]


@dataclass
class Notebook:
    """Who remembers where parts stand."""

    told: dict[str, dict[str, Part]] = field(default_factory=dict)

    def parts(self, file: str) -> Mapping[str, Part]:
        """What was told last."""
        return self.told.get(file, {})

    def keep_parts(self, file: str, parts: Iterable[Part]) -> None:
        """Remember them."""
        self.told[file] = {part.name: part for part in parts}


@dataclass
class Untouched:
    """Findings that nobody may ask for."""

    def __iter__(self) -> Iterator[Finding]:
        raise AssertionError("they are made again")


def untouched(report: Report) -> Report:
    """The report of the next run, whose findings are the same and must not be made."""
    run = replace(report.run, id=report.run.id + 1, vantage="a vantage with a longer name")
    return replace(report, run=run, findings=Untouched(), worst=Untouched())


def test_what_is_the_same_is_copied(tmp_path: Path) -> None:
    """The head is tonight's, the rest is last night's, byte for byte, and so it is the night after."""
    notebook = Notebook()
    write_reports(PLAIN, tmp_path, EVERY, notebook)
    for _ in range(2):
        write_reports(untouched(PLAIN), tmp_path, EVERY, notebook)

        whole = replace(untouched(PLAIN), findings=PLAIN.findings, worst=PLAIN.worst)
        for form in EVERY:
            assert (tmp_path / f"latest.{form.value}").read_bytes() == render(whole, form).encode()


def test_a_cache_that_gives_back_the_bytes_will_do(tmp_path: Path) -> None:
    """Another inode and another time, and the bytes that were written: they are found to be so, and copied."""
    notebook = Notebook()
    (path,) = write_reports(PLAIN, tmp_path, [Format.JSON], notebook)
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)
    os.utime(path, ns=(1, 1))

    write_reports(untouched(PLAIN), tmp_path, [Format.JSON], notebook)

    assert json.loads(path.read_bytes())["targets"] == json.loads(data)["targets"]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _rewrite(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"alive", b"evila"))


@pytest.mark.parametrize("meddle", [_cut, _rewrite, Path.unlink], ids=["cut", "rewritten", "gone"])
def test_what_somebody_meddled_with_is_made_again(tmp_path: Path, meddle: object) -> None:
    """A report that is not the one which was written is no source for the next."""
    notebook = Notebook()
    (path,) = write_reports(PLAIN, tmp_path, [Format.JSON], notebook)
    assert callable(meddle)
    meddle(path)

    write_reports(PLAIN, tmp_path, [Format.JSON], notebook)

    assert path.read_bytes() == render(PLAIN, Format.JSON).encode()


def test_another_stamp_is_made_again(tmp_path: Path) -> None:
    """When anything has changed, everything is made; without a stamp nothing is remembered."""
    notebook = Notebook()
    write_reports(PLAIN, tmp_path, EVERY, notebook)
    fewer = replace(PLAIN, stamp="8", findings=all_of(PLAIN)[:1], worst=all_of(PLAIN)[:1])
    write_reports(fewer, tmp_path, EVERY, notebook)

    for form in EVERY:
        assert (tmp_path / f"latest.{form.value}").read_bytes() == render(fewer, form).encode()
    write_reports(replace(PLAIN, stamp=""), tmp_path, EVERY, notebook)
    assert not any(notebook.told.values())


def test_a_copy_that_breaks_off_keeps_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails in the middle of copying leaves the last report, and no half file."""
    notebook = Notebook()
    (path,) = write_reports(PLAIN, tmp_path, [Format.JSON], notebook)
    before = path.read_bytes()

    def fail(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.delattr(os, "copy_file_range", raising=False)
    monkeypatch.setattr(os, "write", fail)
    with pytest.raises(OutputError, match="No space left"):
        write_reports(untouched(PLAIN), tmp_path, [Format.JSON], notebook)
    monkeypatch.undo()

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_news_of_the_night_are_in_the_page_once(tmp_path: Path) -> None:
    """The page of a night with news is not copied into the next, when they are news no more."""
    notebook = Notebook()
    full = replace(report_of(CASES / "a-full-night"), stamp="7")
    (path,) = write_reports(full, tmp_path, [Format.HTML], notebook)
    assert b"data-fresh>" in path.read_bytes()
    quiet = replace(full, groups=PLAIN.groups, worst=PLAIN.worst, run=replace(full.run, id=full.run.id + 1))

    write_reports(quiet, tmp_path, [Format.HTML], notebook)

    assert path.read_bytes() == render(quiet, Format.HTML).encode()
