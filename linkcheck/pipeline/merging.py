"""Another vantage's eyes: the checks, aliases and lookups of another machine's database, brought into this one."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from linkcheck import judge
from linkcheck.model import Check, night_of
from linkcheck.pipeline.world import World
from linkcheck.settings import Settings
from linkcheck.store import Merged, Store


def merge_database(other: Path, settings: Settings, world: World) -> Merged:
    """Bring in everything that is new; merging again changes nothing.

    Raises:
        StoreNewer: A later linkcheck made the other database.
        StoreBroken: It is not a database, not linkcheck's, or damaged.
        StoreError: One of the two cannot be used.
    """

    def due_of(_url: str, checks: Sequence[Check]) -> date:
        standing = judge.standing(checks, settings)
        return judge.next_due(standing, settings, night_of(checks[-1].at))

    with Store.open(settings.db, world.clock) as store:
        store.lock("linkcheck merge")
        return store.merge(other, due_of)
