"""The nasty behaviours are nasty in the way they say."""

import gzip
import zlib

import pytest

from linkcheck.demo.web import Behaviour, Site, Web
from tests.web import nasty
from tests.web.wire import Wire, ask

URL = "http://a.example/"


async def _answer(behaviour: Behaviour) -> Wire:
    async with Web({"a.example": Site(default=behaviour)}) as web:
        return await ask(web, URL)


SEEN: dict[str, tuple[Behaviour, bytes]] = {
    "many headers": (nasty.many_headers(200), b"X-Line-199: 199\r\n"),
    "long header": (nasty.long_header(9000), b"X-Long: " + b"x" * 9000 + b"\r\n"),
    "folded header": (nasty.folded_header(), b"one\r\n two\r\n"),
    "binary header": (nasty.binary_header(), b"caf\xe9"),
    "surplus": (nasty.surplus(), b"and a little more"),
    "short body": (nasty.short_body(), b"Content-Length: 100000\r\n"),
    "204 with a body": (nasty.no_content_with_body(), b"\r\n\r\nhello"),
    "contradicting lengths": (nasty.contradicting_lengths(), b"Content-Length: 5\r\nContent-Length: 7\r\n"),
    "negative length": (nasty.negative_length(), b"Content-Length: -1\r\n"),
    "broken chunks": (nasty.broken_chunks(), b"hello\r\nxyz\r\n"),
    "unended chunks": (nasty.unended_chunks(), b"5\r\nhello\r\n"),
    "chunks and length": (nasty.chunks_and_length(), b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"),
    "no head": (nasty.http_0_9(), b"<!DOCTYPE html>"),
    "no phrase": (nasty.no_phrase(), b"HTTP/1.1 200\r\n"),
    "odd version": (nasty.odd_version(), b"ICY 200 OK"),
    "garbage": (nasty.garbage(), bytes(range(256))),
    "no location": (nasty.no_location(), b"302 Found"),
    "slow headers": (nasty.slow_headers(0.0), b"<h1>A page</h1>"),
    "unknown encoding": (nasty.unknown_encoding(), b"Content-Encoding: snail"),
}


@pytest.mark.parametrize("name", SEEN)
async def test_the_wire_carries_the_nastiness(name: str) -> None:
    """What makes the answer nasty arrives byte for byte."""
    behaviour, mark = SEEN[name]

    assert mark in (await _answer(behaviour)).raw


@pytest.mark.parametrize(
    "behaviour", [nasty.endless_body(), nasty.endless_headers(), nasty.endless_interim(), nasty.stalled_body()]
)
async def test_what_never_ends_never_ends(behaviour: Behaviour) -> None:
    """An endless answer keeps its client waiting until the client gives up."""
    async with Web({"a.example": Site(default=behaviour)}) as web:
        with pytest.raises(TimeoutError):
            await ask(web, URL, patience=0.05)


async def test_compressed_bodies_lie_in_their_own_ways() -> None:
    """A bomb is small on the wire, a cut one does not end, a raw deflate has no wrapper."""
    bomb = await _answer(nasty.gzip_bomb(5_000_000))
    cut = await _answer(nasty.cut_gzip())
    bare = await _answer(nasty.raw_deflate())

    assert len(bomb.body) < 50_000
    with pytest.raises(EOFError):
        gzip.decompress(cut.body)
    assert zlib.decompress(bare.body, wbits=-zlib.MAX_WBITS) == nasty.PAGE
