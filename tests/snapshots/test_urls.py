"""Snapshot URLs, taken apart and put together."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.snapshots.urls import (
    SnapshotUrl,
    fragment_of,
    inside,
    mended,
    moment_of,
    parse,
    replay_url,
    same_page,
    stamp,
    without_default_port,
    written,
)

ARCHIVE = "https://web.archive.org"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            f"{ARCHIVE}/web/20170326120000/http://example.org/a?b#c",
            (f"{ARCHIVE}/web", "20170326120000", "", "http://example.org/a?b#c"),
        ),
        (
            f"{ARCHIVE}/web/20170326120000id_/https://example.org/",
            (f"{ARCHIVE}/web", "20170326120000", "id_", "https://example.org/"),
        ),
        (f"{ARCHIVE}/web/2017/http://example.org/", (f"{ARCHIVE}/web", "2017", "", "http://example.org/")),
        (f"{ARCHIVE}/web/2017/http:/example.org/", (f"{ARCHIVE}/web", "2017", "", "http://example.org/")),
        (
            "https://arquivo.pt/wayback/20170326120000mp_/http://example.org/",
            ("https://arquivo.pt/wayback", "20170326120000", "mp_", "http://example.org/"),
        ),
        (
            "http://127.0.0.1:8080/coll/20170326120000/http://example.org/web/2012/x",
            ("http://127.0.0.1:8080/coll", "20170326120000", "", "http://example.org/web/2012/x"),
        ),
    ],
)
def test_parse(url: str, expected: tuple[str, str, str, str]) -> None:
    """A snapshot URL of any archive that names captures this way is taken apart."""
    assert parse(url) == SnapshotUrl(*expected)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/2017/03/a-post",
        "https://web.archive.org/web/*/http://example.org/",
        "https://web.archive.org/",
        "http://example.org/?u=/2017/http://x.org/",
        "mailto:a@example.org",
    ],
)
def test_other_urls_are_no_snapshots(url: str) -> None:
    """A URL that only looks a little like a snapshot is none."""
    assert parse(url) is None


def test_what_is_asked_and_what_is_written() -> None:
    """The replay is asked with id_ and without a fragment; what is written has neither, and 14 digits."""
    assert (
        replay_url(f"{ARCHIVE}/", "20170326120000", "http://x.org/a#b")
        == f"{ARCHIVE}/web/20170326120000id_/http://x.org/a"
    )
    assert written(ARCHIVE, "20170326120000", "http://x.org/a") == f"{ARCHIVE}/web/20170326120000/http://x.org/a"
    found = parse(f"{ARCHIVE}/web/20170326120000if_/http://x.org/a")
    assert found is not None
    assert found.reader == f"{ARCHIVE}/web/20170326120000/http://x.org/a"
    assert found.identity == f"{ARCHIVE}/web/20170326120000id_/http://x.org/a"
    assert (fragment_of("http://x.org/#a#b"), fragment_of("http://x.org/")) == ("#a#b", "")


@pytest.mark.parametrize(
    ("location", "original"),
    [
        ("/web/20170326120000id_/http://x.org/a/../b", "http://x.org/a/../b"),
        ("https://web.archive.org/web/20170326120000/http://x.org/", "http://x.org/"),
        ("http://web.archive.org/web/20170326120000/http://x.org/", "http://x.org/"),
        ("//archive.test/web/20170326120000/http://x.org/", "http://x.org/"),
        ("http://x.org/elsewhere", None),
        ("/2017/03/http://x.org/", None),
        ("https://evil.example/web/20170326120000/http://x.org/", None),
        ("", None),
    ],
)
def test_inside(location: str, original: str | None) -> None:
    """A redirect stays inside only where it leads to a capture of the same archive, or of the public one."""
    found = inside(location, "https://archive.test/web/20170326id_/http://x.org/", "https://archive.test")
    assert (found.original if found else None) == original


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("http://x.org:80/a", "http://x.org/a"),
        ("https://x.org:443", "https://x.org"),
        ("http://x.org:8080/a", "http://x.org:8080/a"),
        ("https://x.org:80/a", "https://x.org:80/a"),
        ("http://x.org/a:80/b", "http://x.org/a:80/b"),
    ],
)
def test_default_port(url: str, bare: str) -> None:
    """Only a port that the scheme implies is dropped, and only from the host."""
    assert without_default_port(url) == bare


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://x.org/a", "https://www.x.org:443/A/", True),
        ("http://x.org/a", "http://x.org/a#b", True),
        ("http://x.org/a", "http://x.org/b", False),
        ("http://x.org/a?b", "http://x.org/a?c", False),
        ("http://x.org/", "http://y.org/", False),
    ],
)
def test_same_page(one: str, other: str, same: bool) -> None:
    """Pages are the same where a web archive files them under one key."""
    assert same_page(one, other) is same


@given(st.datetimes(min_value=datetime(1996, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - made aware below
def test_stamp_and_moment(moment: datetime) -> None:
    """An instant goes into 14 digits and comes back, to the second."""
    aware = moment.replace(tzinfo=UTC, microsecond=0)
    assert moment_of(stamp(aware)) == aware


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("20170326120000", "20170326120000"),
        ("20000800241623", "20000824162300"),
        ("20000008241623", "20000824162300"),
        ("20001300000000", None),
        ("20170231120000", None),
        ("00000000000000", None),
        ("2017032612000", None),
        ("2017-03-26 120", None),
        ("٢٠١٧٠٣٢٦١٢٠٠٠٠", None),
    ],
)
def test_mended(listed: str, expected: str | None) -> None:
    """A month or day 00 that was pushed into 14 digits is taken out again; what names no instant is none."""
    assert mended(listed) == expected
