"""linkcheck.pipeline.aliasing: living pages elsewhere are offered and hold snapshots back; false ones are not."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from linkcheck.demo.web import Behaviour, Site, Web
from linkcheck.demo.web.behaviours import page, parked, redirect, reset, soft_404, status
from linkcheck.demo.web.captures import Capture
from linkcheck.errors import ExitCode
from linkcheck.model import Alias, EditState, Finding, NoAlias
from linkcheck.pipeline import (
    Chosen,
    Outcome,
    Silence,
    SystemClock,
    check_archive,
    explain_url,
    look_up_archive,
    rewrite_archive,
    undo_edits,
)
from linkcheck.settings import Settings
from linkcheck.store import Sought, Store
from tests.pipeline.support import (
    FESTIVAL,
    FIRST_NIGHT,
    KITES,
    Listening,
    finding,
    nights,
    one_night,
    settings_in,
    shelved,
    small_web,
    world_of,
)

OLD = "http://maren.github.com/lantern-festival"
NEW = "https://maren.github.io/lantern-festival"
SNAPSHOT = f"https://web.archive.org/web/20150603000000/{OLD}"
CAPTURES = (Capture(OLD, "20150603000000", body=FESTIVAL),)
LIVING = page("The lantern festival", "Every year in June the lantern festival fills the river with light.")
TEXT = f"See [the lantern festival]({OLD}#programme) on the river, and [kites]({KITES})."


def web_with(new: Behaviour = LIVING, default: Behaviour | None = None, **sites: Site) -> Web:
    """GitHub Pages after the rename: nothing at the old host; `new` at the new one, `default` for all else there."""
    pages = {"/lantern-festival": new}
    there = Site(pages) if default is None else Site(pages, default)
    hosts = {name.replace("_", "."): site for name, site in sites.items()}
    known = {"maren.github.com": Site(default=status(404)), "maren.github.io": there}
    return small_web(known | hosts, CAPTURES)


def sought(folder: Path, url: str) -> tuple[Sought, ...]:
    """What the store remembers of the searches for a URL."""
    with Store.open(folder / "linkcheck.db", SystemClock()) as store:
        return store.aliases.of(url)


def against(folder: Path, url: str) -> str:
    """What spoke against the places that were tried for a URL the last time."""
    answer = sought(folder, url)[-1].answer
    assert isinstance(answer, NoAlias)
    return " ".join(one.detail for one in answer.evidence)


async def only_checked(web: Web, archive: Path, settings: Settings) -> None:
    """A first night of checks, in which nobody seeks aliases."""
    world = world_of(web, FIRST_NIGHT)
    await check_archive([archive], (), replace(settings, now=FIRST_NIGHT), world, Silence(), everything=False)


def old(outcome: Outcome) -> Finding:
    """What a run says of the dead link."""
    return finding(outcome, f"{OLD}#programme")


async def test_a_living_page_elsewhere_is_offered_from_the_first_strike(tmp_path: Path) -> None:
    """It is asked once, with a page beside it that nobody made, and told with its evidence."""
    archive, settings = shelved(tmp_path, one=TEXT), settings_in(tmp_path)
    async with web_with() as web:
        first = await one_night(web, [archive], settings, 0)
        second = await one_night(web, [archive], settings, 1)
        asked = [request.url for request in web.asked("maren.github.io")]

    alias = old(first).alias
    assert alias is not None
    assert (alias.url, alias.kind) == (NEW, "github-pages")
    marks = [one.mark for one in alias.evidence]
    assert marks == ["github-pages", "source", "same-path", "words-in-head", "sibling-honest"]
    assert old(second).alias == alias
    assert asked.count(NEW) == 1
    assert len(asked) == 2


async def test_it_holds_a_snapshot_back(tmp_path: Path) -> None:
    """The death is confirmed and a good snapshot is known, yet nothing is rewritten: a person decides."""
    archive, settings = shelved(tmp_path, one=TEXT), replace(settings_in(tmp_path), write=True)
    async with web_with() as web:
        outcome = await nights(web, archive, settings)

    assert old(outcome).standing.confirmed
    assert old(outcome).links[0].snapped.lookup is not None
    assert (outcome.diff, outcome.report.rewrites) == ("", ())
    assert TEXT in (archive / "one.md").read_text()


async def test_every_report_offers_it(tmp_path: Path) -> None:
    """HTML, Markdown, JSON and the story of the link name the place and why it is believed."""
    archive, settings = shelved(tmp_path, one=TEXT), settings_in(tmp_path)
    async with web_with() as web:
        await nights(web, archive, settings)
        story = await explain_url(f"{OLD}#programme", settings, world_of(web, FIRST_NIGHT))

    for name in ("latest.html", "latest.md", "latest.json"):
        assert NEW in (settings.reports / name).read_text(), name
    assert f"it lives at {NEW}" in story
    assert "words-in-head" in story
    assert "No snapshot is written until a person decides" in story


async def test_with_aliases_it_is_written_and_undone_to_the_byte(tmp_path: Path) -> None:
    """The URL becomes the alias with the link's own fragment, nothing else changes, and undo gives the bytes back."""
    archive, settings = shelved(tmp_path, one=TEXT), replace(settings_in(tmp_path), write=True, aliases=True)
    before = (archive / "one.md").read_bytes()
    async with web_with() as web:
        outcome = await nights(web, archive, settings)
        written = (archive / "one.md").read_bytes()
        await undo_edits(Chosen(), settings, world_of(web, FIRST_NIGHT), Silence())

    assert written == before.replace(OLD.encode(), NEW.encode())
    (edit,) = outcome.report.rewrites[0].edits
    assert (edit.new, edit.timestamp) == (f"{NEW}#programme", "")
    assert "lives elsewhere" in edit.why
    assert (archive / "one.md").read_bytes() == before


async def test_a_written_alias_is_a_target_of_its_own(tmp_path: Path) -> None:
    """The alias is checked as any link, the original is still watched, and the link is counted once."""
    archive, settings = shelved(tmp_path, one=TEXT), replace(settings_in(tmp_path), write=True, aliases=True)
    async with web_with() as web:
        await nights(web, archive, settings)
        later = await one_night(web, [archive], settings, 4)

    assert finding(later, f"{NEW}#programme").standing.verdict == "alive"
    assert [link.rewritten for link in finding(later, f"{NEW}#programme").links] == [False]
    assert [(link.rewritten, link.written) for link in old(later).links] == [(True, f"{NEW}#programme")]
    assert later.report.summary.rewritten == 1
    assert [(line.links, line.rewritten, line.dead) for line in later.report.summary.lines] == [(2, 1, 0)]
    assert later.diff == ""


async def test_when_the_original_lives_again_it_is_offered_back(tmp_path: Path) -> None:
    """An original whose link leads to an alias is still asked, and its revival is news."""
    archive, settings = shelved(tmp_path, one=TEXT), replace(settings_in(tmp_path), write=True, aliases=True)
    async with web_with() as web:
        await nights(web, archive, settings)
    async with web_with(maren_github_com=Site(default=LIVING)) as web:
        outcome = await one_night(web, [archive], settings, 60)
        story = await explain_url(f"{OLD}#programme", settings, world_of(web, FIRST_NIGHT))

    assert old(outcome).recovered
    assert old(outcome).alias is None
    assert "Documents have an alias in its place" in story


AFTERWARDS = Capture(NEW, "20150701000000", body=FESTIVAL)
LATER = f"https://web.archive.org/web/20150701000000/{NEW}#programme"


@pytest.mark.parametrize(
    ("captures", "snapshot"),
    [((*CAPTURES, AFTERWARDS), f"{SNAPSHOT}#programme"), ((AFTERWARDS,), LATER)],
    ids=["of the original", "of the alias"],
)
async def test_an_alias_that_dies_is_preserved_as_any_link(
    tmp_path: Path, captures: tuple[Capture, ...], snapshot: str
) -> None:
    """A snapshot is written in its place, of what the author saw if there is one; both edits can be undone in turn."""
    archive, settings = shelved(tmp_path, one=TEXT), replace(settings_in(tmp_path), write=True, aliases=True)
    before = (archive / "one.md").read_bytes()
    async with web_with() as web:
        await nights(web, archive, settings)
        with_alias = (archive / "one.md").read_bytes()
    gone = {host: Site(default=status(404)) for host in ("maren.github.com", "maren.github.io")}
    async with small_web(gone, captures) as web:
        await nights(web, archive, settings, (40, 41, 43))
        text = (archive / "one.md").read_text()
        world = world_of(web, FIRST_NIGHT)
        await undo_edits(Chosen(url=f"{NEW}#programme"), settings, world, Silence())
        assert (archive / "one.md").read_bytes() == with_alias
        await undo_edits(Chosen(), settings, world, Silence())

    assert f"]({snapshot})" in text
    assert (archive / "one.md").read_bytes() == before


async def test_an_alias_that_was_undone_is_not_proposed_again_and_a_snapshot_is(tmp_path: Path) -> None:
    """A person has said no to the alias: the next night writes the snapshot, and the alias never."""
    archive, settings = shelved(tmp_path, one=TEXT), replace(settings_in(tmp_path), write=True, aliases=True)
    async with web_with() as web:
        await nights(web, archive, settings)
        await undo_edits(Chosen(), settings, world_of(web, FIRST_NIGHT), Silence())
        await one_night(web, [archive], settings, 4)

    assert f"{SNAPSHOT}#programme" in (archive / "one.md").read_text()
    with Store.open(settings.db, SystemClock()) as store:
        states = [(edit.timestamp, edit.state) for edit in store.ledger.edits()]
    assert states == [("", EditState.UNDONE), ("20150603000000", EditState.APPLIED)]


async def test_an_alias_that_was_declined_is_never_proposed_again(tmp_path: Path) -> None:
    """Not at night, and not by the command either: both offer the snapshot."""
    archive, settings = shelved(tmp_path, one=TEXT), replace(settings_in(tmp_path), aliases=True)
    async with web_with() as web:
        await nights(web, archive, settings)
        with Store.open(settings.db, SystemClock()) as store:
            (proposed,) = store.ledger.edits(state=EditState.PROPOSED)
            assert proposed.id is not None
            store.ledger.set_state([proposed.id], EditState.DECLINED, FIRST_NIGHT)
        night = await one_night(web, [archive], settings, 4)
        command = await rewrite_archive([archive], settings, world_of(web, FIRST_NIGHT), Silence())

    assert proposed.new == f"{NEW}#programme"
    for outcome in (night, command):
        assert [edit.new for edit in outcome.report.rewrites[0].edits] == [f"{SNAPSHOT}#programme"]


async def test_a_place_that_is_excluded_afterwards_holds_nothing_back(tmp_path: Path) -> None:
    """Whoever wants no such place for an alias excludes it, and gets the snapshot in the same run."""
    archive, settings = shelved(tmp_path, one=TEXT), replace(settings_in(tmp_path), write=True)
    async with web_with() as web:
        await nights(web, archive, settings)
        outcome = await one_night(web, [archive], replace(settings, exclude=("//maren\\.github\\.io/",)), 4)

    assert old(outcome).alias is None
    assert f"]({SNAPSHOT}#programme)" in (archive / "one.md").read_text()


async def test_an_alias_that_was_not_seen_lately_is_not_written(tmp_path: Path) -> None:
    """It holds the snapshot back; the command that asks nothing writes neither."""
    archive, settings = shelved(tmp_path, one=TEXT), settings_in(tmp_path)
    asked = replace(settings, write=True, aliases=True)
    async with web_with() as web:
        await nights(web, archive, settings)
        late = FIRST_NIGHT + timedelta(days=60)
        await rewrite_archive([archive], asked, world_of(web, late), Silence())
        untouched = (archive / "one.md").read_text()
        soon = FIRST_NIGHT + timedelta(days=20)
        await rewrite_archive([archive], asked, world_of(web, soon), Silence())

    assert TEXT in untouched
    assert f"]({NEW}#programme)" in (archive / "one.md").read_text()


async def test_an_alias_that_fails_as_a_link_of_its_own_is_not_written(tmp_path: Path) -> None:
    """The document links to the new place too, and tonight's check of that found it gone: nothing is rewritten."""
    archive = shelved(tmp_path, one=f"{TEXT} And [there]({NEW}#now).")
    settings = replace(settings_in(tmp_path), write=True, aliases=True)
    async with web_with() as web:
        await nights(web, archive, settings, (0, 1))
    async with web_with(status(404)) as web:
        outcome = await one_night(web, [archive], settings, 12)

    assert finding(outcome, f"{NEW}#now").standing.verdict == "dead"
    assert old(outcome).standing.confirmed
    assert outcome.diff == ""


async def test_rewrite_writes_an_undone_alias_again_when_it_is_asked_to(tmp_path: Path) -> None:
    """Whoever runs the command with --aliases asks for it; without, the snapshot is written."""
    archive, settings = shelved(tmp_path, one=TEXT), replace(settings_in(tmp_path), write=True)
    asked = replace(settings, aliases=True)
    async with web_with() as web:
        await nights(web, archive, asked)
        world = world_of(web, FIRST_NIGHT + timedelta(days=4))
        await undo_edits(Chosen(), settings, world, Silence())
        await rewrite_archive([archive], asked, world, Silence())
        again = (archive / "one.md").read_text()
        await undo_edits(Chosen(), settings, world, Silence())
        await rewrite_archive([archive], settings, world, Silence())

    assert f"]({NEW}#programme)" in again
    assert f"]({SNAPSHOT}#programme)" in (archive / "one.md").read_text()


async def test_the_author_wrote_the_new_address_too(tmp_path: Path) -> None:
    """A link to the alias that stood there from the first is no sign that the proposal was made."""
    text = f"[the lantern festival]({OLD}) is now [there]({NEW})."
    archive, settings = shelved(tmp_path, one=text), replace(settings_in(tmp_path), aliases=True)
    async with web_with() as web:
        await nights(web, archive, settings)
        moved = (archive / "one.md").read_text().replace("[the", "A line was put before.\n\n[the")
        (archive / "one.md").write_text(moved)
        outcome = await one_night(web, [archive], settings, 4)

    assert [link.rewritten for link in finding(outcome, OLD).links] == [False]
    assert [link.text for link in finding(outcome, NEW).links] == ["there"]


async def test_a_dead_link_that_the_author_took_out_was_not_replaced(tmp_path: Path) -> None:
    """What stood there from the first stays the author's, also when the dead link is gone: undo does not touch it."""
    text = f"[the lantern festival]({OLD}) is now [there]({NEW})."
    archive, settings = shelved(tmp_path, one=text), replace(settings_in(tmp_path), aliases=True)
    async with web_with() as web:
        await nights(web, archive, settings)
        without = (archive / "one.md").read_text().replace(f"[the lantern festival]({OLD})", "The lantern festival")
        (archive / "one.md").write_text(without)
        await one_night(web, [archive], settings, 4)
        await undo_edits(Chosen(), settings, world_of(web, FIRST_NIGHT), Silence())

    assert (archive / "one.md").read_text() == without
    with Store.open(settings.db, SystemClock()) as store:
        assert [edit.state for edit in store.ledger.edits()] == [EditState.PROPOSED]


async def test_a_proposal_that_was_merged_counts_as_made(tmp_path: Path) -> None:
    """Where somebody has put the alias in, the ledger knows it from the next night on."""
    archive, settings = shelved(tmp_path, one=TEXT), replace(settings_in(tmp_path), aliases=True)
    async with web_with() as web:
        await nights(web, archive, settings)
        (archive / "one.md").write_text((archive / "one.md").read_text().replace(OLD, NEW))
        await one_night(web, [archive], settings, 4)

    with Store.open(settings.db, SystemClock()) as store:
        assert [edit.state for edit in store.ledger.edits()] == [EditState.APPLIED]


HOME = page("Maren's pages", "The lantern festival and other things that I have drawn, written and built.")
FALSE = {
    "a catch-all": (LIVING, LIVING),
    "a catch-all that echoes nothing": (page("Maren", "One and the same short text for every address."),) * 2,
    "a home page": (redirect(301, "https://maren.github.io/"), None),
    "a home page elsewhere": (redirect(301, KITES[: KITES.rindex("/")] + "/"), None),
    "a parked domain": (parked(), parked()),
    "a soft 404": (soft_404(), soft_404()),
    "the dead link again": (redirect(302, OLD), None),
    "not there either": (status(410), None),
    "refused": (status(403), None),
    "a forbidden address": (redirect(302, "http://10.1.2.3/lantern-festival"), None),
    "another page altogether": (
        page("Sourdough", "Flour, water, salt and patience: how to bake bread in a cold kitchen."),
        page("Rye", "Another loaf that nobody asked about, with caraway and molasses."),
    ),
}


@pytest.mark.parametrize(("new", "default"), FALSE.values(), ids=FALSE)
async def test_a_false_alias_is_none(tmp_path: Path, new: Behaviour, default: Behaviour | None) -> None:
    """What is not surely the page is not offered, and the snapshot is written as ever."""
    archive, settings = shelved(tmp_path, one=TEXT), replace(settings_in(tmp_path), write=True, aliases=True)
    async with web_with(new, default) as web:
        outcome = await nights(web, archive, settings)

    assert old(outcome).alias is None
    assert f"]({SNAPSHOT}#programme)" in (archive / "one.md").read_text()
    assert NEW in against(tmp_path, f"{OLD}#programme")


async def test_the_same_page_by_https(tmp_path: Path) -> None:
    """A site that answers only by https now: the page keeps its path, and is offered there."""
    url = "http://tides.example/tables"
    tables = page("Tide tables", "High and low water for every port of the coast.")

    async def by_scheme(request, exchange) -> None:  # type: ignore[no-untyped-def]
        await (tables if request.scheme == "https" else status(404))(request, exchange)

    archive = shelved(tmp_path, one=f"[Tide tables of the coast]({url})")
    async with small_web({"tides.example": Site({"/tables": by_scheme})}) as web:
        outcome = await one_night(web, [archive], settings_in(tmp_path), 0)

    alias = finding(outcome, url).alias
    assert alias is not None
    assert (alias.url, alias.kind) == ("https://tides.example/tables", "https")


async def test_where_others_of_the_site_moved(tmp_path: Path) -> None:
    """Two articles of a dead host redirect to its new one: the third, which does not, is found there at its slug."""
    moved = {f"/{name}.html": redirect(301, f"https://new.example/blog/{name}/") for name in ("oars", "sails")}
    living = {
        f"/blog/{name}/": page(f"About {name}", f"All that is to be said about {name}, and how to mend them.")
        for name in ("oars", "sails", "anchors")
    }
    text = " ".join(f"[About {name}](http://old.example/{name}.html)" for name in ("oars", "sails", "anchors"))
    archive = shelved(tmp_path, one=text)
    async with small_web({"old.example": Site(moved, status(410)), "new.example": Site(living)}) as web:
        outcome = await one_night(web, [archive], settings_in(tmp_path), 0)

    alias = finding(outcome, "http://old.example/anchors.html").alias
    assert alias is not None
    assert (alias.url, alias.kind) == ("https://new.example/blog/anchors/", "moved-site")
    assert "2 other pages" in alias.why


async def test_never_asked(tmp_path: Path) -> None:
    """No action link, no excluded URL, no password, no token and no living link is thought of elsewhere."""
    text = "\n".join(
        f"<{url}>"
        for url in (
            "http://maren.github.com/unsubscribe?token=a1b2c3d4e5f6",
            "http://secret:word@maren.github.com/lantern-festival",
            "http://maren.github.com/lantern-festival?access_token=a1b2c3d4e5f6a7b8",
            OLD,
            KITES,
        )
    )
    archive, settings = shelved(tmp_path, one=text), replace(settings_in(tmp_path), exclude=("github\\.io",))
    async with web_with() as web:
        await nights(web, archive, settings)
        assert web.asked("maren.github.io") == ()
        assert [request for request in web.requests if "unsubscribe" in request.target] == []
        assert ("maren.github.io", 443) not in web.connections
    assert sought(tmp_path, KITES) == ()


async def test_an_excluded_link_is_not_sought(tmp_path: Path) -> None:
    """What is excluded after its death has no new place, and none is asked."""
    archive, settings = shelved(tmp_path, one=f"[a]({OLD})"), settings_in(tmp_path)
    async with web_with() as web:
        await only_checked(web, archive, settings)
        await one_night(web, [archive], replace(settings, exclude=("lantern",)), 1)
        assert web.asked("maren.github.io") == ()


async def test_a_forbidden_address_is_never_contacted(tmp_path: Path) -> None:
    """A new host that resolves to a private address outside the allowed ranges is not connected to."""
    archive, settings = shelved(tmp_path, one=TEXT), settings_in(tmp_path)
    sites = {"maren.github.com": Site(default=status(404)), "kites.example": Site(default=LIVING)}
    async with Web(sites, names={"maren.github.io": "10.1.2.3"}) as web:
        outcome = await one_night(web, [archive], settings, 0)

    assert old(outcome).alias is None
    assert "forbidden-address" in against(tmp_path, f"{OLD}#programme")


async def test_what_the_deadline_cuts_off_stays_due(tmp_path: Path) -> None:
    """Nothing is remembered of a search that was not made, the report counts it, and the next night makes it."""
    archive, settings = shelved(tmp_path, one=TEXT), settings_in(tmp_path)
    async with web_with() as web:
        await only_checked(web, archive, settings)
        cut = await one_night(web, [archive], replace(settings, deadline=0.0), 1)
        assert sought(tmp_path, f"{OLD}#programme") == ()
        after = await one_night(web, [archive], settings, 2)

    assert cut.report.left.aliases == 1
    assert old(after).alias is not None


async def test_it_is_asked_again_every_month_while_the_link_is_dead(tmp_path: Path) -> None:
    """Not before; then an alias that died is offered no longer, and one that came up is."""
    archive, settings = shelved(tmp_path, one=TEXT), settings_in(tmp_path)
    async with web_with() as web:
        await nights(web, archive, settings, (0, 1, 3, 20))
        assert [request.url for request in web.asked("maren.github.io")].count(NEW) == 1
    async with web_with(status(404)) as web:
        gone = await one_night(web, [archive], settings, 31)
    async with web_with() as web:
        early = await one_night(web, [archive], settings, 50)
        again = await one_night(web, [archive], settings, 62)

    assert [old(one).alias is not None for one in (gone, early, again)] == [False, False, True]


async def test_what_fails_in_passing_is_asked_the_next_night(tmp_path: Path) -> None:
    """A new host that is overloaded in the first night is asked in the second, before the death is confirmed."""
    archive, settings = shelved(tmp_path, one=TEXT), settings_in(tmp_path)
    async with web_with(status(503)) as web:
        first = await one_night(web, [archive], settings, 0)
    async with web_with() as web:
        second = await one_night(web, [archive], settings, 1)

    assert (old(first).alias, old(second).alias is not None) == (None, True)


async def test_a_network_that_fails_meanwhile_takes_nothing_from_the_night(tmp_path: Path) -> None:
    """The checks keep their strikes, nothing is remembered of the search, and the next night makes it."""
    canary = "https://canary.example/"
    archive = shelved(tmp_path, one=TEXT)
    settings = settings_in(tmp_path, canaries=(canary,))
    rounds = 0

    async def twice(request, exchange) -> None:  # type: ignore[no-untyped-def]
        nonlocal rounds
        rounds += 1
        await (page("Up", "All is well here.") if rounds <= 2 else reset())(request, exchange)

    heard = Listening()
    async with web_with(canary_example=Site(default=twice)) as web:
        outcome = await one_night(web, [archive], settings, 0, heard)

    assert old(outcome).standing.strikes == 1
    assert outcome.exit_code is ExitCode.OK
    assert any("aliases are sought another night" in line for line in heard.lines)
    assert sought(tmp_path, f"{OLD}#programme") == ()
    assert outcome.report.left.aliases == 1


async def test_lookup_seeks_aliases_first(tmp_path: Path) -> None:
    """The command that asks the archives asks for a living page before."""
    archive, settings = shelved(tmp_path, one=TEXT), settings_in(tmp_path)
    async with web_with(status(503)) as web:
        await one_night(web, [archive], settings, 0)
    night = FIRST_NIGHT + timedelta(days=1)
    async with web_with() as web:
        outcome = await look_up_archive(replace(settings, now=night), world_of(web, night), Silence())

    assert isinstance(old(outcome).alias, Alias)


def test_settings_default_to_offering() -> None:
    """Nobody gets an alias in a file who has not asked for it."""
    assert not Settings().aliases
