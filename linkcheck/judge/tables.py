"""The data files: read once, handed out as plain rows. Each module makes its own types of them."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

Row = dict[str, Any]


@cache
def table(name: str) -> Row:
    """A whole data file: `table("weights")` is data/weights.toml."""
    text = resources.files("linkcheck.judge").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def rows(name: str, key: str) -> list[Row]:
    """The rows of one kind in a data file."""
    found: list[Row] = table(name)[key]
    return found


def pattern(text: str | None, *, exact_case: bool = False) -> re.Pattern[str] | None:
    """A row's regular expression, compiled; None where the row has none."""
    if text is None:
        return None
    return re.compile(text, re.NOFLAG if exact_case else re.IGNORECASE)
