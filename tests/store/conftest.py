"""A store in a file of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.store import Store
from tests.store.samples import NOW, StillClock


@pytest.fixture
def clock() -> StillClock:
    """A clock that stands still."""
    return StillClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "linkcheck.db"


@pytest.fixture
def store(path: Path, clock: StillClock) -> Iterator[Store]:
    """An empty store."""
    with Store.open(path, clock) as opened:
        yield opened


@pytest.fixture
def run_id(store: Store) -> int:
    """A run that has begun."""
    return store.runs.begin(NOW, "here", "0.1.0")
