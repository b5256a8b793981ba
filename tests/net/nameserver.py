"""A small name server on loopback that says what a test wants."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Self

from dnslib import AAAA, CNAME, QTYPE, RCODE, RR, SOA, A, DNSRecord  # type: ignore[import-untyped]

Zone = Mapping[tuple[str, str], str | Sequence[tuple[str, str, int]]]
"""(name, kind) → the name of an rcode, "silent", or rows of (kind, data, ttl)."""

SLOW = 1.5
"""Seconds that slow.test takes."""

_DATA = {"A": A, "AAAA": AAAA, "CNAME": CNAME}


class NameServer(asyncio.DatagramProtocol):
    """Answers over UDP from a zone, slowly for slow.test; what is not in it does not exist."""

    def __init__(self, zone: Zone, port: int = 0) -> None:
        """`port` 0 is whichever the system gives."""
        self.asked: list[tuple[str, str]] = []
        self.port = port
        self._zone = zone
        self._transport: asyncio.DatagramTransport | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", self.port))
        self.port = self._transport.get_extra_info("sockname")[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._transport is not None
        self._transport.close()
        await asyncio.sleep(0)

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        """One question."""
        question = DNSRecord.parse(data)
        name, kind = str(question.q.qname).rstrip(".").lower(), QTYPE[question.q.qtype]
        self.asked.append((name, kind))
        answer = question.reply()
        match self._zone.get((name, kind), "NXDOMAIN"):
            case "silent":
                return
            case str() as code:
                answer.header.rcode = getattr(RCODE, code)
                # says for how long a resolver may remember it (RFC 2308, 5)
                times = (1, 3600, 600, 86_400, 900)
                answer.add_auth(RR("test", QTYPE.SOA, rdata=SOA("ns.test", "hostmaster.test", times), ttl=900))
            case rows:
                owner = name
                for row_kind, value, ttl in rows:
                    answer.add_answer(RR(owner, getattr(QTYPE, row_kind), rdata=_DATA[row_kind](value), ttl=ttl))
                    owner = value if row_kind == "CNAME" else owner
        assert self._transport is not None
        wait = SLOW if name == "slow.test" else 0.0
        asyncio.get_running_loop().call_later(wait, self._transport.sendto, answer.pack(), addr)
