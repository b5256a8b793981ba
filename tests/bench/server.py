"""The web of the benchmark: one thread that answers for every host, and counts how each was asked."""

import asyncio
import socket
import ssl
import struct
from collections import defaultdict, deque
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from math import exp
from random import Random
from types import TracebackType
from typing import Self, cast

from tests.bench.plan import JITTER, STRICT_RATE, Host, Manner, Plan
from tests.truth.wires import ADDRESSES, Wires

WEB = "127.0.0.1"
WORDS = "The lamp turns once in ten seconds, and its beam is seen for twenty miles over the bay. "
CANARY = "canary.internal"


def _page(title: str, kilobytes: int) -> bytes:
    body = f"<p>{WORDS * 10}</p>\n" * kilobytes
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    ).encode()


def _menu(page: bytes) -> bytes:
    """A page with what stands around the words of most: styles, a script, a menu."""
    places = "".join(f'<li><a href="/menu/{number}">Place {number}</a></li>' for number in range(40))
    around = f"<style>p {{margin: 0}}</style><script>var read = 1;</script><nav><ul>{places}</ul></nav>"
    return page.replace(b"<body>", b"<body>" + around.encode())


_TEXT = {
    "page": _page("Letter of the lighthouse", 16),
    "short": _page("Letter of the lighthouse", 1).replace(WORDS.encode() * 8, b""),
    "menu": _menu(_page("Letter of the lighthouse", 16)),
    "gone": _page("Not Found", 2),
    "broken": _page("Error", 1),
}
_STATUS = {
    "page": "200 OK",
    "short": "200 OK",
    "menu": "200 OK",
    "gone": "404 Not Found",
    "broken": "500 Internal Server Error",
}


def _answer(status: str, body: bytes, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


_ANSWERS = {kind: _answer(_STATUS[kind], text) for kind, text in _TEXT.items()}
_TOO_FAST = _answer("429 Too Many Requests", b"slower", "Retry-After: 1\r\n")


@dataclass(slots=True)
class Seen:
    """How one host was asked."""

    requests: int = 0
    active: int = 0
    at_once: int = 0
    """The most requests in flight."""
    recent: deque[float] = field(default_factory=deque)
    """When the requests of the last second came."""
    in_a_second: int = 0
    """The most requests within one second."""


class Exchange(asyncio.Protocol):
    """One connection: requests in turn, answered after the host's latency."""

    def __init__(self, web: "BenchWeb") -> None:
        self._web = web
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._read = b""
        self._open: Seen | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """It left."""
        self._transport = None
        self._done()

    def data_received(self, data: bytes) -> None:
        """A request, or a part of one; bodies are never sent here."""
        self._read += data
        head, end, rest = self._read.partition(b"\r\n\r\n")
        if not end:
            return
        self._read = rest
        lines = head.split(b"\r\n")
        method, path = lines[0].decode().split(" ")[:2]
        host = next(line[5:].strip() for line in lines[1:] if line[:5].lower() == b"host:").decode().partition(":")[0]
        self._open = self._web.came(host, self._loop.time())
        answer, wait = self._web.answer(host, path, self._loop.time())
        if method == "HEAD":
            answer = answer[: answer.index(b"\r\n\r\n") + 4]
        if wait:
            self._loop.call_later(wait, self._send, answer)
        else:
            self._send(answer)

    def _send(self, answer: bytes) -> None:
        self._done()
        if self._transport is not None:
            self._transport.write(answer)

    def _done(self) -> None:
        if self._open is not None:
            self._open.active -= 1
            self._open = None


class Names(asyncio.DatagramProtocol):
    """The name server: an address for every host that has one (RFC 1035, section 4)."""

    def __init__(self, addresses: dict[bytes, bytes]) -> None:
        self._addresses = addresses
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It stands."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        """One question."""
        end = data.index(b"\0", 12) + 1
        name, kind = data[12:end].lower(), data[end : end + 4]
        address = self._addresses.get(name)
        answers = 1 if address is not None and kind == b"\0\1\0\1" else 0
        flags = 0x8580 if address is not None else 0x8583
        reply = data[:2] + struct.pack(">HHHHH", flags, 1, answers, 0, 0) + data[12 : end + 4]
        if answers:
            reply += b"\xc0\x0c\0\1\0\1" + struct.pack(">IH", 300, 4) + (address or b"")
        assert self._transport is not None
        self._transport.sendto(reply, addr)


class BenchWeb:
    """Every host of a plan, on 80, 443 and 53 of a namespace of its own."""

    def __init__(self, plan: Plan, tls: ssl.SSLContext, old: ssl.SSLContext) -> None:
        """`tls` is the server's context on 443, `old` one that Wires takes."""
        self.seen: defaultdict[str, Seen] = defaultdict(Seen)
        self._hosts: dict[str, Host] = {host.name: host for host in plan.hosts}
        self._random = Random(7)
        self._tls = tls
        self._wires = Wires(old)
        self._servers: list[asyncio.Server] = []
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        await self._stack.enter_async_context(self._wires)
        for port, tls in ((80, None), (443, self._tls)):
            made = await loop.create_server(lambda: Exchange(self), WEB, port, ssl=tls, backlog=4096)
            self._servers.append(made)
        await loop.create_datagram_endpoint(lambda: Names(self._zone()), local_addr=(WEB, 53))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.close()
        await self._stack.aclose()

    def came(self, host: str, now: float) -> Seen:
        """Count a request."""
        seen = self.seen[host]
        seen.requests += 1
        seen.active += 1
        seen.at_once = max(seen.at_once, seen.active)
        seen.recent.append(now)
        while seen.recent[0] <= now - 1:
            seen.recent.popleft()
        seen.in_a_second = max(seen.in_a_second, len(seen.recent))
        return seen

    def answer(self, name: str, path: str, now: float) -> tuple[bytes, float]:
        """What a request gets, and after how many seconds."""
        host = self._hosts.get(name)
        if host is None:
            return _ANSWERS["page"], 0.0
        if host.manner is Manner.STRICT and len(self.seen[name].recent) > STRICT_RATE:
            return _TOO_FAST, 0.0
        wait = host.latency * exp(self._random.gauss(0, JITTER)) if host.latency else 0.0
        kind, _, rest = path[1:].partition("/")
        if kind in {"moved", "found"}:
            status = "301 Moved Permanently" if kind == "moved" else "302 Found"
            return _answer(status, b"", f"Location: /page/{rest}\r\n"), wait
        return _ANSWERS.get(kind, _ANSWERS["gone" if kind else "page"]), wait

    def _zone(self) -> dict[bytes, bytes]:
        places = {Manner.SILENT: "silent", Manner.FULL: "full", Manner.REFUSES: "refused"}
        zone = {_wire(CANARY): socket.inet_aton(WEB)}
        for host in self._hosts.values():
            if host.manner is not Manner.NO_NAME:
                place = places.get(host.manner)
                zone[_wire(host.name)] = socket.inet_aton(ADDRESSES[place] if place else WEB)
        return zone


def _wire(name: str) -> bytes:
    return b"".join(bytes((len(label),)) + label.encode() for label in name.split(".")) + b"\0"
