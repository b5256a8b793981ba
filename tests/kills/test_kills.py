"""Kill -9 at any moment: the database opens, nothing that was finished is lost, and the end is the same."""

import random
from pathlib import Path

import pytest

from tests.kills.killing import nights


@pytest.mark.timeout(900)
@pytest.mark.slow
@pytest.mark.parametrize("kills", [2, 60])
def test_kills(kills: int, tmp_path: Path) -> None:
    """Whenever it is killed: sound, no check lost or twice, and resumed a run ends as an undisturbed one."""
    chance = random.Random(kills)
    with nights(tmp_path) as told:
        found = [told.kill(chance.randint(1, 3), chance) for _ in range(kills)]

    assert [(one.night, round(one.after, 3), one.lost, one.wrong) for one in found if one.lost or one.wrong] == []
    assert any(one.remembered > 0 and not one.ended for one in found)
