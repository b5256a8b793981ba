"""linkcheck.judge.chain: which page a short link led to."""

import pytest

from linkcheck.judge import short_target
from linkcheck.model import Hop

PAGE = "https://lanterns.example/festival"
CASES = [
    ("no hop was made", (), ""),
    ("an ordinary link", (Hop(PAGE, 301), Hop("https://lanterns.example/", 200)), ""),
    ("a shortener that answers itself", (Hop("http://bit.ly/2x", 404),), ""),
    (
        "a shortener that leads to its own front page",
        (Hop("http://bit.ly/2x", 302), Hop("https://bitly.com/", 200)),
        "",
    ),
    ("a shortener that leads to a page that is gone", (Hop("http://bit.ly/2x", 301), Hop(PAGE, 404)), PAGE),
    (
        "two shorteners, and a page that moved",
        (Hop("http://bit.ly/2x", 301), Hop("http://ow.ly/y", 301), Hop(PAGE, 301), Hop("https://other.example/z", 404)),
        PAGE,
    ),
]


@pytest.mark.parametrize(("hops", "target"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_short_target(hops: tuple[Hop, ...], target: str) -> None:
    """The first URL behind shorteners is the page that was meant; where there is none, nothing is known."""
    assert short_target(hops) == target
