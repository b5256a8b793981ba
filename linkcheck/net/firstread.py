"""The first reading: what aiohttp's parser takes, on a connection that is kept for the next request."""

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.http_parser import RawResponseMessage

from linkcheck.model import Answer, Failure
from linkcheck.net.connections import Connections
from linkcheck.net.dialling import TRAIL, Stage
from linkcheck.net.exchange import Connection
from linkcheck.net.faults import fault_of, note
from linkcheck.net.limits import Limit
from linkcheck.net.request import REPEATABLE, Request

BROKEN = (aiohttp.ClientError, HttpProcessingError, OSError, ValueError, EOFError, RuntimeError)
"""What a request may end with; uvloop raises RuntimeError for some of what asyncio calls OSError."""


class Unread(Exception):
    """aiohttp's parser refuses the answer: it is to be read again."""


async def first_reading(connections: Connections, request: Request, until: float) -> Answer | Failure:
    """Ask, and read what comes until the loop's time `until`; inside a trail's `with`.

    Raises:
        Unread: What came is refused by aiohttp's parser.
    """
    trail = TRAIL.get()
    times = request.timeouts
    connection: Connection | None = None
    try:
        with Limit(until, times.connect if times.look is None else min(times.connect, times.look)) as limit:
            wire = request.written(keep=True)
            while True:
                limit.give(None)
                connection = connections.kept(request) or await connections.dialled(request, limit)
                trail.stage = Stage.WAITING
                limit.give(times.look)
                try:
                    reading = await connection.ask(request, wire, limit)
                    break
                except BaseException as error:
                    connections.give_up(request, connection)
                    if not _stale(error, connection, request):
                        raise
    except BROKEN as error:
        note(error, trail)
        if connection is not None and connection.reading is not None:
            return connection.reading.cut()
        if request.method in REPEATABLE and _unread(error):
            raise Unread from error
        return Failure(request.url, *fault_of(error, trail))
    connections.give_back(request, connection)
    return reading.done()


def _stale(error: BaseException, connection: Connection, request: Request) -> bool:
    """Whether a connection may have failed for what came before on it, and the request is to be sent on another.

    It was kept, and turns out to be closed, or took up a session that its server does not care for after all.
    """
    before = (connection.kept or connection.resumed) and connection.reading is None
    broken = isinstance(error, aiohttp.ServerDisconnectedError | OSError)
    return before and broken and request.method in REPEATABLE


def _unread(error: BaseException) -> bool:
    """Whether something came that a more lenient reader may understand."""
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return isinstance(error.message, RawResponseMessage)
    return isinstance(error, HttpProcessingError)
