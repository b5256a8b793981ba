"""Precision and recall of soft-404 and parked detection, on the page cases of tests/cases/judge."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from linkcheck.model import Reason
from tests.judge.test_cases import CASES, judged

KINDS: Mapping[str, frozenset[Reason]] = {
    "soft 404": frozenset({Reason.SOFT_404, Reason.REDIRECT_TO_ROOT, Reason.REDIRECT_TO_ERROR}),
    "parked": frozenset({Reason.PARKED}),
}
"""A redirect to the front page or to an error page is a soft 404 by another name."""


@dataclass(frozen=True, slots=True)
class Detection:
    """How well one kind of dead page is told from all others."""

    cases: int
    hits: int
    missed: tuple[str, ...]
    alarms: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Of what was called so, the share that is so."""
        called = self.hits + len(self.alarms)
        return self.hits / called if called else 1.0

    @property
    def recall(self) -> float:
        """Of what is so, the share that was called so."""
        there = self.hits + len(self.missed)
        return self.hits / there if there else 1.0


def detect(paths: tuple[Path, ...] = tuple(CASES)) -> dict[str, Detection]:
    """Judge every page case, and count each kind."""
    expected, given = {}, {}
    for path in paths:
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        if "answer" in case:
            expected[path.stem] = Reason(case["expect"]["reason"])
            given[path.stem] = judged(case).reason
    return {kind: _count(expected, given, reasons) for kind, reasons in KINDS.items()}


def _count(expected: Mapping[str, Reason], given: Mapping[str, Reason], kind: frozenset[Reason]) -> Detection:
    return Detection(
        cases=len(expected),
        hits=sum(expected[name] in kind and given[name] in kind for name in expected),
        missed=tuple(name for name in expected if expected[name] in kind and given[name] not in kind),
        alarms=tuple(name for name in expected if expected[name] not in kind and given[name] in kind),
    )


def told() -> str:
    """The figures, for people."""
    lines = []
    for kind, found in detect().items():
        of = found.hits + len(found.missed)
        lines.append(
            f"{kind} on {found.cases} page cases, {of} of them so: "
            f"precision {found.precision:.2f}, recall {found.recall:.2f}"
        )
        lines += [f"  missed: {name}" for name in found.missed] + [f"  false alarm: {name}" for name in found.alarms]
    return "\n".join(lines) + "\n"


def good_enough() -> bool:
    """Nothing is called what it is not, and at least 95 of 100 are found."""
    return all(found.precision == 1.0 and found.recall >= 0.95 for found in detect().values())
