"""The words between a check and the crew that asks for it.

A check is a generator: it yields what it wants and is sent what that brought. It holds no worker, no connection and no
task while it waits, and it can be tested without any of them. The words are tuples: every link takes some, and a tuple
is made in less time than a frozen class.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from linkcheck.model import Answer, Failure, Fetched, Hop, Probe

Told = TypeVar("Told")

NOTHING: Mapping[str, str] = MappingProxyType({})


class Ask(NamedTuple):
    """One request that is to be made, at its host's turn."""

    url: str
    headers: Mapping[str, str] = NOTHING
    """Beside those that every request carries."""
    cookies: Mapping[str, str] = NOTHING
    aside: bool = False
    """It is not for the link itself: a host that wants to be left alone does not put the link off."""
    first: bool = False
    """A first look: where it brings nothing for long, it is made again later, with more time."""


class Pause(NamedTuple):
    """Nothing is wanted for so many seconds; what is sent for it means nothing."""

    seconds: float


class Reply(NamedTuple):
    """What a request brought, and the seconds that it took."""

    result: Answer | Failure
    seconds: float = 0.0


class Walk(NamedTuple):
    """One redirect chain, walked to its end."""

    hops: tuple[Hop, ...]
    result: Answer | Failure
    seconds: float
    """What its requests took together, without the waits for their turns."""
    fetched: tuple[Fetched, ...] = ()
    """Its requests with their whole answers, where it ended in a page."""


Asking = Generator[Ask, Reply, Told]
"""A talk that only asks."""
Talk = Generator[Ask | Pause, Reply, Told]
"""A talk that may also wait."""


@dataclass(slots=True)
class Job:
    """One URL on its way: not begun, waiting for a request's turn, or waiting for a while."""

    url: str
    talk: Talk[Probe] | None = None
    ask: Ask | None = None
    """The request that it wants made; None before its beginning and during a pause."""


def tell(talk: Talk[Probe], reply: Reply | None = None) -> Ask | Pause | Probe:
    """What a check wants next, or what it came to."""
    try:
        return next(talk) if reply is None else talk.send(reply)
    except StopIteration as end:
        probe: Probe = end.value
        return probe
