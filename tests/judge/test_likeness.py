"""linkcheck.judge.likeness: whether a capture is what the author wrote about."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.demo.web.behaviours import html
from linkcheck.judge import likeness
from linkcheck.model import Wanted
from tests.judge.likeness import ROWS, Told, figures, table, told
from tests.judge.making import answer

URL = "http://log.example/storm/nine-days"


@pytest.mark.parametrize("row", ROWS, ids=[row["what"] for row in ROWS])
def test_a_capture_beside_what_was_written(row: dict[str, object]) -> None:
    """What the author saw is never doubted; something else is, or the row says that no rule sees it."""
    found = told(row)

    assert found.right or row.get("missed"), found.doubt
    assert found.row["is"] == "other" or not found.doubt


def test_precision_and_recall() -> None:
    """Of those doubted all are other pages, and of the other pages most are doubted; there are enough of both."""
    rows: Sequence[Told] = table()
    precision, recall = figures(tuple(rows))

    assert len({one.row["what"] for one in rows}) == len(rows) >= 50
    assert precision == 1
    assert recall >= 0.85


def fingerprint(title: str, text: str, url: str = URL) -> str:
    """Of a page at a URL."""
    return likeness(answer(url, body=html(title, text)), Wanted(url, None, None)).fingerprint


def test_fingerprints_leave_out_numbers_and_the_address() -> None:
    """An error page that repeats the time and the path is one page; other words make another."""
    text = "We could not find {} on this server at {}, but you may like the front page or a search for it."
    one = fingerprint("Oops", text.format("nine days", "10:31"))

    assert one
    assert one == fingerprint("Oops", text.format("brass lamps", "11:02"), "http://log.example/shop/brass-lamps")
    assert one != fingerprint("Oops", text.format("nine days", "10:31") + " Or write to us.")
    assert not fingerprint("Oops", "Nothing here.")


def test_without_words_nothing_is_said() -> None:
    """A link without text to an address without words tells nothing of any page."""
    url = "http://log.example/p/1"
    seen = answer(url, body=html("Shoes", "Cheap shoes. " * 40))

    assert not likeness(seen, Wanted(url, None, None, ("",))).doubt


@given(title=st.text(max_size=60), text=st.text(max_size=400), written=st.lists(st.text(max_size=200), max_size=4))
def test_any_text(title: str, text: str, written: list[str]) -> None:
    """No text makes it fail, and a page that has all of what was written is never doubted."""
    wanted = Wanted(URL, None, None, tuple(written))
    likeness(answer(URL, body=html(title, text)), wanted)

    assert not likeness(answer(URL, body=html("Nine days of storm", " ".join(written))), wanted).doubt
