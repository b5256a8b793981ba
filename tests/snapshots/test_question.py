"""The window of a question, and what is near in it."""

from datetime import UTC, datetime

import pytest

from linkcheck.snapshots.question import question
from tests.snapshots.machine import NOW, wanted

URL = "http://log.example/a#b"


def test_what_is_asked_for() -> None:
    """A dated link asks for its day, an undated one for the last second of the window, and never for a fragment."""
    assert question(wanted(URL), NOW, None).near == "20170326120000"
    assert question(wanted(URL, ""), NOW, None).near == "20240601115959"
    assert question(wanted(URL, "2020-01-01", "2019-01-01"), NOW, None).near == "20181231235959"
    assert question(wanted(URL), NOW, None).url == "http://log.example/a"


@pytest.mark.parametrize(
    ("near", "far"),
    [
        ("20170330120000", "20170323120000"),
        ("20170320120000", "20170408120000"),
        ("20170326120001", "20170326120002"),
        ("20170326115959", "20170326120003"),
    ],
)
def test_a_day_before_counts_as_two(near: str, far: str) -> None:
    """Distances are from publication, and those before it are doubled."""
    asked = question(wanted(URL), NOW, None)
    assert asked.distance(near) < asked.distance(far)


def test_undated_links_want_the_latest() -> None:
    """Without a date, later is nearer, and there is no number of days."""
    asked = question(wanted(URL, ""), NOW, None)
    assert asked.distance("20200101000000") < asked.distance("20190101000000")
    assert asked.days("20200101000000") is None


@pytest.mark.parametrize(
    ("timestamp", "days"),
    [
        ("20170326000000", 0),
        ("20170326235959", 0),
        ("20170327000000", 1),
        ("20170325235959", -1),
        ("20160326120000", -365),
    ],
)
def test_days_are_differences_of_dates(timestamp: str, days: int) -> None:
    """Days are counted between UTC dates, negative before publication."""
    assert question(wanted(URL), NOW, None).days(timestamp) == days


def test_the_window() -> None:
    """A capture at the end of the window is outside, a second earlier inside; max_distance bounds both sides."""
    asked = question(wanted(URL, until="2018-01-01"), NOW, 100)
    assert "2018-01-01" in asked.outside("20180101000000")
    assert "100" in asked.outside("20171231235959")
    assert not asked.outside("20170704000000")
    assert "days away" in asked.outside("20161001000000")


def test_the_closing_of_a_service_bounds_the_window() -> None:
    """A question about a URL of a closed service ends on the day it closed, whatever was asked first."""
    asked = question(wanted("http://bit.ly/x", "2018-05-01"), NOW, None).about("http://storify.com/anna/log")
    assert asked.until == datetime(2018, 5, 16, tzinfo=UTC)
    assert asked.about("http://log.example/").until == asked.until
