"""Other web archives, by Memento."""

from typing import Any

import pytest

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import document, html, redirect, retry_after, silent, status
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request
from linkcheck.demo.web.wayback import Capture
from linkcheck.model import Found, Missing, Unavailable
from tests.snapshots.machine import LIGHT, Machine, machine, quick, wanted

URL = "http://log.example/a?b=c"
PAGE = html("The lighthouse log", LIGHT)
STAMPED = ("Memento-Datetime", "Sat, 01 Apr 2017 00:00:00 GMT")
COPY = document(PAGE, headers=[STAMPED])


def other(routes: dict[str, Behaviour]) -> dict[str, Any]:
    """A Wayback Machine that holds nothing, and another archive that is asked then."""
    return {
        "others": {"other.example": Site(routes)},
        "settings": quick(timegates=("http://other.example/wayback/",), timeout=0.1),
    }


async def lookup(made: Machine, **more: object) -> object:
    """One lookup."""
    return await made.archives.lookup(wanted(URL, **more))  # type: ignore[arg-type]


async def test_a_timegate_that_redirects() -> None:
    """The TimeGate is asked with Accept-Datetime and leads to a memento; a reader gets the view without a modifier."""
    routes = {
        f"/wayback/{URL}": redirect(302, f"/wayback/20170401000000/{URL}"),
        f"/wayback/20170401000000/{URL}": COPY,
        f"/wayback/20170401000000id_/{URL}": COPY,
    }
    async with machine(**other(routes)) as made:
        found = await lookup(made)
        assert isinstance(found, Found)
        assert found.snapshot.url == f"http://other.example/wayback/20170401000000/{URL}"
        assert found.snapshot.timestamp == "20170401000000"
        assert found.snapshot.original == URL
        (first, *_) = made.web.asked("other.example")
        assert first.header("Accept-Datetime") == "Sun, 26 Mar 2017 12:00:00 GMT"
        assert isinstance(await made.archives.readable(found.snapshot), Found)


async def test_a_timegate_that_leads_into_a_frame() -> None:
    """As arquivo.pt and webarchive.org.uk do: the page in the frame proves it, the frame's address is written."""
    routes = {
        f"/wayback/{URL}": redirect(302, f"/wayback/20170401000000mp_/{URL}"),
        f"/wayback/20170401000000mp_/{URL}": COPY,
        f"/wayback/20170401000000id_/{URL}": COPY,
        f"/wayback/20170401000000/{URL}": COPY,
    }
    async with machine(**other(routes)) as made:
        found = await lookup(made)
        assert isinstance(found, Found)
        assert found.snapshot.url == f"http://other.example/wayback/20170401000000/{URL}"
        assert isinstance(await made.archives.readable(found.snapshot), Found)


async def test_a_timegate_that_takes_the_url_as_a_parameter() -> None:
    """What stands behind the equals sign is one value, the URL's own parameters in."""
    routes = {
        "/timegate?url=http%3A%2F%2Flog.example%2Fa%3Fb%3Dc": redirect(302, f"/wayback/20170401000000/{URL}"),
        f"/wayback/20170401000000/{URL}": COPY,
    }
    settings = quick(timegates=("http://other.example/timegate?url=",))
    async with machine(others={"other.example": Site(routes)}, settings=settings) as made:
        assert isinstance(await lookup(made), Found)


async def test_a_timegate_that_answers_itself() -> None:
    """A TimeGate may answer with the memento itself, as pywb does, and name it by Content-Location."""
    named = ("Content-Location", f"http://other.example/wayback/20170401000000mp_/{URL}")
    routes = {
        f"/wayback/{URL}": document(PAGE, headers=[STAMPED, named]),
        f"/wayback/20170401000000id_/{URL}": document(
            html("Page not found", "The page was not found."), headers=[STAMPED]
        ),
    }
    async with machine(**other(routes)) as made:
        missing = await lookup(made)
        assert isinstance(missing, Missing)
        assert "soft-404" in missing.why
        del routes[f"/wayback/20170401000000id_/{URL}"]
        found = await lookup(made)
        assert isinstance(found, Found)
        assert found.snapshot.url == f"http://other.example/wayback/20170401000000/{URL}"


async def test_an_archive_that_names_captures_in_its_own_way() -> None:
    """A memento with a URL of another kind is written as it is."""
    routes = {
        f"/wayback/{URL}": redirect(302, "http://other.example/ABC-12"),
        "/ABC-12": COPY,
    }
    async with machine(**other(routes)) as made:
        found = await lookup(made)
        assert isinstance(found, Found)
        assert found.snapshot.url == "http://other.example/ABC-12"


async def test_the_window_holds_there_too() -> None:
    """A memento behind the window is refused."""
    async with machine(**other({f"/wayback/{URL}": COPY})) as made:
        assert isinstance(await lookup(made, until="2017-03-30"), Missing)


async def test_the_order_of_timegates() -> None:
    """They are asked in order, and only as far as one has the page."""

    def archive(name: str, behaviour: Behaviour) -> tuple[str, Site]:
        return name, Site({"/*": behaviour})

    settings = quick(timegates=tuple(f"http://{name}.example" for name in ("first", "second", "third")))
    others = dict(
        [archive("first.example", status(404)), archive("second.example", COPY), archive("third.example", COPY)]
    )
    async with machine(others=others, settings=settings) as made:
        found = await lookup(made)
        assert isinstance(found, Found)
        assert "second.example" in found.snapshot.url
        assert made.web.asked("first.example")
        assert not made.web.asked("third.example")


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (status(404), Missing),
        (status(451), Missing),
        (status(403), Unavailable),
        (status(503), Unavailable),
        (retry_after(30), Unavailable),
        (silent(), Unavailable),
        (document(PAGE), Unavailable),
        (redirect(302, "/again"), Unavailable),
        (redirect(302, "ftp://other.example/"), Unavailable),
        (redirect(302, "https://archive.ph/abc"), Missing),
    ],
)
async def test_what_else_may_come(behaviour: Behaviour, expected: type) -> None:
    """An archive that could not be asked keeps the question open; one whose captures are never written has none."""
    async with machine(**other({"/*": behaviour})) as made:
        assert isinstance(await lookup(made), expected)


async def test_not_asked_while_the_first_archive_is_in_trouble() -> None:
    """Another archive is no stand-in for a Wayback Machine that could not be asked: it may hold a nearer capture."""

    async def fails(_: Request, exchange: Exchange) -> None:
        await exchange.answer(503)

    async with machine(replay=fails, cdx=fails, **other({"/*": COPY})) as made:
        assert isinstance(await lookup(made), Unavailable)
        assert not made.web.asked("other.example")


async def test_another_archive_knows_better_than_what_is_in_doubt() -> None:
    """Where all that the Wayback Machine has is a wall, the other archives are asked; if they have none, it stays."""
    wall = Capture(URL, "20170401000000", body="<title>Before you continue to Log</title><p>Cookies?</p>")
    good_copy = {f"/wayback/{URL}": document(PAGE, headers=[STAMPED])}
    for routes, verified in ((good_copy, True), ({}, False)):
        async with machine([wall], **other(routes)) as made:
            found = await lookup(made)
            assert isinstance(found, Found)
            assert found.snapshot.verified is verified
            assert ("asks for consent" in " ".join(found.snapshot.review)) is not verified
