"""What nobody means to change stays: bytes, modes, links, times, whatever is done and undone."""

import asyncio
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from linkcheck.errors import ExitCode
from linkcheck.model import Edit, Verdict
from linkcheck.pipeline import Chosen, Silence, SystemClock, undo_edits
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.pipeline.files import DEAD, FILES, LINES, contents, filled
from tests.pipeline.graveyard import (
    REWRITING,
    bury,
    checked,
    links_of,
    restored,
    rewritten,
    settings_for,
    snapshot_of,
    world,
    writing,
)


@pytest.fixture(name="settings")
def _settings(tmp_path: Path) -> Settings:
    return writing(settings_for(tmp_path))


@pytest.fixture(name="archive")
def _archive(tmp_path: Path, settings: Settings) -> Path:
    """Files of every kind, each with a mode of its own."""
    folder = filled(tmp_path / "archive")
    for number, name in enumerate(sorted(FILES)):
        (folder / name).chmod((0o644, 0o600, 0o755, 0o664)[number % 4])
    bury(folder, settings)
    return folder


def modes(folder: Path) -> dict[str, int]:
    """The mode of every file."""
    return {name: stat.S_IMODE((folder / name).stat().st_mode) for name in contents(folder)}


def undone(settings: Settings, *paths: Path) -> ExitCode:
    """`linkcheck undo`."""
    return asyncio.run(undo_edits(Chosen(paths), settings, world(), Silence()))


def test_rewriting_changes_the_urls_and_nothing_else(archive: Path, settings: Settings) -> None:
    """Taken out of both, what is left is the same bytes; every file is rewritten; modes stay; no file is added."""
    before = modes(archive)

    assert rewritten(archive, settings).report.refused == ()

    after = contents(archive)
    assert after.keys() == FILES.keys()
    assert modes(archive) == before
    for name, data in after.items():
        codec = "utf-16-be" if "-be" in name else "utf-16-le" if data.startswith(b"\xff\xfe") else "ascii"
        front = snapshot_of("").encode(codec)
        assert data.replace(front, b"") == FILES[name], name
        assert front in data, name


def test_undo_is_the_identity(archive: Path, settings: Settings) -> None:
    """Every byte and every mode is as it was; and once more, from the beginning."""
    before = modes(archive)
    for _ in range(2):
        rewritten(archive, settings)
        assert undone(settings) is ExitCode.OK

        assert contents(archive) == dict(FILES)
        assert modes(archive) == before


def test_restoring_is_the_identity(archive: Path, settings: Settings) -> None:
    """The same for originals that live again."""
    before = modes(archive)
    rewritten(archive, settings)
    urls = [edit.url for edit in ledger(settings)]
    with Store.open(settings.db, SystemClock(REWRITING)) as store:
        for day in (1, 2, 3):
            checked(store, urls, REWRITING + timedelta(days=day), Verdict.ALIVE)

    assert restored(archive, settings, REWRITING + timedelta(days=4)).report.refused == ()
    assert contents(archive) == dict(FILES)
    assert modes(archive) == before
    assert {link.url for link in links_of(archive, settings)} == set(urls)


def ledger(settings: Settings) -> tuple[Edit, ...]:
    """Every edit."""
    with Store.open(settings.db, SystemClock(REWRITING)) as store:
        return store.ledger.edits()


def test_symbolic_links_stay_what_they_are(tmp_path: Path, settings: Settings) -> None:
    """One that is named is followed, and its target written; one in a folder is not a document of its own."""
    folder = filled(tmp_path / "archive", {"letters/a.md": LINES.encode()})
    (folder / "latest.md").symlink_to("letters/a.md")
    bury(folder, settings)
    rewritten(folder / "latest.md", settings)
    assert (folder / "latest.md").is_symlink()
    assert snapshot_of(DEAD) in (folder / "letters" / "a.md").read_text()

    assert undone(settings) is ExitCode.OK
    assert (folder / "latest.md").is_symlink()
    assert (folder / "letters" / "a.md").read_bytes() == LINES.encode()


def test_nothing_outside_of_the_named_paths(tmp_path: Path, settings: Settings) -> None:
    """A file beside the named one, a folder beside the named folder, and what a link leads out to, stay."""
    folder = filled(
        tmp_path / "archive", {name: LINES.encode() for name in ("in/a.md", "in/b.md", "out/c.md", "inn/d.md")}
    )
    (folder / "in" / "e.md").symlink_to("../out/c.md")
    (folder / "in" / "away").symlink_to("../out")
    bury(folder, settings)
    rewritten(folder / "in" / "a.md", settings)
    assert [name for name, data in contents(folder).items() if b"web.archive.org" in data] == ["in/a.md"]

    rewritten(folder / "in", settings)
    changed = {name for name, data in contents(folder).items() if b"web.archive.org" in data}
    assert changed == {"in/a.md", "in/b.md"}


def test_undo_leaves_no_folder_that_became_a_link(tmp_path: Path, settings: Settings) -> None:
    """A folder of the archive was replaced by a link that leads out of it: what is there now is somebody else's."""
    folder = filled(tmp_path / "archive", {"letters/a.md": LINES.encode()})
    bury(folder, settings)
    rewritten(folder, settings)
    (folder / "letters").rename(tmp_path / "elsewhere")
    (folder / "letters").symlink_to(tmp_path / "elsewhere")
    before = (tmp_path / "elsewhere" / "a.md").read_bytes()

    assert undone(settings, folder) is ExitCode.FAILED
    assert (tmp_path / "elsewhere" / "a.md").read_bytes() == before


@pytest.mark.parametrize("mode", [0o444, 0o555])
def test_a_read_only_file_is_left_alone(tmp_path: Path, settings: Settings, mode: int) -> None:
    """By rewrite and by undo, whoever runs it; the others are done."""
    folder = filled(tmp_path / "archive", {"a.md": LINES.encode(), "b.md": LINES.encode()})
    bury(folder, settings)
    (folder / "a.md").chmod(mode)
    outcome = rewritten(folder, settings)
    assert [(Path(one.path).name, one.why) for one in outcome.report.refused] == [("a.md", "the file is read-only")]

    (folder / "b.md").chmod(mode)
    after = (folder / "b.md").read_bytes()
    assert undone(settings) is ExitCode.FAILED
    assert (folder / "b.md").read_bytes() == after


def test_what_is_not_changed_is_not_touched(archive: Path, settings: Settings) -> None:
    """A second run leaves even the times of the files."""
    rewritten(archive, settings)
    before = {name: (archive / name).stat().st_mtime_ns for name in FILES}

    rewritten(archive, settings)

    assert before == {name: (archive / name).stat().st_mtime_ns for name in FILES}
