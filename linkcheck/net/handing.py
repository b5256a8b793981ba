"""A connected socket handed over to the loop: from then on the loop closes it, and nobody else may.

A socket that is closed behind the loop's back after a timeout leaves its number to the next one, while the loop still
watches it for the first: what comes of the one is then told of the other. uvloop closes the number and not the socket
object. Where the server hangs up before it has taken note of that object, the object would close the number once more
when it is thrown away, at any time later, and with it whatever has the number by then.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

FAREWELL = 0.1
"""Seconds that a server has for its own word behind our close_notify (RFC 8446, 6.1): nothing more is wanted of it
(RFC 9112, 9.8), many never say it, and a connection over TLS that waits for it holds as much as one in use."""

Protocol = TypeVar("Protocol", bound=asyncio.Protocol)


async def handed_over(
    sock: socket.socket, make: Callable[[], Protocol], tls: ssl.SSLContext | None, name: str | None
) -> tuple[asyncio.Transport, Protocol]:
    """A socket under a protocol, TLS in. Where that fails, it is closed by whoever has it.

    Args:
        sock: Connected.
        make: Makes the protocol.
        tls: None for none.
        name: The server's, for TLS.

    Raises:
        OSError, ValueError, RuntimeError: It came to nothing.
    """
    loop = asyncio.get_running_loop()
    made: list[Protocol] = []

    def known() -> Protocol:
        made.append(make())
        return made[0]

    try:
        return await loop.create_connection(
            known,
            sock=sock,
            ssl=tls,
            server_hostname=name,
            ssl_shutdown_timeout=None if tls is None else FAREWELL,
        )
    finally:
        # with a protocol the loop owns it
        if not made:
            sock.close()
        elif not isinstance(loop, asyncio.BaseEventLoop):
            sock.detach()


async def streams_over(
    sock: socket.socket, limit: int, tls: ssl.SSLContext | None = None, name: str | None = None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The same with asyncio's streams; `limit` is bytes that the reader holds.

    Raises:
        OSError, ValueError, RuntimeError: It came to nothing.
    """
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=limit, loop=loop)
    transport, protocol = await handed_over(sock, lambda: asyncio.StreamReaderProtocol(reader, loop=loop), tls, name)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)
