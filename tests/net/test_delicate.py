"""linkcheck.net.delicate: every row is whole, and is found for the host and what is below it."""

import tomllib
from importlib import resources
from typing import Any

import pytest

from linkcheck.net.delicate import ceilings
from linkcheck.settings import Settings

TEXT = resources.files("linkcheck.net").joinpath("data", "delicate.toml").read_text(encoding="utf-8")
ROWS: list[dict[str, Any]] = tomllib.loads(TEXT)["host"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["names"][0])
def test_every_row_says_less_than_the_settings_and_why(row: dict[str, Any]) -> None:
    """A row is a ceiling below what any host may be asked, with a reason and a source."""
    assert set(row) == {"names", "interval", "per_host", "why", "source"}
    assert row["interval"] > Settings().interval
    assert row["per_host"] >= 1
    assert row["source"].startswith("https://")
    assert row["why"].endswith(".")


def test_no_host_has_two_rows() -> None:
    """Each name stands once."""
    names = [name for row in ROWS for name in row["names"]]
    assert len(names) == len(set(names))


def test_the_nearest_name_counts() -> None:
    """What is below a host counts with it, unless it has a row of its own."""
    assert ceilings("gist.github.com") == ceilings("github.com") != ceilings("api.github.com")
    assert ceilings("github.com:8443") == ceilings("github.com")
    assert ceilings("notgithub.com") is None
