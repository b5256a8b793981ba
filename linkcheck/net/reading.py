"""Bodies, bounded: which are read, and how they are decoded without ever growing beyond the limit.

Content codings are those of RFC 9110, 8.4.1, and zstd of RFC 8878. A body that lies about its coding is read as it is.
"""

import sys
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODINGS_MOST = 3
"""Content codings on top of each other that are undone; more is nobody's honest page."""

_TEXTS = frozenset(
    {
        "application/ecmascript",
        "application/javascript",
        "application/json",
        "application/ld+json",
        "application/link-format",
        "application/manifest+json",
        "application/rss+xml",
        "application/x-javascript",
        "application/x-ndjson",
        "application/xhtml+xml",
        "application/xml",
    }
)


@lru_cache(maxsize=256)
def is_text(content_type: str | None) -> bool:
    """Whether a body of this type says something to a judge. What has no type is looked at, as browsers do."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if not kind or "/" not in kind:
        return True
    if kind == "text/event-stream":
        return False
    return kind.startswith("text/") or kind in _TEXTS or kind.endswith(("+xml", "+json"))


class _Decoder(Protocol):
    """Undoes one coding."""

    def decode(self, data: bytes, most: int) -> bytes:
        """At most `most` bytes; ValueError where the data is not of this coding."""
        ...

    def whole(self) -> bool:
        """Whether the coded data has come to its own end."""
        ...


class _Zlib:
    """gzip (any number of members), zlib and, where no zlib header stands, raw deflate."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inner = zlib.decompressobj(wbits)
        self._ended = False
        self._broken = False

    def decode(self, data: bytes, most: int) -> bytes:
        if self._broken:
            raise ValueError("broken")
        out = bytearray()
        while data and len(out) < most:
            try:
                out += self._inner.decompress(data, most - len(out))
            except zlib.error as error:
                if self._ended:
                    break  # rubbish behind a whole member: browsers leave it
                self._broken = True
                if out:
                    break
                raise ValueError("not this coding") from error
            data = self._inner.unconsumed_tail
            if self._inner.eof:
                data = self._inner.unused_data
                self._inner = zlib.decompressobj(self._wbits)
                self._ended = True
        return bytes(out)

    def whole(self) -> bool:
        return self._ended and not self._broken


class _Deflate:
    """deflate: zlib as the standard says, or raw as many servers mean it (RFC 9110, 8.4.1.2, note)."""

    def __init__(self) -> None:
        self._inner = _Zlib(zlib.MAX_WBITS)
        self._seen = b""
        self._sure = False

    def decode(self, data: bytes, most: int) -> bytes:
        if self._sure:
            return self._inner.decode(data, most)
        self._seen += data
        if len(self._seen) < 2:
            return b""
        self._sure = True
        header = int.from_bytes(self._seen[:2])
        if header % 31 or header >> 8 & 0x0F != zlib.DEFLATED:  # RFC 1950, 2.2
            self._inner = _Zlib(-zlib.MAX_WBITS)
        return self._inner.decode(self._seen, most)

    def whole(self) -> bool:
        return self._inner.whole()


class _Brotli:
    """br."""

    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def decode(self, data: bytes, most: int) -> bytes:
        try:
            return bytes(self._inner.process(data, output_buffer_limit=most))
        except brotli.error as error:
            raise ValueError("not br") from error

    def whole(self) -> bool:
        return bool(self._inner.is_finished())


class _Zstd:
    """zstd, one frame."""

    def __init__(self) -> None:
        self._inner = zstd.ZstdDecompressor()

    def decode(self, data: bytes, most: int) -> bytes:
        if self._inner.eof:
            return b""
        try:
            return bytes(self._inner.decompress(data, most))
        except zstd.ZstdError as error:
            raise ValueError("not zstd") from error

    def whole(self) -> bool:
        return bool(self._inner.eof)


_DECODERS: Mapping[str, Callable[[], _Decoder]] = MappingProxyType(
    {
        "gzip": lambda: _Zlib(16 + zlib.MAX_WBITS),
        "x-gzip": lambda: _Zlib(16 + zlib.MAX_WBITS),
        "deflate": _Deflate,
        "br": _Brotli,
        "zstd": _Zstd,
    }
)
ACCEPT_ENCODING = "gzip, deflate, br, zstd"
"""What we say that we can undo."""


def _decoders(codings: str) -> list[_Decoder]:
    """What undoes a Content-Encoding, from the outside in."""
    wanted = [name for part in codings.split(",") if (name := part.strip().lower()) not in ("", "identity")]
    # an unknown coding cannot be undone: the bytes are kept as they come
    honest = len(wanted) <= CODINGS_MOST and all(name in _DECODERS for name in wanted)
    return [_DECODERS[name]() for name in reversed(wanted)] if honest else []


class Body:
    """What is kept of a body while it comes in: at most `limit` decoded bytes."""

    def __init__(self, codings: str, limit: int) -> None:
        """`codings` is the Content-Encoding, as it came."""
        self.truncated = False
        """The body goes on behind what is kept."""
        self.limit = limit
        """Bytes that are kept, at most."""
        self._kept: list[bytes] = []
        self._size = 0
        """Bytes that are kept, and one more where the body goes on."""
        self._raw = bytearray()
        self._decoders = _decoders(codings) if codings else []

    def feed(self, data: bytes) -> bool:
        """Take what came; True as soon as more need not be read."""
        if self._decoders and not self._kept:
            self._raw += data[: self.limit + 1 - len(self._raw)]
        most = self.limit + 1 - self._size
        try:
            for decoder in self._decoders:
                data = decoder.decode(data, most)
                self.truncated = self.truncated or len(data) >= most
        except ValueError:
            if self._kept:
                self.truncated = True
                return True
            data = self._as_it_is()
        self._keep(data[:most])
        self.truncated = self.truncated or self._size > self.limit
        return self.truncated

    def end(self) -> None:
        """Note that the body has come to its end: what its coding still lacks will not come."""
        if not self._raw or all(decoder.whole() for decoder in self._decoders):
            return
        if self._kept:
            self.truncated = True
        else:
            self._keep(self._as_it_is())

    def cut(self) -> None:
        """Note that the rest did not come."""
        self.truncated = True

    @property
    def data(self) -> bytes:
        """What is kept."""
        return b"".join(self._kept)[: self.limit]

    def _keep(self, data: bytes) -> None:
        if data:
            self._kept.append(data)
            self._size += len(data)

    def _as_it_is(self) -> bytes:
        """The body lies about its coding: what came, undone by nothing."""
        raw, self._raw, self._decoders = bytes(self._raw), bytearray(), []
        return raw
