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
