"""c-ares in the loop's own thread: one question about a name, and what it brings.

aiodns gives c-ares a thread of its own, from which each answer wakes the loop: that was most of what a question cost.
Here the loop watches c-ares' sockets, and tells it a few times a second that time has passed.
"""

import asyncio
from collections.abc import Sequence
from enum import IntEnum
from functools import partial
from typing import NamedTuple

import pycares

TICK = 0.1
"""Seconds between two looks at whether a server takes too long, while anything is asked."""


class Kind(IntEnum):
    """What is asked for."""

    A = pycares.QUERY_TYPE_A
    AAAA = pycares.QUERY_TYPE_AAAA


class Part(NamedTuple):
    """The answer to one question: addresses, or c-ares' code."""

    addresses: tuple[str, ...] = ()
    ttl: float = 3600.0
    """Seconds for which its server says that it holds; meaningless without addresses."""
    code: int = 0

    @property
    def lost(self) -> bool:
        """No answer came: neither addresses nor a word that there are none."""
        return self.code not in {0, pycares.errno.ARES_ENOTFOUND, pycares.errno.ARES_ENODATA}


class Channel:
    """Asks the name servers, and keeps what they say as long as they allow. It belongs to the running loop."""

    def __init__(self, servers: Sequence[str], port: int | None, *, timeout: float, tries: int) -> None:
        """`servers` stand in for those of the system, where there are any, and `port` for 53.

        `timeout` is seconds that a server has at first, `tries` how often each is asked.

        Raises:
            pycares.AresError: c-ares cannot be set up.
        """
        self._loop = asyncio.get_running_loop()
        self._asked: set[asyncio.Future[Part]] = set()
        self._readable: set[int] = set()
        self._writable: set[int] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False
        self._ares = pycares.Channel(
            flags=pycares.ARES_FLAG_NOSEARCH | pycares.ARES_FLAG_EDNS,
            timeout=timeout,
            tries=tries,
            udp_port=port,
            tcp_port=port,
            servers=servers or None,
            sock_state_cb=self._watch,
        )

    def ask(self, name: str, kind: Kind) -> asyncio.Future[Part]:
        """Ask about a name as it stands; the future raises nothing."""
        answer: asyncio.Future[Part] = self._loop.create_future()
        self._asked.add(answer)
        try:
            self._ares.query(name, kind, callback=partial(self._told, answer))
        except pycares.AresError as error:
            # it may have told before, or not
            self._told(answer, None, error.args[0])
        except UnicodeError:
            self._told(answer, None, pycares.errno.ARES_EBADNAME)
        if self._asked and self._timer is None:
            self._timer = self._loop.call_later(TICK, self._tick)
        return answer

    def close(self) -> None:
        """End what is under way, and give back all sockets."""
        if self._closed:
            return
        self._ares.cancel()
        # what is left is closed in another thread, which the loop must not hear of
        self._closed = True
        for fd in self._readable:
            self._loop.remove_reader(fd)
        for fd in self._writable:
            self._loop.remove_writer(fd)
        if self._timer is not None:
            self._timer.cancel()
        self._ares.close()

    def _told(self, answer: asyncio.Future[Part], result: pycares.DNSResult | None, code: int | None) -> None:
        """An answer came, or none will."""
        self._asked.discard(answer)
        if not answer.done():
            answer.set_result(_part(result, code))

    def _watch(self, fd: int, readable: bool, writable: bool) -> None:  # noqa: FBT001 - c-ares' signature
        """Watch one of c-ares' sockets from now on, or no more."""
        if self._closed:
            return
        if readable:
            self._loop.add_reader(fd, self._ares.process_fd, fd, pycares.ARES_SOCKET_BAD)
            self._readable.add(fd)
        elif fd in self._readable:
            self._loop.remove_reader(fd)
            self._readable.discard(fd)
        if writable:
            self._loop.add_writer(fd, self._ares.process_fd, pycares.ARES_SOCKET_BAD, fd)
            self._writable.add(fd)
        elif fd in self._writable:
            self._loop.remove_writer(fd)
            self._writable.discard(fd)

    def _tick(self) -> None:
        """Have c-ares ask again where it has waited long enough, and give up where it has asked often enough.

        What has come meanwhile is read first: the loop may have been busy with something else.
        """
        self._timer = None
        for fd in tuple(self._readable) or (pycares.ARES_SOCKET_BAD,):
            self._ares.process_fd(fd, pycares.ARES_SOCKET_BAD)
        if self._asked:
            self._timer = self._loop.call_later(TICK, self._tick)


def _part(result: pycares.DNSResult | None, code: int | None) -> Part:
    if result is None or code:
        return Part(code=code or pycares.errno.ARES_EBADRESP)
    found = tuple(
        record.data.addr
        for record in result.answer
        if isinstance(record.data, pycares.ARecordData | pycares.AAAARecordData)
    )
    if not found:
        return Part(code=pycares.errno.ARES_ENODATA)
    return Part(found, float(min(record.ttl for record in result.answer)))
