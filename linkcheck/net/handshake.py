"""A look at a server that did not satisfy: one handshake with it, verified by nobody, over which nothing is asked."""

import asyncio
import ssl
from dataclasses import dataclass

from linkcheck.net.dialling import Dialler, Trail
from linkcheck.net.handing import streams_over
from linkcheck.net.trust import undemanding
from linkcheck.net.urls import Parts

LIMIT = 64 * 1024
"""Bytes that are held of what a server says unasked."""
OLD = {"SSLv3": "SSL 3", "TLSv1": "TLS 1.0", "TLSv1.1": "TLS 1.1"}
"""Protocols that no browser speaks any more (RFC 8996), by OpenSSL's names."""


@dataclass(frozen=True, slots=True)
class Shaken:
    """What a server agreed to."""

    version: str
    """OpenSSL's name of the protocol."""
    cipher: str
    certificate: bytes
    """The server's own certificate, DER; empty where it sent none."""

    @property
    def told(self) -> str:
        """Why browsers refuse a server that agrees to this and to nothing better; for people."""
        if self.version in OLD:
            return f"the server speaks {OLD[self.version]} only"
        return f"the server offers only ciphers and keys that browsers refuse ({self.version}, {self.cipher})"


async def shake(dialler: Dialler, parts: Parts, seconds: float) -> Shaken | None:
    """Shake hands with a server as undemandingly as OpenSSL can, and hang up; None where even that fails."""
    with Trail(seconds):
        try:
            async with asyncio.timeout(seconds):
                return await _shake(dialler, parts)
        except (OSError, ValueError, EOFError, RuntimeError):
            return None


async def _shake(dialler: Dialler, parts: Parts) -> Shaken:
    sock = await dialler.connect(parts.host, parts.port)
    _, writer = await streams_over(sock, LIMIT, undemanding(), parts.host.rstrip(".") or parts.host)
    try:
        tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
        cipher = tls.cipher()
        return Shaken(tls.version() or "", cipher[0] if cipher else "", tls.getpeercert(binary_form=True) or b"")
    finally:
        writer.transport.abort()
