"""Names to addresses: what a resolver answers, and what it says when it cannot.

A resolver may answer with another port than it was asked for: the built-in web lives on high ports that way.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from linkcheck.model import Fault


class Endpoint(NamedTuple):
    """An address to connect to."""

    ip: str
    """IPv4 or IPv6, in its usual written form, without brackets."""
    port: int


@dataclass(frozen=True, slots=True)
class DnsFault:
    """A name that has no address, and the evidence of why."""

    fault: Fault
    """One of dns-nxdomain, dns-nodata and dns-failure."""
    evidence: str
    """For people: the resolver's code and its meaning, such as "ARES_ENOTFOUND (NXDOMAIN)"."""


class Resolver(Protocol):
    """Answers where a host is."""

    async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...] | DnsFault:
        """The endpoints of a host, best first and at least one, or why there are none. Never raises for a bad name."""
        ...

    async def close(self) -> None:
        """Give back sockets and threads."""
        ...
