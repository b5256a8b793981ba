"""Weighing: named marks with the weights of data/weights.toml, added up against one threshold."""

from collections.abc import Iterable
from typing import Final

from linkcheck.judge.tables import table
from linkcheck.model import Evidence

THIN: Final = 120
"""Words of prose, at most, of a page that says little."""
LONG: Final = 350
"""Words of prose, at least, of a page that has something to say."""


def threshold() -> float:
    """The sum that decides."""
    return float(table("weights")["threshold"])


def weighed(kind: str, mark: str, detail: str) -> Evidence:
    """One mark with the weight that the table gives it."""
    return Evidence(mark, float(table("weights")[kind][mark]), detail)


def total(evidence: Iterable[Evidence]) -> float:
    """The sum, rounded so that ten tenths are one."""
    return round(sum(item.weight for item in evidence), 3)


def decides(evidence: Iterable[Evidence]) -> bool:
    """Whether the evidence is enough."""
    return total(evidence) >= threshold()
