"""Answers, failures and probes: what the network said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Fault(StrEnum):
    """How a request can fail before a status comes back. Each is a reason too."""

    DNS_NXDOMAIN = "dns-nxdomain"
    DNS_NODATA = "dns-nodata"
    DNS_FAILURE = "dns-failure"
    CONNECT_REFUSED = "connect-refused"
    CONNECT_TIMEOUT = "connect-timeout"
    UNREACHABLE = "unreachable"
    READ_TIMEOUT = "read-timeout"
    RESET = "reset"
    EMPTY_REPLY = "empty-reply"
    PROTOCOL_ERROR = "protocol-error"
    TLS_EXPIRED = "tls-expired"
    TLS_HOSTNAME = "tls-hostname"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_HANDSHAKE = "tls-handshake"
    REDIRECT_LOOP = "redirect-loop"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    BAD_REDIRECT = "bad-redirect"
    FORBIDDEN_ADDRESS = "forbidden-address"
    ACTION = "action"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request brought: a status, headers and as much of the body as was asked for."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    """In the order they came, names as sent; bytes that are not UTF-8 are surrogate escapes."""
    body: bytes
    """Decoded from its Content-Encoding, bounded."""
    truncated: bool
    """The body went on behind what was read."""
    address: str
    """The address that was connected to."""

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        wanted = name.lower()
        for key, value in self.headers:
            if key.lower() == wanted:
                return value
        return None

    def header_values(self, name: str) -> tuple[str, ...]:
        """Every value of a header, in the order they came."""
        wanted = name.lower()
        return tuple([value for key, value in self.headers if key.lower() == wanted])


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that brought no answer, and the evidence of why."""

    url: str
    fault: Fault
    evidence: str
    """For people: the errno, the DNS code, the TLS verify code and its meaning."""


class Hop(NamedTuple):
    """One request of a redirect chain and the status that it got."""

    url: str
    status: int | None


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What a host's own interface for programs is asked, where a page by itself tells nothing."""

    url: str
    """The question."""
    known: str
    """The same question about something that is known to be there: it shows what the answer is worth."""


@dataclass(frozen=True, slots=True)
class Told:
    """What both questions of an enquiry brought."""

    answer: Answer | Failure
    known: Answer | Failure


@dataclass(frozen=True, slots=True)
class Fetched:
    """One request of a chain and its whole answer, for whoever keeps pages."""

    answer: Answer
    headers: Mapping[str, str]
    """What the request said beside what every request says; its cookies are nobody's business."""
    at: datetime
    """When the answer had come, UTC."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What the network answered tonight for one URL, hop by hop."""

    url: str
    at: datetime
    elapsed: float
    hops: tuple[Hop, ...]
    """Every request of the chain in order, the first being the URL itself."""
    result: Answer | Failure
    """The end of the chain."""
    second_look: bool = False
    """The server refused a program; this is what it answered a browser's headers."""
    sibling: "Answer | Failure | None" = None
    """What the host answered for a path that is unlikely to exist, where that was asked."""
    front: "Answer | Failure | None" = None
    """The host's front page, where the sibling ended as the link did and it must be told why."""
    told: Told | None = None
    """What the host's interface for programs told of the page, where that was asked."""
    interface: str = ""
    """What an interface said that was asked in the page's stead and knows that it is there: the hops are as the site
    would have answered, and the result has no body. Empty where the page itself was asked for."""
    fetched: tuple[Fetched, ...] = ()
    """Every request of a chain that ended in a page, with its answer; empty for chains that ended otherwise,
    and where nobody keeps pages."""


@dataclass(frozen=True, slots=True)
class Deferred:
    """A target that was not asked to the end tonight; it stays due."""

    url: str
    why: str
    until: datetime | None = None
