"""linkcheck.judge.lasting: which places may stand in a document instead of a living link, and which never."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from linkcheck.judge import expanded, moved_for_good
from linkcheck.model import Check, Hop, Judgement, Reason, Verdict
from linkcheck.settings import Settings

BEGAN = datetime(2026, 11, 1, 3, tzinfo=UTC)
SETTINGS = Settings()
POST = "http://old.example/2015/06/how-blue-ink-is-made.html"
PLACE = "https://new.example/how-blue-ink-is-made/"


def check(url: str, final: str, day: int = 0, verdict: Verdict = Verdict.MOVED, title: str = "", *way: str) -> Check:
    """One night on which a URL led to a place, by a way of its own."""
    reason = Reason.REDIRECTED if verdict in {Verdict.MOVED, Verdict.ALIVE} else Reason("http-404")
    hops = (*(Hop(one, 301) for one in (url, *way)), Hop(final, 200))
    return Check(url, BEGAN + timedelta(days=day), Judgement(verdict, reason, (), title), 200, final, hops, "here")


def nights(url: str, final: str, days: Sequence[int] = (0, 7, 14), title: str = "") -> list[Check]:
    """Some nights that all say the same."""
    return [check(url, final, day, title=title) for day in days]


@pytest.mark.parametrize(
    ("url", "final", "place"),
    [
        (POST, PLACE, PLACE),
        # the link's own fragment is kept, another's is not its own
        (f"{POST}#recipe", PLACE, f"{PLACE}#recipe"),
        (f"{POST}#recipe", f"{PLACE}#recipe", f"{PLACE}#recipe"),
        (POST, f"{PLACE}#recipe", PLACE),
        # what counts readers is not added; what the link had, it keeps; what says which page it is stays
        (POST, f"{PLACE}?utm_source=old&utm_medium=redirect", PLACE),
        (POST, f"{PLACE}?page=2&utm_source=old&fbclid=", f"{PLACE}?page=2"),
        (f"{POST}?utm_source=letter", f"{PLACE}?utm_source=letter", f"{PLACE}?utm_source=letter"),
        # a page's number tells it too
        ("http://old.example/node/48213", "https://new.example/stories/48213-blue-ink", None),
        # never less safe
        ("https://old.example/how-blue-ink-is-made", "http://new.example/how-blue-ink-is-made", ""),
        # a front page, a login, a consent page, a gate that leads back, an error page
        (POST, "https://new.example/", ""),
        (POST, "https://old.example/login?next=/2015/06/how-blue-ink-is-made.html", ""),
        (POST, "https://consent.yahoo.com/how-blue-ink-is-made", ""),
        (POST, "https://accounts.google.com/how-blue-ink-is-made", ""),
        (POST, "https://old.example/gate?to=/2015/06/how-blue-ink-is-made.html", ""),
        (POST, "https://old.example/errors/404.html?from=how-blue-ink-is-made", ""),
        # one reader's language or country
        ("http://old.example/how-blue-ink-is-made", "https://old.example/de/how-blue-ink-is-made", ""),
        ("http://old.example/how-blue-ink-is-made", "https://old.example/en-us/how-blue-ink-is-made", ""),
        ("http://old.example/how-blue-ink-is-made", "https://de.old.example/how-blue-ink-is-made", ""),
        ("http://shop.example.com/how-blue-ink-is-made", "https://shop.example.de/how-blue-ink-is-made", ""),
        ("http://old.example/how-blue-ink-is-made", "https://new.example/how-blue-ink-is-made?lang=de", ""),
        # a language that the link had itself says nothing
        ("http://old.example/de/how-blue-ink-is-made", "https://new.example/de/how-blue-ink-is-made", None),
        # nobody's password, token or subscription
        (POST, "https://jane:secret@new.example/how-blue-ink-is-made/", ""),
        (POST, f"{PLACE}?access_token=5f2b8c9a7d6e4f1a", ""),
        (POST, "https://new.example/how-blue-ink-is-made/unsubscribe?id=3", ""),
        # a short link, or a snapshot, is no better than what it stands for
        (POST, "https://bit.ly/how-blue-ink-is-made", ""),
        (POST, f"https://web.archive.org/web/2015/{POST}", ""),
        # nothing there says that it is the page
        (POST, "https://new.example/welcome", ""),
        ("http://old.example/ink", "https://new.example/drink", ""),
        ("http://old.example/", "https://new.example/", ""),
    ],
)
def test_where_a_page_has_moved(url: str, final: str, place: str | None) -> None:
    """None stands for the final URL itself."""
    assert moved_for_good(nights(url, final), (), SETTINGS) == (final if place is None else place)


@pytest.mark.parametrize(
    ("url", "final", "title", "text", "moved"),
    [
        ("http://old.example/p/7", "https://new.example/blue", "How blue ink is made", "How blue ink is made", True),
        ("http://old.example/p/7", "https://new.example/blue", "Welcome to our shop", "How blue ink is made", False),
        ("http://old.example/", "https://new.example/", "Inkmakers United, a guild", "Inkmakers United", True),
        ("http://old.example/", "https://new.example/", "Domain broker", "Inkmakers United", False),
    ],
)
def test_a_title_tells_the_page(url: str, final: str, title: str, text: str, moved: bool) -> None:
    """Where the URL says nothing, the author's words in the page's title do."""
    assert bool(moved_for_good(nights(url, final, title=title), (text,), SETTINGS)) is moved


@pytest.mark.parametrize(
    ("history", "moved"),
    [
        ([check(POST, PLACE, day) for day in (0, 1, 2)], True),
        ([check(POST, PLACE, day) for day in (0, 1)], False),
        # three checks of one date are one night
        ([check(POST, PLACE, 0), check(POST, PLACE, 0), check(POST, PLACE, 0)], False),
        # another place, a temporary redirect, a failure or a refusal between begins the row anew
        ([check(POST, PLACE + "x/", 0), *nights(POST, PLACE, (1, 2))], False),
        ([*nights(POST, PLACE, (0, 1)), check(POST, PLACE, 2, Verdict.ALIVE), check(POST, PLACE, 3)], False),
        ([*nights(POST, PLACE, (0, 1)), check(POST, PLACE, 2, Verdict.DEAD), *nights(POST, PLACE, (3, 4))], False),
        ([check(POST, PLACE + "x/", 0), *nights(POST, PLACE, (1, 2, 3))], True),
        # the last word counts
        ([*nights(POST, PLACE, (0, 1, 2)), check(POST, PLACE, 3, Verdict.ALIVE)], False),
        ([*nights(POST, PLACE, (0, 1, 2)), check(POST, PLACE, 3, Verdict.UNSURE)], False),
        ([], False),
    ],
)
def test_a_redirect_must_have_held(history: Sequence[Check], moved: bool) -> None:
    """On three dates at least, to the same place each time, with nothing else between."""
    assert bool(moved_for_good(history, (), SETTINGS)) is moved


SHORT = "http://bit.ly/2blueink"


@pytest.mark.parametrize(
    ("url", "way", "place"),
    [
        (SHORT, (POST,), POST),
        (SHORT, (f"{POST}#recipe",), f"{POST}#recipe"),
        (f"{SHORT}#top", (POST,), f"{POST}#top"),
        (SHORT, (f"{POST}?utm_source=twitter&utm_medium=social",), POST),
        # one short link behind another
        (SHORT, ("http://tinyurl.com/xyz", POST), POST),
        # the page that was meant, not where it went on to; but the same page by https is that
        (SHORT, (POST, PLACE), POST),
        (SHORT, (POST, POST.replace("http:", "https:")), POST.replace("http:", "https:")),
        # a short link may stand for a front page, or for one in a language
        (SHORT, ("https://ink.example/",), "https://ink.example/"),
        (SHORT, ("https://ink.example/de/blau",), "https://ink.example/de/blau"),
        # it never left its shortener, shows a page of its own, or leads to what is nobody's to see
        (SHORT, (), ""),
        (SHORT, ("https://bitly.com/a/warning?hash=2blueink",), ""),
        (SHORT, ("https://accounts.google.com/ServiceLogin?continue=x",), ""),
        (SHORT, ("https://ink.example/doc?access_token=5f2b8c9a7d6e4f1a",), ""),
        (SHORT, ("https://ink.example/unsubscribe?id=3",), ""),
        # no short link at all
        (POST, (PLACE,), ""),
    ],
)
def test_what_a_short_link_stands_for(url: str, way: tuple[str, ...], place: str) -> None:
    """The first page behind shorteners."""
    final = way[-1] if way else url
    one = check(url, final, 0, Verdict.ALIVE, "", *way[:-1])
    if not way:
        one = Check(url, BEGAN, Judgement(Verdict.ALIVE, Reason.OK), 200, url, (Hop(url, 200),), "here")
    assert expanded([one], SETTINGS) == place


def test_a_short_link_that_led_elsewhere_once() -> None:
    """Nobody can say what it stands for."""
    history = [check(SHORT, POST, 0, Verdict.ALIVE), check(SHORT, PLACE, 1, Verdict.ALIVE)]

    assert expanded(history, SETTINGS) == ""
    assert expanded(history[1:], SETTINGS) == PLACE


@pytest.mark.parametrize("last", [Verdict.DEAD, Verdict.UNSURE, Verdict.BLOCKED])
def test_a_short_link_that_does_not_live(last: Verdict) -> None:
    """Only a living page is written."""
    assert expanded([check(SHORT, POST, 0, Verdict.ALIVE), check(SHORT, POST, 1, last)], SETTINGS) == ""
    assert expanded([], SETTINGS) == ""


def test_what_the_settings_exclude_is_not_written() -> None:
    """A place that would not be asked is no place for a link."""
    settings = Settings(exclude=("new\\.example",))

    assert moved_for_good(nights(POST, PLACE), (), settings) == ""
    assert expanded([check(SHORT, PLACE, 0, Verdict.ALIVE)], settings) == ""
