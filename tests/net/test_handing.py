"""Sockets handed over to the loop: ended as soon as both sides have nothing to say."""

import asyncio
import socket
import ssl
import threading
import time

from linkcheck.demo.web.certs import Authority, Tls
from linkcheck.net.handing import streams_over

PATIENCE = 5.0
"""Seconds that the server holds on; asyncio itself waits for thirty."""


async def test_a_farewell_is_not_waited_for() -> None:
    """A server that says nothing behind our close_notify keeps no connection: each holds as much as one in use."""
    authority = Authority()
    trust = ssl.create_default_context(cadata=authority.root_pem.decode())
    ended: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        deaf = threading.Thread(target=_deaf, args=(listener, authority.server("deaf.test", Tls.GOOD), ended))
        deaf.start()
        sock = socket.create_connection(listener.getsockname())
        sock.setblocking(False)
        _, writer = await streams_over(sock, 1024, trust, "deaf.test")
        began = time.monotonic()
        writer.close()
        await asyncio.to_thread(deaf.join)

    assert ended[0] - began < PATIENCE / 2


def _deaf(listener: socket.socket, context: ssl.SSLContext, ended: list[float]) -> None:
    """Shake hands, and hear nothing but the end of the connection."""
    taken, _ = listener.accept()
    with socket.socket(fileno=context.wrap_socket(taken, server_side=True).detach()) as raw:
        raw.settimeout(PATIENCE)
        try:
            while raw.recv(4096):
                pass
        except TimeoutError:
            pass
        ended.append(time.monotonic())
