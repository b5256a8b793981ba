"""Hosts' own interfaces: whom a row asks, what of a link is sent, and when the question is put at all."""

import re
import string
from dataclasses import replace
from urllib.parse import unquote

import pytest

from linkcheck.judge import enquiry, judge, urls
from linkcheck.judge.blocked import opaque
from linkcheck.judge.interfaces import Interface, Word
from linkcheck.judge.tables import Row, rows
from linkcheck.model import Hop, Reason, Told, Verdict
from tests.judge.making import TODAY, answer, probe, target

ASKING = [row for row in rows("opaque", "opaque") if "ask" in row]
NAMES = [row["name"] for row in ASKING]
SILENT = "<title> - YouTube</title>"
VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"


@pytest.mark.parametrize("row", ASKING, ids=NAMES)
def test_a_row_asks_its_own_company_only(row: Row) -> None:
    """Nobody else is told which pages are linked to: the question goes to one of the row's own hosts, over TLS."""
    own = {urls.domain_of(host) for host in row["hosts"]}

    assert row["ask"].startswith("https://")
    assert urls.domain_of(urls.host_of(row["ask"])) in own
    assert urls.domain_of(urls.host_of(row["page"])) in own


@pytest.mark.parametrize("row", ASKING, ids=NAMES)
def test_a_row_knows_its_own_page(row: Row) -> None:
    """The page that is known to be there is one of the row's, and every name in its templates is in its pattern."""
    known = opaque(row["known"])
    names = set(re.compile(row["asks"]).groupindex)
    used = {name for text in (row["ask"], row["page"]) for _, name, _, _ in string.Formatter().parse(text) if name}

    assert known is not None
    assert known.name == row["name"]
    assert known.interface is not None
    assert known.interface.enquiry(row["known"]) is not None
    assert used <= names | {"url"}


def test_statuses_mean_one_thing() -> None:
    """No status says both, and a server's own trouble or a limit says nothing."""
    for row in ASKING:
        there, gone = set(row.get("there", ())), set(row["gone"])
        assert not there & gone, row["name"]
        assert 404 in gone, row["name"]
        assert not {200, 429, *range(500, 600)} & (there | gone), row["name"]


ASKED = {
    "https://www.youtube.com/watch?v=abcdefghijk": "https://www.youtube.com/watch?v=abcdefghijk",
    "https://m.youtube.com/watch?list=PL1&v=abcdefghijk&t=3": "https://www.youtube.com/watch?v=abcdefghijk",
    "https://www.youtube.com/shorts/abc-_fghijk?feature=share": "https://www.youtube.com/watch?v=abc-_fghijk",
    "https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0": "https://www.youtube.com/watch?v=abcdefghijk",
    "https://vimeo.com/884100231": "https://vimeo.com/884100231",
    "https://vimeo.com/884100231/abcdef0123?share=copy": "https://vimeo.com/884100231/abcdef0123",
    "https://vimeo.com/channels/staffpicks/884100231": "https://vimeo.com/884100231",
    "https://mobile.twitter.com/otters/statuses/8841": "https://twitter.com/otters/status/8841",
    "https://x.com/otters/status/8841/photo/1": "https://twitter.com/otters/status/8841",
    "https://www.tiktok.com/@otters.daily/video/88410023": "https://www.tiktok.com/@otters.daily/video/88410023",
    "https://open.spotify.com/intl-de/track/4cOdK2wGLETKBW3PvgPWqT?si=a": (
        "https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT"
    ),
}


@pytest.mark.parametrize(("url", "page"), ASKED.items())
def test_the_page_is_named_and_encoded(url: str, page: str) -> None:
    """The question holds the page's own URL, percent-encoded, and the names keep their letters."""
    row = opaque(url)
    assert row is not None
    assert row.interface is not None
    asked = row.interface.enquiry(url)
    assert asked is not None
    place = asked.url.partition("url=")[2]

    assert unquote(place) == page
    assert not set(place) & set(":/?&=#")


UNKNOWN = [
    "https://www.youtube.com/playlist?list=PL1",
    "https://www.youtube.com/watch?list=PL1",
    "https://www.youtube.com/embed/videoseries?list=PL1",
    "https://x.com/otters",
    "https://x.com/i/status/8841",
    "https://x.com/i/flow/login",
    "https://vimeo.com/884100231?h=abcdef0123",
    "https://player.vimeo.com/video/884100231",
    "https://discord.com/blog",
    "https://www.tiktok.com/@otters",
    "https://open.spotify.com/track/short",
]


@pytest.mark.parametrize("url", UNKNOWN)
def test_what_an_interface_does_not_know_is_not_asked(url: str) -> None:
    """Of a page that it cannot tell of, an interface would say 404: the question is not put."""
    row = opaque(url)

    assert row is not None
    assert row.interface is None or row.interface.enquiry(url) is None


@pytest.mark.parametrize("row", ASKING, ids=NAMES)
def test_secrets_stay_where_they_are(row: Row) -> None:
    """Credentials, other parameters and the fragment of a link do not go along."""
    scheme, _, rest = row["known"].partition("://")
    mark = "&" if "?" in rest else "?"
    interface = Interface.of(row)
    assert interface is not None
    asked = interface.enquiry(f"{scheme}://reader:secret@{rest}{mark}token=secret&si=secret#secret")

    assert asked is not None
    assert "secret" not in asked.url
    assert asked.url == asked.known


def test_the_question_is_put_where_the_page_tells_nothing() -> None:
    """A page that shows what it is, or that is refused, missing or behind a wall, is not asked about."""
    wall = "https://consent.youtube.com/m?continue=x"
    short = "https://youtu.be/abcdefghijk"

    assert enquiry(probe(VIDEO, answer(VIDEO, 200, SILENT))) is not None
    assert enquiry(probe(short, answer(VIDEO, 200, SILENT), (Hop(short, 303), Hop(VIDEO, 200)))) is not None
    assert enquiry(probe(VIDEO, answer(VIDEO, 200, "<title>Otters - YouTube</title>"))) is None
    assert enquiry(probe(VIDEO, answer(VIDEO, 404, SILENT))) is None
    assert enquiry(probe(VIDEO, answer(VIDEO, 429, SILENT))) is None
    assert enquiry(probe(VIDEO, answer(wall, 200, "<title>Before you continue</title>"))) is None
    assert enquiry(probe("https://press.example/a", answer("https://press.example/a", 200, SILENT))) is None


def test_the_evidence_says_who_said_it() -> None:
    """A verdict that rests on an interface names it, and what it said."""
    gone, there = answer(VIDEO, 404), answer(VIDEO, 200, "{}", {"Content-Type": "application/json"})
    silent = probe(VIDEO, answer(VIDEO, 200, SILENT))
    dead = judge(replace(silent, told=Told(gone, there)), target(VIDEO), TODAY)
    shut = judge(replace(silent, told=Told(gone, gone)), target(VIDEO), TODAY)

    assert [one.detail for one in dead.evidence] == ["www.youtube.com/oembed says 404"]
    assert shut.evidence[0].detail.endswith(
        "www.youtube.com/oembed says 404, but 404 of a page that is known to be there"
    )


REPOSITORY = "https://git.example/jane/old-kites"
RENAMED = "https://git.example/jane/kites"
BULK = {
    "itself": ((Hop(REPOSITORY, 200),), Verdict.ALIVE, Reason.OK),
    "another scheme": ((Hop("http" + REPOSITORY[5:], 301), Hop(REPOSITORY, 200)), Verdict.ALIVE, Reason.REDIRECTED),
    "another name": ((Hop(REPOSITORY, 301), Hop(RENAMED, 200)), Verdict.MOVED, Reason.REDIRECTED),
    "for now": ((Hop(REPOSITORY, 302), Hop(RENAMED, 200)), Verdict.ALIVE, Reason.REDIRECTED),
}


@pytest.mark.parametrize(("hops", "verdict", "reason"), BULK.values(), ids=BULK)
def test_an_interface_that_knows_the_page_is_believed(hops: tuple[Hop, ...], verdict: Verdict, reason: Reason) -> None:
    """Asked in the page's stead, it needs no body: alive, or moved by a rename, whatever the link's words are."""
    asked, final = hops[0].url, hops[-1].url
    known = replace(probe(asked, answer(final, headers={}), hops), interface="the host's API knows the repository")
    judgement = judge(known, target(asked, "Nothing that stands anywhere"), TODAY, others=9)

    assert (judgement.verdict, judgement.reason) == (verdict, reason)
    assert [(one.mark, one.detail) for one in judgement.evidence] == [("interface", known.interface)]
    assert judge(replace(known, interface=""), target(asked), TODAY).evidence != judgement.evidence


def test_no_interface_speaks_for_a_service_that_closed() -> None:
    """What is gone for its readers stays gone."""
    url = "http://storify.com/otters/return"
    known = replace(probe(url, answer(url, headers={})), interface="it knows the story")

    assert judge(known, target(url), TODAY).reason is Reason.SERVICE_CLOSED


def test_deep_nesting_is_no_object() -> None:
    """JSON that is made to break its reader tells nothing."""
    row = opaque(VIDEO)
    assert row is not None
    assert row.interface is not None
    hostile = answer(VIDEO, 200, '{"a":' * 100_000, {"Content-Type": "application/json"})

    assert row.interface.word(Told(hostile, hostile))[0] is Word.UNKNOWN
