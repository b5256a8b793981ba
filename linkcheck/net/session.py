"""The first reading: aiohttp's session, told to leave redirects, cookies, proxies and decoding to us."""

import asyncio
from functools import partial

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.http_parser import RawResponseMessage
from yarl import URL

from linkcheck.model import Answer, Failure
from linkcheck.net.dialling import TRAIL, Dialler, Names, Stage
from linkcheck.net.faults import fault_of, note
from linkcheck.net.request import REPEATABLE, Reading, Request

LINE_MOST = 16 * 1024
"""Bytes of a header line that aiohttp holds. Longer ones, and more than its 128, are for the second reading, which
bounds all lines together: 128 lines of 64 KiB from each of 50 endless answers would fill the memory."""
KEEP_ALIVE = 5.0
"""Seconds that an idle connection is kept: the next link of its host follows within this, or much later."""

BROKEN = (aiohttp.ClientError, OSError, ValueError, EOFError, RuntimeError)
"""What a request may end with; uvloop raises RuntimeError for some of what asyncio calls OSError."""


INTERIM_MOST = 64
"""Answers that wait on one connection, at most: one was asked for, and few servers send interim ones before it."""


class Unread(Exception):
    """aiohttp's parser refuses the answer: it is to be read again."""


class _Broken(aiohttp.ClientError):
    """The connection broke, and not because it was kept too long: aiohttp is not to ask again."""


class _Connection(ResponseHandler):
    """A connection that ends where a server sends interim answers without end.

    aiohttp queues them as fast as they come, and its reader takes them from the queue without a pause: one such server
    would fill the memory and stop the loop for everybody.
    """

    def data_received(self, data: bytes) -> None:
        """Parse what came; too many answers are no answer."""
        super().data_received(data)
        if len(self) > INTERIM_MOST:
            self._buffer.clear()
            self.set_exception(BadHttpMessage("interim answers without end"))
            if self.transport is not None:
                self.transport.abort()


class _Response(aiohttp.ClientResponse):
    """A response that keeps the address it came from: its connection may be given back before anyone looks."""

    address = ""

    async def start(self, connection: Connection) -> "_Response":
        """Note the address, then wait for the head, for as long as that may take."""
        trail = TRAIL.get()
        trail.stage = Stage.WAITING
        peer = connection.transport.get_extra_info("peername") if connection.transport else None
        self.address = str(peer[0]) if peer else ""
        with trail.looking():
            await super().start(connection)
        return self


async def _ask_again_if_stale(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Ask again at once where a kept connection turns out to be closed; each turn uses one up, or dials."""
    while True:
        try:
            return await handler(request)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
            if TRAIL.get().dialled or request.method not in REPEATABLE:
                raise _Broken from error


def session(dialler: Dialler, *, idle: bool) -> aiohttp.ClientSession:
    """The one session of a run; connections are counted by the fetcher, not by its pool.

    `idle` says whether there is room for connections that wait for their host's next link.
    """
    connector = aiohttp.TCPConnector(
        limit=0,
        resolver=Names(dialler),
        use_dns_cache=False,
        socket_factory=dialler.guarded,
        **({"keepalive_timeout": KEEP_ALIVE} if idle else {"force_close": True}),
    )
    # the class of a connector's connections has no public name
    connector._factory = partial(_Connection, loop=asyncio.get_running_loop())  # type: ignore[assignment]  # noqa: SLF001
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        response_class=_Response,
        auto_decompress=False,
        max_line_size=LINE_MOST,
        max_field_size=LINE_MOST,
        middlewares=(_ask_again_if_stale,),
        trust_env=False,
    )


async def first_reading(asker: aiohttp.ClientSession, request: Request, until: float) -> Answer | Failure:
    """Ask, and read what comes until the loop's time `until`; inside `dialling`.

    Raises:
        Unread: What came is refused by aiohttp's parser.
    """
    trail = TRAIL.get()
    trail.look = request.timeouts.look
    reading: Reading | None = None
    try:
        async with (
            asyncio.timeout_at(until) as trail.limit,
            asker.request(
                request.method,
                URL(request.wire, encoded=True),
                headers=request.headers,
                data=request.body,
                allow_redirects=False,
                skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=request.timeouts.connect),
                ssl=request.trust,
            ) as response,
        ):
            address = response.address if isinstance(response, _Response) else ""
            reading = Reading(request, response.status, response.raw_headers, address)
            await _read(response, reading)
    except BROKEN as error:
        note(error, trail)
        if reading is not None:
            return reading.cut()
        if request.method in REPEATABLE and _unread(error):
            raise Unread from error
        return Failure(request.url, *fault_of(error, trail))
    return reading.done()


async def _read(response: aiohttp.ClientResponse, reading: Reading) -> None:
    """Read the body as far as it is wanted; leaving the response closes what is left of it."""
    if not reading.wanted:
        return
    async for chunk in response.content.iter_any():
        if reading.body.feed(chunk):
            return
    reading.body.end()


def _unread(error: BaseException) -> bool:
    """Whether something came that a more lenient reader may understand."""
    if isinstance(error, _Broken):
        cause = error.__cause__
        return isinstance(cause, aiohttp.ServerDisconnectedError) and isinstance(cause.message, RawResponseMessage)
    return isinstance(error, aiohttp.ClientResponseError)
