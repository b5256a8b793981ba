"""Behaviours nastier than the demo's: answers that break clients, each a factory like those of the built-in web."""

import gzip
import math
import zlib

from linkcheck.demo.web import Behaviour, Exchange, Request
from linkcheck.demo.web.behaviours import document, html, raw

PAGE = html("A page", "Some text.").encode()
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def _sized(data: bytes, *lines: bytes) -> bytes:
    head = OK + b"".join(line + b"\r\n" for line in lines)
    return head + b"Content-Length: " + str(len(data)).encode() + b"\r\n\r\n" + data


def many_headers(count: int) -> Behaviour:
    """A page under `count` header lines."""
    return raw(_sized(PAGE, *(f"X-Line-{number}: {number}".encode() for number in range(count))))


def long_header(size: int) -> Behaviour:
    """A page with one header value of `size` bytes."""
    return raw(_sized(PAGE, b"X-Long: " + b"x" * size))


def folded_header() -> Behaviour:
    """A header that goes on in the next line (obs-fold, RFC 9112, section 5.2)."""
    return raw(_sized(PAGE, b"X-Folded: one\r\n two"))


def binary_header() -> Behaviour:
    """A header value that is neither ASCII nor UTF-8."""
    return raw(_sized(PAGE, b"X-Latin: caf\xe9"))


def surplus() -> Behaviour:
    """More bytes than Content-Length says."""
    return raw(_sized(PAGE) + b"<!-- and a little more -->")


def short_body() -> Behaviour:
    """Fewer bytes than Content-Length says, then the end."""
    return raw(OK + b"Content-Length: 100000\r\n\r\n" + PAGE)


def no_content_with_body() -> Behaviour:
    """A 204 that has a body all the same."""
    return raw(b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello")


def contradicting_lengths() -> Behaviour:
    """Two Content-Length headers that do not agree."""
    return raw(OK + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello, ")


def negative_length() -> Behaviour:
    """A Content-Length below nothing."""
    return raw(OK + b"Content-Length: -1\r\n\r\n" + PAGE)


def broken_chunks() -> Behaviour:
    """A chunk whose size is no number."""
    return raw(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\n")


def unended_chunks() -> Behaviour:
    """Chunks without the last one."""
    return raw(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")


def chunks_and_length() -> Behaviour:
    """Transfer-Encoding and Content-Length at once (RFC 9112, section 6.3)."""
    return raw(OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")


def http_0_9() -> Behaviour:
    """A page without any head."""
    return raw(PAGE)


def no_phrase() -> Behaviour:
    """A status line that ends behind its number."""
    return raw(b"HTTP/1.1 200\r\nContent-Type: text/html\r\n\r\n" + PAGE)


def odd_version() -> Behaviour:
    """A protocol from a radio station."""
    return raw(b"ICY 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n")


def garbage() -> Behaviour:
    """Bytes that mean nothing."""
    return raw(bytes(range(256)) * 4)


def no_location(code: int = 302) -> Behaviour:
    """A redirect that does not say where."""
    return document(PAGE, status=code)


def endless_body(block: int = 65536) -> Behaviour:
    """A page without a length and without an end, as fast as it goes."""

    async def behave(_: Request, exchange: Exchange) -> None:
        await exchange.send(OK + b"\r\n")
        while True:
            await exchange.send(b"<p>more</p>" * (block // 11))

    return behave


def endless_headers() -> Behaviour:
    """Header lines without an end."""

    async def behave(_: Request, exchange: Exchange) -> None:
        await exchange.send(OK)
        while True:
            await exchange.send(b"X-More: more\r\n" * 1000)

    return behave


def endless_interim() -> Behaviour:
    """Interim 103 answers without an end, and never the final one."""

    async def behave(_: Request, exchange: Exchange) -> None:
        while True:
            await exchange.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" * 100)

    return behave


def slow_headers(seconds: float) -> Behaviour:
    """A head that comes a byte at a time."""

    async def behave(_: Request, exchange: Exchange) -> None:
        for byte in _sized(PAGE):
            await exchange.send(bytes([byte]))
            await exchange.pause(seconds)

    return behave


def stalled_body() -> Behaviour:
    """Half of a body, then silence."""

    async def behave(_: Request, exchange: Exchange) -> None:
        await exchange.send(_sized(PAGE)[:-20])
        await exchange.pause(math.inf)

    return behave


def gzip_bomb(size: int) -> Behaviour:
    """A small answer that unpacks to `size` bytes."""
    return document(gzip.compress(b"\0" * size), headers=[("Content-Encoding", "gzip")])


def cut_gzip() -> Behaviour:
    """A compressed page that stops in the middle."""
    return document(gzip.compress(PAGE * 50)[:-20], headers=[("Content-Encoding", "gzip")])


def raw_deflate() -> Behaviour:
    """`deflate` without the zlib wrapper, as old servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return document(packer.compress(PAGE) + packer.flush(), headers=[("Content-Encoding", "deflate")])


def unknown_encoding() -> Behaviour:
    """A Content-Encoding that nobody knows."""
    return document(PAGE, headers=[("Content-Encoding", "snail")])
