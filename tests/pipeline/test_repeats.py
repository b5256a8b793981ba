"""Repeated ends, on a web: what becomes of the links of a site that leads them all to one place."""

from pathlib import Path

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import page, redirect
from linkcheck.model import Finding, Reason, Verdict
from tests.pipeline.support import finding, nights, settings_in, shelved, small_web

NAMES = ("glass-harmonica", "copper-lantern", "wooden-bridge", "paper-theatre", "velvet-curtain", "marble-staircase")
"""Six articles, each named for what it is about."""
LINKS = tuple(f"https://sheds.example/2014/{name}" for name in NAMES)
LETTER = " ".join(f"[The {name.replace('-', ' ')} story]({url})\n\n" for name, url in zip(NAMES, LINKS, strict=True))


async def _after(site: Site, folder: Path, *days: int) -> tuple[Finding, ...]:
    archive = shelved(folder, one=LETTER)
    async with small_web({"sheds.example": site}) as web:
        outcome = await nights(web, archive, settings_in(folder), days)
    return tuple(finding(outcome, url) for url in LINKS)


def _said(found: tuple[Finding, ...]) -> set[tuple[Verdict | None, Reason | None]]:
    return {(one.standing.verdict, one.standing.reason) for one in found}


async def test_six_articles_that_lead_to_the_blog_are_dead(tmp_path: Path) -> None:
    """Unlikely URLs get an honest 404, and all six articles the blog: dead by the second night, and it says why."""
    blog = page("Blog", "News of our house, from the people who work here.")
    site = Site({f"/2014/{name}": redirect(301, "/blog") for name in NAMES} | {"/blog": blog})
    found = await _after(site, tmp_path, 0, 1)

    assert _said(found) == {(Verdict.DEAD, Reason.SOFT_404)}
    told = {evidence.detail for one in found for evidence in one.evidence if evidence.mark == "repeated"}
    assert told == {"5 other links to this site end there too"}


async def test_a_place_of_repeated_ends_confirms_as_any_death(tmp_path: Path) -> None:
    """Three nights of strikes confirm it, for the first links too, which passed for living on the first night."""
    blog = page("Blog", "News of our house, from the people who work here.")
    site = Site({f"/2014/{name}": redirect(301, "/blog") for name in NAMES} | {"/blog": blog})
    found = await _after(site, tmp_path, 0, 1, 3, 4)

    assert {one.standing.confirmed for one in found} == {True}


async def test_six_articles_that_moved_live(tmp_path: Path) -> None:
    """A site that gave its articles new addresses keeps its links."""
    site = Site(
        {f"/2014/{name}": redirect(301, f"/articles/{name}-2") for name in NAMES}
        | {f"/articles/{name}-2": page(name.replace("-", " "), "As it was.") for name in NAMES}
    )
    found = await _after(site, tmp_path, 0, 1, 8, 16)

    assert _said(found) == {(Verdict.MOVED, Reason.REDIRECTED)}


async def test_six_articles_that_became_one_live(tmp_path: Path) -> None:
    """A page that has the words of all of them is what became of them, not their loss."""
    words = ", ".join(f"the {name.replace('-', ' ')}" for name in NAMES)
    merged = page("Our collection", f"In one room now: {words}.")
    site = Site({f"/2014/{name}": redirect(301, "/collection") for name in NAMES} | {"/collection": merged})
    found = await _after(site, tmp_path, 0, 1, 8, 16)

    assert _said(found) == {(Verdict.MOVED, Reason.REDIRECTED)}


async def test_a_gate_that_nobody_knows_leaves_them_alive(tmp_path: Path) -> None:
    """A page before everything, led to for now, proves nothing by its being everywhere."""
    gate = page("Hello", "Choose how to go on.")
    site = Site({"/hello": gate}, default=redirect(302, "/hello"))
    found = await _after(site, tmp_path, 0, 1, 8, 16)

    assert _said(found) == {(Verdict.ALIVE, Reason.REDIRECTED)}


async def test_a_consent_page_for_all_is_blocked(tmp_path: Path) -> None:
    """A consent page stands before every article and is the death of none."""
    consent = page("Cookies", "May we store cookies?")
    site = Site({"/cookie-consent": consent}, default=redirect(301, "/cookie-consent"))
    found = await _after(site, tmp_path, 0, 1, 14, 28)

    assert _said(found) == {(Verdict.BLOCKED, Reason.CONSENT_WALL)}
