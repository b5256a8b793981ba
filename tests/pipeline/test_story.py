"""The story of a proposal, in a real repository: offered on a branch, changed by a person, merged or closed."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from linkcheck.demo.web import Web
from linkcheck.demo.web.behaviours import html
from linkcheck.demo.web.captures import Capture
from linkcheck.errors import ExitCode
from linkcheck.model import Decision, EditState, Ruling, Style
from linkcheck.pipeline import (
    Chosen,
    Fate,
    Outcome,
    Silence,
    SystemClock,
    Told,
    decide_url,
    sync_archive,
    undo_edits,
)
from linkcheck.report import Format, render
from linkcheck.settings import Settings, read_decisions
from linkcheck.store import Store
from tests.pipeline.support import (
    CAPTURES,
    FIRST_NIGHT,
    LOST,
    SNAPSHOT_2015,
    finding,
    one_night,
    settings_in,
    small_web,
    world_of,
)

PARADE, BOATS, LATE = (f"https://lost.example/{page}" for page in ("parade", "boats", "late"))
SPONSOR, FOOTER = "https://lost.example/sponsor", "https://lost.example/imprint"
BRANCH = "linkcheck/preserve"
MERGED = 5
"""The day on which a person merges; the nights before it confirm a death and propose."""


def at(url: str) -> str:
    """The snapshot of a page that the letters were written about."""
    return f"https://web.archive.org/web/20150603000000/{url}"


def story_web() -> Web:
    """A web in which every page of the letters is gone, and was captured."""
    texts = {
        PARADE: "The parade goes down the high street at noon, with three bands and a great many drums.",
        BOATS: "Boats of paper and of wood carry candles over the weir, and children run beside them.",
        LATE: "Who comes late finds the last ferry at midnight, and tea in the keeper's hut.",
        SPONSOR: "Our sponsor sells lamps and lanterns of tin, brass and glass since nineteen hundred and six.",
        FOOTER: "Imprint: written, set and sent by the friends of the river, who answer every letter.",
    }
    captures = [Capture(url, "20150603000000", body=html(text.split()[0], text)) for url, text in texts.items()]
    return small_web(captures=(*CAPTURES, *captures))


class Repository:
    """An archive in a git repository, with linkcheck's memory beside it, as a CI system keeps them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder / "repository"
        (self.folder / "letters").mkdir(parents=True)
        monkeypatch.chdir(self.folder)
        self.settings: Settings = replace(settings_in(folder), report_only=("Sponsor",))
        self.archive = Path("letters")
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("config", "user.name", "Jo")
        self.git("config", "user.email", "jo@example.org")
        self.git("config", "core.autocrlf", "false")

    def git(self, *arguments: str) -> str:
        """What git says."""
        done = subprocess.run(["git", *arguments], cwd=self.folder, check=True, capture_output=True, text=True)
        return done.stdout

    def letter(self, name: str) -> Path:
        """A letter's file."""
        return self.folder / "letters" / f"{name}.md"

    def text(self, name: str) -> str:
        """A letter as it is checked out, line endings and all."""
        return self.letter(name).read_bytes().decode()

    def write(self, newline: str = "\n", **texts: str) -> None:
        """Write letters, and commit them."""
        for name, text in texts.items():
            whole = f"---\ndate: 2015-06-01\n---\n\n{text}\n"
            self.letter(name).write_bytes(whole.replace("\n", newline).encode())
        self.commit("Letters")

    def commit(self, message: str) -> None:
        """Commit everything."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def change(self, name: str, old: str, new: str, count: int = 1) -> None:
        """A person's hand in a letter: the first occurrence, or so many."""
        before = self.text(name)
        assert old in before
        self.letter(name).write_bytes(before.replace(old, new, count).encode())

    async def night(self, web: Web, day: int) -> Outcome:
        """The nightly job on what is checked out."""
        return await one_night(web, [self.archive], self.settings, day)

    async def confirmed(self, web: Web) -> Outcome:
        """The nights up to the proposal."""
        for day in (0, 1):
            await self.night(web, day)
        return await self.night(web, 3)

    def offer(self, outcome: Outcome) -> None:
        """Make the branch anew, as the nightly workflow does; it is checked out."""
        patch = self.folder.parent / "latest.diff"
        patch.write_bytes(outcome.diff.encode("utf-8", "surrogateescape"))
        self.git("switch", "--quiet", "--force-create", BRANCH, "main")
        self.git("apply", "--index", str(patch))
        self.git("commit", "--quiet", "--message", "Preserve dead links")

    def merge(self, *, squash: bool = False) -> None:
        """Merge the branch into main, which is checked out then."""
        self.git("switch", "--quiet", "main")
        self.git("merge", "--quiet", "--squash" if squash else "--no-ff", BRANCH)
        if squash:
            self.git("commit", "--quiet", "--message", "Preserve dead links (#1)")

    async def sync(self, fate: Fate, day: int, by: str = "", offered: int | None = None) -> None:
        """Tell linkcheck what became of the proposal, and on which day its branch was last made."""
        now = FIRST_NIGHT + timedelta(days=day)
        settings = replace(self.settings, now=now)
        world = world_of(small_web(), now)
        made = None if offered is None else FIRST_NIGHT + timedelta(days=offered, hours=1)
        assert await sync_archive([self.archive], Told(fate, by, made), settings, world, Silence()) is ExitCode.OK

    def states(self) -> dict[tuple[str, str], list[EditState]]:
        """The states of all edits, by document and target."""
        found: dict[tuple[str, str], list[EditState]] = {}
        with Store.open(self.settings.db, SystemClock()) as store:
            for edit in store.ledger.edits():
                found.setdefault((Path(edit.path).stem, edit.url), []).append(edit.state)
        return found

    def decide(self, url: str, ruling: Ruling, day: int, document: str = "", snapshot: str = "") -> None:
        """A person's decision, set down by the command's function."""
        world = world_of(small_web(), FIRST_NIGHT + timedelta(days=day))
        stamp = match[0] if (match := re.search(r"\d{14}", snapshot)) else ""
        row = Decision(ruling, "Jo knows", url=url, snapshot=snapshot, timestamp=stamp, by="Jo")
        decide_url(row, self.letter(document) if document else None, self.settings, world)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """An empty archive."""
    return Repository(tmp_path, monkeypatch)


def urls(outcome: Outcome) -> list[tuple[str, str]]:
    """What a night would rewrite: documents and targets."""
    return [(Path(edit.path).stem, edit.url) for one in outcome.report.rewrites for edit in one.edits]


ONE = f"[festival]({LOST}) and [parade]({PARADE})\n\nA line near by.\n\n[boats]({BOATS})"
TWO = f"[festival]({LOST})"


def _nothing(_: Repository) -> None:
    """The branch is merged as the person left it."""


def _renamed(repository: Repository) -> None:
    repository.git("mv", "letters/one.md", "letters/2015-06-one.md")
    repository.commit("Names with dates")


def _moved(repository: Repository) -> None:
    repository.change("one", "\n\n[festival]", "\n\nSome news first.\n\nAnd more.\n\n[festival]")
    repository.commit("News first")


VARIANTS: dict[str, tuple[Callable[[Repository], None], bool, str]] = {
    "merged": (_nothing, False, "\n"),
    "squashed": (_nothing, True, "\n"),
    "renamed": (_renamed, False, "\n"),
    "moved lines": (_moved, True, "\n"),
    "CRLF": (_nothing, False, "\r\n"),
}


@pytest.mark.parametrize("variant", VARIANTS)
async def test_a_hunk_is_dropped_and_the_rest_is_merged(repository: Repository, variant: str) -> None:
    """The rest is applied; what was dropped is declined and never proposed again; a line that was edited stays so."""
    meanwhile, squash, newline = VARIANTS[variant]
    repository.write(newline, one=ONE, two=TWO)
    async with story_web() as web:
        proposed = await repository.confirmed(web)
        repository.offer(proposed)
        repository.change("one", at(PARADE), PARADE)
        repository.change("one", "A line near by.", "A better line near by.")
        repository.commit("The parade's own page is coming back")
        meanwhile(repository)
        repository.merge(squash=squash)
        merged = {path.name: path.read_bytes() for path in repository.folder.glob("letters/*.md")}
        after = [await repository.night(web, day) for day in (MERGED, MERGED + 1, 40)]

    name = "2015-06-one" if variant == "renamed" else "one"
    assert len(urls(proposed)) == 4
    assert repository.states() == {
        (name, LOST): [EditState.APPLIED],
        (name, PARADE): [EditState.DECLINED],
        (name, BOATS): [EditState.APPLIED],
        ("two", LOST): [EditState.APPLIED],
    }
    assert [urls(one) for one in after] == [[], [], []]
    assert {path.name: path.read_bytes() for path in repository.folder.glob("letters/*.md")} == merged
    assert f"A better line near by.{newline}" in repository.text(name)
    assert repository.text(name).count("\n") == repository.text(name).count(newline)


@pytest.mark.parametrize("style", [Style.ROBUST, Style.APPEND])
async def test_in_every_style(repository: Repository, style: Style) -> None:
    """However an edit stands in a document, it is told whether it came, was dropped, or was taken back."""
    repository.write(one=f"[festival]({LOST})\n\n[parade]({PARADE})\n\n[boats]({BOATS})", two=TWO)
    before = {name: repository.text(name).splitlines() for name in ("one", "two")}
    repository.settings = replace(repository.settings, style=style)
    async with story_web() as web:
        repository.offer(await repository.confirmed(web))
        repository.change("one", repository.text("one").splitlines()[6], before["one"][6])
        repository.commit("Not the parade")
        repository.merge()
        after = [await repository.night(web, day) for day in (MERGED, MERGED + 1)]
        merged = repository.states()
        repository.change("two", repository.text("two").splitlines()[4], before["two"][4])
        repository.commit("Nor this")
        later = await repository.night(web, MERGED + 2)

    assert merged == {
        ("one", LOST): [EditState.APPLIED],
        ("one", PARADE): [EditState.DECLINED],
        ("one", BOATS): [EditState.APPLIED],
        ("two", LOST): [EditState.APPLIED],
    }
    assert repository.states() == merged | {("two", LOST): [EditState.UNDONE]}
    assert [urls(one) for one in (*after, later)] == [[], [], []]


async def test_a_whole_document_is_left_out(repository: Repository) -> None:
    """Who takes a file back before merging has declined its edits, though nothing of it came."""
    repository.write(one=ONE, two=TWO)
    async with story_web() as web:
        repository.offer(await repository.confirmed(web))
        repository.git("checkout", "main", "--", "letters/two.md")
        repository.commit("Not this one")
        repository.merge()
        after = await repository.night(web, MERGED)

    assert repository.states()["two", LOST] == [EditState.DECLINED]
    assert set(map(tuple, repository.states().values())) == {(EditState.APPLIED,), (EditState.DECLINED,)}
    assert urls(after) == []


async def test_one_line_that_was_copied_by_hand_declines_nothing_elsewhere(repository: Repository) -> None:
    """A person who mends one link as the report says has not merged it: what is proposed in other letters stands."""
    repository.write(one=TWO, two=TWO, three=TWO, four=TWO)
    async with story_web() as web:
        await repository.confirmed(web)
        repository.change("three", LOST, SNAPSHOT_2015)
        after = await repository.night(web, MERGED)

    assert repository.states()["three", LOST] == [EditState.APPLIED]
    assert urls(after) == [("four", LOST), ("one", LOST), ("two", LOST)]


async def test_a_proposal_that_waits_stays_one(repository: Repository) -> None:
    """While nothing of it came, night after night makes the same proposal, and no one has declined anything."""
    repository.write(one=ONE, two=TWO)
    async with story_web() as web:
        first = await repository.confirmed(web)
        again = [await repository.night(web, day) for day in (4, 5)]

    assert [one.diff for one in again] == [first.diff, first.diff]
    assert set(map(tuple, repository.states().values())) == {(EditState.PROPOSED,)}


async def test_several_nights_before_the_merge(repository: Repository) -> None:
    """What a later night adds to the branch is part of the proposal; of both, what was dropped is declined."""
    repository.write(one=ONE)
    async with story_web() as web:
        repository.offer(await repository.confirmed(web))
        repository.git("switch", "--quiet", "main")
        repository.write(three=f"[late]({LATE}) [boats]({BOATS})")
        for day in (4, 5):
            await repository.night(web, day)
        second = await repository.night(web, 7)
        repository.offer(second)
        repository.change("one", at(PARADE), PARADE)
        repository.change("three", at(LATE), LATE)
        repository.commit("Not these two")
        repository.merge(squash=True)
        after = [await repository.night(web, day) for day in (8, 9)]

    assert len(urls(second)) == 5
    assert repository.states() == {
        ("one", LOST): [EditState.APPLIED],
        ("one", PARADE): [EditState.DECLINED],
        ("one", BOATS): [EditState.APPLIED],
        ("three", LATE): [EditState.DECLINED],
        ("three", BOATS): [EditState.APPLIED],
    }
    assert [urls(one) for one in after] == [[], []]


@pytest.mark.parametrize("dropped", [0, 1])
@pytest.mark.parametrize("moved", [False, True], ids=["in place", "moved"])
async def test_one_of_two_occurrences_is_dropped(repository: Repository, dropped: int, moved: bool) -> None:
    """The ledger knows which of both it was, wherever the lines have moved to, and neither is proposed again."""
    repository.write(one=f"First [here]({LOST}).\n\nThen [there]({LOST}).")
    async with story_web() as web:
        repository.offer(await repository.confirmed(web))
        text = "here" if dropped == 0 else "there"
        repository.change("one", f"[{text}]({SNAPSHOT_2015})", f"[{text}]({LOST})")
        if moved:
            repository.change("one", "First", "News.\n\nNews.\n\nFirst")
        repository.commit("Not this one")
        repository.merge()
        after = await repository.night(web, MERGED)
        with Store.open(repository.settings.db, SystemClock()) as store:
            edits = store.ledger.edits()

    states = [EditState.APPLIED, EditState.APPLIED]
    states[dropped] = EditState.DECLINED
    assert [edit.state for edit in sorted(edits, key=lambda edit: edit.line)] == states
    assert urls(after) == []
    assert repository.text("one").count(SNAPSHOT_2015) == 1


@pytest.mark.parametrize("squash", [False, True], ids=["merge", "squash"])
async def test_sync_after_the_merge(repository: Repository, squash: bool) -> None:
    """It finds the same, and what was declined becomes a row of the decisions file, with comments kept."""
    decisions = repository.folder / "linkcheck-decisions.toml"
    decisions.write_text("# ours\n")
    repository.write(one=ONE, two=TWO)
    async with story_web() as web:
        repository.offer(await repository.confirmed(web))
        repository.change("one", at(PARADE), PARADE)
        repository.commit("Not the parade")
        repository.merge(squash=squash)
        await repository.sync(Fate.MERGED, MERGED, by="jo")
        first = decisions.read_text()
        await repository.sync(Fate.MERGED, MERGED, by="jo")
        after = await repository.night(web, MERGED + 1)

    (row,) = read_decisions(decisions).rows
    assert (row.url, row.ruling, row.by) == (PARADE, Ruling.KEEP, "jo")
    assert row.document == str(repository.letter("one").resolve())
    assert 'document = "letters/one.md"' in first
    assert first == decisions.read_text()
    assert first.startswith("# ours\n")
    assert row.when is not None
    assert row.when.date() == (FIRST_NIGHT + timedelta(days=MERGED)).date()
    assert repository.states()["one", PARADE] == [EditState.DECLINED]
    assert urls(after) == []
    kept = next(link for link in finding(after, PARADE).links)
    assert kept.report_only.startswith("decided by jo: declined")


@pytest.mark.parametrize(("merged", "offered"), [(5, None), (8, 3)], ids=["before that night", "after it"])
async def test_what_was_no_part_of_the_branch_is_not_declined(
    repository: Repository, merged: int, offered: int | None
) -> None:
    """A night adds to the proposal that does not reach the branch any more: nobody saw that edit, so none said no."""
    repository.write(one=ONE)
    async with story_web() as web:
        repository.offer(await repository.confirmed(web))
        repository.change("one", at(PARADE), PARADE)
        repository.commit("Not the parade")
        repository.git("switch", "--quiet", "main")
        repository.write(three=f"[late]({LATE})")
        for day in (4, 5, 7):
            await repository.night(web, day)
        repository.merge()
        await repository.sync(Fate.MERGED, merged, offered=offered)
        after = await repository.night(web, 9)

    assert repository.states()["one", PARADE] == [EditState.DECLINED]
    assert repository.states()["one", LOST] == [EditState.APPLIED]
    assert urls(after) == [("three", LATE)]


async def test_an_open_pull_request_is_changed(repository: Repository) -> None:
    """On its branch, what a person dropped is declined, and the rest is still proposed; no file is written."""
    repository.write(one=ONE, two=TWO)
    async with story_web() as web:
        repository.offer(await repository.confirmed(web))
        repository.change("one", at(PARADE), PARADE)
        repository.commit("Not the parade")
        await repository.sync(Fate.CHANGED, 4)
        repository.git("switch", "--quiet", "main")
        renewed = await repository.night(web, 4)

    assert repository.git("status", "--porcelain") == ""
    assert repository.states()["one", PARADE] == [EditState.DECLINED]
    assert urls(renewed) == [("one", LOST), ("one", BOATS), ("two", LOST)]


async def test_the_pull_request_is_closed(repository: Repository) -> None:
    """All of it is declined, for good, and each link has its row; what comes later is proposed as ever."""
    repository.write(one=ONE, two=TWO)
    async with story_web() as web:
        repository.offer(await repository.confirmed(web))
        repository.git("switch", "--quiet", "main")
        await repository.sync(Fate.CLOSED, 4)
        repository.write(three=f"[late]({LATE})")
        after = [await repository.night(web, day) for day in (5, 6, 8)]

    rows = read_decisions(repository.folder / "linkcheck-decisions.toml").rows
    assert [(Path(row.document).stem, row.url) for row in rows] == [
        ("one", LOST),
        ("one", PARADE),
        ("one", BOATS),
        ("two", LOST),
    ]
    assert {row.why for row in rows} == {"declined: its pull request was closed"}
    assert [urls(one) for one in after] == [[], [], [("three", LATE)]]


async def test_without_its_memory_the_rows_still_hold(repository: Repository) -> None:
    """The decisions file is reviewed and kept; the database may be lost."""
    repository.write(one=ONE)
    async with story_web() as web:
        repository.offer(await repository.confirmed(web))
        repository.git("switch", "--quiet", "main")
        await repository.sync(Fate.CLOSED, 4)
        repository.settings.db.unlink()
        for day in (10, 11):
            await repository.night(web, day)
        after = await repository.night(web, 13)

    assert finding(after, LOST).standing.confirmed
    assert urls(after) == []


@pytest.mark.parametrize(("ruling", "snapshot"), [(Ruling.DEAD, ""), (Ruling.SNAPSHOT, at(PARADE))])
async def test_a_later_decision_lifts_what_was_declined(repository: Repository, ruling: Ruling, snapshot: str) -> None:
    """A person may think again: their last word holds, for that link in that document and for no other."""
    repository.write(one=ONE)
    async with story_web() as web:
        repository.offer(await repository.confirmed(web))
        repository.git("switch", "--quiet", "main")
        await repository.sync(Fate.CLOSED, 4)
        repository.decide(PARADE, ruling, 5, document="one", snapshot=snapshot)
        after = await repository.night(web, 6)

    assert urls(after) == [("one", PARADE)]
    assert at(PARADE) in after.diff
    assert "decided by Jo: Jo knows" in next(edit.why for one in after.report.rewrites for edit in one.edits)


async def test_a_decision_that_was_there_before_does_not_lift_it(repository: Repository) -> None:
    """Who called a page dead and then drops its hunk has changed their mind: the later word is the no."""
    repository.write(one=ONE)
    repository.decide(PARADE, Ruling.DEAD, 0)
    repository.commit("The parade is gone")
    async with story_web() as web:
        repository.offer(await repository.confirmed(web))
        repository.change("one", at(PARADE), PARADE)
        repository.commit("But leave its address")
        repository.merge()
        after = [await repository.night(web, day) for day in (MERGED, MERGED + 1)]

    assert [urls(one) for one in after] == [[], []]


async def test_a_person_takes_an_edit_back_by_hand(repository: Repository) -> None:
    """An original that stands again in the place of its snapshot is a no, as `linkcheck undo` is; so is its return."""
    repository.write(one=ONE, two=TWO)
    async with story_web() as web:
        repository.offer(await repository.confirmed(web))
        repository.merge()
        await repository.night(web, MERGED)
        repository.change("one", SNAPSHOT_2015, LOST)
        repository.commit("The festival is back")
        after = [await repository.night(web, day) for day in (6, 7)]
        taken_back = repository.states()["one", LOST]
        repository.git("revert", "--no-edit", "HEAD")
        await repository.night(web, 8)

    assert taken_back == [EditState.UNDONE]
    assert [urls(one) for one in after] == [[], []]
    assert repository.states()["one", LOST] == [EditState.APPLIED]


async def test_undo_after_the_merge(repository: Repository) -> None:
    """What was merged is undone to the byte, is not proposed again, and a decision brings it back."""
    repository.write(one=ONE, two=TWO)
    before = repository.text("one")
    async with story_web() as web:
        repository.offer(await repository.confirmed(web))
        repository.merge()
        await repository.night(web, MERGED)
        night = FIRST_NIGHT + timedelta(days=MERGED)
        chosen = Chosen(paths=(Path("letters/one.md"),))
        await undo_edits(chosen, replace(repository.settings, now=night), world_of(web, night), Silence())
        undone = repository.text("one")
        silent = await repository.night(web, 6)
        repository.decide(LOST, Ruling.DEAD, 7)
        lifted = await repository.night(web, 8)

    assert undone == before
    assert urls(silent) == []
    assert urls(lifted) == [("one", LOST)]


async def test_a_sponsor_and_a_footer_are_one_row_each(repository: Repository) -> None:
    """In thirty letters they are reported, once each, and stay as they are, until a person decides otherwise."""
    foot = f"Some news.\n\n## Imprint\n\n[imprint]({FOOTER})"
    repository.write(**{f"letter{number:02}": foot for number in range(30)})
    repository.write(one=f"## Sponsor\n\n[our sponsor]({SPONSOR})\n\n## News\n\nThanks to [them]({SPONSOR}).")
    repository.write(two=f"## Sponsor\n\n[our sponsor]({SPONSOR})")
    async with story_web() as web:
        outcome = await repository.confirmed(web)
        quiet = await repository.night(web, 4)
        repository.decide(SPONSOR, Ruling.DEAD, 5)
        repository.decide(FOOTER, Ruling.SNAPSHOT, 5, document="letter07", snapshot=at(FOOTER))
        lifted = await repository.night(web, 6)

    assert urls(outcome) == urls(quiet) == []
    rows = [line for line in render(quiet.report, Format.MARKDOWN).splitlines() if line.startswith("| [")]
    for url in (SPONSOR, FOOTER):
        assert len([row for row in rows if url in row]) == 1
    assert [link.report_only for link in finding(outcome, SPONSOR).links] == ["it stands under “Sponsor”"] * 3
    assert "30 documents" in finding(outcome, FOOTER).report_only
    assert sorted(urls(lifted)) == [("letter07", FOOTER), ("one", SPONSOR), ("one", SPONSOR), ("two", SPONSOR)]
    assert "decided by Jo" in render(lifted.report, Format.MARKDOWN)
