"""Reading a database beside whoever writes to it, as it was when the reading began."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from linkcheck.model import Clock
from linkcheck.store.derived import Findings
from linkcheck.store.memory import Memories
from linkcheck.store.opening import connect_to_read
from linkcheck.store.session import Session


@dataclass(frozen=True, slots=True)
class Reading:
    """What can be asked of a database that is read."""

    memory: Memories
    findings: Findings


@contextmanager
def reading(path: Path, clock: Clock) -> Iterator[Reading]:
    """Open a database of this version to read it: what is committed now is seen, and nothing that comes after.

    Raises:
        StoreError: It cannot be read.
    """
    with closing(connect_to_read(path)) as connection:
        session = Session(path, connection, clock)
        yield Reading(Memories(session), Findings(session))
