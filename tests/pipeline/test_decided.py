"""linkcheck.pipeline.decided: what a person decides wins over all that was found, and ends with its row."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import html, page, redirect, status
from linkcheck.demo.web.captures import Capture
from linkcheck.errors import UsageError
from linkcheck.model import Found, Reason, Verdict
from linkcheck.pipeline import Outcome, Silence, explain_url, look_up_archive, report_archive
from linkcheck.report import Format, render
from linkcheck.report.json_report import schema
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.pipeline.support import (
    CAPTURES,
    CONFIRMING,
    FIRST_NIGHT,
    KITES,
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

KITES_2015 = f"https://web.archive.org/web/20150605000000/{KITES}"
MORE = (
    *CAPTURES,
    Capture(KITES, "20150605000000", body=html("Kites", "This page was about kites, and how they are made of paper.")),
)
BOTH = f"[festival]({LOST}) and [kites]({KITES})"


def decided(folder: Path, *rows: str) -> Path:
    """The file of decisions of an archive, with these rows; a row has its keys but for the reason and the person."""
    path = folder / "linkcheck-decisions.toml"
    path.write_text("".join(f'[[decision]]\n{row}\nwhy = "Jo knows"\nby = "Jo"\n\n' for row in rows))
    return path


def ruled(url: str, ruling: str) -> str:
    """A row about a URL."""
    return f'url = "{url}"\nruling = "{ruling}"'


def rewritten(outcome: Outcome) -> list[tuple[str, str, str]]:
    """What a run would rewrite: the document, the target, and what would stand there."""
    return [(Path(edit.path).stem, edit.url, edit.new) for one in outcome.report.rewrites for edit in one.edits]


async def test_keep_is_reported_and_never_rewritten(tmp_path: Path) -> None:
    """It is checked and confirmed dead like any link, its row says who kept it, and its line stays."""
    archive = shelved(tmp_path, one=BOTH)
    decided(archive, ruled(LOST, "keep"))
    async with small_web(captures=MORE) as web:
        outcome = await nights(web, archive, settings_in(tmp_path))

    one = finding(outcome, LOST)
    assert one.standing.confirmed
    assert one.standing.reason is Reason("http-404")
    assert isinstance(one.links[0].snapped.lookup, Found)
    assert one.links[0].report_only == "decided by Jo: Jo knows"
    assert rewritten(outcome) == []
    assert "keep, decided by Jo: Jo knows" in render(outcome.report, Format.MARKDOWN)


async def test_alive_counts_as_alive_until_its_row_goes(tmp_path: Path) -> None:
    """No strike, no confirmation, no lookup; when the row is taken away, what the network said all along holds."""
    archive, settings = shelved(tmp_path, one=BOTH), settings_in(tmp_path)
    path = decided(archive, ruled(LOST, "alive"))
    async with small_web(captures=MORE) as web:
        runs = [await one_night(web, [archive], settings, day) for day in CONFIRMING]
        path.unlink()
        without = await one_night(web, [archive], settings, 4)

    for outcome in runs:
        one = finding(outcome, LOST)
        assert (one.standing.verdict, one.standing.reason, one.standing.strikes) == (Verdict.ALIVE, Reason.DECIDED, 0)
        assert [one.standing.confirmed, one.new, one.recovered] == [False] * 3
        assert one.links[0].snapped.lookup is None
        assert outcome.report.summary.verdicts[Verdict.ALIVE] == 2
    assert finding(without, LOST).standing.confirmed
    assert rewritten(without) == [("one", LOST, SNAPSHOT_2015)]


async def test_dead_is_confirmed_at_once_and_ends_with_its_row(tmp_path: Path) -> None:
    """A living page is looked up and rewritten in the same night; without the row it lives, and has no strike."""
    archive, settings = shelved(tmp_path, one=BOTH), settings_in(tmp_path)
    path = decided(archive, ruled(KITES, "dead"))
    async with small_web(captures=MORE) as web:
        outcome = await one_night(web, [archive], settings, 0)
        path.write_text("")
        without = await one_night(web, [archive], settings, 1)

    one = finding(outcome, KITES)
    assert (one.standing.verdict, one.standing.reason, one.standing.confirmed) == (Verdict.DEAD, Reason.DECIDED, True)
    assert (one.standing.strikes, one.new, one.recovered) == (0, False, False)
    assert rewritten(outcome) == [("one", KITES, KITES_2015)]
    assert "decided by Jo: Jo knows; snapshot 4 days after publication" in outcome.report.rewrites[0].edits[0].why
    again = finding(without, KITES).standing
    assert (again.verdict, again.confirmed, again.strikes) == (Verdict.ALIVE, False, 0)
    assert again.first_failed is None
    assert rewritten(without) == []


async def test_ephemeral_is_no_finding(tmp_path: Path) -> None:
    """It is told apart, asked for of no web archive, and never rewritten."""
    archive = shelved(tmp_path, one=BOTH)
    decided(archive, ruled(LOST, "ephemeral"))
    async with small_web(captures=MORE) as web:
        outcome = await nights(web, archive, settings_in(tmp_path))
        asked = [request.url for request in web.asked("web.archive.org")]

    one = finding(outcome, LOST)
    assert (one.standing.verdict, one.standing.reason, one.standing.confirmed) == (
        Verdict.SKIPPED,
        Reason.DECIDED,
        False,
    )
    assert outcome.report.summary.confirmed == outcome.report.summary.new == 0
    assert not [url for url in asked if "lantern" in url]
    assert rewritten(outcome) == []
    told = render(outcome.report, Format.MARKDOWN)
    assert "Never meant to last (1)" in told
    assert "Newly dead" not in told


async def test_a_capture_that_a_person_names_is_written(tmp_path: Path) -> None:
    """Whether the page lives or not, with the link's fragment, and in a section that is otherwise only reported."""
    archive = shelved(tmp_path, one=f"## Jobs\n\n[festival]({LOST}#night) and [kites]({KITES})")
    decided(archive, f'url = "{LOST}"\nsnapshot = "{SNAPSHOT_2019}"', f'url = "{KITES}"\nsnapshot = "{KITES_2015}"')
    settings = replace(settings_in(tmp_path), report_only=("Jobs",))
    async with small_web(captures=MORE) as web:
        outcome = await one_night(web, [archive], settings, 0)

    assert rewritten(outcome) == [
        ("one", f"{LOST}#night", f"{SNAPSHOT_2019}#night"),
        ("one", KITES, KITES_2015),
    ]
    assert outcome.report.rewrites[0].edits[0].timestamp == "20190520000000"
    assert finding(outcome, KITES).standing.verdict is Verdict.ALIVE


async def test_dead_lifts_what_is_only_reported(tmp_path: Path) -> None:
    """A footer and one's own domain are rewritten by a decision, and by nothing else."""
    archive = shelved(tmp_path, one=f"[a]({LOST})", two=f"[b]({LOST})")
    settings = replace(settings_in(tmp_path), footer_documents=1, own_domains=("lost.example",))
    async with small_web() as web:
        before = await nights(web, archive, settings)
        decided(archive, 'pattern = "https://lost.example/*"\nruling = "dead"')
        after = await one_night(web, [archive], settings, 4)

    assert rewritten(before) == []
    assert [name for name, _, _ in rewritten(after)] == ["one", "two"]
    assert finding(after, LOST).report_only == ""


async def test_front_matter_stays(tmp_path: Path) -> None:
    """Programs read what stands there: that a page is dead makes no other identity of it."""
    text = f"---\ndate: 2015-06-01\ncanonical: {LOST}\n---\n\n[festival]({LOST})\n"
    archive = shelved(tmp_path, one=text)
    decided(archive, ruled(LOST, "dead"))
    async with small_web() as web:
        outcome = await one_night(web, [archive], settings_in(tmp_path), 0)

    assert [edit.line for one in outcome.report.rewrites for edit in one.edits] == [6]


async def test_in_one_document_only(tmp_path: Path) -> None:
    """The page of 2015 is gone for its letter, though another lives at its address: the letter of 2019 stays."""
    archive = shelved(tmp_path, old=f"[kites]({KITES})", new=LETTER.format(date="2019-06-01", text=f"[kites]({KITES})"))
    decided(archive, f'{ruled(KITES, "dead")}\ndocument = "old.md"')
    async with small_web(captures=MORE) as web:
        outcome = await one_night(web, [archive], settings_in(tmp_path), 0)

    assert finding(outcome, KITES).standing.verdict is Verdict.ALIVE
    assert rewritten(outcome) == [("old", KITES, KITES_2015)]
    lookups = {Path(link.path).stem: link.snapped.lookup for link in finding(outcome, KITES).links}
    assert isinstance(lookups["old"], Found)
    assert lookups["new"] is None


async def test_a_decision_goes_before_a_living_page_elsewhere(tmp_path: Path) -> None:
    """An alias holds a snapshot back until a person decides; who calls the page dead has decided."""
    old, new = "https://kites.github.com/shop", "https://kites.github.io/shop"
    words = "All kinds of kites, made of paper and of silk, with the longest tails in town."
    sites = {
        "kites.github.com": Site(default=status(404)),
        "kites.github.io": Site({"/shop": page("Kite shop", words)}, default=status(404)),
    }
    captures = (*CAPTURES, Capture(old, "20150605000000", body=html("Kite shop", words)))
    archive, settings = shelved(tmp_path, one=f"[kite shop]({old})"), settings_in(tmp_path)
    async with small_web(sites, captures) as web:
        held = await nights(web, archive, settings)
        decided(archive, ruled(old, "dead"))
        after = await one_night(web, [archive], settings, 4)

    assert finding(held, old).alias is not None
    assert finding(held, old).alias.url == new  # type: ignore[union-attr]
    assert rewritten(held) == []
    assert [url for _, url, _ in rewritten(after)] == [old]


@pytest.mark.parametrize("place", ["beside", "inside", "named"])
async def test_where_the_file_is(tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the archive's folder, in one above it, or where the setting says; commands without a path find it too."""
    archive = shelved(tmp_path, one=BOTH)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    path = decided({"beside": tmp_path, "inside": archive, "named": elsewhere}[place], ruled(LOST, "alive"))
    settings = settings_in(tmp_path)
    if place == "named":
        path = path.rename(elsewhere / "ours.toml")
        settings = replace(settings, decisions=path)
    async with small_web() as web:
        outcome = await nights(web, archive, settings)
        world = world_of(web, FIRST_NIGHT)
        told = await explain_url(LOST, settings, world)
        report = await report_archive([], settings, world, Silence())
        looked = await look_up_archive(settings, world, Silence())

    assert finding(outcome, LOST).standing.reason is Reason.DECIDED
    assert finding(report, LOST).standing.reason is Reason.DECIDED
    assert list(looked.report.findings) == []
    assert "It counts as alive: decided by Jo: Jo knows." in told
    assert "Decided\n  –  alive, decided by Jo: Jo knows  [row of line 1]" in told


async def test_a_file_that_is_named_and_not_there_is_told(tmp_path: Path) -> None:
    """A slip in the settings would otherwise free all that is kept, in silence; the night goes on."""
    archive = shelved(tmp_path, one=BOTH)
    settings, told = replace(settings_in(tmp_path), decisions=tmp_path / "decision.toml"), Listening()
    async with small_web() as web:
        await one_night(web, [archive], settings, 0, told)

    assert any("decision.toml: there is no such file yet" in line for line in told.lines)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("ruling = 3", "line 2: ruling wants one of"),
        ('url = "x"\nsnapshot = "https://archive.ph/20150603000000/https://a.example/"', "are not written"),
        ('url = "x"\nsnapshot = "https://a.example/x/20150603000000/HTTP://b.example/"', "is not a capture of a web"),
    ],
)
async def test_a_broken_file_ends_the_run_before_it_begins(tmp_path: Path, row: str, why: str) -> None:
    """Nothing is asked, no database is made, and the line is told."""
    archive, settings = shelved(tmp_path, one=BOTH), settings_in(tmp_path)
    decided(archive, row)
    async with small_web() as web:
        with pytest.raises(UsageError, match=why):
            await one_night(web, [archive], settings, 0)
        assert web.requests == []

    assert not settings.db.exists()


async def test_checks_are_the_networks(tmp_path: Path) -> None:
    """Nothing of a decision is stored with a check: each says what came back that night."""
    archive, settings = shelved(tmp_path, one=BOTH), settings_in(tmp_path)
    decided(archive, ruled(LOST, "alive"), ruled(KITES, "dead"))
    async with small_web(captures=MORE) as web:
        await nights(web, archive, settings)
        with Store.open(settings.db, world_of(web, FIRST_NIGHT).clock) as store:
            seen = {url: {check.reason.value for check in store.checks.of(url)} for url in (LOST, KITES)}

    assert seen == {LOST: {"http-404"}, KITES: {"ok"}}


async def test_reports_tell_a_decision(tmp_path: Path) -> None:
    """The JSON report has it as the schema says, with the words masked like all others."""
    from jsonschema import Draft202012Validator

    archive = shelved(tmp_path, one=BOTH, two=f"[a]({KITES})")
    path = decided(archive, ruled(LOST, "dead"), f'{ruled(KITES, "keep")}\ndocument = "two.md"')
    secret = "see https://jo:secret@a.example/"
    path.write_text(path.read_text().replace('why = "Jo knows"', f'why = "{secret}"\nwhen = 2026-11-01', 1))
    async with small_web() as web:
        outcome = await one_night(web, [archive], settings_in(tmp_path), 0)
    written = json.loads(render(outcome.report, Format.JSON))
    targets = {one["url"]: one for one in written["targets"]}

    Draft202012Validator(schema()).validate(written)
    assert targets[LOST]["decision"] | {"why": ""} == {
        "ruling": "dead",
        "why": "",
        "by": "Jo",
        "when": "2026-11-01T23:59:59Z",
    }
    assert [link.get("decision", {}).get("ruling") for link in targets[KITES]["links"]] == [None, "keep"]
    for form in Format:
        assert "secret" not in render(outcome.report, form)


async def test_a_decision_about_a_moved_page(tmp_path: Path) -> None:
    """Keep holds whatever would be written: nothing is offered for the link, dead or moved."""
    archive = shelved(tmp_path, one=BOTH)
    decided(archive, 'pattern = "*"\nruling = "keep"')
    sites = {"kites.example": Site({"/kites": redirect(301, "/new")}, default=page("Kites", "All about kites."))}
    settings: Settings = replace(settings_in(tmp_path), aliases=True, far=True)
    async with small_web(sites) as web:
        outcome = await nights(web, archive, settings)

    assert rewritten(outcome) == []
