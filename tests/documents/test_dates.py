"""Dates as people write them."""

import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents.dates import published, published_in_path
from linkcheck.model import DateSource

ROWS = tomllib.loads((Path(__file__).parent.parent / "cases/documents/dates.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS["value"], ids=lambda row: row["value"])
def test_value(row: dict[str, Any]) -> None:
    """A date means its author's day and one instant; what is no date, or could be two, means none."""
    found = published(row["value"], DateSource.FRONT_MATTER)

    assert (found.written if found else None) == row.get("day")
    assert (found.at.isoformat() if found else None) == row.get("at")


@pytest.mark.parametrize("row", ROWS["path"], ids=lambda row: row["path"])
def test_path(row: dict[str, Any]) -> None:
    """A name or a folder tells the date as exactly as it can."""
    found = published_in_path(row["path"])

    assert (found.written if found else None) == row.get("day")
    assert found is None or found.source is DateSource.PATH


def test_objects() -> None:
    """TOML's dates and times are read as what they are: with a zone, without one, and as days."""
    zone = timezone(timedelta(hours=2))
    moments = (datetime(2019, 7, 4, 1, tzinfo=zone), datetime(2019, 7, 4, 1), date(2019, 7, 4))  # noqa: DTZ001

    found = [published(moment, DateSource.FRONT_MATTER) for moment in moments]

    assert [one.written for one in found if one] == ["2019-07-04"] * 3
    assert [one.at for one in found if one] == [
        datetime(2019, 7, 3, 23, tzinfo=UTC),
        datetime(2019, 7, 4, 1, tzinfo=UTC),
        datetime(2019, 7, 4, 12, tzinfo=UTC),
    ]


@pytest.mark.parametrize("value", [None, True, 2019, 3.5, [], {}, ["2019-01-01"]])
def test_other_values(value: object) -> None:
    """What is neither text nor a date is no date."""
    assert published(value, DateSource.FRONT_MATTER) is None


@given(st.text(max_size=80) | st.from_regex(r"\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}([ T]\d\d:\d\d(:\d\d)? ?([+-]\d{4}|Z)?)?"))
def test_any_text(text: str) -> None:
    """No text is too strange to be asked for a date, nor a path; what is found is an instant in UTC."""
    found = (published(text, DateSource.HTML), published_in_path(text))

    assert all(one is None or one.at.utcoffset() == timedelta(0) for one in found)


@given(st.datetimes(datetime(1971, 1, 2), datetime(2198, 12, 30), timezones=st.timezones()))  # noqa: DTZ001
def test_iso_times(moment: datetime) -> None:
    """Every ISO time in a newsletter's years gives its instant and its own day, to the second."""
    zone = moment.utcoffset() or timedelta()
    exact = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=zone // timedelta(minutes=1))))

    found = published(exact.isoformat(), DateSource.HTML)

    assert found
    assert found.at == exact
    assert found.written == exact.date().isoformat()
