"""Kill -9 while files are rewritten, or put back: each is wholly old or wholly new, and the next run ends the work."""

import random
from pathlib import Path

import pytest

from tests.kills.rewrites import LETTERS, Rewrites, letters


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("count", "kills"), [(20, 4), pytest.param(LETTERS, 200, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_kills(count: int, kills: int, tmp_path: Path) -> None:
    """Whenever it is killed: no file in between, the ledger agrees, nothing is left behind in the end."""
    chance = random.Random(kills)
    told = Rewrites(tmp_path / "work", letters(tmp_path / "letters", count))

    found = [told.kill_rewrite(chance) for _ in range(kills)] + [told.kill_undo(chance) for _ in range(kills // 2)]

    assert [(one.what, round(one.after, 3), one.wrong[:5]) for one in found if one.wrong] == []
    assert {one.documents for one in found} == {count}
