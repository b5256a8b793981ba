"""The words that all reports share."""

import pytest

from linkcheck.model import BLOCKED_STATUSES, Reason
from linkcheck.report.wording import because, captured, count, distance, is_far, listing, one_line, shortened


@pytest.mark.parametrize("reason", [*Reason, *(Reason(f"blocked-{number}") for number in BLOCKED_STATUSES)])
def test_every_reason_has_words(reason: Reason) -> None:
    """No reason is told as a slug, and none has a hole where a number belongs."""
    words = because(reason)

    assert words
    assert words != reason.value
    assert "{" not in words


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("http-404", "the server says that the page is not there (404)"),
        ("http-503", "the server answered 503"),
        ("blocked-999", "the server refuses programs (999); a person likely gets the page"),
    ],
)
def test_families_name_their_status(slug: str, words: str) -> None:
    """A status is named in the words."""
    assert because(Reason(slug)) == words


@pytest.mark.parametrize(
    ("days", "words", "far"),
    [
        (None, "for an undated document", False),
        (0, "on the day of publication", False),
        (1, "1 day after publication", False),
        (-2, "2 days before publication", False),
        (365, "365 days after publication", False),
        (-1366, "1,366 days before publication", True),
    ],
)
def test_distances(days: int | None, words: str, far: bool) -> None:
    """A snapshot's distance in words, marked beyond a year."""
    assert distance(days) == words
    assert is_far(days) is far


def test_counts_and_lists() -> None:
    """Numbers agree with their nouns, and lists read as people write them."""
    assert [count(number, "link") for number in (0, 1, 2345)] == ["0 links", "1 link", "2,345 links"]
    assert count(2, "entry", "entries") == "2 entries"
    assert [listing(list("abc")[:number]) for number in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_one_line_is_one_line() -> None:
    """Nothing of a page can move a terminal's cursor, end a line or turn the direction of writing."""
    assert one_line("a\r\nb\x1b[31mc\u202ed\x00") == "a b [31mc d"


def test_cuts_are_marked() -> None:
    """A text that was cut says so."""
    assert (shortened("abc", 3), shortened("abcd", 3)) == ("abc", "ab…")


def test_dates_of_timestamps() -> None:
    """The date of a snapshot."""
    assert captured("20170327040506") == "2017-03-27"
