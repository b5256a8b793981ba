"""The first reading: what aiohttp's parser takes, on a connection that is kept for the next request."""

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.http_parser import RawResponseMessage
from aiohttp.streams import StreamReader

from linkcheck.model import Answer, Failure
from linkcheck.net.connections import Connections
from linkcheck.net.dialling import TRAIL, Stage
from linkcheck.net.faults import fault_of, note
from linkcheck.net.limits import Limit
from linkcheck.net.request import REPEATABLE, Reading, Request

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
    readings: list[Reading] = []
    try:
        with Limit(until, times.connect if times.look is None else min(times.connect, times.look)) as limit:
            wire = request.written(keep=True)
            while not await _asked(connections, request, wire, readings, limit):
                pass
    except BROKEN as error:
        note(error, trail)
        if readings:
            return readings[0].cut()
        if request.method in REPEATABLE and _unread(error):
            raise Unread from error
        return Failure(request.url, *fault_of(error, trail))
    return readings[0].done()


async def _asked(
    connections: Connections, request: Request, wire: bytes, readings: list[Reading], limit: Limit
) -> bool:
    """Ask on one connection and read; False where that may have failed for what came before, and is used up.

    It was kept, and turns out to be closed, or took up a session that its server does not care for after all.
    """
    limit.give(None)
    connection = connections.kept(request)
    if connection is None:
        connection = await connections.dialled(request, limit)
    TRAIL.get().stage = Stage.WAITING
    try:
        limit.give(request.timeouts.look)
        message, payload = await connection.ask(wire, bodiless=request.method == "HEAD")
        limit.give(None)
        reading = Reading(request, message.code, message.raw_headers, connection.address)
        readings.append(reading)
        if reading.wanted:
            await _read(payload, reading)
    except BaseException as error:
        connections.give_up(request, connection)
        stale = (connection.kept or connection.resumed) and not readings and request.method in REPEATABLE
        if stale and isinstance(error, aiohttp.ServerDisconnectedError | OSError):
            return False
        raise
    connections.give_back(request, connection)
    return True


async def _read(payload: StreamReader, reading: Reading) -> None:
    """Read the body as far as it is wanted; a connection on which some is left is not kept."""
    while not payload.at_eof():
        if reading.body.feed(await payload.readany()):
            return
    reading.body.end()


def _unread(error: BaseException) -> bool:
    """Whether something came that a more lenient reader may understand."""
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return isinstance(error.message, RawResponseMessage)
    return isinstance(error, HttpProcessingError)
