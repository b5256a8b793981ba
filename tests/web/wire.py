"""A client that hides nothing: raw bytes out, raw bytes in, over the web's own names."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from linkcheck.demo.web import Web
from linkcheck.net import DnsFault

PATIENCE = 5.0
"""Seconds after which a test gives up on an answer."""


@dataclass(frozen=True)
class Wire:
    """What came over the wire for one request."""

    raw: bytes

    @property
    def head(self) -> str:
        """The status line and headers, however their lines end."""
        text = self.raw.replace(b"\r\n", b"\n")
        return text.partition(b"\n\n")[0].decode("utf-8")

    @property
    def status(self) -> int:
        """The number in the status line."""
        return int(self.head.split(" ", 2)[1])

    @property
    def body(self) -> bytes:
        """Everything behind the first empty line."""
        end = b"\r\n\r\n" if b"\r\n\r\n" in self.raw else b"\n\n"
        return self.raw.partition(end)[2]

    @property
    def text(self) -> str:
        """The body as UTF-8."""
        return self.body.decode("utf-8")

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        for line in self.head.split("\n")[1:]:
            key, _, value = line.partition(":")
            if key.strip().lower() == name.lower():
                return value.strip()
        return None


async def ask(
    web: Web,
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] = MappingProxyType({}),
    patience: float = PATIENCE,
) -> Wire:
    """Ask one URL of a web over a connection of its own, following nothing.

    Raises:
        OSError: Refused, reset, no such name (ConnectionError), a certificate that is not trusted (ssl.SSLError).
        TimeoutError: No end of the answer within `patience` seconds.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    endpoints = await web.resolver.resolve(host, parts.port or (443 if secure else 80))
    if isinstance(endpoints, DnsFault):
        raise ConnectionError(endpoints.fault.value)
    extra = {"ssl": web.trust, "server_hostname": host} if secure else {}
    reader, writer = await asyncio.open_connection(endpoints[0].ip, endpoints[0].port, **extra)  # type: ignore[arg-type]
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    try:
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        return Wire(await asyncio.wait_for(reader.read(-1), patience))
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
