"""The memory itself: written as text, read again, thinned."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from linkcheck.pipeline.underway import require_memory
from linkcheck.pipeline.world import World
from linkcheck.settings import Settings
from linkcheck.store import Pruned, Store, dump


def export_memory(settings: Settings, world: World) -> Iterator[str]:
    """The memory as lines of text, the same for the same memory.

    Raises:
        UsageError: There is no database.
        StoreError: The database cannot be read.
    """
    require_memory(settings)
    return dump(settings.db, world.clock)


def import_memory(lines: Iterable[str], name: str, settings: Settings, world: World) -> int:
    """Read a memory that was written as text into a new database; how many rows there were.

    Raises:
        StoreError: The database is not empty or cannot be written, or a line is wrong; nothing is kept of it.
    """
    with Store.open(settings.db, world.clock) as store:
        store.lock("linkcheck import")
        return store.load(lines, name)


def prune_memory(keep_days: int, settings: Settings, world: World, *, vacuum: bool) -> Pruned:
    """Thin the living checks that are older than so many days, to one a month.

    Raises:
        UsageError: There is no database.
        StoreError: The database cannot be written.
    """
    require_memory(settings)
    with Store.open(settings.db, world.clock) as store:
        store.lock("linkcheck prune")
        pruned = store.prune(world.clock.now() - timedelta(days=keep_days))
        if vacuum:
            store.vacuum()
        return pruned
