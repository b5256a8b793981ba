"""The data files: read once, handed out as plain rows. Each module makes its own types of them."""

import re
import tomllib
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Expression:
    """A row's regular expression, which ignores case; compiled when it is first tried, as few of hundreds are."""

    pattern: str

    def search(self, text: str) -> re.Match[str] | None:
        """Where it is found first in a text."""
        return _compiled(self.pattern).search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """What it is of a text's beginning."""
        return _compiled(self.pattern).match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The whole text, where that is it."""
        return _compiled(self.pattern).fullmatch(text)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def expression(text: str | None) -> Expression | None:
    """A row's regular expression; None where the row has none."""
    return None if text is None else Expression(text)
