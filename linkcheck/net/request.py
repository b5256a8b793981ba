"""A request as it will be sent, and its answer while it is read."""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from linkcheck.model import Answer
from linkcheck.net.headers import decoded, default_headers, merged
from linkcheck.net.overrides import override
from linkcheck.net.proxies import Proxy
from linkcheck.net.reading import Body, is_text
from linkcheck.net.urls import Parts, host_of
from linkcheck.settings import Settings

REPEATABLE = frozenset({"GET", "HEAD"})
"""Methods that may be sent twice (RFC 9110, 9.2.1)."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds that one request may take."""

    connect: float
    """Name known to connection ready, TLS and all addresses in."""
    total: float
    """Everything."""
    look: float | None = None
    """Request written to head read; None: as long as everything."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it will be sent."""

    url: str
    """As the caller wrote it."""
    wire: str
    """As it is sent."""
    parts: Parts
    method: str
    headers: Mapping[str, str] = field(repr=False)
    """Never shown: they may carry a key."""
    body: bytes | None
    max_body: int
    """Bytes, decoded."""
    timeouts: Timeouts
    trust: ssl.SSLContext
    """What the server's certificate is verified with."""
    proxy: Proxy | None = None
    """What it goes through; None where it goes out directly."""
    wants: Callable[[str | None], bool] = is_text
    """Whether a body of this Content-Type is read."""


def said(settings: Settings, url: str, headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What a request for `url` with `headers` of its own says that anybody may read.

    What the settings give its host is left out, the names of that too: it may be a key. So are cookies.
    """
    secret = {name.lower() for name in override(settings.hosts, host_of(url)).headers}
    told = merged((default_headers(settings.user_agent), headers))
    return (("Host", host_of(url)), *((name, value) for name, value in told.items() if name.lower() not in secret))


class Reading:
    """An answer while it is read: what is known of it at any moment."""

    def __init__(self, request: Request, status: int, rows: tuple[tuple[bytes, bytes], ...], address: str) -> None:
        self._answer = Answer(request.url, status, decoded(rows), b"", truncated=False, address=address)
        codings = ", ".join(self._answer.header_values("content-encoding"))
        self.body = Body(codings, request.max_body)
        bodiless = request.method == "HEAD" or status in (204, 304) or self._answer.header("content-length") == "0"
        self.wanted = not bodiless and request.wants(self._answer.header("content-type"))
        """Whether its body is to be read."""
        if not self.wanted and not bodiless:
            self.body.cut()

    def done(self) -> Answer:
        """The answer with what was read."""
        return replace(self._answer, body=self.body.data, truncated=self.body.truncated)

    def cut(self) -> Answer:
        """The answer with what was read until it broke off."""
        if self.wanted:
            self.body.cut()
        return self.done()
