"""What holds for all tests.

Property tests promise results, never speed, on machines that others use too. A token of the machine's own, such as CI
has, is no part of any test. Where a whole job is tested, and both ends of every connection run on one loop, nothing is
waited for in real time.
"""

import asyncio
import os
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
"""Packages, and modules of others, whose tests run on such a loop: none of c-ares, which goes by a clock of
its own, and none that speaks with another process."""

for _name in (*VARIABLES, SERVER):
    os.environ.pop(_name, None)

settings.register_profile("everywhere", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("everywhere")
settings.register_profile("nightly", settings.get_profile("everywhere"), max_examples=50_000)


def pytest_asyncio_loop_factories(item: pytest.Function) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop of a test."""
    if {item.module.__package__, item.module.__name__} & HURRIED:
        return {"passing": loop_with_sockets}
    return {"real": asyncio.new_event_loop}
