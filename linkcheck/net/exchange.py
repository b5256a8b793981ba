"""One connection, and what is asked and answered on it.

aiohttp's parser (in C) reads what comes. What stands around it there is left out: its session (redirects, cookies,
proxies, tracing, middlewares, a request object, a writer) was more than half of a request's cost, and its protocol
wakes whoever waits once for the head of an answer and again for each piece of the body. Here the answer is read where
it comes in, and whoever asked for it is woken once, when it is there.
"""

import asyncio
import ssl
from contextlib import suppress

from aiohttp.client_exceptions import ClientOSError, ClientPayloadError, ServerDisconnectedError
from aiohttp.http import HttpResponseParser
from aiohttp.http_exceptions import BadHttpMessage, HttpProcessingError
from aiohttp.streams import StreamReader

from linkcheck.net.limits import Limit
from linkcheck.net.request import Reading, Request

LINE_MOST = 16 * 1024
"""Bytes of a header line that the parser holds. Longer ones, and more than its 128, are for the second reading, which
bounds all lines together: 128 lines of 64 KiB from each of 50 endless answers would fill the memory."""
PIECE = 256 * 1024
"""Bytes of a body that are parsed at once, about, and of an answer that comes unasked."""
PLAIN = 8 * 1024
"""Bytes that a connection holds without TLS: reader, parser, transport."""
SECURE = 48 * 1024
"""Bytes that it holds with TLS, before it has read: OpenSSL's state, session and certificates too."""
SWITCHING = 101
"""The only interim status behind which no other answer comes (RFC 9110, 15.2.2)."""
INTERIM_MOST = 64
"""Answers that come together, at most: one was asked for, and few servers send interim ones before it."""


class Connection(asyncio.Protocol):
    """A connection on which one request at a time is asked."""

    __slots__ = (
        "__weakref__",
        "_answer",
        "_asked",
        "_closed",
        "_early",
        "_held",
        "_limit",
        "_loop",
        "_lost",
        "_parser",
        "_payload",
        "_request",
        "_spent",
        "_transport",
        "address",
        "holds",
        "idle_since",
        "kept",
        "largest",
        "made",
        "reading",
        "tls",
    )

    _request: Request
    _limit: Limit
    _parser: HttpResponseParser
    """What was asked last, its time, and what reads its answer."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.address = ""
        """The address that it leads to."""
        self.kept = False
        """It has answered before: that its server has closed it meanwhile says nothing of the server."""
        self.idle_since = 0.0
        self.holds = 0
        """Bytes that it holds while it is idle, about."""
        self.tls: ssl.SSLObject | None = None
        self.made = 0.0
        """When it came about, its server verified."""
        self.largest = 0
        """Bytes of the largest piece that came."""
        self.reading: Reading | None = None
        """The answer to what was asked last, as far as it is known."""
        self._loop = loop
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Reading] | None = None
        """Somebody waits for the answer."""
        self._asked = False
        """Something was asked already."""
        self._payload: StreamReader | None = None
        self._held = False
        """The parser has stopped in the middle of a piece."""
        self._early = b""
        """What the server said before it was asked anything."""
        self._spent = False
        """Nothing more can be asked."""
        self._lost: BaseException | None = None
        """Why the connection is no more."""
        self._closed: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note where it leads: it may be gone before anyone looks."""
        self._transport = transport  # type: ignore[assignment]
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if peer else ""
        self.tls = transport.get_extra_info("ssl_object")
        self.made = self._loop.time()

    @property
    def usable(self) -> bool:
        """Whether another request may be asked: the last answer was read to its end, and the server stays."""
        return not self._spent and self._transport is not None and not self._transport.is_closing()

    @property
    def resumed(self) -> bool:
        """It took up the session of an earlier one."""
        return self.tls is not None and bool(self.tls.session_reused)

    def ask(self, request: Request, wire: bytes, limit: Limit) -> "asyncio.Future[Reading]":
        """Send a request; the answer comes once it is read as far as it is wanted. Interim ones are passed over.

        With the head, the limit gives all the time there is. What the future raises where the connection breaks, or
        what comes is refused: aiohttp.ClientError, HttpProcessingError, OSError.
        """
        self._asked, self._request, self._limit = True, request, limit
        self._payload, self._held = None, False
        self._answer = answer = self._loop.create_future()
        self._parser = HttpResponseParser(
            self,  # type: ignore[arg-type]  # of the protocol it only knows how to pause
            self._loop,
            PIECE,
            payload_exception=ClientPayloadError,
            response_with_body=request.method != "HEAD",
            read_until_eof=True,
            auto_decompress=False,
            max_line_size=LINE_MOST,
            max_field_size=LINE_MOST,
        )
        if self._transport is not None:
            self._transport.write(wire)
        if self._early:
            self._catch_up()
        if self._lost is not None and self._answer is not None:
            self._end(self._lost)
        return answer

    def rest(self) -> None:
        """Be idle from now on.

        Over TLS the loop's buffer and OpenSSL's stay as large as the largest piece that ever came.
        """
        self.kept, self.idle_since = True, self._loop.time()
        self.holds = PLAIN if self.tls is None else SECURE + 2 * self.largest
        self.reading = self._payload = None

    def close(self) -> None:
        """Hang up, with a farewell."""
        self.reading = None
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Hang up at once."""
        if self._transport is not None:
            self._transport.abort()

    async def gone(self) -> None:
        """Wait until it is hung up."""
        if self._lost is None:
            self._closed = self._closed or self._loop.create_future()
            await self._closed

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        if len(data) > self.largest:
            self.largest = len(data)
        if self._answer is not None:
            self._take(data)
        elif not self._asked:
            self._early += data
            if len(self._early) > PIECE and self._transport is not None:
                self._transport.pause_reading()
        elif data.strip(b"\r\n"):
            # nobody has asked for it, or wants the rest
            self._spent = True

    def connection_lost(self, exc: Exception | None) -> None:
        """The server is gone, or was hung up on: a body without a stated length ends here."""
        self._transport = None
        self._spent = True
        self._lost = _broken(exc)
        if self._closed is not None and not self._closed.done():
            self._closed.set_result(None)
        if self._answer is not None:
            self._end(self._lost)

    def pause_reading(self) -> None:
        """The parser is to stop: a piece holds more than it hands over at once."""
        self._held = True
        self._parser.pause_reading()

    def resume_reading(self, resume_parser: bool = True) -> None:  # noqa: FBT001, FBT002 - aiohttp's signature
        """Asked for with all that is taken of a body; the parser goes on in any case."""

    def _catch_up(self) -> None:
        """Take what came too early for an answer."""
        early, self._early = self._early, b""
        if self._transport is not None:
            with suppress(RuntimeError, NotImplementedError):
                self._transport.resume_reading()
        self._take(early)

    def _take(self, data: bytes) -> None:
        """Read a piece of the answer; what ends it is told to whom it was for."""
        try:
            while self._answer is not None:
                self._heads(data)
                if self.reading is not None and self._payload is not None:
                    self._read(self.reading, self._payload)
                if not self._held:
                    return
                self._held, data = False, b""
        except HttpProcessingError as error:
            self.abort()
            if self.reading is not None and self._payload is not None:
                # what came before it counts; all of it, where it is only more than was asked for
                self._read(self.reading, self._payload)
            self._fail(error)
        except Exception as error:  # noqa: BLE001 - see above
            self.abort()
            self._fail(error)

    def _heads(self, data: bytes) -> None:
        """Parse, and know the answer by its head; interim ones are passed over.

        Raises:
            HttpProcessingError: It is no answer, or none that goes on.
        """
        try:
            messages, upgraded, _ = self._parser.feed_data(data)
        except HttpProcessingError as error:
            raise HttpProcessingError(code=error.code, message=error.message, headers=error.headers) from error
        except Exception as error:
            raise HttpProcessingError from error
        if upgraded:
            self._spent = True
        if len(messages) > INTERIM_MOST:
            raise BadHttpMessage("interim answers without end")
        for message, payload in messages:
            if message.should_close or self._payload is not None:
                # behind the answer nobody asked for more
                self._spent = True
            if self._payload is None and (not 100 <= message.code < 200 or message.code == SWITCHING):
                self._payload = payload
                self._limit.give(None)
                self.reading = Reading(self._request, message.code, message.raw_headers, self.address)

    def _read(self, reading: Reading, payload: StreamReader) -> None:
        """Read the body as far as it is wanted; a connection on which some is left is spent."""
        if reading.wanted:
            data = payload.read_nowait()
            enough = bool(data) and reading.body.feed(data)
            if not enough and not payload.is_eof():
                return
            if not enough:
                reading.body.end()
        if not payload.is_eof():
            self._spent = True
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done():
            answer.set_result(reading)

    def _end(self, error: BaseException) -> None:
        """The connection ended while an answer was awaited: that may be its body's end, and fails what is not whole."""
        partial = None
        with suppress(Exception):
            # what is short of its stated length is refused here
            partial = self._parser.feed_eof()
        if self.reading is not None and self._payload is not None and self._payload.is_eof():
            self._read(self.reading, self._payload)
        elif partial is not None and isinstance(error, ServerDisconnectedError):
            self._fail(ServerDisconnectedError(partial))
        else:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self._spent = True
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done():
            answer.set_exception(error)


def _broken(error: Exception | None) -> BaseException:
    """How aiohttp tells of a connection that has ended."""
    if error is None:
        return ServerDisconnectedError()
    if not isinstance(error, OSError):
        return error
    told = ClientOSError(*error.args)
    told.__cause__ = error
    return told
