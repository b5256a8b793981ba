"""A month of nights: no living link is confirmed dead, every dead one is, on its night."""

from pathlib import Path

import pytest

from tests.nights.kinds import KINDS, Fate
from tests.nights.month import month, subjects
from tests.nights.spells import NIGHTS, REVIVAL
from tests.nights.table import broken, summary, table


async def test_a_few_nights(tmp_path: Path) -> None:
    """One or two links of each kind: none that lives is confirmed, and the dead are three days after they were due."""
    kinds = [kind for kind in KINDS if kind.fate is not Fate.DECEIVES]
    lives = await month(tmp_path, subjects(kinds, seed=3, share=0.1), range(1, 7))

    assert [f"{life.subject.kind.name}: {life.broken}" for life in broken(lives)] == []
    assert any(life.confirmed for life in lives.values())


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [1, 2])
async def test_a_month_of_nights(seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No confirmation that a person would regret but those that are named, and each of these is seen to recover."""
    lives = await month(tmp_path, subjects(KINDS, seed), [*range(1, NIGHTS + 1), REVIVAL])
    with capsys.disabled():
        print("\n".join(["", *table(lives)]))  # noqa: T201 - the table is what the test is for

    assert broken(lives) == [], summary(lives)
