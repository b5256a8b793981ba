"""What the crawl asks while a probe is under way."""

import re
from datetime import UTC, date, datetime

import pytest

from linkcheck.judge import LEADS_TO_ACTION, front, judge, refresh, refused, sibling
from linkcheck.judge.questions import acted, unlikely
from linkcheck.model import Answer, Fault, Hop, Probe, Target
from tests.judge.making import answer, failure, probe, prose

URL = "https://press.example/2013/05/otters.html"


def head(markup: str) -> str:
    """A page with something in its head."""
    return f"<html><head><title>x</title>{markup}</head><body>Moved</body></html>"


SENT_BY_SCRIPT = r"""
<noscript><meta http-equiv="refresh" content="0;URL=https://n.example/a"></noscript>
<script>location.replace("https:\/\/n.example\/a")</script>
"""

REFRESHED = [
    ('<meta http-equiv="refresh" content="0; url=/new">', "https://press.example/new"),
    ("<META HTTP-EQUIV=Refresh CONTENT='5;URL=https://new.example/'>", "https://new.example/"),
    ('<meta http-equiv="refresh" content="0;url=//cdn.example/x">', "https://cdn.example/x"),
    ('<meta http-equiv="refresh" content="30; url=/new">', None),
    ('<meta http-equiv="refresh" content="5">', None),
    ('<meta http-equiv="refresh" content="0; url=/2013/05/otters.html#x">', None),
    ('<noscript><meta http-equiv="refresh" content="0; url=/plain"></noscript>', None),
    (SENT_BY_SCRIPT, "https://n.example/a"),
    ('<meta name="x" content="refresh">', None),
]


@pytest.mark.parametrize(("markup", "expected"), REFRESHED)
def test_meta_refresh(markup: str, expected: str | None) -> None:
    """A refresh within five seconds to another page is followed, as a browser with scripts would."""
    assert expected == refresh(answer(URL, 200, head(markup)))


def test_refresh_header() -> None:
    """The header counts like the element, on a page only."""
    assert refresh(answer(URL, 200, "x", {"Refresh": "0; url=/new"})) == "https://press.example/new"
    assert refresh(answer(URL, 404, "x", {"Refresh": "0; url=/new"})) is None


def test_a_challenges_refresh_leads_nowhere() -> None:
    """A challenge that renews itself is not followed."""
    body = head('<meta http-equiv="refresh" content="1; url=/?bm-verify=abc">')

    assert refresh(answer(URL, 200, body)) is None


def test_refused() -> None:
    """Refusals and challenges are worth a second look; what a browser would get too is not."""
    challenge = "<title>Just a moment...</title><script>_cf_chl_opt</script>"

    assert all(refused(answer(URL, status)) for status in (403, 406, 999, 429))
    assert refused(answer(URL, 503, challenge))
    assert refused(answer(URL, 200, challenge))
    assert refused(answer(URL, 404, challenge))
    assert not refused(answer(URL, 429, "", {"Retry-After": "60"}))
    assert not any(refused(answer(URL, status)) for status in (200, 401, 404, 410, 451, 500, 503))


def test_no_sibling_without_suspicion() -> None:
    """A clean page costs no second request, nor does anything but a page."""
    assert sibling(probe(URL, answer(URL, 200, f"<title>Otters</title>{prose(50)}"))) is None
    assert sibling(probe(URL, answer(URL, 404, "<title>Not found</title>"))) is None
    assert sibling(probe(URL, failure(URL, Fault.RESET))) is None


def test_a_sibling_where_a_soft_404_is_suspected() -> None:
    """It stands in the wanted page's folder, with its ending, and is the same for the whole folder."""
    found = sibling(probe(URL, answer(URL, 200, "<title>Not found</title>")))

    assert found is not None
    assert found.startswith("https://press.example/2013/05/q")
    assert found.endswith("x.html")
    assert found == unlikely("https://press.example/2013/05/herons.html")
    assert found != unlikely("https://press.example/2014/05/herons.html")


def test_a_sibling_where_a_redirect_lost_the_page() -> None:
    """A redirect that dropped the slug raises the question for the host that was asked."""
    hops = (Hop(URL, 302), Hop("https://press.example/search", 200))

    found = sibling(probe(URL, answer("https://press.example/search", 200, "<title>Search</title>"), hops))

    assert found is not None
    assert found.startswith("https://press.example/2013/05/q")


def test_no_sibling_behind_walls_and_at_shorteners() -> None:
    """Where a wall, a challenge or a host that tells nothing explains it, nothing more is asked."""
    login = (Hop(URL, 302), Hop("https://press.example/login", 200))
    short = "https://bit.ly/1abc"

    assert sibling(probe(URL, answer("https://press.example/login", 200, "<title>Log in</title>"), login)) is None
    assert sibling(probe(short, answer(short, 200, "<title>Not found</title>"))) is None
    assert (
        sibling(probe("https://x.com/a/status/1", answer("https://x.com/a/status/1", 200, "<title>Not found</title>")))
        is None
    )


def test_an_unlikely_url_carries_no_secrets() -> None:
    """Credentials, query and fragment of the link do not go along."""
    assert "secret" not in unlikely("https://reader:secret@press.example/a/b?token=secret#secret")


@pytest.mark.parametrize(
    ("body", "headers", "led"),
    [
        ('<meta http-equiv="refresh" content="0; url=/unsubscribe?u=1&amp;t=5ec2e7c0ff">', (), True),
        ('<meta http-equiv="refresh" content="30; url=/unsubscribe?u=1&amp;t=5ec2e7c0ff">', (), True),
        ("<p>Wait.</p>", (("Refresh", "9; url=/unsubscribe?u=1&t=5ec2e7c0ff"),), True),
        ('<meta http-equiv="refresh" content="0; url=/kites">', (), False),
        ('<meta http-equiv="refresh" content="0; url=http://[">', (), False),
        ('<a href="/unsubscribe?u=1&amp;t=5ec2e7c0ff">unsubscribe</a>', (), False),
    ],
)
def test_where_a_browser_would_act(body: str, headers: tuple[tuple[str, str], ...], led: bool) -> None:
    """A page that sends a browser on to an action link, at once or later, is known for it; a link on it is none."""
    kind = ("Content-Type", "text/html")
    seen = Answer("https://kites.example/a", 200, (kind, *headers), body.encode(), truncated=False, address="")
    assert bool(acted(seen)) is led
    tonight = datetime(2026, 11, 20, tzinfo=UTC)
    judged = judge(Probe(seen.url, tonight, 0.1, (Hop(seen.url, 200),), seen), Target(seen.url), date(2026, 11, 20))
    marks = [one.mark for one in judged.evidence]
    assert (LEADS_TO_ACTION in marks) is led


QUERIES = [
    ("https://board.example/topic.php?f=3&t=812345", "https://board.example/topic.php?f=N&t=N"),
    ("https://board.example/topic.php?t=812345&utm_source=x", "https://board.example/topic.php?t=N&utm_source=x"),
    ("https://wiki.example/doku.php?id=otters", "https://wiki.example/doku.php?id=Q"),
    ("https://press.example/?p=77", "https://press.example/?p=N"),
    ("https://press.example/search.php?q=otters", "https://press.example/Q.php"),
    ("https://press.example/a/b?p=77", "https://press.example/a/Q"),
]


@pytest.mark.parametrize(("url", "expected"), QUERIES)
def test_where_the_query_names_the_page(url: str, expected: str) -> None:
    """Where a program finds the page by its query, it is the query that is made up; nothing found is no such page."""
    made = re.sub(r"9[0-9]{8}(?![0-9])", "N", re.sub("q[0-9a-f]{14}x", "Q", unlikely(url)))

    assert made == expected
    assert unlikely(url) == unlikely(url)


LED = (Hop(URL, 302), Hop("https://press.example/overview", 200))
OVERVIEW = f"<title>Overview</title><h1>Overview</h1>{prose(40)}"


def test_the_front_page_is_wanted_where_a_sibling_ended_there_too() -> None:
    """For what was led away for now, as its sibling was; for nothing else."""
    page = answer("https://press.example/overview", 200, OVERVIEW)
    other = answer("https://press.example/elsewhere", 200, OVERVIEW)
    for_good = (Hop(URL, 301), LED[1])

    assert front(probe(URL, page, LED, page)) == "https://press.example/"
    assert front(probe(URL, page, LED, other)) is None
    assert front(probe(URL, page, for_good, page)) is None
    assert front(probe(URL, page, LED)) is None
    assert front(probe(URL, failure(URL, Fault.RESET), LED, page)) is None
