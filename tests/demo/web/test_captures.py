"""The keys that captures are found by, moments, and the closest capture."""

from datetime import UTC, datetime

import pytest

from linkcheck.demo.web.captures import REVISIT, Capture, Holdings, moment, surt

KEYS = [
    ("http://example.org", "org,example)/"),
    ("https://WWW.Example.org:443/A/?b=2&a=1#c", "org,example)/a?a=1&b=2"),
    ("http://www2.example.org:80/a/", "org,example)/a"),
    ("example.org/a", "org,example)/a"),
    ("http:/example.org/a", "org,example)/a"),
    ("http://user@example.org:8080/", "org,example:8080)/"),
    ("http://bit.ly/1lamp0il", "ly,bit)/1lamp0il"),
]


@pytest.mark.parametrize(("url", "key"), KEYS)
def test_surt_folds_what_does_not_matter(url: str, key: str) -> None:
    """Scheme, www, case, default port, trailing slash, fragment and the order of a query make no difference."""
    assert surt(url) == key


MOMENTS = [
    ("2012", datetime(2012, 1, 1, tzinfo=UTC)),
    ("20170326", datetime(2017, 3, 26, tzinfo=UTC)),
    ("20170326101112", datetime(2017, 3, 26, 10, 11, 12, tzinfo=UTC)),
    ("0", datetime(1996, 1, 1, tzinfo=UTC)),
    ("20170231996199", datetime(2017, 2, 28, 23, 59, 59, tzinfo=UTC)),
]


@pytest.mark.parametrize(("digits", "at"), MOMENTS)
def test_moments_begin_where_their_digits_begin(digits: str, at: datetime) -> None:
    """Fewer digits are the beginning of what they name; what is out of range is brought into it."""
    assert moment(digits) == at


def test_the_closest_capture_is_found_over_all_spellings() -> None:
    """Captures of one page under several URLs are one row of captures."""
    holdings = Holdings.of(
        [Capture("https://www.a.example/x/", "20120101000000"), Capture("http://a.example/X", "20100101000000")]
    )

    closest = holdings.closest("a.example/x", datetime(2011, 7, 1, tzinfo=UTC))

    assert closest is not None
    assert closest.timestamp == "20120101000000"
    assert holdings.closest("http://b.example/", datetime(2011, 7, 1, tzinfo=UTC)) is None


def test_a_revisit_plays_what_it_repeats() -> None:
    """A repeat has the digest of the capture before it, and shows its page under its own time."""
    holdings = Holdings.of(
        [
            Capture("http://a.example/", "20100101000000", body="old"),
            Capture("http://a.example/", "20110101000000", mimetype=REVISIT),
            Capture("http://a.example/", "20120101000000", body="new"),
        ]
    )
    first, repeat, last = holdings.of_url("http://a.example/")

    assert repeat.digest == first.digest != last.digest
    shown = holdings.played(repeat)
    assert (shown.body, shown.mimetype, shown.timestamp) == ("old", "text/html", "20110101000000")


def test_a_timestamp_has_14_digits() -> None:
    """A capture with a shorter timestamp is an error where the machine is made."""
    with pytest.raises(ValueError, match="14 digits"):
        Holdings.of([Capture("http://a.example/", "2010")])
