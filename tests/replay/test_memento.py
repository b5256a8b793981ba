"""The Memento lane and the first lane against a real pywb, in each of the ways in which it may be set up."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from linkcheck.model import Found, Missing, Unavailable
from tests.replay.server import MODES, Page, needs_pywb, playing, write_warc
from tests.snapshots.machine import LIGHT, Machine, machine, quick, wanted

pytestmark = needs_pywb

LOG = "http://log.example/a?b=c"


def text(words: str, title: str = "The lighthouse log") -> bytes:
    """A page that anyone would take for one."""
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{words}</p></body></html>".encode()


GONE = text("The page you asked for could not be found.", "Page not found")

PAGES = (
    Page(LOG, "2015-06-01T10:00:00Z", text(f"{LIGHT} Seen in 2015.")),
    Page(LOG, "2017-06-01T10:00:00Z", text(f"{LIGHT} Seen in 2017.")),
    Page(LOG, "2019-06-01T10:00:00Z", GONE, "404 Not Found"),
    # its nearest capture is a soft 404, with a good one before and a farther one behind
    Page("http://log.example/soft", "2016-01-10T10:00:00Z", text(f"{LIGHT} Seen early.")),
    Page("http://log.example/soft", "2017-03-20T10:00:00Z", GONE),
    Page("http://log.example/soft", "2017-12-24T10:00:00Z", text(f"{LIGHT} Seen late.")),
    # captured as redirects: a relative one, an absolute one to another host, one home, one that moved to https
    Page("http://log.example/relative", "2017-06-02T10:00:00Z", b"", "302 Found", "/a?b=c"),
    Page("http://short.example/x", "2017-06-02T10:00:00Z", b"", "301 Moved Permanently", f"{LOG}#top"),
    Page("http://log.example/deep/page", "2017-06-02T10:00:00Z", b"", "302 Found", "http://log.example/"),
    Page("http://log.example/", "2017-06-02T10:00:01Z", text(f"{LIGHT} The front page.")),
    Page("http://log.example/safe", "2017-06-02T10:00:00Z", b"", "301 Moved", "https://log.example/safe"),
    Page("https://log.example/safe", "2017-06-02T10:00:01Z", text(f"{LIGHT} Safe.")),
    # a day before publication counts as two
    Page("http://log.example/sides", "2017-03-16T12:00:00Z", text(f"{LIGHT} Ten days before.")),
    Page("http://log.example/sides", "2017-04-11T12:00:00Z", text(f"{LIGHT} Sixteen days after.")),
)

CASES = {
    "the nearest": (LOG, {}, f"20170601100000/{LOG}"),
    "the last inside the window": (LOG, {"until": "2017-05-01"}, f"20150601100000/{LOG}"),
    "an undated link takes the latest good one": (LOG, {"published": ""}, f"20170601100000/{LOG}"),
    "another scheme and www": ("https://www.log.example/a?b=c", {}, f"20170601100000/{LOG}"),
    "nothing in the window": (LOG, {"until": "2015-01-01"}, Missing),
    "never captured": ("http://log.example/none", {}, Missing),
    "a soft 404 is passed over": ("http://log.example/soft", {}, "20171224100000/http://log.example/soft"),
    "a relative redirect": ("http://log.example/relative", {}, f"20170601100000/{LOG}"),
    "a short link, whose target has a fragment": ("http://short.example/x", {}, f"20170601100000/{LOG}#top"),
    "a redirect home": ("http://log.example/deep/page", {}, Missing),
    "a redirect to https": ("http://log.example/safe", {}, "20170602100001/https://log.example/safe"),
    "sides": ("http://log.example/sides", {}, "20170411120000/http://log.example/sides"),
}
"""What is asked, and what is written behind the archive's address."""


@pytest.fixture(name="pywb", scope="module", params=MODES)
def _pywb(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("pywb")
    write_warc(folder / "made.warc.gz", PAGES)
    with playing(folder, [folder / "made.warc.gz"], request.param) as address:
        yield address


async def told(made: Machine, url: str, more: dict[str, str]) -> object:
    """What a lookup comes to, as a case has it; a snapshot's reader's view is held to show a page."""
    lookup = await made.archives.lookup(wanted(url, **more))
    if not isinstance(lookup, Found):
        return type(lookup)
    shown = await made.archives.readable(lookup.snapshot)
    assert isinstance(shown, Found), shown
    return lookup.snapshot.url


@pytest.mark.parametrize(("url", "more", "expected"), CASES.values(), ids=CASES)
async def test_as_a_timegate(pywb: str, url: str, more: dict[str, str], expected: str | type) -> None:
    """The Wayback Machine has nothing, and the TimeGate of a pywb is asked then."""
    async with machine(settings=quick(timegates=(f"{pywb}/web/",))) as made:
        found = await told(made, url, more)
    assert found == (expected if isinstance(expected, type) else f"{pywb}/web/{expected}")


@pytest.mark.parametrize(("url", "more", "expected"), CASES.values(), ids=CASES)
async def test_as_the_web_archive(pywb: str, url: str, more: dict[str, str], expected: str | type) -> None:
    """A pywb has no index of captures where the Wayback Machine has its own; its TimeMap tells the same."""
    async with machine(settings=quick(web_archive=pywb)) as made:
        found = await told(made, url, more)
    assert found == (expected if isinstance(expected, type) else f"{pywb}/web/{expected}")


async def test_a_frame_around_nothing_is_no_snapshot(pywb: str) -> None:
    """A framing pywb answers 200 with Memento-Datetime for what it does not hold: the page in the frame counts."""
    async with machine(settings=quick(timegates=(f"{pywb}/web/",))) as made:
        lookup = await made.archives.lookup(wanted(LOG))
        assert isinstance(lookup, Found)
        absent = replace(lookup.snapshot, url=f"{pywb}/web/20170601100000/http://log.example/none")
        assert isinstance(await made.archives.readable(absent), Missing | Unavailable)
