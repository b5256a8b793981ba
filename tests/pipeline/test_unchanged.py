"""Documents that are as they were are not parsed again; whatever may have changed is."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.documents import sighted
from linkcheck.documents.extract import Sighted
from linkcheck.model import Document
from linkcheck.pipeline import Outcome
from linkcheck.store import Store
from tests.pipeline.support import KITES, LETTER, LOST, one_night, settings_in, shelved, small_web
from tests.store.samples import StillClock

LONG_AGO = 1_500_000_000_000_000_000


class Archive:
    """Two letters, and which of them a night parses."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = shelved(folder, one=f"[a]({KITES})", two=f"[b]({LOST})")
        self.settings = settings_in(folder)
        self.parsed: list[str] = []

        def seen(document: Document) -> Sighted:
            self.parsed.append(Path(document.path).stem)
            return sighted(document)

        monkeypatch.setattr("linkcheck.pipeline.reading.sighted", seen)
        for name in ("one", "two"):
            self.date(name)

    def date(self, name: str, nanoseconds: int = LONG_AGO) -> None:
        """Set a letter's time of change."""
        os.utime(self.folder / f"{name}.md", ns=(nanoseconds, nanoseconds))

    def write(self, name: str, text: str) -> None:
        """Write a letter's text, dated as before."""
        (self.folder / f"{name}.md").write_text(LETTER.format(date="2015-06-01", text=text), encoding="utf-8")
        self.date(name)

    async def night(self, day: int) -> tuple[list[str], Outcome]:
        """The letters that a night parses, and what it comes to."""
        self.parsed.clear()
        async with small_web() as web:
            outcome = await one_night(web, [self.folder], self.settings, day)
        return sorted(self.parsed), outcome


@pytest.fixture(name="archive")
def _archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    return Archive(tmp_path, monkeypatch)


async def test_what_is_the_same_is_not_parsed(archive: Archive) -> None:
    """The second night parses nothing, and knows as much: links, documents, what is read in part only."""
    archive.write("one", f"---\nbroken: [\n---\n[a]({KITES})")
    first = await archive.night(0)
    second = await archive.night(1)

    assert (first[0], second[0]) == (["one", "two"], [])
    assert second[1].report.summary.links == first[1].report.summary.links == 2
    assert second[1].report.skipped == first[1].report.skipped


async def test_another_time_alone_is_no_change(archive: Archive) -> None:
    """A checkout gives every file a new time: the bytes are compared, once, and not parsed."""
    await archive.night(0)
    archive.date("one", LONG_AGO + 5)

    assert (await archive.night(1))[0] == []
    with Store.open(archive.settings.db, StillClock()) as store:
        known = store.documents.known((archive.folder / "one.md").as_posix())
    assert known is not None
    assert known.modified == LONG_AGO + 5


async def test_what_has_changed_is_parsed(archive: Archive) -> None:
    """Other bytes, of the same size too, and a file that is new."""
    await archive.night(0)
    archive.write("one", f"[a]({KITES[:-1]}z)")
    archive.date("one", LONG_AGO + 5)
    archive.write("three", f"[c]({KITES})")

    assert (await archive.night(1))[0] == ["one", "three"]


async def test_what_was_changed_just_now_is_compared(archive: Archive) -> None:
    """A file that was written in the moment it was read may be written again within the same tick of the clock."""
    path = archive.folder / "one.md"
    os.utime(path)
    now = path.stat().st_mtime_ns
    await archive.night(0)
    archive.write("one", f"[a]({KITES[:-1]}z)")
    archive.date("one", now)

    assert (await archive.night(1))[0] == ["one"]


async def test_what_another_linkcheck_read_is_parsed(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later version may see other links."""
    await archive.night(0)
    with Store.open(archive.settings.db, StillClock()) as store:
        store._session.rows("UPDATE runs SET version = '0.0.1'")

    assert (await archive.night(1))[0] == ["one", "two"]


async def test_what_has_edits_is_parsed(archive: Archive) -> None:
    """What a person did with a proposal is found out by reading, every night."""
    for day in (0, 1, 3):
        await archive.night(day)

    assert (await archive.night(4))[0] == ["two"]


async def test_a_lower_limit_counts(archive: Archive) -> None:
    """A document that is larger than the settings allow now is skipped, though it was read before."""
    await archive.night(0)
    archive.settings = replace(archive.settings, max_document=20)

    assert len((await archive.night(1))[1].report.skipped) == 2
