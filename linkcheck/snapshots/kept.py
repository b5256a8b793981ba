"""The pages that the crawl kept: a folder of WARCs and the index beside them.

The WARCs are what counts. The index may be lost, and lags behind where a run was killed: what it lacks is read from the
WARCs when the folder is opened, and what is no longer there is forgotten.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from linkcheck.model import Answer, Kept
from linkcheck.snapshots.outcomes import payload_digest
from linkcheck.snapshots.urls import key_of
from linkcheck.snapshots.warc import captures, content, whole_until

OPEN = ".open"
"""Behind the name of a WARC that is being written; a killed run leaves it."""
BATCH = 1000
"""Captures that are entered at once while a WARC is read."""


class CaptureIndex(Protocol):
    """What is asked of the index (`linkcheck.store.Captures`)."""

    def indexed(self) -> Mapping[str, int]:
        """Every WARC that is known, and how many bytes of it are in the index."""
        ...

    def add(self, file: str, size: int, rows: Iterable[Kept]) -> None:
        """Enter captures of a WARC that is now in the index up to `size` bytes."""
        ...

    def forget(self, file: str) -> None:
        """Take a WARC out."""
        ...

    def payload(self, digest: str, *, cut: bool, url: str = "") -> Kept | None:
        """The record that holds a payload."""
        ...

    def of(self, key: str) -> tuple[Kept, ...]:
        """The captures that are filed under a key, oldest first."""
        ...

    def commit(self) -> None:
        """Keep what was entered."""
        ...


class KeptPages:
    """A folder of WARCs, opened."""

    def __init__(self, folder: Path, index: CaptureIndex) -> None:
        """See the class; reading what the index lacks takes a while where that is much.

        Raises:
            OSError: The folder cannot be read.
            StoreError: The index cannot be written.
        """
        self.folder = folder
        self.index = index
        self._finish()
        self._catch_up()

    def of(self, url: str) -> tuple[Kept, ...]:
        """The captures of a URL, oldest first."""
        return self.index.of(key_of(url))

    def read(self, kept: Kept) -> Answer | None:
        """A capture as the crawl was answered; None where its record, or that of its payload, cannot be read."""
        holder = self.index.payload(kept.digest, cut=kept.cut, url=kept.url) if kept.revisit else kept
        if holder is None:
            return None
        try:
            found = content(self.folder / kept.file, kept.offset)
            held = content(self.folder / holder.file, holder.offset) if kept.revisit else found
        except OSError:
            return None
        if found is None or held is None or not _sound(held.headers, held.body, kept.digest):
            return None
        return Answer(kept.url, found.status, found.headers, held.body, truncated=kept.cut, address="")

    def _finish(self) -> None:
        """Cut half a record off what a killed run left, and give the WARC its name."""
        known = self.index.indexed()
        for left in sorted(self.folder.glob(f"*.warc.gz{OPEN}")):
            name = left.name.removesuffix(OPEN)
            whole = whole_until(left, known.get(name, 0) if known.get(name, 0) <= left.stat().st_size else 0)
            if whole == 0:
                left.unlink()
                continue
            os.truncate(left, whole)
            left.rename(self.folder / name)

    def _catch_up(self) -> None:
        known = dict(self.index.indexed())
        for path in sorted(self.folder.glob("*.warc.gz")):
            size = path.stat().st_size
            begun = known.pop(path.name, 0)
            if begun > size:
                # not what it was
                self.index.forget(path.name)
                begun = 0
            if begun < size:
                self._enter(path, begun, size)
        for gone in known:
            self.index.forget(gone)
        self.index.commit()

    def _enter(self, path: Path, begun: int, size: int) -> None:
        rows: list[Kept] = []
        for kept in captures(path, path.name, begun):
            rows.append(kept)
            if len(rows) == BATCH:
                self.index.add(path.name, kept.offset, rows)
                rows.clear()
        self.index.add(path.name, size, rows)


def _sound(headers: tuple[tuple[str, str], ...], body: bytes, digest: str) -> bool:
    """Whether a payload is the one that was kept; a WARC of another program may hold it coded, which tells nothing."""
    coded = any(name.lower() in {"content-encoding", "transfer-encoding"} for name, _ in headers)
    return coded or not digest or payload_digest(body) == digest
