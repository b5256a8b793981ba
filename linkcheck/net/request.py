"""A request as it will be sent, and its answer while it is read."""

import re
import ssl
from collections.abc import Callable, Mapping
from typing import NamedTuple

from linkcheck.model import Answer
from linkcheck.net.headers import decoded, default_headers, merged
from linkcheck.net.overrides import override
from linkcheck.net.proxies import Proxy
from linkcheck.net.reading import Body, is_text
from linkcheck.net.urls import Parts, host_of
from linkcheck.settings import Settings

REPEATABLE = frozenset({"GET", "HEAD"})
"""Methods that may be sent twice (RFC 9110, 9.2.1)."""
_ASKED_OF = frozenset({"content-encoding", "content-length", "content-type"})
"""The headers that tell how a body is read."""
_CONNECTION = re.compile(r"^connection:.*\r\n", re.IGNORECASE | re.MULTILINE)


class Timeouts(NamedTuple):
    """Seconds that one request may take."""

    connect: float
    """Name known to connection ready, TLS and all addresses in."""
    total: float
    """Everything."""
    look: float | None = None
    """Request written to head read; None: as long as everything."""


class Request(NamedTuple):
    """A request as it will be sent; a tuple, which is made in a third of a frozen dataclass's time."""

    url: str
    """As the caller wrote it."""
    parts: Parts
    target: str
    """Path and query, as they are sent."""
    method: str
    lines: str
    """Header lines, each with its end; never shown, they may carry a key."""
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

    def __repr__(self) -> str:
        """What anybody may read of it."""
        return f"Request({self.method} {self.url})"

    def written(self, *, keep: bool) -> bytes:
        """As it goes on the wire; `keep` says whether the connection is wanted afterwards."""
        where, lines = self.target, self.lines
        if self.proxy is not None and self.parts.scheme == "http":
            where = f"http://{self.parts.netloc}{where}"
            if self.proxy.authorization:
                lines += f"Proxy-Authorization: {self.proxy.authorization}\r\n"
        if self.body is not None:
            lines += f"Content-Length: {len(self.body)}\r\n"
        if not keep:
            lines = _CONNECTION.sub("", lines) + "Connection: close\r\n"
        # a dot behind the name is not told to the server
        head = f"{self.method} {where} HTTP/1.1\r\nHost: {self.parts.key}\r\n{lines}\r\n"
        return head.encode("utf-8", "surrogateescape") + (self.body or b"")


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
        self._url, self._status, self._headers, self._address = request.url, status, decoded(rows), address
        named: dict[str, str] = {}
        for name, value in self._headers:
            if (key := name.lower()) not in _ASKED_OF:
                continue
            # the first value of a name counts, and all of its codings
            if key not in named:
                named[key] = value
            elif key == "content-encoding":
                named[key] += f", {value}"
        self.body = Body(named.get("content-encoding", ""), request.max_body)
        bodiless = request.method == "HEAD" or status in (204, 304) or named.get("content-length") == "0"
        self.wanted = not bodiless and request.wants(named.get("content-type"))
        """Whether its body is to be read."""
        if not self.wanted and not bodiless:
            self.body.cut()

    def done(self) -> Answer:
        """The answer with what was read."""
        return Answer(
            self._url, self._status, self._headers, self.body.data, truncated=self.body.truncated, address=self._address
        )

    def cut(self) -> Answer:
        """The answer with what was read until it broke off."""
        if self.wanted:
            self.body.cut()
        return self.done()
