"""Hosts that are known to take less than others: ceilings of their own, from data/delicate.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from linkcheck.net.overrides import names


@dataclass(frozen=True, slots=True)
class Ceilings:
    """The most that one host, and what is below it, is asked."""

    interval: float
    """Seconds between two requests, at least."""
    per_host: int
    """Requests at once, at most."""


def ceilings(host: str) -> Ceilings | None:
    """The ceilings of a host, from the nearest name that has a row; None for any other host."""
    rows = _rows()
    return next((rows[name] for name in names(host) if name in rows), None)


@cache
def _rows() -> dict[str, Ceilings]:
    text = resources.files("linkcheck.net").joinpath("data", "delicate.toml").read_text(encoding="utf-8")
    return {
        name: Ceilings(float(row["interval"]), int(row["per_host"]))
        for row in tomllib.loads(text)["host"]
        for name in row["names"]
    }
