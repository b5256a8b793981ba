"""Snapshots that only a person may write: what is in doubt is found, told with its reason, and never written."""

from dataclasses import replace
from pathlib import Path

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import html, status
from linkcheck.demo.web.captures import Capture
from linkcheck.model import Found, Placed, Snapshot
from linkcheck.pipeline import Outcome, explain_url
from tests.pipeline.support import (
    FESTIVAL,
    FIRST_NIGHT,
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

BLURB = (
    f"[The lantern festival]({LOST}) fills the river with paper boats, candles and brass bands, and the mayor falls in "
    "from the bridge at midnight, as mayors have done since the flood."
)
CASINO = html("Slots", "Spin and win every single day of the week with a bonus for new players only. " * 6)
CATCH_ALL = html("Moved house", "We have got a new home, and all of our stories will be with you again very soon.")


def only(outcome: Outcome, url: str) -> tuple[Placed, Snapshot]:
    """The one link of a target, and its snapshot."""
    (link,) = finding(outcome, url).links
    assert isinstance(link.snapped.lookup, Found)
    return link, link.snapped.lookup.snapshot


async def test_a_farther_capture_that_has_the_authors_words_is_better_than_a_nearer_one_that_has_none(
    tmp_path: Path,
) -> None:
    """The nearest capture is of whoever had the domain that month: the one behind it is proposed."""
    captures = [Capture(LOST, "20150603000000", body=FESTIVAL), Capture(LOST, "20150601120000", body=CASINO)]
    async with small_web(captures=captures) as web:
        outcome = await nights(web, shelved(tmp_path, one=BLURB), settings_in(tmp_path))

    assert f"]({SNAPSHOT_2015})" in outcome.diff


async def test_what_is_in_doubt_is_never_written(tmp_path: Path) -> None:
    """Nothing but a stranger's page was captured: it is told with its reason, and not written, with `far` either."""
    archive, settings = shelved(tmp_path, one=BLURB), settings_in(tmp_path)
    async with small_web(captures=[Capture(LOST, "20150603000000", body=CASINO)]) as web:
        await nights(web, archive, settings)
        asked = len(web.asked("web.archive.org"))
        outcome = await one_night(web, [archive], replace(settings, far=True), 4)
        story = await explain_url(LOST, settings, world_of(web, FIRST_NIGHT))
        again = await one_night(web, [archive], settings, 31)

    _, snapshot = only(outcome, LOST)
    assert not snapshot.verified
    assert "Slots" in snapshot.review[0]
    assert outcome.diff == again.diff == ""
    assert "not verified" in story
    assert "for a person to look at: it may be another page than the author's" in story
    assert "+1.3  none-of-many" in story
    # its view was not fetched, and a month later it was looked for again
    assert not any(one.target.startswith(f"/web/20150603000000/{LOST}") for one in web.asked("web.archive.org"))
    assert len(web.asked("web.archive.org")) > asked


async def test_a_player_without_its_video_is_not_written(tmp_path: Path) -> None:
    """A captured watch page whose video the web archive does not hold is for a person."""
    video = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    archive, settings = shelved(tmp_path, one=f"[The lantern festival]({video})"), settings_in(tmp_path)
    captures = [Capture(video, "20150603000000", body=FESTIVAL)]
    async with small_web({"www.youtube.com": Site(default=status(404))}, captures) as web:
        outcome = await nights(web, archive, settings)

    _, snapshot = only(outcome, video)
    assert not snapshot.verified
    assert "the video was not" in snapshot.review[0]
    assert outcome.diff == ""


async def test_captures_that_many_pages_share(tmp_path: Path) -> None:
    """Two pages whose captures are alike are proposed; when a third shows that it is every page's, none is any more."""
    urls = [f"https://many.example/stories/{name}" for name in ("otters", "herons", "newts")]
    captures = [Capture(url, "20150603000000", body=CATCH_ALL) for url in urls]
    settings = settings_in(tmp_path)
    async with small_web({"many.example": Site(default=status(404))}, captures) as web:
        before = await nights(web, shelved(tmp_path, one=f"[a]({urls[0]}) [b]({urls[1]})"), settings)
        archive = shelved(tmp_path, two=f"[c]({urls[2]})")
        after = [await one_night(web, [archive], settings, day) for day in (4, 5, 7)]
        story = await explain_url(urls[0], settings, world_of(web, FIRST_NIGHT))

    assert [edit.url for one in before.report.rewrites for edit in one.edits] == urls[:2]
    assert not any(outcome.diff for outcome in after)
    for url in urls:
        _, snapshot = only(after[-1], url)
        assert not snapshot.verified
        assert "the captures of 3 pages of its host are alike" in snapshot.review[0]
    assert "the captures of 3 pages" in story
