"""linkcheck.pipeline.lasting: living links are led to where they have moved, and short ones to their pages."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.demo.web import Behaviour, Site, Web
from linkcheck.demo.web.behaviours import page, redirect, status
from linkcheck.model import EditKind, EditState, Verdict
from linkcheck.pipeline import Chosen, Outcome, Silence, SystemClock, rewrite_archive, undo_edits
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.pipeline.support import FIRST_NIGHT, finding, one_night, settings_in, shelved, small_web, world_of

INK = page("How blue ink is made", "Blue ink is made of water, gum and a little cobalt, and it keeps for years.")
OLD, NEW = "http://old.example/how-blue-ink-is-made", "https://new.example/posts/how-blue-ink-is-made"
SHORT = "http://bit.ly/2blueink"
TEXT = f"[ink]({OLD}#recipe), <{OLD}>\r\n\r\n[again]: {OLD}\r\n\r\nSee [again]."


def web(old: Behaviour, short: Behaviour | None = None, new: Behaviour = INK) -> Web:
    """A site that has moved, in one way or another, and a shortener."""
    sites = {
        "old.example": Site({"/how-blue-ink-is-made": old}),
        "new.example": Site({"/posts/how-blue-ink-is-made": new}),
        "bit.ly": Site({"/2blueink": short or redirect(301, NEW)}),
    }
    return small_web(sites)


async def nights(there: Web, archive: Path, settings: Settings, days: Sequence[int] = (0, 1, 2)) -> list[Outcome]:
    """Some nights in one web."""
    return [await one_night(there, [archive], settings, day) for day in days]


@pytest.fixture(name="settings")
def _settings(tmp_path: Path) -> Settings:
    """A living link is asked every night, so that three nights are three days."""
    return replace(settings_in(tmp_path), write=True, alive_again=1, moved=True, expand_short=True)


def ledger(folder: Path) -> list[tuple[str, EditKind, EditState]]:
    """Every edit of the ledger."""
    with Store.open(folder / "linkcheck.db", SystemClock()) as store:
        return [(edit.url, edit.kind, edit.state) for edit in store.ledger.edits()]


async def test_a_page_that_has_moved_is_written_after_three_nights(tmp_path: Path, settings: Settings) -> None:
    """Every form of the link, each with its own fragment; the other bytes stay; a second plan is empty."""
    archive = shelved(tmp_path, one=TEXT)
    before = (archive / "one.md").read_bytes()
    async with web(redirect(301, NEW)) as there:
        outcomes = await nights(there, archive, settings)
        after = (archive / "one.md").read_bytes()
        again = await nights(there, archive, settings, (3, 4))

    assert [bool(one.diff) for one in outcomes] == [False, False, True]
    assert after == before.replace(OLD.encode(), NEW.encode())
    assert [one.diff for one in again] == ["", ""]
    assert finding(again[-1], NEW).standing.verdict is Verdict.ALIVE
    assert [link.rewritten for link in finding(again[-1], NEW).links] == [False] * len(finding(again[-1], NEW).links)
    (rewrite,) = outcomes[-1].report.rewrites
    assert {edit.why for edit in rewrite.edits} == {"a permanent redirect that has held for 3 nights"}


async def test_a_page_that_only_its_title_tells(tmp_path: Path, settings: Settings) -> None:
    """The URL says nothing of it, the words of the link do; a link that calls it something else stays."""
    number, name = "http://old.example/p/7", "https://new.example/7f"
    archive = shelved(tmp_path, one=f"[How blue ink is made]({number})", two="[no link]")
    sites = {"old.example": Site({"/p/7": redirect(301, name)}), "new.example": Site({"/7f": INK})}
    async with small_web(sites) as there:
        *_, last = await nights(there, archive, settings)

    assert f"+[How blue ink is made]({name})" in last.diff


async def test_without_the_settings_nothing_is_written(tmp_path: Path, settings: Settings) -> None:
    """Both are off by default: a living link is nobody's to change."""
    archive = shelved(tmp_path, one=f"{TEXT}\n\n<{SHORT}>")
    async with web(redirect(301, NEW)) as there:
        outcomes = await nights(there, archive, replace(settings, moved=False, expand_short=False), (0, 1, 2, 3))

    assert [one.diff for one in outcomes] == [""] * 4


@pytest.mark.parametrize(
    "old",
    [
        pytest.param(redirect(302, NEW), id="for now only"),
        pytest.param(redirect(301, "http://kites.example/kites"), id="another page"),
        pytest.param(redirect(301, "https://new.example/"), id="a front page"),
        pytest.param(redirect(301, "https://new.example/de/how-blue-ink-is-made"), id="not there"),
        pytest.param(INK, id="it has not moved"),
    ],
)
async def test_what_is_no_move(tmp_path: Path, settings: Settings, old: Behaviour) -> None:
    """However many nights it holds, the link stays."""
    archive = shelved(tmp_path, one=TEXT)
    async with web(old) as there:
        outcomes = await nights(there, archive, settings, (0, 1, 2, 4))

    assert [edit.kind for one in outcomes for rewrite in one.report.rewrites for edit in rewrite.edits] == []


async def test_undo_puts_it_back_for_good(tmp_path: Path, settings: Settings) -> None:
    """The bytes are as they were; the nightly job leaves them; whoever asks for the edits gets them again."""
    archive = shelved(tmp_path, one=TEXT)
    before = (archive / "one.md").read_bytes()
    async with web(redirect(301, NEW)) as there:
        await nights(there, archive, settings)
        await undo_edits(Chosen(), settings, world_of(there, FIRST_NIGHT), Silence())
        assert (archive / "one.md").read_bytes() == before
        later = await nights(there, archive, settings, (3, 4))
        asked = await rewrite_archive([archive], settings, world_of(there, FIRST_NIGHT.replace(day=26)), Silence())

    assert [one.diff for one in later] == ["", ""]
    assert (archive / "one.md").read_bytes() == before.replace(OLD.encode(), NEW.encode())
    assert len(asked.report.rewrites) == 1


async def test_two_places_that_take_turns(tmp_path: Path, settings: Settings) -> None:
    """When the new place later leads back for good, the link stays where it is: the two would take turns for ever."""
    archive = shelved(tmp_path, one=f"<{OLD}>")
    async with web(redirect(301, NEW)) as there:
        await nights(there, archive, settings)
    assert NEW in (archive / "one.md").read_text()

    async with web(INK, new=redirect(301, OLD.replace("http:", "https:"))) as back:
        sites = [await one_night(back, [archive], settings, day) for day in (10, 11, 12, 13)]
    assert [one.diff for one in sites] == [""] * 4
    assert NEW in (archive / "one.md").read_text()


async def test_a_new_place_that_dies_gets_a_snapshot_of_its_own(tmp_path: Path, settings: Settings) -> None:
    """From the rewrite on it is a link to the new place: what is seen there counts."""
    archive = shelved(tmp_path, one=f"<{OLD}>")
    async with web(redirect(301, NEW)) as there:
        await nights(there, archive, settings)
    async with web(redirect(301, NEW), new=status(404)) as there:
        outcomes = [await one_night(there, [archive], settings, day) for day in (10, 11, 13)]

    assert finding(outcomes[-1], NEW).standing.confirmed
    assert [link.rewritten for link in finding(outcomes[-1], NEW).links] == [False]


async def test_a_short_link_is_expanded_at_once(tmp_path: Path, settings: Settings) -> None:
    """It may die any night; undone, it is left alone."""
    archive = shelved(tmp_path, one=f"[ink]({SHORT}) and {SHORT}.")
    before = (archive / "one.md").read_bytes()
    async with web(INK) as there:
        (first,) = await nights(there, archive, settings, (0,))
        assert (archive / "one.md").read_bytes() == before.replace(SHORT.encode(), NEW.encode())
        await undo_edits(Chosen(), settings, world_of(there, FIRST_NIGHT), Silence())
        (later,) = await nights(there, archive, settings, (1,))

    assert (archive / "one.md").read_bytes() == before
    assert later.diff == ""
    assert {edit.kind for edit in first.report.rewrites[0].edits} == {EditKind.EXPANDED}
    assert set(ledger(tmp_path)) == {(SHORT, EditKind.EXPANDED, EditState.UNDONE)}


WARNING = page("Warning! | There might be a problem", "Bitly warns you of this link.")


@pytest.mark.parametrize(
    ("short", "written"),
    [
        pytest.param(redirect(302, NEW), True, id="a shortener that says for now"),
        pytest.param(redirect(301, "https://kites.example/kites"), True, id="a page that its words do not tell"),
        pytest.param(WARNING, False, id="a page of its own"),
        pytest.param(redirect(301, "https://lost.example/lantern-festival"), False, id="its page is dead"),
        pytest.param(redirect(301, "https://bitly.com/"), False, id="its owner's front page"),
    ],
)
async def test_what_a_short_link_stands_for(
    tmp_path: Path, settings: Settings, short: Behaviour, *, written: bool
) -> None:
    """A living page behind it, whatever that is; never a page of the shortener's own."""
    archive = shelved(tmp_path, one=f"<{SHORT}>")
    async with web(INK, short) as there:
        (outcome,) = await nights(there, archive, settings, (0,))

    assert bool(outcome.diff) is written


async def test_the_dead_come_first(tmp_path: Path, settings: Settings) -> None:
    """With a bound on one run's edits, what is dead is rewritten before what lives."""
    lost = "https://lost.example/lantern-festival"
    archive = shelved(tmp_path, one=f"<{SHORT}> <{lost}>")
    bounded = replace(settings, max_edits=1, expand_short=False)
    async with web(INK) as there:
        for day in (0, 1):
            await one_night(there, [archive], bounded, day)
        third = await one_night(there, [archive], replace(bounded, expand_short=True), 3)

    assert [edit.url for one in third.report.rewrites for edit in one.edits] == [lost]
    assert third.report.left.edits == 1


async def test_what_is_only_reported_stays(tmp_path: Path, settings: Settings) -> None:
    """A sponsor's section and front matter are nobody's to change, dead or alive."""
    text = f"---\ndate: 2015-06-01\nlink: {SHORT}\n---\n\n## Sponsor\n\n<{OLD}>\n"
    archive = shelved(tmp_path, one=text)
    async with web(redirect(301, NEW)) as there:
        outcomes = await nights(there, archive, replace(settings, report_only=("Sponsor",)))

    assert [one.diff for one in outcomes] == [""] * 3
