"""Keeps what the crawl read as WARC, in a thread of its own: the event loop waits for no disk.

One file a run, begun with its first page, named `….warc.gz.open` while it is written and `….warc.gz` when it is whole;
at 1 GB another begins, as the WARC standard's annex advises. Every record is a gzip member, so what a killed run leaves
is readable up to its last one.
"""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from linkcheck.errors import StoreError
from linkcheck.model import Answer, Fetched, Kept
from linkcheck.net import said, sendable
from linkcheck.settings import Settings
from linkcheck.snapshots.kept import OPEN, KeptPages
from linkcheck.snapshots.outcomes import payload_digest
from linkcheck.snapshots.urls import key_of, stamp
from linkcheck.snapshots.warc import Records, warc_date

LARGEST = 1_000_000_000
"""Bytes of a file, about."""
SYNCED = 8 * 1024 * 1024
"""Bytes that are written before the disk has to have them, and the index knows them."""
WAITING = 64
"""Chains that wait for the thread; with more, whoever brings one waits."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said of a run in its WARCs."""

    began: datetime
    fields: Mapping[str, str]
    """Of the warcinfo record."""
    settings: Settings


class Keeper:
    """Takes the chains of a crawl. After the first thing that goes wrong it takes no more, and `failed` says why."""

    def __init__(
        self, pages: Callable[[], AbstractContextManager[KeptPages]], telling: Telling, largest: int = LARGEST
    ) -> None:
        """`pages` opens the folder: in the thread, with the first page that is to be kept."""
        self.failed = ""
        """Why keeping ended; empty while it goes on."""
        self._writer = _Writer(pages, telling, largest)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="warc")
        self._room = asyncio.Semaphore(WAITING)

    async def keep(self, chain: Sequence[Fetched]) -> None:
        """Have a chain written that ended in a page; waits only where the disk is far behind."""
        if self.failed or not chain:
            return
        await self._room.acquire()
        writing = asyncio.get_running_loop().run_in_executor(self._thread, self._write, chain)
        writing.add_done_callback(self._written)

    def _written(self, writing: asyncio.Future[None]) -> None:
        self._room.release()
        if not writing.cancelled() and (error := writing.exception()) is not None:
            # nothing that goes wrong here may end the crawl, or pass unseen
            self.failed = self.failed or f"{type(error).__name__}: {error}"

    async def close(self) -> None:
        """Wait for what was handed over, and give the last file its name."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        finally:
            self._thread.shutdown(wait=False)

    def _write(self, chain: Sequence[Fetched]) -> None:
        if self.failed:
            return
        try:
            self._writer.write(chain)
        except (OSError, StoreError) as error:
            self.failed = _why(error)
            self._close()

    def _close(self) -> None:
        try:
            self._writer.close()
        except (OSError, StoreError) as error:
            self.failed = self.failed or _why(error)


class _Writer:
    """In the thread: the folder and the file that are open."""

    def __init__(self, pages: Callable[[], AbstractContextManager[KeptPages]], telling: Telling, largest: int) -> None:
        self._open = pages
        self._opened = ExitStack()
        self._folder: KeptPages | None = None
        self._telling = telling
        self._largest = largest
        self._file: BinaryIO | None = None
        self._name = ""
        self._info = ""
        self._size = 0
        self._synced = 0

    def write(self, chain: Sequence[Fetched]) -> None:
        """Append the records of a chain, all or none."""
        shown = [one for one in chain if not _unread(one.answer)]
        if not shown:
            return
        if self._file is None or self._size >= self._largest:
            self._finish()
            self._begin()
        out = BytesIO()
        records = Records(out, self._info)
        rows = [self._record(records, one, self._size + out.tell()) for one in shown]
        self._append(out.getvalue())
        self._pages.index.add(self._name, self._size, rows)
        if self._size - self._synced >= SYNCED:
            self._sync()

    def close(self) -> None:
        """Put everything on the disk, give the file its name, and let go of the folder."""
        with self._opened:
            self._finish()

    @property
    def _pages(self) -> KeptPages:
        if self._folder is None:
            self._folder = self._opened.enter_context(self._open())
        return self._folder

    def _finish(self) -> None:
        """Put the file on the disk and give it its name."""
        if self._file is None:
            return
        file, self._file = self._file, None
        path = self._pages.folder / self._name
        with file:
            os.fsync(file.fileno())
        if self._size == 0:
            path.with_name(path.name + OPEN).unlink()
            return
        path.with_name(path.name + OPEN).rename(path)
        self._pages.index.commit()

    def _begin(self) -> None:
        """A new file, under a name that none has, and its warcinfo record."""
        began = stamp(self._telling.began)
        folder = self._pages.folder
        number = 0
        while True:
            self._name = f"linkcheck-{began}-{number:05}.warc.gz"
            if not (folder / self._name).exists():
                with suppress(FileExistsError):
                    # written without a buffer: what is left over after an error is known to the byte
                    self._file = (folder / (self._name + OPEN)).open("xb", buffering=0)
                    break
            number += 1
        self._size = self._synced = 0
        out = BytesIO()
        self._info = Records(out).warcinfo(self._name, self._telling.began, self._telling.fields)
        self._append(out.getvalue())

    def _record(self, records: Records, one: Fetched, offset: int) -> Kept:
        answer = one.answer
        cut = ""
        if answer.truncated:
            cut = "length" if len(answer.body) >= self._telling.settings.max_body else "unspecified"
        digest, url = payload_digest(answer.body), sendable(answer.url)
        # of a redirect, pywb plays a revisit without its body; and bodies without a byte are all alike
        repeatable = answer.body and not 300 <= answer.status < 400
        before = self._pages.index.payload(digest, cut=bool(cut), url=url) if repeatable else None
        response = records.answer(one, before, cut, address=not self._telling.settings.proxies)
        records.request(one, said(self._telling.settings, url, one.headers), response)
        date = warc_date(one.at)
        return Kept(
            key=key_of(url),
            url=url,
            date=date,
            timestamp=stamp(one.at),
            status=answer.status,
            digest=digest,
            cut=bool(cut),
            revisit=before is not None,
            file=self._name,
            offset=offset,
        )

    def _append(self, data: bytes) -> None:
        """Write to the end of the file; what cannot be written whole is taken back."""
        assert self._file is not None  # noqa: S101 - it was begun
        left = memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            self._file.truncate(self._size)
            raise
        self._size += len(data)

    def _sync(self) -> None:
        assert self._file is not None  # noqa: S101 - it was begun
        os.fsync(self._file.fileno())
        self._pages.index.commit()
        self._synced = self._size


def _unread(answer: Answer) -> bool:
    """Whether a page was not read at all, being no text: there is nothing to keep. A redirect needs no body."""
    return answer.truncated and not answer.body and 200 <= answer.status < 300


def _why(error: OSError | StoreError) -> str:
    if isinstance(error, StoreError):
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
