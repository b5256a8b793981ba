"""Refreshes, as browsers obey them."""

import pytest

from linkcheck.judge import refreshes

REFRESH = [
    ("0; url=/x", (0.0, "/x")),
    ("5;URL='https://a.example/b'", (5.0, "https://a.example/b")),
    ('0.5; url="/x y"', (0.5, "/x y")),
    ("3, /x", (3.0, "/x")),
    ("0; //a.example/", (0.0, "//a.example/")),
    ("0", None),
    ("0; url=", None),
    ("url=/x", None),
    ("", None),
]


@pytest.mark.parametrize(("value", "expected"), REFRESH)
def test_refresh_values(value: str, expected: tuple[float, str] | None) -> None:
    """A refresh is read as browsers read it."""
    assert expected == refreshes.of(value)
