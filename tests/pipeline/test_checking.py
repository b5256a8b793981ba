"""linkcheck.pipeline.checking: what is asked, what is never asked, and what counts as a strike."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import redirect, retry_after
from linkcheck.errors import ExitCode, NetworkUnfit
from linkcheck.model import Network, Reason, Verdict
from linkcheck.pipeline import Silence, check_archive
from linkcheck.store import Store
from tests.pipeline.support import (
    CONFIRMING,
    FIRST_NIGHT,
    KITES,
    LOST,
    Listening,
    finding,
    nights,
    one_night,
    settings_in,
    shelved,
    small_web,
    world_of,
)

ACTION = "https://list.example/unsubscribe?u=7f3a9c2b1d"
CANARY = "https://kites.example/"


async def test_an_action_link_is_never_fetched(tmp_path: Path) -> None:
    """Not from a document, not from the command line, not through a short link; and no web archive hears of it."""
    archive = shelved(tmp_path, one=f"[a]({ACTION}) [b](http://bit.ly/2leave)")
    settings, listening = settings_in(tmp_path), Listening()
    async with small_web({"bit.ly": Site(default=redirect(301, ACTION))}) as web:
        for day in CONFIRMING:
            outcome = await one_night(web, [archive], settings, day, listening)
        later = world_of(web, FIRST_NIGHT + timedelta(days=5))
        named = await check_archive((), (ACTION,), settings, later, listening, everything=True)

    assert [(one.standing.verdict, one.standing.reason) for one in outcome.report.findings] == [
        (Verdict.SKIPPED, Reason.ACTION)
    ] * 2
    assert [one.reason for one in named.said] == [Reason.ACTION]
    assert web.asked("list.example") == ()
    assert web.asked("web.archive.org") == ()
    assert "7f3a9c2b1d" not in repr(outcome.report) + repr(named) + "".join(listening.lines)


async def test_snapshots_in_documents_are_not_asked(tmp_path: Path) -> None:
    """A snapshot's URL is told from an ordinary link: it is skipped, and never wrapped again."""
    archive = shelved(tmp_path, one=f"[a](https://web.archive.org/web/2014/{LOST})")
    async with small_web() as web:
        outcome = await nights(web, archive, settings_in(tmp_path))

    assert [one.standing.reason for one in outcome.report.findings] == [Reason.SNAPSHOT]
    assert web.asked("web.archive.org") == ()
    assert outcome.diff == ""


async def test_a_forbidden_address_is_not_contacted(tmp_path: Path) -> None:
    """Without leave for it a private address is skipped on the first request, and unsure behind a redirect."""
    archive = shelved(tmp_path, one="[a](http://10.1.2.3/x) [b](https://leads.example/x)")
    async with small_web({"leads.example": Site(default=redirect(302, "http://10.1.2.3/"))}) as web:
        outcome = await one_night(web, [archive], settings_in(tmp_path), 0)

    told = {one.url: (one.standing.verdict, one.standing.reason) for one in outcome.report.findings}
    assert told == {
        "http://10.1.2.3/x": (Verdict.SKIPPED, Reason.FORBIDDEN_ADDRESS),
        "https://leads.example/x": (Verdict.UNSURE, Reason.FORBIDDEN_ADDRESS),
    }


async def test_links_with_equal_requests_are_asked_once(tmp_path: Path) -> None:
    """Two targets that differ in their fragment share the answer, each with its own URL at the head of its hops."""
    archive = shelved(tmp_path, one=f"[a]({LOST}#one) [b]({LOST}#two)")
    async with small_web() as web:
        outcome = await one_night(web, [archive], settings_in(tmp_path), 0)

    assert [request.url for request in web.asked("lost.example")].count(LOST) == 1
    assert [(one.url, one.hops[0].url) for one in outcome.report.findings] == [
        (f"{LOST}#one", f"{LOST}#one"),
        (f"{LOST}#two", f"{LOST}#two"),
    ]


async def test_with_canaries_off_failures_are_strikes(tmp_path: Path) -> None:
    """An empty list turns the test of the network off, not the counting."""
    archive = shelved(tmp_path, one=f"[a]({LOST})")
    async with small_web() as web:
        outcome = await nights(web, archive, settings_in(tmp_path))

    assert finding(outcome, LOST).standing.strikes == 3
    assert finding(outcome, LOST).standing.confirmed


async def test_a_night_without_a_network_counts_for_nothing(tmp_path: Path) -> None:
    """When the canaries do not answer: exit code 3, no strike, the files as they were, the run marked unfit."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), settings_in(tmp_path, (CANARY,))
    async with small_web() as web:
        web.unplugged = True
        outcome = await one_night(web, [archive], settings, 0)
        with pytest.raises(NetworkUnfit):
            await check_archive([archive], (), settings, world_of(web, FIRST_NIGHT), Silence(), everything=True)
        web.unplugged = False
        next_night = await one_night(web, [archive], settings, 1)

    assert outcome.exit_code is ExitCode.UNFIT
    assert outcome.report.run.network is Network.UNFIT
    assert finding(next_night, LOST).standing.strikes == 1


async def test_a_run_that_was_killed_gives_no_strike(tmp_path: Path) -> None:
    """A check behind which no canary round passed in its run is remembered, and counts for nothing."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), settings_in(tmp_path, (CANARY,))
    async with small_web() as web:
        await one_night(web, [archive], settings, 0)
        world = world_of(web, FIRST_NIGHT)
        with Store.open(settings.db, world.clock) as store:
            (check,) = store.checks.of(LOST)
            killed = store.runs.begin(FIRST_NIGHT, "test", "0")
            store.checks.add(killed, replace(check, at=check.at.replace(day=21)), FIRST_NIGHT.date())
        outcome = await one_night(web, [archive], settings, 3)

    assert finding(outcome, LOST).standing.strikes == 2


async def test_what_is_put_off_stays_due_and_is_counted(tmp_path: Path) -> None:
    """A host that asks for a long rest gets no check tonight; the run tells how many were deferred."""
    archive, settings = shelved(tmp_path, one=f"[a](https://busy.example/x) [b]({KITES})"), settings_in(tmp_path)
    async with small_web({"busy.example": Site(default=retry_after(7200))}) as web:
        outcome = await one_night(web, [archive], settings, 0)

    assert outcome.report.run.deferred == 1
    assert outcome.report.left.checks == 1
    assert [one.url for one in outcome.report.findings] == [KITES]


async def test_a_deadline_that_has_passed_asks_nothing(tmp_path: Path) -> None:
    """Everything due is deferred, nothing is a strike, and the run still ends well with its reports."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST}) [b]({KITES})"), settings_in(tmp_path)
    async with small_web() as web:
        outcome = await one_night(web, [archive], replace(settings, deadline=1e-6), 0)

    assert outcome.exit_code is ExitCode.OK
    assert outcome.report.run.deferred == 2
    assert tuple(outcome.report.findings) == ()
