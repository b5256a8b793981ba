"""The second reading against bytes that nobody foresaw."""

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkcheck.model import Answer, Failure, Fault
from linkcheck.net import Fetcher
from linkcheck.settings import Settings
from tests.net.clock import RealClock
from tests.net.conftest import LOOPBACK, system_trust
from tests.net.rawserver import RawServer, plays

PIECES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.0 404",
        b"HTTP/1.1 100 Continue",
        b"\r\n",
        b"\n",
        b"\r\n\r\n",
        b"Content-Length: 5",
        b"Content-Length : 7",
        b"Transfer-Encoding: chunked",
        b"Content-Encoding: gzip",
        b"5\r\nhello\r\n",
        b"0\r\n\r\n",
        b"hello",
        b": x",
        b" folded",
        b"\x00\xff",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES | st.binary(max_size=20), max_size=12).map(b"".join))
def test_any_bytes_are_an_answer_or_a_fault(wire: bytes) -> None:
    """Whatever a server sends, one of two values comes back, and no error."""

    async def ask() -> Answer | Failure:
        async with (
            RawServer(plays(b"HTTP/1.1 200 OK\r\n" + wire)) as server,
            Fetcher(
                Settings(allow_network=LOOPBACK, timeout=3.0), server.resolver, system_trust(), RealClock()
            ) as fetcher,
        ):
            return await fetcher.get(server.url())

    match asyncio.run(ask()):
        case Answer() as answer:
            assert 100 <= answer.status <= 999
        case Failure() as failure:
            assert failure.fault in {Fault.PROTOCOL_ERROR, Fault.EMPTY_REPLY, Fault.RESET}
