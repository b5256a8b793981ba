"""linkcheck.cycles: the collector is away for a while, and afterwards as it was."""

import gc
from collections.abc import Iterator

import pytest

from linkcheck.cycles import uncollected


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Whatever a test does to the collector, the next one finds it on."""
    yield
    gc.enable()


def test_it_is_away_and_comes_back() -> None:
    """Inside, also of another one inside; and where what is inside fails."""
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), uncollected():
        _ = 1 / 0
    assert gc.isenabled()


def test_who_has_it_off_keeps_it_off() -> None:
    """It is not turned on behind somebody's back."""
    gc.disable()
    with uncollected():
        pass
    assert not gc.isenabled()
