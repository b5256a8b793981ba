"""A report as it is put on the disk, and its parts that are copied from the last one where they are the same.

A part is the same when what it was made from is, which is for its key to say. Its bytes are taken from the last report
where that is the file that was written then: by size, time and inode, as git tells files; otherwise by its digest, for
a cache of a CI system gives back the bytes and not the inode.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from linkcheck.model import Part
from linkcheck.report.types import Body

CHUNK = 2**20
"""Bytes that are read at once."""
SPAN = 2**30
"""Bytes that the system is asked to copy at once."""


class Memory(Protocol):
    """Who remembers where a report holds what is the same from night to night."""

    def parts(self, file: str) -> Mapping[str, Part]:
        """The parts of a report, by name, as they were told last."""
        ...

    def keep_parts(self, file: str, parts: Iterable[Part]) -> None:
        """The report holds these now."""
        ...


class Filling:
    """One report on its way to the disk."""

    def __init__(self, path: Path, pieces: Iterable[str | Body], memory: Memory | None) -> None:
        self._path = path
        self._pieces = pieces
        self._memory = memory
        self._name = os.fsencode(path.absolute()).decode("utf-8", "backslashreplace")
        self._written: list[tuple[str, str, int, int, str]] = []

    def fill(self, file: BinaryIO) -> None:
        """Write everything to a file that is empty.

        Raises:
            OSError: It cannot be written.
        """
        known = {} if self._memory is None else self._memory.parts(self._name)
        for piece in self._pieces:
            if isinstance(piece, Body):
                start = file.tell()
                digest = self._copied(known.get(piece.name), piece.key, file) or _made(piece, file)
                self._written.append((piece.name, piece.key, start, file.tell() - start, digest))
            else:
                file.write(_bytes(piece))

    def remember(self) -> None:
        """Have the parts remembered, now that the file stands in its place."""
        if self._memory is None:
            return
        with suppress(OSError):
            found = self._path.stat()
            parts = [
                Part(name, key, found.st_size, found.st_mtime_ns, found.st_ino, start, length, digest)
                for name, key, start, length, digest in self._written
                if key
            ]
            self._memory.keep_parts(self._name, parts)

    def _copied(self, part: Part | None, key: str, file: BinaryIO) -> str:
        """Copy a part from the last report; its digest, or nothing where that has none that will do."""
        if part is None or not key or part.key != key:
            return ""
        try:
            last = self._path.open("rb")
        except OSError:
            return ""
        with last:
            found = os.fstat(last.fileno())
            known = (part.size, part.modified, part.inode) == (found.st_size, found.st_mtime_ns, found.st_ino)
            if not known and (found.st_size != part.size or _digest(last, part) != part.digest):
                return ""
            file.flush()
            _copy(last.fileno(), part.start, file.fileno(), part.length)
            file.seek(0, os.SEEK_END)
            return part.digest


def _made(body: Body, file: BinaryIO) -> str:
    """Write a part as it is made; its digest."""
    digest = hashlib.sha256()
    for piece in body.pieces:
        data = _bytes(piece)
        digest.update(data)
        file.write(data)
    return digest.hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _digest(file: BinaryIO, part: Part) -> str:
    digest = hashlib.sha256()
    file.seek(part.start)
    left = part.length
    while left and (data := file.read(min(left, CHUNK))):
        digest.update(data)
        left -= len(data)
    return digest.hexdigest()


def _copy(source: int, start: int, target: int, length: int) -> None:
    """Copy bytes to where the target stands: within the system where it can (copy_file_range(2)), else through here."""
    done = 0
    system = getattr(os, "copy_file_range", None)
    if system is not None:
        with suppress(OSError):
            while done < length and (count := system(source, target, min(length - done, SPAN), start + done)):
                done += count
    while done < length:
        data = os.pread(source, min(length - done, CHUNK), start + done)
        if not data:
            raise OSError(0, "the last report has become shorter")
        while data:
            count = os.write(target, data)
            data, done = data[count:], done + count
