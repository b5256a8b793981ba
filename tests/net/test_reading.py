"""Bodies: bounded, whatever they unpack to."""

import gzip
import sys
import tracemalloc
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.net.reading import Body, is_text

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIMIT = 10_000


def fed(codings: str, data: bytes, piece: int = 1000, limit: int = LIMIT) -> Body:
    """A body fed piece by piece, to its end or until it has enough."""
    body = Body(codings, limit)
    for place in range(0, len(data), piece):
        if body.feed(data[place : place + piece]):
            return body
    body.end()
    return body


BOMB = bytes(50_000_000)
BOMBS = {
    "gzip": gzip.compress(BOMB),
    "deflate": zlib.compress(BOMB),
    "br": brotli.compress(BOMB, quality=5),
    "zstd": zstd.compress(BOMB),
    "gzip, gzip": gzip.compress(gzip.compress(BOMB)),
}


@pytest.mark.parametrize("codings", BOMBS)
def test_a_bomb_unpacks_to_the_limit_and_no_further(codings: str) -> None:
    """50 MB of zeros in a few KB cost no more memory than the limit and a decoder."""
    tracemalloc.start()
    body = fed(codings, BOMBS[codings])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert body.truncated
    assert len(body.data) <= LIMIT
    assert not body.data.strip(b"\0")
    assert peak < 2_000_000


PAGE = b"".join(b"<p>line %d</p>\n" % number for number in range(500))
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("coding", PACKERS)
@pytest.mark.parametrize("piece", [1, 7, 100_000])
def test_pieces_may_come_as_they_like(coding: str, piece: int) -> None:
    """However the network cuts a body, it is the same page."""
    body = fed(coding, PACKERS[coding](PAGE), piece)
    assert (body.data, body.truncated) == (PAGE, False)


@pytest.mark.parametrize("coding", PACKERS)
def test_a_body_that_was_cut_says_so(coding: str) -> None:
    """What could be unpacked before the cut is kept."""
    packed = PACKERS[coding](PAGE)
    body = fed(coding, packed[: len(packed) // 2])
    assert body.truncated or not PAGE.startswith(body.data)
    assert len(body.data) <= LIMIT


@pytest.mark.parametrize("coding", [*PACKERS, "gzip, br", "compress", "gzip, gzip, gzip, gzip"])
def test_a_body_that_lies_is_read_as_it_is(coding: str) -> None:
    """A page that says it is packed and is not is a page."""
    for piece in (1, 1000):
        body = fed(coding, PAGE, piece)
        assert (body.data, body.truncated) == (PAGE, False)


def test_exactly_the_limit_is_whole() -> None:
    """A body as long as the limit is not truncated, one byte more is."""
    assert not fed("", bytes(LIMIT)).truncated
    longer = fed("gzip", gzip.compress(bytes(LIMIT + 1)))
    assert longer.truncated
    assert len(longer.data) == LIMIT
    assert not fed("gzip", b"").truncated


@given(st.sampled_from([*PACKERS, "", "gzip, br", "x-gzip"]), st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes_are_a_body(codings: str, data: bytes, limit: int) -> None:
    """Nothing that a server sends for a body is an error, and nothing grows beyond the limit."""
    assert len(fed(codings, data, piece=9, limit=limit).data) <= limit


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (None, True),
        ("", True),
        ("garbage", True),
        ("text/html; charset=utf-8", True),
        ("TEXT/PLAIN", True),
        ("application/xhtml+xml", True),
        ("application/atom+xml", True),
        ("application/activity+json", True),
        ("application/json", True),
        ("application/link-format", True),
        ("text/event-stream", False),
        ("image/png", False),
        ("application/pdf", False),
        ("application/octet-stream", False),
        ("video/mp4", False),
    ],
)
def test_only_text_is_read(kind: str | None, text: bool) -> None:
    """Pages, feeds and data are read; pictures, films and archives are not."""
    assert is_text(kind) is text
