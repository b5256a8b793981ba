"""One file of the archive, from its bytes to a `Document`."""

import codecs
import errno
import os
import stat
from pathlib import Path, PurePosixPath

from linkcheck.documents.charset import as_utf8, encoding_of, stray_byte
from linkcheck.documents.front import front_in
from linkcheck.documents.published import publication
from linkcheck.model import Document, Kind, Skipped
from linkcheck.settings import Settings

KINDS = {
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".mdown": Kind.MARKDOWN,
    ".mkd": Kind.MARKDOWN,
    ".mkdn": Kind.MARKDOWN,
    ".mdwn": Kind.MARKDOWN,
    ".mdx": Kind.MARKDOWN,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".txt": Kind.TEXT,
    ".rst": Kind.RESTRUCTURED,
    ".rest": Kind.RESTRUCTURED,
    ".adoc": Kind.ASCIIDOC,
    ".asciidoc": Kind.ASCIIDOC,
}
"""What a name's ending says of how a file is to be read; any other ending is text."""

_MARKS = (b"://", b"www.", b"](", b"href", b"src")
"""One of these stands in nearly every link, whatever the kind of the document."""
_CROWD = 300_000
"""Marks of links in a document: with more, a few megabytes would take longer than the archive around them. An issue
has some hundreds."""

_NO_SUCH = "it vanished before it could be read"
_SPECIAL = {
    stat.S_IFIFO: "it is a named pipe, not a file",
    stat.S_IFSOCK: "it is a socket, not a file",
    stat.S_IFCHR: "it is a device, not a file",
    stat.S_IFBLK: "it is a device, not a file",
    stat.S_IFDIR: "it is a folder, not a file",
}
_TROUBLES = {
    errno.ENOENT: _NO_SUCH,
    errno.ENOTDIR: _NO_SUCH,
    errno.ESTALE: _NO_SUCH,
    errno.EACCES: "it may not be read: permission denied",
    errno.EPERM: "it may not be read: permission denied",
    errno.ELOOP: "it is a symbolic link that leads back to itself",
}


def kind_of(name: str) -> Kind:
    """How a file of this name is to be read."""
    return KINDS.get(PurePosixPath(name).suffix.lower(), Kind.TEXT)


def read(path: Path, name: str, settings: Settings) -> Document | Skipped:
    """The document at `path`, which the user knows as `name`; what cannot be read is told, never raised."""
    try:
        data = _bytes_of(path, settings.max_document)
    except OSError as error:
        return Skipped(name, _TROUBLES.get(error.errno or 0) or f"it could not be read: {error.strerror or error}")
    if isinstance(data, str):
        return Skipped(name, data)
    if not data:
        return Skipped(name, "it is empty", failed=False)
    return _document(name, data)


def _bytes_of(path: Path, most: int) -> bytes | str:
    """The file's bytes, or why there are none. Only ordinary files are opened: a pipe would wait for ever."""
    if trouble := _trouble(path.stat(), most):
        return trouble
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    with os.fdopen(descriptor, "rb") as file:
        if trouble := _trouble(os.fstat(descriptor), most):
            return trouble
        data = file.read(most + 1)
    return data if len(data) <= most else _too_large(len(data), most)


def _trouble(found: os.stat_result, most: int) -> str:
    if not stat.S_ISREG(found.st_mode):
        return _SPECIAL.get(stat.S_IFMT(found.st_mode), "it is not an ordinary file")
    return _too_large(found.st_size, most) if found.st_size > most else ""


def _too_large(size: int, most: int) -> str:
    return f"it is too large: more than {most:,} bytes (it has {size:,}; the setting max_document raises the limit)"


def _document(name: str, data: bytes) -> Document | Skipped:
    encoding = encoding_of(data)
    if encoding is None:
        return Skipped(name, _unreadable(data))
    text = as_utf8(data, encoding)
    if b"\0" in text:
        return Skipped(name, f"it is no text: byte {data.index(0)} (counted from 0) is a zero byte")
    if len(text) > _CROWD and (marks := max(map(text.count, _MARKS))) > _CROWD:
        return Skipped(name, f"it holds what looks like {marks:,} links; a document may have {_CROWD:,}")
    kind = kind_of(name)
    front = front_in(text)
    start = front.end or (1 if text.startswith(codecs.BOM_UTF8) else 0)
    # no code point has more than four bytes
    head = text[: 4 * start].decode("utf-8", "ignore")[:start]
    return Document(
        path=name,
        kind=kind,
        data=data,
        encoding=encoding,
        published=publication(name, kind, front, text[len(head.encode()) :]),
        body=len(head.encode(encoding)),
        doubt=front.doubt,
    )


def _unreadable(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "its byte order mark says UTF-16, and the rest is not"
    stray = stray_byte(data)
    zero = data.find(0)
    if stray is None or zero >= 0:
        return f"it is no text: byte {zero} (counted from 0) is a zero byte"
    offset, value = stray
    place = f"byte {offset} (counted from 0) is 0x{value:02X}"
    return f"it is not UTF-8: {place}, and it declares no other encoding that fits"
