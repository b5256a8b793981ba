"""Captures as archives serve them."""

import pytest

from linkcheck.model import Answer
from linkcheck.snapshots.outcomes import Capture, Kind, Trouble, memento_datetime

PAGE = "https://web.archive.org/web/20170326120000id_/http://log.example/"
LINKS = (
    '<http://log.example/>; rel="original", '
    '<https://web.archive.org/web/http://log.example/>; rel="timegate", '
    '<https://web.archive.org/web/20110101000000id_/http://log.example/>; rel="first memento"; '
    'datetime="Sat, 01 Jan 2011 00:00:00 GMT", '
    '<https://web.archive.org/web/20170320101112id_/http://log.example/>; rel="prev memento"; '
    'datetime="Mon, 20 Mar 2017 10:11:12 GMT", '
    "<https://web.archive.org/web/20170331000000id_/http://log.example/a,b>; rel=memento next; type=x, "
    '<https://web.archive.org/web/20200101000000id_/http://log.example/>; rel="last memento"; '
    'datetime="Wed, 01 Jan 2020 00:00:00 GMT"'
)


def answer(*headers: tuple[str, str], url: str = PAGE) -> Answer:
    """An answer of nothing but its headers."""
    return Answer(url, 200, headers, b"", truncated=False, address="127.0.0.1")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((("memento-datetime", "Sun, 26 Mar 2017 12:00:01 GMT"),), "20170326120001"),
        ((("Memento-Datetime", "Sun, 26 Mar 2017 14:00:01 +0200"),), "20170326120001"),
        ((("Memento-Datetime", "yesterday"),), "20170326120000"),
        ((("Memento-Datetime", ""),), "20170326120000"),
        ((("Date", "Sun, 26 Mar 2017 12:00:01 GMT"),), None),
    ],
)
def test_memento_datetime(headers: tuple[tuple[str, str], ...], expected: str | None) -> None:
    """An answer is a capture by its Memento-Datetime alone; one that cannot be read leaves the URL's own 14 digits."""
    assert memento_datetime(answer(*headers)) == expected


@pytest.mark.parametrize(
    ("relation", "expected"),
    [("first", "20110101000000"), ("prev", "20170320101112"), ("next", "20170331000000"), ("last", "20200101000000")],
)
def test_neighbours(relation: str, expected: str) -> None:
    """The Link header tells the captures around, by datetime or by their URL."""
    capture = Capture("20170326120000", "http://log.example/", "", answer(("Link", LINKS)))
    assert capture.neighbour(relation) == expected


@pytest.mark.parametrize(
    "value", ["", "rubbish", '<http://x.org/>; rel="next memento"', '<x>; rel="next"', "<<<>>>;;;,,"]
)
def test_no_neighbours(value: str) -> None:
    """A Link header that tells nothing, or is none, tells nothing."""
    assert Capture("20170326120000", "http://log.example/", "", answer(("Link", value))).neighbour("next") is None


def test_what_ends_a_lookup() -> None:
    """Only a throttle and a closed lane make it pointless to ask further in the same run."""
    assert {kind for kind in Kind if Trouble(kind, "").ends} == {Kind.THROTTLED, Kind.CLOSED}
