"""Routes behind the hash: which of them have a URL of their own."""

import pytest

from linkcheck.judge import meant

KNOWN = {
    "https://twitter.com/#!/otters": "https://twitter.com/otters",
    "http://www.twitter.com/#!/otters/status/8841": "https://twitter.com/otters/status/8841",
    "https://groups.google.com/forum/#!topic/otters/aB-c_9": "https://groups.google.com/g/otters/c/aB-c_9",
    "https://groups.google.com/forum/?fromgroups#!topic/otters/aB9": "https://groups.google.com/g/otters/c/aB9",
    "https://groups.google.com/forum/#!msg/otters/aB9/x_Y": "https://groups.google.com/g/otters/c/aB9/m/x_Y",
    "https://groups.google.com/d/#!forum/otters": "https://groups.google.com/g/otters",
    "https://groups.google.com/a/press.example/forum/#!topic/otters/aB9": (
        "https://groups.google.com/a/press.example/g/otters/c/aB9"
    ),
}
KEPT = [
    "https://twitter.com/otters#!/herons",
    "https://twitter.com/#!/search/otters",
    "https://twitter.com/#!/otters/../../x",
    "https://press.example/#!/otters",
    "https://twitter.com.press.example/#!/otters",
    "https://groups.google.com/forum/#!unsubscribe/otters",
    "https://groups.google.com/forum/#topic/otters",
    "https://press.example/otters#section",
    "https://[broken/#!/x",
]


@pytest.mark.parametrize(("url", "expected"), KNOWN.items())
def test_a_known_route_has_a_url(url: str, expected: str) -> None:
    """What the site's own scripts make of the fragment is what is asked for."""
    assert meant(url) == expected
    assert meant(expected) == expected


@pytest.mark.parametrize("url", KEPT)
def test_every_other_url_stays(url: str) -> None:
    """A route that no row knows, an ordinary fragment and another host's route are left as they are."""
    assert meant(url) == url
