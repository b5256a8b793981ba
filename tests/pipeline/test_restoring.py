"""Originals that live again: offered, put back, and proposed anew when they die again."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from linkcheck.demo.web import Site, Web
from linkcheck.demo.web.behaviours import page, status
from linkcheck.errors import ExitCode
from linkcheck.model import EditState, Verdict
from linkcheck.pipeline import Chosen, Silence, SystemClock, explain_url, restore_archive, undo_edits
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.pipeline.graveyard import (
    REWRITING,
    bury,
    checked,
    restored,
    rewritten,
    settings_for,
    snapshot_of,
    world,
    writing,
)
from tests.pipeline.support import (
    LETTER,
    LOST,
    SNAPSHOT_2015,
    Listening,
    nights,
    one_night,
    settings_in,
    shelved,
    small_web,
    world_of,
)

BACK, GONE = "http://back.example/kites", "http://gone.example/lamps"
LIVING = page("The lantern festival", "Every year in June the lantern festival fills the river with light.")


@pytest.fixture(name="settings")
def _settings(tmp_path: Path) -> Settings:
    return writing(settings_for(tmp_path))


@pytest.fixture(name="archive")
def _archive(tmp_path: Path, settings: Settings) -> Path:
    """A letter with two links that were rewritten."""
    folder = tmp_path / "archive"
    folder.mkdir()
    text = f"[a]({BACK}) and <{GONE}> and [again]({BACK})"
    (folder / "a.md").write_bytes(LETTER.format(date="2015-06-01", text=text).replace("\n", "\r\n").encode())
    bury(folder, settings)
    rewritten(folder, settings)
    return folder


def lived(settings: Settings, *days: int, url: str = BACK, verdict: Verdict = Verdict.ALIVE) -> None:
    """The nights, counted from the rewrite, on which a link lived."""
    with Store.open(settings.db, SystemClock(REWRITING)) as store:
        for day in days:
            checked(store, [url], REWRITING + timedelta(days=day), verdict)


def test_what_lives_on_three_nights_is_put_back(archive: Path, settings: Settings) -> None:
    """Shown first, as a diff that changes nothing; with --write every byte of those links is as it was."""
    lived(settings, 1, 8, 15)
    before = (archive / "a.md").read_bytes()

    shown = restored(archive, replace(settings, write=False), REWRITING + timedelta(days=16))
    assert (archive / "a.md").read_bytes() == before
    assert f"-[a]({snapshot_of(BACK)})" in shown.diff
    assert f"+[a]({BACK})" in shown.diff

    written = restored(archive, settings, REWRITING + timedelta(days=16))
    assert written.diff == shown.diff
    assert (archive / "a.md").read_bytes() == before.replace(snapshot_of(BACK).encode(), BACK.encode())
    assert restored(archive, settings, REWRITING + timedelta(days=17)).diff == ""


def test_two_nights_are_not_enough(archive: Path, settings: Settings) -> None:
    """Nor is what failed again."""
    lived(settings, 1, 8)
    assert restored(archive, settings, REWRITING + timedelta(days=16)).diff == ""

    lived(settings, 15, verdict=Verdict.DEAD)
    lived(settings, 16)
    assert restored(archive, settings, REWRITING + timedelta(days=17)).diff == ""


def test_the_ledger_tells_it_from_a_no(archive: Path, settings: Settings) -> None:
    """It is undone, and was restored; the other edits stay applied."""
    lived(settings, 1, 8, 15)
    restored(archive, settings, REWRITING + timedelta(days=16))

    with Store.open(settings.db, SystemClock(REWRITING)) as store:
        states = {(one.url, one.state, one.restored) for one in store.ledger.edits()}
    assert states == {(BACK, EditState.UNDONE, True), (GONE, EditState.APPLIED, False)}


def test_a_document_that_is_not_named_stays(archive: Path, settings: Settings, tmp_path: Path) -> None:
    """Nothing outside of the given paths is changed."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.md").write_text("no link")
    lived(settings, 1, 8, 15)
    before = (archive / "a.md").read_bytes()

    assert restored(other, settings, REWRITING + timedelta(days=16)).diff == ""
    assert (archive / "a.md").read_bytes() == before


def test_what_cannot_be_found_is_told(archive: Path, settings: Settings) -> None:
    """A link that a person has taken out is refused with its line, the other one is put back, the exit code is 4."""
    lived(settings, 1, 8, 15)
    text = (archive / "a.md").read_bytes()
    (archive / "a.md").write_bytes(text.replace(f"[a]({snapshot_of(BACK)}) and ".encode(), b""))

    outcome = restored(archive, settings, REWRITING + timedelta(days=16))

    assert outcome.exit_code is ExitCode.FAILED
    assert [one.why for one in outcome.report.refused] == [
        "line 5: what was written there is no longer in the document"
    ]
    assert (archive / "a.md").read_bytes().count(BACK.encode()) == 1
    assert snapshot_of(BACK).encode() not in (archive / "a.md").read_bytes()


@pytest.mark.parametrize(("ruling", "offered"), [("dead", False), ("keep", True)])
def test_what_a_person_decided_is_not_offered(archive: Path, settings: Settings, ruling: str, *, offered: bool) -> None:
    """Who says that a link is dead wants its snapshot there, whatever lives."""
    lived(settings, 1, 8, 15)
    (archive / "linkcheck-decisions.toml").write_text(
        f'[[decision]]\nurl = "{BACK}"\nruling = "{ruling}"\nwhy = "Jo knows"\n'
    )

    assert bool(restored(archive, replace(settings, write=False), REWRITING + timedelta(days=16)).diff) is offered


def web(night_lost: Site) -> Web:
    """The small web, in which the lost page's site is another one."""
    return small_web({"lost.example": night_lost})


async def test_a_whole_life(tmp_path: Path) -> None:
    """Dead and rewritten; alive, and offered back by every report; restored; dead again, and proposed again."""
    archive = shelved(tmp_path, one=f"[a]({LOST})")
    settings = replace(settings_in(tmp_path), write=True, confirmed_again=1, alive_again=1)
    text = (archive / "one.md").read_text()
    async with small_web() as dead:
        await nights(dead, archive, settings)
    assert SNAPSHOT_2015 in (archive / "one.md").read_text()

    async with web(Site(default=LIVING)) as living:
        offered = [await one_night(living, [archive], settings, day) for day in (5, 6, 8, 9)]
    assert [len(one.report.revived) for one in offered] == [0, 0, 1, 1]
    assert SNAPSHOT_2015 in (archive / "one.md").read_text()
    for name in ("latest.html", "latest.md"):
        assert "rewrite --restore" in (settings.reports / name).read_text(), name
    story = await explain_url(LOST, settings, world_of(living, REWRITING))
    assert "`linkcheck rewrite --restore` puts the original back" in story

    now = world_of(living, REWRITING + timedelta(days=7))
    await restore_archive([archive], settings, now, Silence())
    assert (archive / "one.md").read_text() == text

    async with web(Site({"/": page("Home", "The front page of the festival.")}, default=status(404))) as dead:
        last = await nights(dead, archive, settings, (20, 21, 23, 24))
    assert last.report.revived == ()
    assert SNAPSHOT_2015 in (archive / "one.md").read_text()


async def test_what_a_person_undid_is_no_restoration(tmp_path: Path) -> None:
    """An edit that was undone by a person is not proposed again, whatever lives."""
    archive = shelved(tmp_path, one=f"[a]({LOST})")
    settings = replace(settings_in(tmp_path), write=True)
    async with small_web() as dead:
        await nights(dead, archive, settings)
        await undo_edits(Chosen(), settings, world_of(dead, REWRITING), Silence())
        again = await one_night(dead, [archive], settings, 40)

    assert again.diff == ""


def test_restoring_minds_a_killed_run(archive: Path, settings: Settings) -> None:
    """Where the originals stand already and the ledger does not know it, it learns it."""
    lived(settings, 1, 8, 15)
    text = (archive / "a.md").read_bytes()
    restored(archive, settings, REWRITING + timedelta(days=16))
    with Store.open(settings.db, SystemClock(REWRITING)) as store:
        ids = [one.id for one in store.ledger.edits(url=BACK) if one.id is not None]
        store.ledger.set_state(ids, EditState.APPLIED, REWRITING)

    assert restored(archive, settings, REWRITING + timedelta(days=16)).diff == ""
    with Store.open(settings.db, SystemClock(REWRITING)) as store:
        assert {one.state for one in store.ledger.edits(url=BACK)} == {EditState.UNDONE}
    assert (archive / "a.md").read_bytes() == text.replace(snapshot_of(BACK).encode(), BACK.encode())
    assert asyncio.run(undo_edits(Chosen(), settings, world(), Listening())) is ExitCode.OK
