"""Host adapters: a host's interface for programs that answers for many URLs with one request, in the pages' stead."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from linkcheck.model import Probe


class HostAdapter(Protocol):
    """One host's interface, asked in bulk.

    Only what it knows to be there is its to say: whatever it calls missing, or cannot tell, is asked for as on any
    other host. So an interface that is wrong, short of something, or down costs requests and never a link.
    """

    @property
    def at_once(self) -> int:
        """URLs that one batch holds, at most."""
        ...

    def claims(self, url: str) -> bool:
        """Whether it can be asked about a URL. It is called for every URL of a run, and may change its mind."""
        ...

    async def ask(self, urls: Sequence[str]) -> Mapping[str, Probe]:
        """What is there, each as the probe that its page would have brought; nothing of what it cannot say.

        A probe's hops are what the site would have answered, its result has no body, and `Probe.interface` says whose
        word it is.

        It takes its turns from the pacer of the host that it asks, and raises nothing for what the network does.

        Raises:
            NetworkUnfit: This machine has no file descriptor left.
        """
        ...
