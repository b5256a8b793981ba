"""One guarded, paced, bounded HTTP request: resolver, address guard, pacing per host, reading, faults."""

from typing import TYPE_CHECKING

from linkcheck.rooms import offer

if TYPE_CHECKING:
    from linkcheck.net.allocation import return_large_blocks
    from linkcheck.net.dns import SystemResolver
    from linkcheck.net.ending import CUT, LATE, Cuts, in_time
    from linkcheck.net.fetcher import Fetcher
    from linkcheck.net.guard import AddressGuard
    from linkcheck.net.headers import BROWSER_HEADERS
    from linkcheck.net.lane import Lane
    from linkcheck.net.overrides import override
    from linkcheck.net.pacing import Pacer
    from linkcheck.net.quotas import Quota, quota, states_quota
    from linkcheck.net.request import Timeouts, said
    from linkcheck.net.resolver import DnsFault, Endpoint, Resolver
    from linkcheck.net.trust import trust_store
    from linkcheck.net.urls import host_of, host_or_nothing, request_key, sendable

__all__ = [
    "BROWSER_HEADERS",
    "CUT",
    "LATE",
    "AddressGuard",
    "Cuts",
    "DnsFault",
    "Endpoint",
    "Fetcher",
    "Lane",
    "Pacer",
    "Quota",
    "Resolver",
    "SystemResolver",
    "Timeouts",
    "host_of",
    "host_or_nothing",
    "in_time",
    "override",
    "quota",
    "request_key",
    "return_large_blocks",
    "said",
    "sendable",
    "states_quota",
    "trust_store",
]

offer(
    __name__,
    allocation="return_large_blocks",
    dns="SystemResolver",
    ending="CUT Cuts LATE in_time",
    fetcher="Fetcher",
    guard="AddressGuard",
    headers="BROWSER_HEADERS",
    lane="Lane",
    overrides="override",
    pacing="Pacer",
    quotas="Quota quota states_quota",
    request="Timeouts said",
    resolver="DnsFault Endpoint Resolver",
    trust="trust_store",
    urls="host_of host_or_nothing request_key sendable",
)
