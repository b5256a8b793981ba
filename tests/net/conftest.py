"""What the tests of the network share: a fetcher for loopback."""

import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from linkcheck.net import Fetcher, Resolver, trust_store
from linkcheck.settings import Settings
from tests.passing import PassingClock

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))

system_trust = cache(trust_store)
"""The system's store, read once: that takes longer than most tests."""

Fetching = Callable[..., Any]


@pytest.fixture
async def fetcher_for() -> AsyncIterator[Fetching]:
    """Makes fetchers that may contact loopback; all are closed in the end."""
    async with AsyncExitStack() as stack:

        async def make(resolver: Resolver, trust: ssl.SSLContext | None = None, **settings: Any) -> Fetcher:
            known = Settings(**{"allow_network": LOOPBACK, "timeout": 5.0, **settings})
            clock = PassingClock(datetime.now(UTC))
            return await stack.enter_async_context(Fetcher(known, resolver, trust or system_trust(), clock))

        yield make
