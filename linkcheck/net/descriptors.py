"""File descriptors: every connection takes one, and a lack of them is this machine's, never a link's."""

import errno
import resource
import socket
from dataclasses import dataclass

SCARCE = frozenset({errno.EMFILE, errno.ENFILE})
"""What the system says where a process, or all together, have no descriptor left."""
RESERVED = 64
"""Descriptors for everything but connections: database, reports, documents, name servers."""
EACH = 3
"""Descriptors that a request may take at once: two addresses that are tried side by side, one certificate."""
KEPT = 7
"""Descriptors for each request in flight where there is no lack: idle connections wait for their host's next link."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the system grants."""

    in_flight: int
    """Requests at once."""
    idle: bool
    """There is room for idle connections as well."""
    told: str
    """What the user should know; empty where there is room enough."""


def make_room(in_flight: int) -> Room:
    """Raise the soft limit of open files as far as so many requests want it, and say how many may be in flight.

    See getrlimit(2), RLIMIT_NOFILE; a soft limit may be raised up to the hard one by anybody.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    least, wanted = RESERVED + EACH * in_flight, RESERVED + KEPT * in_flight
    granted = _infinite(soft, wanted)
    for asked in dict.fromkeys((min(wanted, _infinite(hard, wanted)), min(least, _infinite(hard, least)))):
        if granted < asked and _raise(asked, hard):
            granted = asked
    if granted >= least:
        return Room(in_flight, granted >= wanted, "")
    fewer = max(1, (granted - RESERVED) // EACH)
    told = f"this system allows {granted:,} open files: {fewer:,} requests at once instead of {in_flight:,} (ulimit -n)"
    return Room(fewer, idle=False, told=told)


def exhausted() -> bool:
    """Whether no descriptor is left at this moment."""
    try:
        socket.socket().close()
    except OSError as error:
        return error.errno in SCARCE
    return False


def _infinite(limit: int, wanted: int) -> int:
    return wanted if limit == resource.RLIM_INFINITY else limit


def _raise(soft: int, hard: int) -> bool:
    """Some systems refuse what their hard limit seems to allow."""
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    except (OSError, ValueError):
        return False
    return True
