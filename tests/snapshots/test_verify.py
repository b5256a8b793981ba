"""Whether a capture shows the page."""

import pytest

from linkcheck.demo.web.behaviours import html
from linkcheck.model import Answer
from linkcheck.snapshots.outcomes import Capture, Held, Refusal
from linkcheck.snapshots.question import question
from linkcheck.snapshots.verify import far_away, for_review, leads_away, verify
from tests.snapshots.machine import LIGHT, NOW, wanted

URL = "http://log.example/the-lighthouse-log"
TEXTS = (
    "The lighthouse log",
    "The lighthouse log has wind, tide, gales, lamps and every ship, as its keeper saw them from the balcony.",
)
ASKED = question(wanted(URL, until="2020-01-01", texts=TEXTS), NOW, 1000)
PAGE = html("The lighthouse log", LIGHT)


def capture(body: str = PAGE, status: int = 200, timestamp: str = "20170401000000") -> Capture:
    """A capture as the archive served it."""
    address = f"https://web.archive.org/web/{timestamp}id_/{URL}"
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    answer = Answer(address, status, headers, body.encode(), truncated=False, address="127.0.0.1")
    return Capture(timestamp, URL, address.replace("id_", ""), answer)


def test_a_page() -> None:
    """A page inside the window shows what the author saw; the judge's evidence is kept."""
    held = verify(capture(), ASKED)
    assert isinstance(held, Held)
    assert held.distance == ASKED.distance("20170401000000")


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (capture(status=404), "status 404"),
        (capture(status=503), "status 503"),
        (capture(html("Page not found", "Sorry, the page you are looking for does not exist.")), "soft-404"),
        (capture(""), "blank"),
        (capture(timestamp="20200101000000"), "no longer good"),
        (capture(timestamp="20130101000000"), "more than the 1000"),
    ],
)
def test_refused(seen: Capture, why: str) -> None:
    """Errors, soft 404s and captures outside of the window are refused, each with its reason."""
    refusal = verify(seen, ASKED)
    assert isinstance(refusal, Refusal)
    assert why in refusal.why


WALL = "<title>{}</title><body><p>{}</p>{}</body>"


@pytest.mark.parametrize(
    ("seen", "why", "hidden"),
    [
        (capture("<title>The lighthouse log</title><div id=app></div><script>draw()</script>"), "blank", True),
        (capture("<body><img src=logo.png><div id=app></div><script>draw()</script></body>"), "scripts run", False),
        (capture(WALL.format("Before you continue to Log", "We use cookies and data.", "")), "asks for consent", True),
        (capture(WALL.format("Log in", "Welcome.", "<input type=password>")), "page to log in", True),
        (
            capture(html("Slots and jackpots", "Spin and win every day, with a bonus for new players. " * 9)),
            "another",
            False,
        ),
    ],
)
def test_in_doubt(seen: Capture, why: str, hidden: bool) -> None:
    """A wall, what its scripts would draw, and words that are not the author's: held for a person."""
    held = verify(seen, ASKED)
    assert isinstance(held, Held)
    assert why in held.doubts[0]
    assert held.hidden is hidden
    assert held.fingerprint


@pytest.mark.parametrize(
    ("origin", "target", "away"),
    [
        ("http://log.example/a", "http://log.example/", True),
        ("http://log.example/a", "https://www.log.example/index.html", True),
        ("http://log.example/a", "http://other.example/", True),
        ("http://log.example/a", "http://other.example/a", False),
        ("http://log.example/", "http://other.example/", False),
        ("http://log.example/index.html", "http://log.example/", False),
        ("http://bit.ly/a", "http://log.example/", False),
        ("http://bit.ly/a", "http://bit.ly/", True),
        ("http://log.example/a", "http://other.example/?utm_source=old", True),
        ("http://log.example/a", "http://other.example/en/", True),
        ("http://log.example/a", "http://other.example/en/a", False),
        ("http://log.example/a", "https://accounts.google.com/ServiceLogin?continue=x", True),
        ("http://log.example/a", "http://log.example/login?next=/a", True),
        ("http://log.example/login", "http://log.example/sign-in", False),
        ("http://log.example/a", "https://consent.yahoo.com/collect?x=1", True),
    ],
)
def test_leads_away(origin: str, target: str, away: bool) -> None:
    """A deep link that was sent to a front page or a wall had lost its page; a short link may stand for one."""
    assert bool(leads_away(origin, target)) is away


@pytest.mark.parametrize(
    ("url", "days", "review"),
    [
        ("http://log.example/", 61, True),
        ("http://log.example/", -61, True),
        ("http://log.example/", 60, False),
        ("http://log.example/", None, False),
        ("http://log.example/a", 4000, False),
        ("http://log.example/en/", 61, True),
        ("http://us.pycon.org/2013/schedule/", 61, True),
        ("http://us.pycon.org/2013/schedule/", -60, False),
        ("http://log.example/2013/05/schedule-your-week", 400, False),
    ],
)
def test_for_review(url: str, days: int | None, review: bool) -> None:
    """Only a home page, or a page of a yearly event, from more than 60 days away is for review."""
    assert bool(for_review(url, days)) is review


def test_far_away() -> None:
    """A snapshot more than a year away is marked, on both sides."""
    assert [bool(far_away(days)) for days in (365, 366, -366, None)] == [False, True, True, False]
