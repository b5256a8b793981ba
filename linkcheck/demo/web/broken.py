"""Connections and answers that are broken on the wire."""

import math

from linkcheck.demo.web.answers import document, html
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request

DRIP_SECONDS = 0.05
"""Between two bytes of a dripping answer."""


def silent() -> Behaviour:
    """Reads the request and never answers."""

    async def behave(_: Request, exchange: Exchange) -> None:
        await exchange.pause(math.inf)
        exchange.hang_up()

    return behave


def drip(seconds: float = DRIP_SECONDS) -> Behaviour:
    """Headers at once, then a byte at a time, for ever."""

    async def behave(_: Request, exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
        while True:
            await exchange.send(b".")
            await exchange.pause(seconds)

    return behave


def reset() -> Behaviour:
    """A TCP reset instead of an answer."""

    async def behave(_: Request, exchange: Exchange) -> None:
        exchange.reset()

    return behave


def hang_up() -> Behaviour:
    """The connection closed without an answer."""

    async def behave(_: Request, exchange: Exchange) -> None:
        exchange.hang_up()

    return behave


def raw(data: bytes) -> Behaviour:
    """These bytes for an answer, and the connection closed behind them."""

    async def behave(_: Request, exchange: Exchange) -> None:
        await exchange.send(data)

    return behave


def raw_page(template: bytes, title: str, text: str) -> Behaviour:
    """A page under a head written by hand: `%LENGTH%` in the template becomes the body's length."""
    body = html(title, text).encode()
    return raw(template.replace(b"%LENGTH%", str(len(body)).encode()) + body)


def gzip_lie(title: str, text: str) -> Behaviour:
    """A plain page that claims to be compressed."""
    return document(html(title, text), headers=[("Content-Encoding", "gzip")])
