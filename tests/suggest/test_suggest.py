"""linkcheck takes the right capture in every case, and lychee is asked the same in the same run."""

import pytest

from tests.snapshots.test_lookups import CASES
from tests.suggest.__main__ import ask, right, table
from tests.truth import namespace, tools


def test_side_by_side() -> None:
    """At least sixty cases, all right for linkcheck; lychee, which knows no day, has the newest capture of most."""
    if why := namespace.refused():
        pytest.skip(f"no network namespace may be made here: {why}")
    if not tools.lychee():
        pytest.skip("lychee is not installed")
    said = ask()
    count = {
        tool: sum(right(case, one, tool) for case, one in zip(CASES, suggested, strict=True))
        for tool, suggested in said.items()
    }

    assert len(CASES) >= 60
    assert count["linkcheck"] == len(CASES), "\n".join(table(said))
    # it was really asked: it suggests something, and something right
    assert sum(bool(one.url) for one in said["lychee"]) > len(CASES) / 3
    assert 0 < count["lychee"] < len(CASES)
