"""The styles of rewriting through whole nights: nothing is appended twice, the original stays watched, undo is undo."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import document, redirect
from linkcheck.model import EditState, Style
from linkcheck.pipeline import Chosen, Outcome, Silence, SystemClock, restore_archive, undo_edits
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.pipeline.support import (
    CONFIRMING,
    FESTIVAL,
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

TEXT = f"""See [it]({LOST}), <{LOST}> and <a href="{LOST}">a page</a>.

[again][r], [r] ![p][r]

[r]: {LOST}
"""
ARCHIVED = f" ([archived]({SNAPSHOT_2015}))"
IN_HTML = f' (<a href="{SNAPSHOT_2015}">archived</a>)'
APPENDED = f"""See [it]({LOST}){ARCHIVED}, <{LOST}>{ARCHIVED} and <a href="{LOST}">a page</a>{IN_HTML}.

[again][r]{ARCHIVED}, [r]{ARCHIVED} ![p][r]{ARCHIVED}

[r]: {LOST}
"""
ATTRIBUTES = f'data-originalurl="{LOST}" data-versionurl="{SNAPSHOT_2015}" data-versiondate="2015-06-03"'
ROBUST = f"""See [it]({SNAPSHOT_2015}), <{SNAPSHOT_2015}> and <a href="{SNAPSHOT_2015}" {ATTRIBUTES}>a page</a>.

[again][r], [r] ![p][r]

[r]: {SNAPSHOT_2015}
"""
STYLES = pytest.mark.parametrize(("style", "after"), [(Style.APPEND, APPENDED), (Style.ROBUST, ROBUST)])


def told(outcome: Outcome, url: str = LOST) -> list[tuple[str, bool]]:
    """The links of a target: what is written there, and whether it was rewritten."""
    return [(link.written, link.rewritten) for link in finding(outcome, url).links]


def writing(folder: Path, style: Style) -> Settings:
    """Settings that write in a style."""
    return replace(settings_in(folder), write=True, style=style)


@STYLES
async def test_a_style_is_written_once_watched_and_undone(tmp_path: Path, style: Style, after: str) -> None:
    """The next night changes nothing; every link counts as rewritten, under its target; a revival is seen; undo."""
    archive, settings = shelved(tmp_path, one=TEXT), writing(tmp_path, style)
    before = (archive / "one.md").read_bytes()
    async with small_web() as web:
        await nights(web, archive, settings)
        written = (archive / "one.md").read_text()
        again = await one_night(web, [archive], settings, 4)
        asked = [request.url for request in web.requests if "web.archive.org" in request.url]
        once_more = await one_night(web, [archive], settings, 5)
    async with small_web(lost=document(FESTIVAL)) as web:
        revived = await one_night(web, [archive], settings, 60)
        await undo_edits(Chosen(), settings, world_of(web, FIRST_NIGHT), Silence())

    assert written == LETTER.format(date="2015-06-01", text=after)
    assert again.diff == once_more.diff == ""
    assert not [url for url in asked if "id_" not in url and url.endswith(f"/{SNAPSHOT_2015}")]
    links = told(again)
    assert set(links) == {(SNAPSHOT_2015, True)}
    assert len(links) == again.report.summary.links == again.report.summary.rewritten
    assert len(links) == (6 if style is Style.APPEND else 4)
    assert finding(revived, LOST).recovered
    assert (archive / "one.md").read_bytes() == before
    with Store.open(settings.db, SystemClock()) as store:
        edits = store.ledger.edits()
    assert len(edits) == 4
    assert {(edit.old, edit.new, edit.state) for edit in edits} == {(LOST, SNAPSHOT_2015, EditState.UNDONE)}
    expected = {Style.APPEND} if style is Style.APPEND else {Style.ROBUST, Style.REPLACE}
    assert {edit.style for edit in edits} == expected


@STYLES
async def test_a_merged_proposal_of_a_style_counts_as_applied(tmp_path: Path, style: Style, after: str) -> None:
    """When somebody has made the diff's change, its edits are applied, and the links stay under their target."""
    archive, settings = shelved(tmp_path, one=TEXT), replace(settings_in(tmp_path), style=style)
    async with small_web() as web:
        proposed = await nights(web, archive, settings)
        shelved(tmp_path, one=after)
        outcome = await one_night(web, [archive], settings, 4)

    assert proposed.diff
    assert outcome.diff == ""
    assert set(told(outcome)) == {(SNAPSHOT_2015, True)}
    with Store.open(settings.db, SystemClock()) as store:
        assert {edit.state for edit in store.ledger.edits()} == {EditState.APPLIED}


@pytest.mark.parametrize("style", list(Style))
async def test_without_a_ledger_nothing_is_appended_twice(tmp_path: Path, style: Style) -> None:
    """A new database, whatever the style is now: the snapshot that follows is known from the document itself."""
    archive, settings = shelved(tmp_path, one=APPENDED), writing(tmp_path, style)
    async with small_web() as web:
        outcome = await nights(web, archive, settings)

    assert outcome.diff == ""
    assert (archive / "one.md").read_text() == LETTER.format(date="2015-06-01", text=APPENDED)
    assert set(told(outcome)) == {(SNAPSHOT_2015, True)}


async def test_a_short_links_snapshot_is_known_without_a_ledger(tmp_path: Path) -> None:
    """What follows a short link is a snapshot of the page that it led to: the word tells that it belongs there."""
    short = "https://bit.ly/lanterns"
    text = f"[a]({short}){ARCHIVED}"
    archive, settings = shelved(tmp_path, one=text), writing(tmp_path, Style.APPEND)
    async with small_web({"bit.ly": Site(default=redirect(301, LOST))}) as web:
        outcome = await nights(web, archive, settings)

    assert outcome.diff == ""
    assert told(outcome, short) == [(SNAPSHOT_2015, True)]


async def test_the_authors_own_snapshot_behind_the_link(tmp_path: Path) -> None:
    """To whom appends it is as good as ours; to whom replaces, the dead link itself is still to be mended."""
    text = f"[a]({LOST}) ([saved]({SNAPSHOT_2015}))"
    archive, settings = shelved(tmp_path, one=text), settings_in(tmp_path)
    async with small_web() as web:
        appending = await nights(web, archive, replace(settings, style=Style.APPEND))
        replacing = await nights(web, archive, replace(settings, db=tmp_path / "other.db"))

    assert appending.diff == "" != replacing.diff


async def test_each_document_has_the_snapshot_of_its_own_day(tmp_path: Path) -> None:
    """One dead URL in letters of two years is followed by two snapshots."""
    two = LETTER.format(date="2019-05-21", text=f"[a]({LOST})")
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})", two=two), writing(tmp_path, Style.APPEND)
    async with small_web() as web:
        await nights(web, archive, settings)

    assert f"[a]({LOST}){ARCHIVED}" in (archive / "one.md").read_text()
    assert f"[a]({LOST}) ([archived]({SNAPSHOT_2019}))" in (archive / "two.md").read_text()


async def test_undo_of_a_style_after_the_document_was_edited(tmp_path: Path) -> None:
    """Words put in before, a copy of the pair, another word for the link: what was written is taken out, no more."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})\n\n[b]({LOST})"), writing(tmp_path, Style.APPEND)
    letter = archive / "one.md"
    async with small_web() as web:
        await nights(web, archive, settings)
        letter.write_text(letter.read_text().replace("[a]", "More words, [another a]").replace("archived", "kept"))
        other = replace(settings, append_text="gesichert")
        again = await one_night(web, [archive], other, 4)
        await undo_edits(Chosen(), other, world_of(web, FIRST_NIGHT), Silence())

    assert again.diff == ""
    text = f"More words, [another a]({LOST})\n\n[b]({LOST})"
    assert letter.read_text() == LETTER.format(date="2015-06-01", text=text)


async def test_the_snapshot_stays_where_the_original_was_taken_out(tmp_path: Path) -> None:
    """A person keeps the archived link alone: it is no new target, and still stands under the original."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), writing(tmp_path, Style.APPEND)
    letter = archive / "one.md"
    async with small_web() as web:
        await nights(web, archive, settings)
        letter.write_text(letter.read_text().replace(f"[a]({LOST})", ""))
        outcome = await one_night(web, [archive], settings, 4)

    assert told(outcome) == [(SNAPSHOT_2015, True)]
    assert [one.url for one in outcome.report.findings] == [LOST]


async def test_a_template_in_a_tag_is_told(tmp_path: Path) -> None:
    """An anchor that cannot be made robust is left alone, and a line says where and why; the others are written."""
    text = f'<p><a {{{{ x }}}} href="{LOST}">a</a></p>\n\n<a href="{LOST}">b</a>'
    archive, listening = shelved(tmp_path, one=text), Listening()
    settings = writing(tmp_path, Style.ROBUST)
    async with small_web() as web:
        for day in CONFIRMING:
            await one_night(web, [archive], settings, day, listening)

    assert f'<a {{{{ x }}}} href="{LOST}">a</a>' in (archive / "one.md").read_text()
    assert f'<a href="{SNAPSHOT_2015}" {ATTRIBUTES}>b</a>' in (archive / "one.md").read_text()
    assert [line for line in listening.lines if "line 5: a template's tag" in line]


async def test_front_matter_is_rewritten_where_that_is_asked_for(tmp_path: Path) -> None:
    """With `front_matter` its URLs are replaced, whatever the style; undone, the document is as it was."""
    text = f"---\ndate: 2015-06-01\nlink: {LOST}\n---\n\n[a]({LOST})\n"
    archive = shelved(tmp_path, one=text)
    settings = replace(writing(tmp_path, Style.APPEND), front_matter=True)
    async with small_web() as web:
        await nights(web, archive, settings)
        written = (archive / "one.md").read_text()
        again = await one_night(web, [archive], settings, 4)
        await undo_edits(Chosen(), settings, world_of(web, FIRST_NIGHT), Silence())

    assert written == text.replace(f": {LOST}", f": {SNAPSHOT_2015}").replace(f"]({LOST})", f"]({LOST}){ARCHIVED}")
    assert again.diff == ""
    assert told(again) == [(SNAPSHOT_2015, True)] * 2
    assert (archive / "one.md").read_text() == text


@STYLES
async def test_what_lives_again_is_restored(tmp_path: Path, style: Style, after: str) -> None:
    """Alive on three nights: restoring takes out what the style put in, and leaves the bytes as they were."""
    archive, settings = shelved(tmp_path, one=TEXT), writing(tmp_path, style)
    before = (archive / "one.md").read_bytes()
    async with small_web() as web:
        await nights(web, archive, settings)
        written = (archive / "one.md").read_text()
    async with small_web(lost=document(FESTIVAL)) as web:
        for day in (60, 90, 120):
            await one_night(web, [archive], settings, day)
        later = FIRST_NIGHT + timedelta(days=121)
        await restore_archive([archive], replace(settings, now=later), world_of(web, later), Silence())
        outcome = await one_night(web, [archive], settings, 122)

    assert written == LETTER.format(date="2015-06-01", text=after)
    assert (archive / "one.md").read_bytes() == before
    assert set(told(outcome)) == {(LOST, False)}
