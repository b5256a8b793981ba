"""WARC records of what the crawl read, and how they are read again. No other module knows warcio.

The format is WARC 1.1 (ISO 28500:2017, https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/),
each record a gzip member of its own. A body is kept as it was read: its codings undone. So that the headers beside it
are true, those that described the wire (Content-Encoding, Transfer-Encoding, Content-Length) are renamed with `X-Orig-`
before them, as browsertrix-crawler does that has decoded bodies too (webrecorder/browsertrix-crawler,
src/util/reqresp.ts). Cookies are left out: a visitor's are nobody else's.
"""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from linkcheck.model import Answer, Fetched, Kept
from linkcheck.net import sendable
from linkcheck.snapshots.outcomes import payload_digest
from linkcheck.snapshots.urls import key_of

VERSION = "1.1"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
PIECE = 1024 * 1024
"""Bytes that are read of a file at once."""

_OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_COOKIES = frozenset({"set-cookie", "set-cookie2"})
_LINE_ENDS = str.maketrans("\r\n\0", "   ")
_CAPTURES = frozenset({"response", "revisit"})


@dataclass(frozen=True, slots=True)
class Content:
    """What one record holds of an answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class _Head(StatusAndHeaders):  # type: ignore[misc] # warcio has no types
    """Header lines that are written byte for byte as they came; warcio would escape what is not ASCII."""

    def to_ascii_bytes(self, filter_func: object = None) -> bytes:
        """The first line and the headers."""
        del filter_func
        first = f"{self.protocol} {self.statusline}".strip()
        lines = [first, *(f"{name}: {value.translate(_LINE_ENDS)}" for name, value in self.headers), "", ""]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape")


class Records:
    """Writes records to a stream."""

    def __init__(self, out: BinaryIO, info: str = "") -> None:
        """`info` is the id of the warcinfo record of the file that they are for."""
        self._writer = WARCWriter(out, gzip=True, warc_version=VERSION)
        self._info = info

    def warcinfo(self, name: str, at: datetime, fields: Mapping[str, str]) -> str:
        """The record that a file begins with: who wrote it, and how; its id."""
        record = self._writer.create_warcinfo_record(name, fields)
        record.rec_headers.replace_header("WARC-Date", warc_date(at))
        self._writer.write_record(record)
        return str(record.rec_headers.get_header("WARC-Record-ID"))

    def answer(self, one: Fetched, before: Kept | None, cut: str, *, address: bool = True) -> str:
        """A response record, or a revisit record where its payload was kept `before`; its id.

        `cut` says why the body is not whole, in the words of WARC-Truncated; empty where it is. `address`: the answer's
        address is that of the server.
        """
        answer = one.answer
        told = {"WARC-Date": warc_date(one.at), "WARC-Warcinfo-ID": self._info}
        told |= {"WARC-Truncated": cut} if cut else {}
        told |= {"WARC-IP-Address": answer.address} if address and answer.address else {}
        url = sendable(answer.url)
        if before is None:
            body = BytesIO(answer.body)
            record = self._writer.create_warc_record(
                url, "response", body, len(answer.body), warc_headers_dict=told, http_headers=_head(answer)
            )
        else:
            digest = f"sha1:{payload_digest(answer.body)}"
            record = self._writer.create_revisit_record(
                url, digest, before.url, before.date, http_headers=_head(answer), warc_headers_dict=told
            )
        self._writer.write_record(record)
        return str(record.rec_headers.get_header("WARC-Record-ID"))

    def request(self, one: Fetched, headers: tuple[tuple[str, str], ...], response: str) -> None:
        """What was asked, as far as anybody may read it, beside the record of its answer."""
        url = sendable(one.answer.url)
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query or url.endswith("?") else "")
        head = _Head(f"GET {target} HTTP/1.1", list(headers), is_http_request=True)
        told = {
            "WARC-Date": warc_date(one.at),
            "WARC-Warcinfo-ID": self._info,
            "WARC-Concurrent-To": response,
        }
        self._writer.write_record(
            self._writer.create_warc_record(url, "request", warc_headers_dict=told, http_headers=head)
        )


def captures(path: Path, name: str, offset: int = 0) -> Iterator[Kept]:
    """The captures of a WARC from a byte on; what is no capture of a web page, or cannot be read, is passed over.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        file.seek(offset)
        records = ArchiveIterator(file)
        try:
            for record in records:
                if record.rec_type in _CAPTURES and record.http_headers is not None:
                    kept = _kept(record, name, records.get_record_offset())
                    if kept is not None:
                        yield kept
        except (ArchiveLoadFailed, EOFError, ValueError, zlib.error):
            return


def content(path: Path, offset: int) -> Content | None:
    """What the record at a byte holds; None where there is none that can be read.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        file.seek(offset)
        try:
            record = next(iter(ArchiveIterator(file)), None)
            if record is None or record.rec_type not in _CAPTURES or record.http_headers is None:
                return None
            headers = tuple((str(key), str(value)) for key, value in record.http_headers.headers)
            return Content(int(record.http_headers.get_statuscode()), headers, record.content_stream().read())
        except (ArchiveLoadFailed, EOFError, ValueError, zlib.error):
            return None


def whole_until(path: Path, offset: int = 0) -> int:
    """Where the last whole gzip member ends, counted from a byte at which one begins: a killed run leaves half a one.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        file.seek(offset)
        whole = place = offset
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while data := file.read(PIECE):
            place += len(data)
            while data:
                try:
                    member.decompress(data)
                except zlib.error:
                    return whole
                data = b""
                if member.eof:
                    data = member.unused_data
                    whole = place - len(data)
                    member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        return whole


def warc_date(at: datetime) -> str:
    """An instant as WARC-Date has it (W3C profile of ISO 8601, with microseconds)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _head(answer: Answer) -> _Head:
    """The answer's header lines as they came, but for what would be untrue or is private."""
    length = ("content-length", str(len(answer.body)))
    rows: list[tuple[str, str]] = []
    for name, value in answer.headers:
        if name.lower() in _OF_THE_WIRE and (name.lower(), value) != length:
            rows.append((f"X-Orig-{name}", value))
        elif name.lower() not in _COOKIES:
            rows.append((name, value))
    if length not in [(name.lower(), value) for name, value in rows]:
        rows.append(("Content-Length", length[1]))
    phrase = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else ""
    return _Head(f"{answer.status} {phrase}", rows, "HTTP/1.1")


def _kept(record: ArcWarcRecord, name: str, offset: int) -> Kept | None:
    headers = record.rec_headers
    url, date = headers.get_header("WARC-Target-URI") or "", headers.get_header("WARC-Date") or ""
    status = record.http_headers.get_statuscode()
    digest = (headers.get_header("WARC-Payload-Digest") or "").removeprefix("sha1:")
    if not (url.lower().startswith(("http://", "https://")) and status.isdigit()):
        return None
    try:
        at = datetime.fromisoformat(date)
    except ValueError:
        return None
    timestamp = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return Kept(
        key=key_of(url),
        url=url,
        date=date,
        timestamp=timestamp,
        status=int(status),
        digest=digest,
        cut=bool(headers.get_header("WARC-Truncated")),
        revisit=record.rec_type == "revisit",
        file=name,
        offset=offset,
    )
