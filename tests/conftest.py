"""What holds for all tests.

Property tests promise results, never speed, on machines that others use too. A token of the machine's own, such as CI
has, is no part of any test. Where a whole job is tested, and both ends of every connection run on one loop, nothing is
waited for in real time; and what the tests write is kept in memory where there is room for it.
"""

import asyncio
import os
import tempfile
from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, settings

from linkcheck.crawl.github import SERVER, VARIABLES
from tests.passing import loop_with_sockets

HURRIED = frozenset(
    {
        *("tests.crawl", "tests.demo", "tests.nights", "tests.pipeline", "tests.snapshots"),
        *("tests.net.test_descriptors", "tests.net.test_fetcher", "tests.net.test_reaching"),
    }
)
"""Packages, and modules of others, whose tests run on such a loop: none of c-ares, which goes by a clock of its own."""
WITH_ANOTHER = frozenset({"tests.crawl.test_bombs"})
"""Their modules that wait for another process, which takes real time."""

IN_MEMORY = "/dev/shm"
ROOM = 2 * 2**30
"""Bytes that have to be free: several times what the tests' files take at a time."""


def _has_room(folder: str) -> bool:
    """Whether the tests may write there, and run what they wrote."""
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize >= ROOM and not found.f_flag & os.ST_NOEXEC


# hundreds of databases, each made durable several times: on a disk that others use too, that is a third of the time
if "TMPDIR" not in os.environ and _has_room(IN_MEMORY):
    os.environ["TMPDIR"] = tempfile.tempdir = IN_MEMORY

for _name in (*VARIABLES, SERVER):
    os.environ.pop(_name, None)

settings.register_profile("everywhere", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("everywhere")
settings.register_profile("nightly", settings.get_profile("everywhere"), max_examples=50_000)


def pytest_asyncio_loop_factories(item: pytest.Function) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop of a test."""
    module: str = item.module.__name__
    if {item.module.__package__, module} & HURRIED and module not in WITH_ANOTHER:
        return {"passing": loop_with_sockets}
    return {"real": asyncio.new_event_loop}
