"""The reader's view of a snapshot."""

import pytest

from linkcheck.demo.web.behaviours import document, html, redirect, retry_after, silent, status
from linkcheck.demo.web.exchange import Behaviour
from linkcheck.demo.web.wayback import Capture
from linkcheck.model import Answer, Found, Missing, Snapshot, Unavailable
from linkcheck.snapshots.view import unreadable
from tests.snapshots.machine import LIGHT, good, machine, quick

URL = "http://log.example/a"
PAGE = f"https://web.archive.org/web/20170401000000/{URL}"
SNAPSHOT = Snapshot("20170401000000", f"{PAGE}#tides", URL, verified=True, days=6)
STAMPED = ("Memento-Datetime", "Sat, 01 Apr 2017 00:00:00 GMT")
TOOLBAR = f"<!-- BEGIN WAYBACK TOOLBAR INSERT --><img src=x>{LIGHT}<!-- END WAYBACK TOOLBAR INSERT -->"


async def test_a_page() -> None:
    """A page that a reader sees is found again, with the view as evidence; the fragment is not asked."""
    async with machine([good(URL, "20170401000000")]) as made:
        found = await made.archives.readable(SNAPSHOT)
        assert isinstance(found, Found)
        assert found.snapshot.evidence[-1].mark == "readers-view"
        assert made.asked == [f"/web/20170401000000/{URL}"]


async def test_the_archives_notice_of_a_redirect() -> None:
    """A captured redirect is a notice in the reader's view, and no page."""
    async with machine([Capture(URL, "20170401000000", 302, location="http://log.example/b")]) as made:
        answer = await made.archives.readable(SNAPSHOT)
        assert isinstance(answer, Missing)
        assert "notice of a redirect" in answer.why


async def test_another_capture() -> None:
    """A view that leads to another capture than was verified is not what was verified."""
    async with machine([good(URL, "20180401000000")]) as made:
        answer = await made.archives.readable(SNAPSHOT)
        assert isinstance(answer, Missing)
        assert "20180401000000" in answer.why


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (status(404), Unavailable),
        (document(html("Gone", LIGHT), status=404, headers=[STAMPED]), Missing),
        (status(503), Unavailable),
        (retry_after(30), Unavailable),
        (silent(), Unavailable),
        (redirect(302, "https://archive.org/sry"), Unavailable),
        (document("<div id=app></div><script>draw()</script>", headers=[STAMPED]), Missing),
    ],
)
async def test_what_else_may_come(behaviour: Behaviour, expected: type) -> None:
    """A view that is not there, or is blank, is missing; one that could not be asked is unavailable."""
    async with machine(replay=behaviour, settings=quick(timeout=0.1)) as made:
        assert isinstance(await made.archives.readable(SNAPSHOT), expected)


def answered(body: str, content_type: str = "text/html; charset=utf-8", code: int = 200) -> Answer:
    """The view's answer."""
    headers = (STAMPED, ("Content-Type", content_type))
    return Answer(PAGE, code, headers, body.encode(), truncated=False, address="")


@pytest.mark.parametrize(
    ("answer", "readable"),
    [
        (answered(html("The lighthouse log", LIGHT)), True),
        (answered("<body><img src=lamp.png></body>"), True),
        (answered("<frameset><frame src=a.html></frameset>"), True),
        (answered("<body><p>灯台は毎晩、十秒ごとに一度回り、湾を照らしていた。</p></body>"), True),
        (answered("", "application/pdf"), True),
        (answered("", "text/plain"), True),
        (answered("<body>ok</body>"), True),
        (answered("<body><div>Loading…</div></body>"), False),
        (answered("<body><p>You need to enable JavaScript to run this app.</p></body>"), False),
        (answered("<body><p>JavaScript is disabled. Why? An essay in four parts.</p></body>"), True),
        (answered(f"<body>{TOOLBAR}<p>The log</p></body>"), True),
        (answered(f"<body>{TOOLBAR}</body>"), False),
        (
            answered("<head><title>The log</title></head><body><noscript>Please enable JavaScript</noscript></body>"),
            False,
        ),
        (answered(""), False),
        (answered(html("Gone", LIGHT), code=404), False),
    ],
)
def test_unreadable(answer: Answer, readable: bool) -> None:
    """A page is what shows without its scripts: words, pictures or frames; the archive's banner is none of it."""
    assert (unreadable(answer, "20170401000000") == "") is readable


NOTICE = (
    '<div id="error"><p>Loading...</p><p class="code shift target">http://log.example/a | April 1, 2017</p>'
    '<p class="code shift red">Got {} response at crawl time</p><p class="code">Redirecting to...</p>'
    '<p class="impatient"><a href="/web/20170401000000/http://log.example/b">Impatient?</a></p></div>'
)


@pytest.mark.parametrize(
    ("body", "notice"),
    [
        (NOTICE.format("an HTTP 302"), "of a redirect"),
        (NOTICE.format("a HTTP 301"), "of a redirect"),
        (NOTICE.format("an HTTP 308"), "of a redirect"),
        (NOTICE.format("a moved"), "of a redirect"),
        ("<p>Got an\nHTTP 303 redirect at crawl time</p>", "of a redirect"),
        ("<p>Hrm.</p><p>The Wayback Machine has not archived that URL.</p>", "of having none"),
        ("<h2>Wayback Machine doesn&#8217;t have that page archived.</h2>", "of having none"),
        ("<p>Page cannot be displayed due to robots.txt.</p>", "of excluding it"),
        ("<p>Sorry. This URL has been excluded from the Wayback Machine.</p>", "of excluding it"),
        ("<p>This snapshot cannot be displayed due to an internal error.</p>", "of an error"),
        ("<p>The Wayback Machine requires your browser to support JavaScript.</p>", "of its calendar"),
    ],
)
def test_notices(body: str, notice: str) -> None:
    """The archive's own pages, with and without Memento-Datetime, beside its toolbar or not."""
    for headers in ((), (STAMPED,)):
        seen = Answer(PAGE, 200, headers, f"<body>{TOOLBAR}{body}</body>".encode(), truncated=False, address="")
        assert notice in unreadable(seen, "20170401000000")


def test_a_page_that_quotes_a_notice() -> None:
    """An article on the archive's notices is an article."""
    quoting = html("Following redirects", f"It says: Got an HTTP 302 response at crawl time. {LIGHT * 3}")
    assert not unreadable(answered(quoting), "20170401000000")


YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
VIDEO = "http://wayback-fakeurl.archive.org/yt/dQw4w9WgXcQ"
VIMEO = "http://vimeo.com/12345"
DECK = "http://www.slideshare.net/jane/how-to-wind"


def seen_at(url: str) -> Snapshot:
    """A snapshot of a player's page."""
    return Snapshot("20170401000000", f"https://web.archive.org/web/20170401000000/{url}", url, verified=True, days=6)


async def test_a_video_that_the_archive_holds() -> None:
    """A watch page is readable where the Wayback Machine has its video; that is asked with one request, and told."""
    captures = [good(YOUTUBE, "20170401000000"), Capture(VIDEO, "20170402000000", mimetype="video/webm", body="film")]
    async with machine(captures) as made:
        found = await made.archives.readable(seen_at(YOUTUBE))
        assert isinstance(found, Found)
        assert "the video is held" in found.snapshot.evidence[-1].detail
        assert made.asked[1:] == [f"/web/2oe_/{VIDEO}"]


async def test_a_player_without_its_video() -> None:
    """A watch page whose video was not captured is for a person, and so is one whose videos nobody finds."""
    async with machine([good(YOUTUBE, "20170401000000"), good(VIMEO, "20170401000000")]) as made:
        for url, why in ((YOUTUBE, "the video was not"), (VIMEO, "played by Vimeo")):
            answer = await made.archives.readable(seen_at(url))
            assert isinstance(answer, Missing)
            assert why in answer.why


async def test_a_video_that_cannot_be_asked_for() -> None:
    """Where the archive does not say whether it has the video, the lookup is open."""
    async with machine([good(YOUTUBE, "20170401000000")], faults={VIDEO: retry_after(30)}) as made:
        assert isinstance(await made.archives.readable(seen_at(YOUTUBE)), Unavailable)


@pytest.mark.parametrize(
    ("source", "expected"),
    [("<img class=slide_image src=1.jpg>", Found), ("<object data=ssplayer2.swf></object>", Missing)],
)
async def test_slides(source: str, expected: type) -> None:
    """A deck whose slides are pictures in the page is shown; one that a plug-in drew is not."""
    body = html("How to wind", LIGHT).replace("</body>", f"{source}</body>")
    async with machine([Capture(DECK, "20170401000000", body=body)]) as made:
        assert isinstance(await made.archives.readable(seen_at(DECK)), expected)
