"""linkcheck.pipeline.undoing: originals are put back, all or some, and stay."""

from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.errors import ExitCode
from linkcheck.pipeline import Chosen, undo_edits
from linkcheck.settings import Settings
from tests.pipeline.support import (
    FIRST_NIGHT,
    LETTER,
    LOST,
    SNAPSHOT_2015,
    SNAPSHOT_2019,
    Listening,
    finding,
    nights,
    one_night,
    settings_in,
    shelved,
    small_web,
    world_of,
)


async def rewritten(tmp_path: Path) -> tuple[Path, Settings]:
    """An archive of two letters whose lost link was rewritten."""
    archive = shelved(
        tmp_path, one=f"[a]({LOST}) and again <{LOST}>", two=LETTER.format(date="2019-05-18", text=f"[b]({LOST})")
    )
    settings = replace(settings_in(tmp_path), write=True)
    async with small_web() as web:
        await nights(web, archive, settings)
    assert SNAPSHOT_2019 in (archive / "two.md").read_text()
    return archive, settings


async def undone(chosen: Chosen, settings: Settings) -> tuple[ExitCode, list[str]]:
    """Undo; the exit code and what was told."""
    listening = Listening()
    async with small_web() as web:
        code = await undo_edits(chosen, settings, world_of(web, FIRST_NIGHT.replace(day=25)), listening)
    return code, listening.lines


async def test_everything_is_put_back(tmp_path: Path) -> None:
    """Every byte is as it was; a second time there is nothing to undo; the nightly job does not do it again."""
    archive, settings = await rewritten(tmp_path)

    assert await undone(Chosen(), settings) == (ExitCode.OK, [])
    assert [path.read_text().count(LOST) for path in sorted(archive.iterdir())] == [2, 1]
    assert not any("web.archive.org" in path.read_text() for path in archive.iterdir())
    assert await undone(Chosen(), settings) == (ExitCode.OK, [])

    async with small_web() as web:
        outcome = await one_night(web, [archive], settings, 6)
    assert outcome.diff == ""
    assert [link.rewritten for link in finding(outcome, LOST).links] == [False] * 3


@pytest.mark.parametrize("named", ["archive", "archive/", "./archive", "archive/one.md", "{here}/archive"])
async def test_documents_are_chosen_by_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """A document, or a folder above it, however it is spelled."""
    monkeypatch.chdir(tmp_path)
    archive = shelved(Path(), one=f"[a]({LOST})")
    settings = replace(settings_in(Path()), write=True)
    async with small_web() as web:
        await nights(web, archive, settings)
    assert SNAPSHOT_2015 in (archive / "one.md").read_text()

    await undone(Chosen((Path(named.format(here=tmp_path)),)), settings)

    assert LOST in (archive / "one.md").read_text()
    assert "web.archive.org" not in (archive / "one.md").read_text()


async def test_one_document_of_two(tmp_path: Path) -> None:
    """What was not chosen stays rewritten."""
    archive, settings = await rewritten(tmp_path)

    await undone(Chosen((archive / "two.md",)), settings)

    assert "web.archive.org" not in (archive / "two.md").read_text()
    assert SNAPSHOT_2015 in (archive / "one.md").read_text()


@pytest.mark.parametrize(
    ("chosen", "changed"), [(Chosen(run=3), True), (Chosen(run=1), False), (Chosen(url=LOST), True)]
)
async def test_edits_are_chosen_by_run_and_url(tmp_path: Path, chosen: Chosen, changed: bool) -> None:
    """Only the edits of that run, or of that target."""
    archive, settings = await rewritten(tmp_path)
    before = (archive / "one.md").read_bytes()

    await undone(chosen, settings)

    assert ((archive / "one.md").read_bytes() != before) is changed


async def test_a_document_that_was_edited_since(tmp_path: Path) -> None:
    """Text that was added above moves the links: they are found again by what they say."""
    archive, settings = await rewritten(tmp_path)
    letter = archive / "two.md"
    letter.write_text(letter.read_text().replace("[b]", "A paragraph that was added.\n\n[b]"))

    assert (await undone(Chosen(), settings))[0] is ExitCode.OK
    assert letter.read_text() == LETTER.format(date="2019-05-18", text=f"A paragraph that was added.\n\n[b]({LOST})")


async def test_a_document_that_is_gone_is_told(tmp_path: Path) -> None:
    """The others are put back, one line names the file, and the exit code is 4."""
    archive, settings = await rewritten(tmp_path)
    (archive / "two.md").unlink()

    code, lines = await undone(Chosen(), settings)

    assert code is ExitCode.FAILED
    assert [line for line in lines if "two.md" in line]
    assert "web.archive.org" not in (archive / "one.md").read_text()
