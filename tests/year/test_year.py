"""A simulated year: an even load, every death in time, no false confirmation, few requests."""

from pathlib import Path

import pytest

from tests.year.fates import NIGHTS
from tests.year.table import broken, late, share, table, uneven, wrong
from tests.year.year import Year, live


async def test_ninety_nights(tmp_path: Path) -> None:
    """A small archive for a season: nothing promised is broken, and deaths were there to be found."""
    year = await live(tmp_path, links=400, nights=90, seed=2)

    assert broken(year) == []
    assert sum(bool(one.confirmed) for one in year.told.values()) > 2


async def test_the_promises_can_be_broken(tmp_path: Path) -> None:
    """A year with a full night, a death that nobody saw and a living link that was confirmed is told as such."""
    year = await live(tmp_path, links=200, nights=45, seed=3)
    living = next(one for one in year.told.values() if one.life.dies is None)
    dead = next(one for one in year.told.values() if one.confirmed)
    year.load[20] = 60
    living.confirmed.append(9)
    dead.failed = None

    assert uneven(year) == [20]
    assert wrong(living) == [9]
    assert "not seen" in late(dead, 45)
    assert len(broken(year)) == 3


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_a_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """365 nights over 5,000 links."""
    year: Year = await live(tmp_path, links=5000, nights=NIGHTS)
    with capsys.disabled():
        print("\n".join(["", *table(year)]))  # noqa: T201 - the table is what the test is for

    assert broken(year) == []
    assert share(year) <= 0.05
