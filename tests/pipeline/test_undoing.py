"""linkcheck.pipeline.undoing: originals are put back, all or some, and stay."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.errors import ExitCode
from linkcheck.model import EditState
from linkcheck.pipeline import Chosen, SystemClock, preview_undo, undo_edits
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.pipeline.graveyard import bury, settings_for, snapshot_of, world, writing
from tests.pipeline.graveyard import rewritten as graveyard_rewritten
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
from tests.repository import commit, git, repository


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


GONE, ALSO = "http://gone.example/one", "http://gone.example/two"
PLAIN = LETTER.format(date="2015-06-01", text=f"[a]({GONE}) and <{ALSO}>")


def told(settings: Settings, *paths: Path, url: str | None = None) -> tuple[ExitCode, list[str]]:
    """Undo with no web at all; the exit code and what was told."""
    listening = Listening()
    code = asyncio.run(undo_edits(Chosen(paths, url=url), settings, world(), listening))
    return code, listening.lines


@pytest.fixture(name="quiet")
def _quiet(tmp_path: Path) -> tuple[Path, Settings]:
    """A committed archive with one rewritten letter, that no web is needed for."""
    archive, settings = tmp_path / "archive", writing(settings_for(tmp_path))
    (archive / "2015").mkdir(parents=True)
    (archive / "2015" / "a.md").write_text(PLAIN)
    repository(archive)
    commit(archive)
    bury(archive, settings)
    graveyard_rewritten(archive, settings)
    commit(archive)
    return archive, settings


@pytest.mark.parametrize("named", [(), ("2015",), ("2015/b.md",)])
def test_a_document_that_was_renamed(quiet: tuple[Path, Settings], named: tuple[str, ...]) -> None:
    """Found by its bytes, whether its new name or a folder is given, or nothing: the ledger follows it."""
    archive, settings = quiet
    git(archive, "mv", "2015/a.md", "2015/b.md")

    assert told(settings, *(archive / name for name in named))[0] is ExitCode.OK
    assert (archive / "2015" / "b.md").read_text() == PLAIN
    assert told(settings)[0] is ExitCode.OK


def test_a_document_that_was_moved_to_another_folder(quiet: tuple[Path, Settings]) -> None:
    """The whole repository is looked through, whether its old folder is there or not."""
    archive, settings = quiet
    (archive / "older").mkdir()
    git(archive, "mv", "2015/a.md", "older/letter.md")
    shutil.rmtree(archive / "2015")

    assert told(settings)[0] is ExitCode.OK
    assert (archive / "older" / "letter.md").read_text() == PLAIN


def test_a_document_that_was_moved_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In no repository its own folder is looked through, or the nearest above that is there; named as it was named."""
    monkeypatch.chdir(tmp_path)
    archive, settings = Path("archive"), writing(settings_for(Path()))
    (archive / "2015").mkdir(parents=True)
    (archive / "2015" / "a.md").write_text(PLAIN)
    bury(archive, settings)
    graveyard_rewritten(archive, settings)
    (archive / "2015").rename(archive / "older")

    assert told(settings)[0] is ExitCode.OK
    assert (archive / "older" / "a.md").read_text() == PLAIN
    with Store.open(settings.db, SystemClock()) as store:
        assert {edit.path for edit in store.ledger.edits()} == {"archive/older/a.md"}


def test_a_document_that_was_renamed_before_a_night(quiet: tuple[Path, Settings]) -> None:
    """Reading the archive finds it too: what was rewritten is still known as such, and edited later it is undone."""
    archive, settings = quiet
    git(archive, "mv", "2015/a.md", "b.md")
    graveyard_rewritten(archive, settings)
    with Store.open(settings.db, SystemClock()) as store:
        assert {Path(edit.path).name for edit in store.ledger.edits()} == {"b.md"}
        assert [link.url for link in store.documents.links_in((archive / "b.md").as_posix())] == [GONE, ALSO]
    letter = archive / "b.md"
    letter.write_text(letter.read_text() + "More.\n")
    commit(archive)

    assert told(settings)[0] is ExitCode.OK
    assert letter.read_text() == f"{PLAIN}More.\n"


def test_a_document_that_was_renamed_and_edited(quiet: tuple[Path, Settings]) -> None:
    """By its links it is the same, and its originals come back; the rest of it stays."""
    archive, settings = quiet
    git(archive, "mv", "2015/a.md", "2015/b.md")
    letter = archive / "2015" / "b.md"
    letter.write_text(letter.read_text() + "More.\n")
    commit(archive)

    assert told(settings)[0] is ExitCode.OK
    assert letter.read_text() == f"{PLAIN}More.\n"


def test_a_document_that_was_renamed_and_written_anew(quiet: tuple[Path, Settings]) -> None:
    """Nobody can be sure that it is the same: it is refused with the reason, and its old name helps."""
    archive, settings = quiet
    git(archive, "mv", "2015/a.md", "2015/b.md")
    letter = archive / "2015" / "b.md"
    others = "".join(f"[{number}](http://other{number}.example/)\n" for number in range(40))
    letter.write_text(letter.read_text() + others)
    commit(archive)

    code, lines = told(settings)
    assert code is ExitCode.FAILED
    assert "no document near it is like it" in lines[0]

    git(archive, "mv", "2015/b.md", "2015/a.md")
    assert told(settings)[0] is ExitCode.OK
    assert (archive / "2015" / "a.md").read_text() == f"{PLAIN}{others}"


def test_two_copies_of_a_document_that_is_gone(quiet: tuple[Path, Settings]) -> None:
    """One of them is it, and the bytes do not say which: the first by name is taken, the other stays."""
    archive, settings = quiet
    text = (archive / "2015" / "a.md").read_text()
    git(archive, "mv", "2015/a.md", "2015/b.md")
    (archive / "2015" / "c.md").write_text(text)
    commit(archive)

    assert told(settings)[0] is ExitCode.OK
    assert [(archive / "2015" / name).read_text() == PLAIN for name in ("b.md", "c.md")] == [True, False]


@pytest.mark.parametrize("how", [("checkout", "HEAD~1", "--", "."), ("revert", "--no-edit", "HEAD")])
def test_what_git_has_put_back(quiet: tuple[Path, Settings], how: tuple[str, ...]) -> None:
    """Originals that stand there already count as put back: nothing is refused, and there is nothing left to undo."""
    archive, settings = quiet
    git(archive, *how)

    assert told(settings)[0] is ExitCode.OK
    with Store.open(settings.db, SystemClock()) as store:
        assert {edit.state for edit in store.ledger.edits()} == {EditState.UNDONE}
    assert (archive / "2015" / "a.md").read_text() == PLAIN


def test_one_url_after_an_edit_elsewhere(quiet: tuple[Path, Settings]) -> None:
    """One of two links is put back in a file that a person has changed and committed."""
    archive, settings = quiet
    letter = archive / "2015" / "a.md"
    letter.write_text(letter.read_text().replace("[a]", "A new line.\n\n[a]"))
    commit(archive)

    assert told(settings, url=ALSO)[0] is ExitCode.OK
    assert f"<{ALSO}>" in letter.read_text()
    assert snapshot_of(GONE) in letter.read_text()


async def test_a_preview_changes_nothing(quiet: tuple[Path, Settings]) -> None:
    """The diff of what undo would do; the file, and every edit's state, are as they were."""
    archive, settings = quiet
    before = (archive / "2015" / "a.md").read_bytes()

    code, diff = await preview_undo(Chosen(), settings, world(), Listening())

    assert code is ExitCode.OK
    assert f"+[a]({GONE}) and <{ALSO}>" in diff
    assert (archive / "2015" / "a.md").read_bytes() == before
    with Store.open(settings.db, SystemClock()) as store:
        assert {edit.state for edit in store.ledger.edits()} == {EditState.APPLIED}
