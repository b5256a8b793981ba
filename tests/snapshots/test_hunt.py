"""One link's hunt through the Wayback Machine."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import document, html, page, redirect, status
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request
from linkcheck.demo.web.wayback import Capture
from linkcheck.model import Found, Missing, Unavailable
from linkcheck.snapshots.cdx import LIMIT
from linkcheck.snapshots.urls import moment_of
from tests.snapshots.machine import LIGHT, good, machine, quick, wanted

URL = "http://log.example/a"


def telling(held: Mapping[str, int]) -> Behaviour:
    """A replay whose Link header tells the captures before and after, as production's does."""

    async def replay(request: Request, exchange: Exchange) -> None:
        asked = request.path.removeprefix("/web/")[:14]
        closest = min(held, key=lambda one: abs(moment_of(one) - moment_of(asked)))
        if closest != asked:
            await exchange.answer(302, headers=[("Location", f"/web/{closest}id_/{URL}")])
            return
        times = sorted(held)
        place = times.index(closest)
        around = {"prev memento": place - 1, "next memento": place + 1}
        links = [
            f'<https://web.archive.org/web/{times[at]}id_/{URL}>; rel="{relation}"; datetime="{_date(times[at])}"'
            for relation, at in around.items()
            if 0 <= at < len(times)
        ]
        headers = [("Memento-Datetime", _date(closest)), ("Link", ", ".join(links))]
        await exchange.answer(held[closest], html("The lighthouse log", LIGHT), headers)

    return replay


def _date(timestamp: str) -> str:
    return format_datetime(moment_of(timestamp), usegmt=True)


@pytest.mark.parametrize(
    ("held", "until", "expected", "replays", "queries"),
    [
        ({"20170322120000": 200, "20170331120000": 200}, "", "20170331120000", 3, 0),
        ({"20170322120000": 200, "20170404120000": 200}, "", "20170322120000", 2, 0),
        ({"20170327120000": 200, "20170320120000": 200}, "", "20170327120000", 2, 0),
        ({"20170101120000": 200, "20170401120000": 200}, "2017-03-30", "20170101120000", 3, 0),
        ({"20170101120000": 404, "20170401120000": 200}, "2017-03-30", "missing", 3, 1),
    ],
)
async def test_what_the_link_header_tells(
    held: dict[str, int], until: str, expected: str, replays: int, queries: int
) -> None:
    """The next or the last capture that counts is found by the Link header, without a question to the slow index."""
    async with machine(replay=telling(held)) as made:
        answer = await made.archives.lookup(wanted(URL, until=until))
        assert (answer.snapshot.timestamp if isinstance(answer, Found) else "missing") == expected
        assert len(made.replays) == replays
        assert len(made.queries) == queries


async def test_the_budget_of_one_link() -> None:
    """No more captures are replayed for one link than the settings allow, and what was left is said."""
    captures = [Capture(URL, f"201704{day:02}000000", 302, location="http://log.example/") for day in range(1, 21)]
    async with machine(captures, settings=quick(max_replays=4)) as made:
        missing = await made.archives.lookup(wanted(URL))
        assert isinstance(missing, Missing)
        assert "16 more were not tried" in missing.why
        assert len([target for target in made.replays if not target.startswith("/web/20170326120000")]) == 4


async def test_no_budget_no_question() -> None:
    """A link whose replays are used up costs the slow index nothing."""
    async with machine([Capture(URL, "20170401000000", 404, "Gone fishing")], settings=quick(max_replays=1)) as made:
        missing = await made.archives.lookup(wanted(URL))
        assert isinstance(missing, Missing)
        assert "status 404" in missing.why
        assert not made.queries


async def test_a_redirect_that_leads_away_lets_pages_go_first() -> None:
    """One redirect to the front page is seldom alone: pages farther away are tried before the other redirects."""
    captures = [Capture(URL, f"201704{day:02}000000", 302, location="http://log.example/") for day in range(1, 21)]
    async with machine([*captures, good(URL, "20160401000000")]) as made:
        found = await made.archives.lookup(wanted(URL))
        assert isinstance(found, Found)
        assert found.snapshot.timestamp == "20160401000000"
        assert len(made.replays) <= 4


async def test_one_fault_at_the_timegate_is_made_up_by_the_index() -> None:
    """Where only the TimeGate is out of order, the index leads to the same capture."""
    capture = good(URL, "20170401000000")

    async with machine([capture]) as made:
        made.web._sites["web.archive.org"] = _without_timegate(made.web._sites["web.archive.org"])
        found = await made.archives.lookup(wanted(URL))
        assert isinstance(found, Found)
        assert found.snapshot.timestamp == "20170401000000"


def _without_timegate(site: Site) -> Site:
    return Site({**site.routes, "/web/20170326120000id_/*": status(503)})


async def test_what_is_listed_but_cannot_be_replayed_is_not_missing() -> None:
    """A capture that the index lists exists, whatever the replay says of it tonight."""
    async with machine([good(URL, "20170401000000")], replay=status(404)) as made:
        answer = await made.archives.lookup(wanted(URL))
        assert isinstance(answer, Unavailable)
        assert "20170401000000" in answer.why


async def test_an_index_in_doubt_is_not_missing() -> None:
    """An index with lines that cannot be read may list what it does not show."""
    async with machine(
        cdx=page("Index", "We are moving house and will be back in the morning, with all of our rows.")
    ) as made:
        assert isinstance(await made.archives.lookup(wanted(URL)), Unavailable)


async def test_an_archive_that_leads_to_a_front_page_by_itself() -> None:
    """The archive may follow a captured redirect before it answers: the front page that it shows then is no page."""
    root = "http://other.example/"
    away = redirect(302, f"https://web.archive.org/web/20170401000000id_/{root}")
    async with machine([good(root, "20170401000000")], faults={URL: away}) as made:
        lookup = await made.archives.lookup(wanted(URL))
        assert not isinstance(lookup, Found)
        assert any(target.endswith(root) for target in made.replays)


async def test_a_captured_page_that_sends_its_reader_on() -> None:
    """A refresh is a redirect: to a front page it had lost the page, to another it is followed."""
    sent = '<head><meta http-equiv="refresh" content="0; url={}"></head><body>Moved.</body>'
    root, moved = "http://log.example/", "http://log.example/new/a"
    captures = [
        Capture(URL, "20170401000000", body=sent.format("/")),
        good(root, "20170401000000"),
        Capture("http://log.example/b", "20170401000000", body=sent.format(moved)),
        good(moved, "20170402000000"),
    ]
    async with machine(captures) as made:
        lost = await made.archives.lookup(wanted(URL))
        found = await made.archives.lookup(wanted("http://log.example/b"))
    assert isinstance(lost, Missing)
    assert "front page" in lost.why
    assert isinstance(found, Found)
    assert found.snapshot.original == moved


WORDS = (
    "The lighthouse log",
    "The log has wind, tide, gales, lamps and every ship that the keeper saw from a balcony.",
)
STRANGER = html("Slots", "Spin and win every single day of the week, with a bonus for new players only. " * 6)


async def test_doubts_end_no_hunt_and_are_no_reason_to_say_missing() -> None:
    """What is in doubt is kept while others are tried; trouble on the way leaves the question open all the same."""
    strangers = [
        Capture(URL, stamp, body=f"{STRANGER}<!-- {stamp} -->") for stamp in ("20170401000000", "20170501000000")
    ]
    async with machine(strangers) as made:
        found = await made.archives.lookup(wanted(URL, texts=WORDS))
        assert isinstance(found, Found)
        assert found.snapshot.timestamp == "20170401000000"
        assert not found.snapshot.verified
        assert any("in doubt" in step.detail for step in found.snapshot.evidence)
    async with machine(strangers, cdx=status(503)) as made:
        assert isinstance(await made.archives.lookup(wanted(URL, texts=WORDS)), Unavailable)


async def test_an_error_page_that_was_captured_every_day_hides_nothing() -> None:
    """Where all the rows that the index gives are of one refused page, it is asked once more, without that page."""
    gone = html("Page not found", "Sorry, the page you are looking for does not exist or has been removed.")
    days = [datetime(2017, 3, 27, tzinfo=UTC) + timedelta(days=day) for day in range(LIMIT + 50)]
    error_pages = [Capture(URL, f"{day:%Y%m%d%H%M%S}", body=gone) for day in days]
    async with machine([*error_pages, good(URL, "20150401000000")]) as made:
        found = await made.archives.lookup(wanted(URL))
        assert isinstance(found, Found)
        assert found.snapshot.timestamp == "20150401000000"
        assert len(made.queries) == 2
        assert "filter=%21digest%3A" in made.queries[1] or "filter=!digest:" in made.queries[1]
    async with machine(error_pages) as made:
        assert isinstance(await made.archives.lookup(wanted(URL)), Missing)
        assert len(made.queries) == 2


async def test_an_index_that_denies_what_was_replayed_is_not_believed() -> None:
    """An empty list is no proof where a capture that belongs on it was just replayed; that of an error does not."""
    gone = html("Page not found", "Sorry, the page you are looking for does not exist or has been removed.")
    empty = document("", "text/plain")
    async with machine([Capture(URL, "20170401000000", body=gone)], cdx=empty) as made:
        answer = await made.archives.lookup(wanted(URL))
        assert isinstance(answer, Unavailable)
        assert "20170401000000 was replayed" in answer.why
    async with machine([Capture(URL, "20170401000000", 404, body=gone)], cdx=empty) as made:
        assert isinstance(await made.archives.lookup(wanted(URL)), Missing)
    async with machine([good(URL, "20200401000000")], cdx=empty) as made:
        assert isinstance(await made.archives.lookup(wanted(URL, until="2019-01-01")), Missing)
