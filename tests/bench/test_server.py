"""The benchmark's web keeps to HTTP: a peer that stumbled over its answers would be measured wrongly."""

import asyncio
import ssl
from http.client import HTTPConnection

from tests.bench.plan import plain
from tests.bench.server import BenchWeb, Exchange


def test_head_brings_no_body_and_the_connection_lasts() -> None:
    """A HEAD is answered with the head of what GET brings (RFC 9110, 9.3.2), and the next request is understood."""
    plan = plain(1, 1)
    host = plan.hosts[0].name

    def talk(port: int) -> list[tuple[int, str | None, int]]:
        told = []
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        for method in ("HEAD", "GET", "HEAD", "GET"):
            connection.request(method, "/page/1", headers={"Host": host})
            answer = connection.getresponse()
            told.append((answer.status, answer.getheader("Content-Length"), len(answer.read())))
        connection.close()
        return told

    async def serve() -> list[tuple[int, str | None, int]]:
        web = BenchWeb(plan, ssl.create_default_context(), ssl.create_default_context())
        server = await asyncio.get_running_loop().create_server(lambda: Exchange(web), "127.0.0.1", 0)
        async with server:
            return await asyncio.to_thread(talk, server.sockets[0].getsockname()[1])

    told = asyncio.run(serve())
    length = told[1][2]

    assert length > 10_000
    assert told == [(200, str(length), 0), (200, str(length), length)] * 2
