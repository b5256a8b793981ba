"""linkcheck.pipeline.rewriting: which links are rewritten, which never, in which order and within which bounds."""

from dataclasses import replace
from pathlib import Path

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import status
from linkcheck.demo.web.captures import Capture
from linkcheck.errors import ExitCode
from linkcheck.model import EditState
from linkcheck.pipeline import Chosen, Silence, SystemClock, rewrite_archive, undo_edits
from linkcheck.store import Store
from tests.pipeline.support import (
    CAPTURES,
    FESTIVAL,
    FIRST_NIGHT,
    LETTER,
    LOST,
    SNAPSHOT_2015,
    finding,
    nights,
    one_night,
    settings_in,
    shelved,
    small_web,
    world_of,
)

OTHER = "https://lost.example/parade"
STORIFY = "https://storify.com/maren/a-concert"
MORE = (
    *CAPTURES,
    Capture(OTHER, "20150603000000", body=FESTIVAL),
    Capture(STORIFY, "20150603000000", body=FESTIVAL),
)


def ledger_of(folder: Path) -> list[tuple[str, EditState]]:
    """Every edit of the ledger: its target and its state."""
    with Store.open(folder / "linkcheck.db", SystemClock()) as store:
        return [(edit.url, edit.state) for edit in store.ledger.edits()]


async def test_front_matter_is_reported_and_never_rewritten(tmp_path: Path) -> None:
    """A URL in front matter belongs to templates and programs: it is told, its link in the text is rewritten."""
    text = f"---\ndate: 2015-06-01\nlink: {LOST}\n---\n\n[a]({LOST})\n"
    archive, settings = shelved(tmp_path, one=text), replace(settings_in(tmp_path), write=True)
    async with small_web() as web:
        outcome = await nights(web, archive, settings)

    assert (archive / "one.md").read_text() == text.replace(f"]({LOST}", f"]({SNAPSHOT_2015}")
    assert [(link.line, link.rewritten) for link in finding(outcome, LOST).links] == [(3, False), (6, True)]


async def test_nothing_is_written_twice(tmp_path: Path) -> None:
    """The night after a rewrite changes nothing, shows nothing, and enters nothing in the ledger."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), replace(settings_in(tmp_path), write=True)
    async with small_web() as web:
        await nights(web, archive, settings)
        after = (archive / "one.md").read_bytes()
        again = await one_night(web, [archive], settings, 4)

    assert (archive / "one.md").read_bytes() == after
    assert again.diff == ""
    assert ledger_of(tmp_path) == [(LOST, EditState.APPLIED)]


async def test_a_proposal_is_entered_once(tmp_path: Path) -> None:
    """Night after night the same diff is shown, and it is one row of the ledger."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), settings_in(tmp_path)
    async with small_web() as web:
        first = await nights(web, archive, settings)
        again = await one_night(web, [archive], settings, 4)

    assert first.diff == again.diff != ""
    assert ledger_of(tmp_path) == [(LOST, EditState.PROPOSED)]


async def test_a_link_that_is_not_confirmed_stays(tmp_path: Path) -> None:
    """Two strikes, or three within two days, change nothing."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), replace(settings_in(tmp_path), write=True)
    async with small_web() as web:
        for day in (0, 1, 2):
            outcome = await one_night(web, [archive], settings, day)

    assert finding(outcome, LOST).standing.strikes == 3
    assert not finding(outcome, LOST).standing.confirmed
    assert outcome.diff == ""


async def test_what_is_reported_only(tmp_path: Path) -> None:
    """A sponsor's section, one's own domain and a footer are told, and never rewritten."""
    sponsored = f"## Sponsor\n\n[a]({LOST})\n\n## News\n\n[again]({LOST})"
    archive = shelved(tmp_path, one=sponsored, two=f"[b]({OTHER})", three=f"[c]({OTHER})")
    settings = settings_in(tmp_path)
    async with small_web(captures=MORE) as web:
        plain = await nights(web, archive, settings)
        sections = await one_night(web, [archive], replace(settings, report_only=("sponsor",)), 4)
        own = await one_night(web, [archive], replace(settings, own_domains=("lost.example",)), 5)
        footer = await one_night(web, [archive], replace(settings, footer_documents=1), 6)

    assert [len(one.report.rewrites) for one in (plain, sections, own, footer)] == [3, 2, 0, 1]
    assert "editor's own" in finding(own, LOST).report_only
    assert "2 documents" in finding(footer, OTHER).report_only
    assert all("Sponsor" in link.report_only for link in finding(sections, LOST).links)


async def test_bounds_take_the_closed_service_first_then_the_oldest(tmp_path: Path) -> None:
    """One edit a run: storify's, though its letter is the youngest; then the oldest letter's; the rest is counted."""
    archive = shelved(
        tmp_path,
        one=LETTER.format(date="2015-06-01", text=f"[a]({LOST})"),
        two=LETTER.format(date="2014-06-01", text=f"[b]({OTHER})"),
        three=LETTER.format(date="2016-06-01", text=f"[c]({STORIFY})"),
    )
    settings = replace(settings_in(tmp_path), write=True, max_edits=1)
    async with small_web({"storify.com": Site(default=status(404))}, MORE) as web:
        runs = [await nights(web, archive, settings)]
        runs += [await one_night(web, [archive], settings, day) for day in (4, 5, 6)]

    assert [[edit.url for one in run.report.rewrites for edit in one.edits] for run in runs] == [
        [STORIFY],
        [OTHER],
        [LOST],
        [],
    ]
    assert [run.report.left.edits for run in runs] == [2, 1, 0, 0]


async def test_max_files_bounds_documents_not_their_edits(tmp_path: Path) -> None:
    """The first document gets all of its edits."""
    archive = shelved(
        tmp_path,
        one=LETTER.format(date="2015-06-01", text=f"[a]({LOST})"),
        two=LETTER.format(date="2014-06-01", text=f"[b]({OTHER}) [c]({LOST})"),
    )
    async with small_web(captures=MORE) as web:
        outcome = await nights(web, archive, replace(settings_in(tmp_path), max_files=1))

    assert [(Path(one.path).stem, len(one.edits)) for one in outcome.report.rewrites] == [("two", 2)]
    assert outcome.report.left.edits == 1


async def test_what_a_person_undid_takes_no_room(tmp_path: Path) -> None:
    """With a bound of one edit, the edit that was undone is not offered again, and the next one is."""
    archive = shelved(tmp_path, one=f"[a]({LOST})", two=LETTER.format(date="2014-06-01", text=f"[b]({OTHER})"))
    settings = replace(settings_in(tmp_path), write=True, max_edits=1)
    async with small_web(captures=MORE) as web:
        await nights(web, archive, settings)
        await undo_edits(Chosen(), settings, world_of(web, FIRST_NIGHT), Silence())
        outcome = await one_night(web, [archive], settings, 4)

    assert [edit.url for one in outcome.report.rewrites for edit in one.edits] == [LOST]
    assert outcome.report.left.edits == 0


async def test_a_file_that_cannot_be_written_is_left_alone(tmp_path: Path) -> None:
    """A read-only document is refused with the reason, the others are written, and the exit code is 4."""
    archive = shelved(tmp_path, one=f"[a]({LOST})", two=f"[b]({LOST})")
    (archive / "one.md").chmod(0o444)
    async with small_web() as web:
        outcome = await nights(web, archive, replace(settings_in(tmp_path), write=True))

    assert outcome.exit_code is ExitCode.FAILED
    assert [Path(one.path).name for one in outcome.report.refused] == ["one.md"]
    assert [Path(one.path).name for one in outcome.report.rewrites] == ["two.md"]
    assert LOST in (archive / "one.md").read_text()


async def test_a_home_page_far_away_is_for_review(tmp_path: Path) -> None:
    """A snapshot of a front page from another season shows something else: only a run with `far` writes it."""
    home = "https://gone.example/"
    captures = [Capture(home, "20160301000000", body=FESTIVAL)]
    archive, settings = shelved(tmp_path, one=f"[a]({home})"), settings_in(tmp_path)
    async with small_web({"gone.example": Site(default=status(410))}, captures) as web:
        outcome = await nights(web, archive, settings)
        far = await one_night(web, [archive], replace(settings, far=True), 4)
        near = await one_night(web, [archive], settings, 5)

    assert outcome.diff == near.diff == ""
    assert f"/web/20160301000000/{home}" in far.diff


async def test_rewrite_asks_nothing_of_the_network(tmp_path: Path) -> None:
    """The command plans from what is remembered."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), settings_in(tmp_path)
    async with small_web() as web:
        await nights(web, archive, settings)
        asked = len(web.requests)
        later = world_of(web, FIRST_NIGHT.replace(day=24))
        outcome = await rewrite_archive([archive], replace(settings, write=True), later, Silence())

    assert len(web.requests) == asked
    assert outcome.written
    assert SNAPSHOT_2015 in (archive / "one.md").read_text()
