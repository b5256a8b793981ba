"""linkcheck.snapshots.links: the Link header and TimeMaps, however they are written."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Answer
from linkcheck.snapshots.links import linked, links, links_of, mementos, within_frame

PYWB = "http://pywb.example/web"
PAGE = "http://log.example/a?b=c,d;e"
FIRST, LAST = "Mon, 01 Jun 2015 10:00:00 GMT", "Thu, 01 Jun 2017 10:00:00 GMT"


def answer(url: str = "", *headers: tuple[str, str], body: str = "", status: int = 200) -> Answer:
    """An archive's answer."""
    return Answer(url, status, headers, body.encode(), truncated=False, address="")


def test_a_timemap_of_pywb() -> None:
    """Commas, semicolons and line ends where they stand in URLs and between links; what is no memento is none."""
    body = (
        f'<{PYWB}/timemap/link/{PAGE}>; rel="self"; type="application/link-format"; from="{FIRST}",\n'
        f'<{PYWB}/{PAGE}>; rel="timegate",\n<{PAGE}>; rel="original",\n'
        f'<{PYWB}/20150601100000mp_/{PAGE}>; rel="memento"; datetime="{FIRST}"; collection="web",\n'
        f'<{PYWB}/20170601100000mp_/{PAGE}>; rel="memento"; datetime="{LAST}"'
    )
    assert mementos(answer(body=body)) == (
        ("20150601100000", f"{PYWB}/20150601100000mp_/{PAGE}"),
        ("20170601100000", f"{PYWB}/20170601100000mp_/{PAGE}"),
    )


def test_a_timemap_of_the_wayback_machine() -> None:
    """First and last are mementos too; where a datetime cannot be read, the URL has it."""
    body = (
        f'<https://web.archive.org/web/20150601100000/{PAGE}>; rel="first memento"; datetime="once",\n'
        f'<https://web.archive.org/web/20170601100000/{PAGE}>;rel="last memento";datetime="{LAST}"'
    )
    assert [stamp for stamp, _ in mementos(answer(body=body))] == ["20150601100000", "20170601100000"]


@pytest.mark.parametrize(
    ("url", "target", "status", "framed"),
    [
        (f"{PYWB}/{PAGE}", f"{PYWB}/20170601100000mp_/{PAGE}", 200, True),
        (f"{PYWB}/20170601100000/{PAGE}", f"{PYWB}/20170601100000mp_/{PAGE}", 200, True),
        (f"{PYWB}/20170601100000mp_/{PAGE}", f"{PYWB}/20170601100000mp_/{PAGE}", 200, False),
        (f"{PYWB}/20170601100000id_/{PAGE}", f"{PYWB}/20170601100000mp_/{PAGE}", 200, False),
        (f"{PYWB}/20170601100000/{PAGE}", f"{PYWB}/20170601100000/{PAGE}", 200, False),
        (f"{PYWB}/20170601100000/{PAGE}", f"{PYWB}/20170601100000mp_/{PAGE}", 404, False),
        (f"{PYWB}/20170601100000/{PAGE}", "", 200, False),
    ],
)
def test_what_is_a_frame(url: str, target: str, status: int, framed: bool) -> None:
    """A page in a frame of its own address; a page that is its own is none."""
    headers = [("Link", f'<{PAGE}>; rel="original", <{target}>; rel="memento"')] if target else []
    found = answer(url, *headers, status=status)
    assert within_frame(found) == (target if framed else "")


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """Whatever an archive writes, nothing is raised."""
    for link in links(text):
        assert link.timestamp is None or len(link.timestamp) == 14
    assert linked(answer("", ("Link", text)), "timemap") is not None
    assert list(links_of(answer("", ("Link", text)))) == list(links(text))


@given(st.lists(st.datetimes(datetime(1996, 1, 1), datetime(2030, 1, 1))))  # noqa: DTZ001 - a zone is given below
def test_every_memento_of_a_timemap(moments: list[datetime]) -> None:
    """As many as were written, in their order, with their seconds."""
    stamps = [moment.strftime("%Y%m%d%H%M%S") for moment in moments]
    lines = [
        f'<{PYWB}/{stamp}/{PAGE}>; rel="memento"; datetime="{format_datetime(moment.replace(tzinfo=UTC), usegmt=True)}"'
        for stamp, moment in zip(stamps, moments, strict=True)
    ]
    assert [stamp for stamp, _ in mementos(answer(body=",\n".join(lines)))] == stamps
