"""linkcheck.pipeline.looking: when a snapshot is asked for, with which question, and what is kept of the answer."""

from datetime import UTC, datetime
from pathlib import Path

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import redirect, status
from linkcheck.demo.web.captures import Capture
from linkcheck.demo.web.wayback import wayback
from linkcheck.model import Found, Missing, Standing, Target, Unavailable, Verdict
from linkcheck.pipeline.looking import wanted_for
from linkcheck.settings import Settings
from linkcheck.store import Memory, Question
from tests.pipeline.support import (
    CAPTURES,
    FESTIVAL,
    KITES,
    LETTER,
    LOST,
    SNAPSHOT_2015,
    SNAPSHOT_2019,
    finding,
    nights,
    one_night,
    settings_in,
    shelved,
    small_web,
)

STORIFY = "https://storify.com/maren/a-concert"
SHORT = "http://bit.ly/2lantern"
DAY = datetime(2015, 6, 1, 12, tzinfo=UTC)


def asked_of(url: str, first_failed: datetime | None) -> datetime | None:
    """Until when captures of a URL are good."""
    standing = Standing(Verdict.DEAD, None, False, 1, first_failed, None, None)
    memory = Memory(Target(url), (), (), (), None, (), DAY)
    return wanted_for(memory, standing, Question(url, DAY), Settings()).until


async def test_lookups_begin_at_the_first_decisive_strike(tmp_path: Path) -> None:
    """On the first dead night the answer is fetched, and it is not fetched again."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), settings_in(tmp_path)
    async with small_web() as web:
        first = await one_night(web, [archive], settings, 0)
        asked = len(web.asked("web.archive.org"))
        await one_night(web, [archive], settings, 1)

    assert isinstance(finding(first, LOST).links[0].snapped.lookup, Found)
    assert len(web.asked("web.archive.org")) == asked


async def test_a_soft_failure_is_not_looked_up(tmp_path: Path) -> None:
    """What is merely unsure costs no question."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), settings_in(tmp_path)
    async with small_web(lost=status(500)) as web:
        outcome = await one_night(web, [archive], settings, 0)

    assert finding(outcome, LOST).links[0].snapped.lookup is None
    assert web.asked("web.archive.org") == ()


async def test_each_link_has_the_snapshot_of_its_own_day(tmp_path: Path) -> None:
    """One URL in a letter of 2015 and one of 2019 has two snapshots; two letters of one day share a question."""
    archive = shelved(
        tmp_path,
        one=f"[a]({LOST})",
        two=LETTER.format(date="2019-05-18", text=f"[b]({LOST})"),
        three=f"[c]({LOST})",
    )
    async with small_web() as web:
        outcome = await nights(web, archive, settings_in(tmp_path))

    found = {Path(link.path).stem: link.snapped.lookup for link in finding(outcome, LOST).links}
    assert {name: lookup.snapshot.url for name, lookup in found.items() if isinstance(lookup, Found)} == {
        "one": SNAPSHOT_2015,
        "two": SNAPSHOT_2019,
        "three": SNAPSHOT_2015,
    }


def test_captures_end_where_the_service_closed_or_the_link_failed() -> None:
    """The earlier of the two: what was captured later shows a notice, or nothing."""
    early, late = datetime(2018, 1, 1, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)

    assert asked_of(STORIFY, late) == datetime(2018, 5, 16, tzinfo=UTC)
    assert asked_of(STORIFY, early) == early
    assert asked_of(LOST, late) == late
    assert asked_of(LOST, None) is None


def test_a_service_that_closed_in_part_ends_no_window() -> None:
    """Bitbucket dropped Mercurial in 2020; a Git repository of 2022 that dies today has captures from after that."""
    late = datetime(2026, 11, 20, tzinfo=UTC)

    assert asked_of("https://bitbucket.org/maren/concerts", late) == late


async def test_a_short_link_is_rescued_through_the_target_that_it_led_to_while_it_lived(tmp_path: Path) -> None:
    """The shortener dies and nobody captured the short link: the page that earlier checks saw was captured."""
    captures = [Capture(KITES, "20150603000000", body=FESTIVAL)]
    archive, settings = shelved(tmp_path, one=f"[a]({SHORT})"), settings_in(tmp_path)
    async with small_web({"bit.ly": Site(default=redirect(301, KITES))}, captures) as web:
        await one_night(web, [archive], settings, 0)
    async with small_web({"bit.ly": Site(default=status(404))}, captures) as web:
        outcome = await one_night(web, [archive], settings, 12)

    lookup = finding(outcome, SHORT).links[0].snapped.lookup
    assert isinstance(lookup, Found)
    assert lookup.snapshot.original == KITES


async def test_a_short_link_that_never_lived_is_rescued_through_the_page_it_leads_to(tmp_path: Path) -> None:
    """The shortener works and its target is gone since before the first night: the target was captured."""
    archive, settings = shelved(tmp_path, one=f"[a]({SHORT})"), settings_in(tmp_path)
    async with small_web({"bit.ly": Site(default=redirect(301, LOST))}) as web:
        outcome = await one_night(web, [archive], settings, 0)

    lookup = finding(outcome, SHORT).links[0].snapped.lookup
    assert isinstance(lookup, Found)
    assert lookup.snapshot.url == SNAPSHOT_2015


async def test_an_archive_that_cannot_be_asked_is_asked_another_night(tmp_path: Path) -> None:
    """`unavailable` is never stored as missing, and the next night has the answer."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), settings_in(tmp_path)
    broken = wayback([], replay=status(503), cdx=status(503))
    async with small_web({"web.archive.org": broken}) as web:
        first = await one_night(web, [archive], settings, 0)
    async with small_web() as web:
        second = await one_night(web, [archive], settings, 1)

    assert isinstance(finding(first, LOST).links[0].snapped.lookup, Unavailable)
    assert first.report.left.lookups == 1
    assert isinstance(finding(second, LOST).links[0].snapped.lookup, Found)


async def test_what_is_missing_is_asked_again_after_a_month(tmp_path: Path) -> None:
    """An archive that has none may have one later; until then it is left in peace."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), settings_in(tmp_path)
    async with small_web(captures=[]) as web:
        first = await one_night(web, [archive], settings, 0)
        asked = len(web.asked("web.archive.org"))
        await one_night(web, [archive], settings, 29)
        assert len(web.asked("web.archive.org")) == asked
        await one_night(web, [archive], settings, 31)
        assert len(web.asked("web.archive.org")) > asked

    assert isinstance(finding(first, LOST).links[0].snapped.lookup, Missing)


async def test_an_excluded_site_is_no_backlog(tmp_path: Path) -> None:
    """What the archive does not show stays unavailable, never missing, and is not asked for again every night."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), settings_in(tmp_path)
    excluded = status(403, "org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error")
    async with small_web({"web.archive.org": wayback(CAPTURES, faults={LOST: excluded})}) as web:
        first = await one_night(web, [archive], settings, 0)
        asked = len(web.asked("web.archive.org"))
        await one_night(web, [archive], settings, 1)
        assert len(web.asked("web.archive.org")) == asked
        await one_night(web, [archive], settings, 31)
        assert len(web.asked("web.archive.org")) > asked

    assert isinstance(finding(first, LOST).links[0].snapped.lookup, Unavailable)
    assert not first.report.left.lookups
