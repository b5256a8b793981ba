"""Each behaviour, asked over a raw socket, does what its name says."""

import gzip
import zlib
from collections.abc import Callable

import pytest

from linkcheck.demo.web import Behaviour, Site, Web, behaviours
from tests.web.wire import Wire, ask

URL = "http://a.example/path?q=1"


async def _answer(behaviour: Behaviour, url: str = URL, **headers: str) -> Wire:
    async with Web({"a.example": Site(default=behaviour)}) as web:
        return await ask(web, url, headers=headers)


SIMPLE: dict[str, tuple[Behaviour, int, str]] = {
    "page": (behaviours.page("T", "one\n\ntwo"), 200, "<p>one</p>\n<p>two</p>"),
    "gone": (behaviours.gone(), 410, "Gone"),
    "status": (behaviours.status(503), 503, "Service Unavailable"),
    "odd status": (behaviours.status(999), 999, "999"),
    "soft 404": (behaviours.soft_404(), 200, "could not be found"),
    "parked": (behaviours.parked(), 200, "domain may be for sale"),
    "hijacked": (behaviours.hijacked(), 200, "Casino"),
    "login wall": (behaviours.login_wall(), 200, 'type="password"'),
    "consent wall": (behaviours.consent_wall(), 200, "Accept all"),
    "challenge": (behaviours.challenge("cloudflare"), 403, "challenge-platform"),
    "captcha": (behaviours.challenge("captcha"), 200, "g-recaptcha"),
    "service notice": (behaviours.service_notice("Storify", "May 16, 2018"), 200, "shut down on May 16, 2018"),
}


@pytest.mark.parametrize("name", SIMPLE)
async def test_pages_have_their_status_and_words(name: str) -> None:
    """A page comes with its status, its length and the words that make it what it is."""
    behaviour, expected, words = SIMPLE[name]

    answer = await _answer(behaviour)

    assert answer.status == expected
    assert words in answer.text
    assert answer.header("Content-Length") == str(len(answer.body))


def test_an_unknown_challenge_is_refused() -> None:
    """A challenge of a kind that does not exist is an error where it is asked for."""
    with pytest.raises(ValueError, match="riddle"):
        behaviours.challenge("riddle")


LOCATIONS: dict[str, tuple[Behaviour, int, str]] = {
    "redirect": (behaviours.redirect(307, "http://b.example/x y"), 307, "http://b.example/x y"),
    "raw UTF-8": (behaviours.redirect(301, "/créac’h"), 301, "/créac’h"),
    "https": (behaviours.to_https(), 301, "https://a.example/path?q=1"),
    "www": (behaviours.to_www(308), 308, "http://www.a.example/path?q=1"),
    "slash": (behaviours.to_slash(), 301, "/path/?q=1"),
    "loop": (behaviours.loop(), 302, URL),
    "cookie dance": (behaviours.cookie_dance(), 302, URL),
}


@pytest.mark.parametrize("name", LOCATIONS)
async def test_redirects_lead_where_they_say(name: str) -> None:
    """A redirect has its status and its Location, byte for byte."""
    behaviour, expected, location = LOCATIONS[name]

    answer = await _answer(behaviour)

    assert answer.status == expected
    assert answer.header("Location") == location


async def test_to_https_ends_at_https() -> None:
    """The same site over https shows its page."""
    assert (await _answer(behaviours.to_https(), "https://a.example/path")).status == 200


async def test_the_cookie_dance_ends_well() -> None:
    """Who brings the cookie back gets the page."""
    first = await _answer(behaviours.cookie_dance())
    cookie = (first.header("Set-Cookie") or "").partition(";")[0]

    assert (await _answer(behaviours.cookie_dance(), Cookie=cookie)).status == 200


async def test_endless_redirects_never_repeat() -> None:
    """Each hop leads to a new URL."""
    async with Web({"a.example": Site({"/up*": behaviours.endless()})}) as web:
        assert (await ask(web, "http://a.example/up")).header("Location") == "/up?hop=1"
        assert (await ask(web, "http://a.example/up?hop=9")).header("Location") == "/up?hop=10"


async def test_meta_refresh_names_its_target() -> None:
    """The page sends a browser on from its head."""
    answer = await _answer(behaviours.meta_refresh("/next?a=1&b=2"))

    assert '<meta http-equiv="refresh" content="0; url=/next?a=1&amp;b=2">' in answer.text


@pytest.mark.parametrize("value", [7, "Wed, 21 Oct 2026 07:28:00 GMT"])
async def test_retry_after_is_seconds_or_a_date(value: int | str) -> None:
    """429 says when to come back."""
    answer = await _answer(behaviours.retry_after(value))

    assert (answer.status, answer.header("Retry-After")) == (429, str(value))


async def test_gzip_is_honest_and_the_lie_is_not() -> None:
    """One body can be decompressed, the other only claims to be compressed."""
    honest = await _answer(behaviours.gzipped("Colours", "Green."))
    lie = await _answer(behaviours.gzip_lie("Red", "Rare."))

    assert b"<h1>Colours</h1>" in gzip.decompress(honest.body)
    assert lie.header("Content-Encoding") == "gzip"
    with pytest.raises((gzip.BadGzipFile, zlib.error)):
        gzip.decompress(lie.body)


async def test_a_huge_page_is_huge() -> None:
    """The page has at least the size that was asked for."""
    assert len((await _answer(behaviours.huge("Long", 1_000_000))).body) >= 1_000_000


async def test_a_hand_written_head_goes_out_as_written() -> None:
    """A raw page keeps its line ends and knows its body's length."""
    answer = await _answer(behaviours.raw_page(b"HTTP/1.0 200 OK\nContent-Length : %LENGTH%\n\n", "T", "x"))

    assert answer.raw.startswith(b"HTTP/1.0 200 OK\nContent-Length : ")
    assert answer.header("Content-Length") == str(len(answer.body))


async def test_nights_and_requests_take_turns() -> None:
    """A behaviour by night follows the web's night, one in turn follows its own requests."""
    routes = {
        "/night": behaviours.by_night([behaviours.status(503), behaviours.status(200)]),
        "/turn": behaviours.in_turn([behaviours.status(500), behaviours.status(200)]),
    }
    async with Web({"a.example": Site(routes)}) as web:
        seen = []
        for web.night in (1, 2, 3):
            seen.append((await ask(web, "http://a.example/night")).status)
        turns = [(await ask(web, "http://a.example/turn")).status for _ in range(3)]

    assert seen == [503, 200, 503]
    assert turns == [500, 200, 200]


BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(("agent", "expected"), [("Mozilla/5.0 (compatible; linkcheck/1)", 403), (BROWSER, 200)])
async def test_a_site_may_turn_programs_away(agent: str, expected: int) -> None:
    """What says that it is a robot is refused, what looks like a browser is not."""
    behaviour = behaviours.browsers_only(behaviours.page("In", "Come in."), behaviours.status(403))

    assert (await _answer(behaviour, **{"User-Agent": agent})).status == expected


def test_every_factory_is_offered_in_one_place() -> None:
    """What the table of behaviours lists can be called."""
    offered: list[Callable[..., object]] = [getattr(behaviours, name) for name in behaviours.__all__]

    assert all(callable(factory) for factory in offered)
