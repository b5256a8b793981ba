"""linkcheck.pipeline.reading: what is read is remembered, what is gone is forgotten, edits are found again."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import redirect
from linkcheck.errors import ExitCode
from linkcheck.model import EditState
from linkcheck.pipeline import Silence, SystemClock
from linkcheck.pipeline.reading import leads_out
from linkcheck.store import Store
from tests.pipeline.support import (
    CONFIRMING,
    KITES,
    LOST,
    SNAPSHOT_2015,
    Listening,
    finding,
    nights,
    one_night,
    settings_in,
    shelved,
    small_web,
)


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://a.example/", True),
        ("mailto:editor@a.example", True),
        ("../letter-6.html", False),
        ("/about", False),
        ("//a.example/x", False),
        ("#top", False),
        ("https://[broken/", True),
    ],
)
def test_what_leads_out(url: str, leads: bool) -> None:
    """A reference within the archive is nobody's target; everything with a scheme is, readable or not."""
    assert leads_out(url) is leads


async def test_relative_references_are_no_targets(tmp_path: Path) -> None:
    """Links between the documents are neither counted nor asked."""
    archive = shelved(tmp_path, one=f"[a](two.html) [b](#top) [c](/about) [d]({KITES})")
    async with small_web() as web:
        outcome = await one_night(web, [archive], settings_in(tmp_path), 0)

    assert [one.url for one in outcome.report.findings] == [KITES]
    assert outcome.report.summary.links == 1


async def test_a_document_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    """Its links count no longer and are asked no more; those of folders that were not read tonight stay."""
    archive, settings = shelved(tmp_path, one=f"[a]({KITES})", two=f"[b]({LOST})"), settings_in(tmp_path)
    async with small_web() as web:
        await one_night(web, [archive], settings, 0)
        (archive / "two.md").unlink()
        only_one = await one_night(web, [archive / "one.md"], settings, 1)
        whole = await one_night(web, [archive], settings, 2)

    assert only_one.report.summary.documents == 2
    assert whole.report.summary.documents == 1
    assert [one.url for one in whole.report.findings] == [KITES]
    assert [request.url for request in web.asked("lost.example")].count(LOST) == 2


async def test_what_was_read_before_an_interruption(tmp_path: Path) -> None:
    """Small documents wait to be remembered together; where the reading is cut short, they are remembered then."""
    archive, settings = shelved(tmp_path, one=f"[a]({KITES})", three="", two=f"[b]({LOST})"), settings_in(tmp_path)

    class Cutting(Silence):
        steps = 0

        def step(self, count: int = 1) -> None:
            self.steps += count
            if self.steps == 3:
                raise asyncio.CancelledError

    async with small_web() as web:
        with pytest.raises(asyncio.CancelledError):
            await one_night(web, [archive], settings, 0, Cutting())
    with Store.open(settings.db, SystemClock()) as store:
        assert [Path(one.path).name for one in store.documents.all()] == ["one.md", "three.md"]
        assert store.targets.count() == 1


async def test_broken_front_matter(tmp_path: Path) -> None:
    """The links are checked, the file is never rewritten, one line names it, and the exit code says so."""
    archive = shelved(tmp_path, one=f"---\ndate: [2015\n---\n\n[a]({LOST})\n")
    before, settings, listening = (archive / "one.md").read_bytes(), settings_in(tmp_path), Listening()
    async with small_web() as web:
        for day in CONFIRMING:
            outcome = await one_night(web, [archive], replace(settings, write=True), day, listening)

    assert finding(outcome, LOST).standing.confirmed
    assert (archive / "one.md").read_bytes() == before
    assert outcome.exit_code is ExitCode.FAILED
    assert any("one.md" in line and "not rewritten" in line for line in listening.lines)


async def test_a_merged_proposal_counts_as_applied(tmp_path: Path) -> None:
    """When the diff's text stands in the document, the edit is applied and the link stays under its first target."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), settings_in(tmp_path)
    async with small_web() as web:
        await nights(web, archive, settings)
        letter = archive / "one.md"
        letter.write_text(letter.read_text().replace(LOST, SNAPSHOT_2015))
        outcome = await one_night(web, [archive], settings, 4)

    assert [link.rewritten for link in finding(outcome, LOST).links] == [True]
    assert edit_states(tmp_path) == [EditState.APPLIED]


async def test_two_originals_of_one_snapshot_stay_apart(tmp_path: Path) -> None:
    """A lost page and the short link to it are given the same snapshot, and each stays under its own target."""
    short, shorter = "https://bit.ly/lanterns", "https://ow.ly/lanterns"
    text = f"[a]({short}) [b]({LOST})\n\n[c]({shorter}), [saved]({SNAPSHOT_2015})\n\n[d]({LOST})"
    archive, settings = shelved(tmp_path, one=text), replace(settings_in(tmp_path), write=True)
    to_lost = {host: Site(default=redirect(301, LOST)) for host in ("bit.ly", "ow.ly")}
    async with small_web(to_lost) as web:
        await nights(web, archive, settings)
        outcome = await one_night(web, [archive], settings, 4)

    assert (archive / "one.md").read_text().count(SNAPSHOT_2015) == 5
    for url, texts in ((short, ["a"]), (LOST, ["b", "d"]), (shorter, ["c"]), (SNAPSHOT_2015, ["saved"])):
        assert [link.text for link in finding(outcome, url).links] == texts


async def test_the_authors_own_snapshot_is_no_merged_proposal(tmp_path: Path) -> None:
    """A snapshot that stood beside the dead link from the first is the author's: the proposal stays one."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST}) ([saved]({SNAPSHOT_2015}))"), settings_in(tmp_path)
    async with small_web() as web:
        await nights(web, archive, settings)
        outcome = await one_night(web, [archive], settings, 4)

    assert edit_states(tmp_path) == [EditState.PROPOSED]
    assert [link.rewritten for link in finding(outcome, LOST).links] == [False]


def edit_states(folder: Path) -> list[EditState]:
    """The states of all edits in the ledger."""
    with Store.open(folder / "linkcheck.db", SystemClock()) as store:
        return [edit.state for edit in store.ledger.edits()]


@pytest.mark.parametrize("way", ["../archive", "other/../../archive", "link"])
async def test_one_document_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Named from elsewhere, by another spelling or through a link, a document is the same row with the same edits."""
    archive = shelved(tmp_path, one=f"[lost]({LOST})")
    (tmp_path / "here" / "other").mkdir(parents=True)
    (tmp_path / "here" / "link").symlink_to(archive)
    monkeypatch.chdir(tmp_path / "here")
    settings = replace(settings_in(tmp_path), write=True)
    async with small_web() as web:
        await nights(web, archive, settings)
        written = (archive / "one.md").read_bytes()
        await one_night(web, [Path(way)], settings, CONFIRMING[-1] + 1)

    assert SNAPSHOT_2015.encode() in written
    assert (archive / "one.md").read_bytes() == written
    with Store.open(settings.db, SystemClock()) as store:
        assert [one.path for one in store.documents.all()] == [f"{way}/one.md"]
        assert [edit.path for edit in store.ledger.edits()] == [f"{way}/one.md"]
        assert store.documents.link_count() == 1
