"""One run at a time per database: a lock that a dead process does not keep.

The lock is flock(2) on `<database>.lock`, which the system gives back however its holder ends, kill -9 included. The
file says who holds it and stays where it is: removing it would let a third process lock another file of the same name.
"""

import fcntl
import os
import socket
from pathlib import Path

from linkcheck.errors import StoreBusy, StoreError
from linkcheck.model import Clock


class Lock:
    """The lock beside one database."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._file = database.with_name(database.name + ".lock")
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """This process holds it."""
        return self._descriptor is not None

    def acquire(self, what: str, clock: Clock) -> None:
        """Take it; `what` is what the next one is told, as in "linkcheck nightly".

        Raises:
            StoreBusy: another process holds it; its words say which.
            StoreError: the file cannot be made.
        """
        if self.held:
            return
        try:
            descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise StoreError(f"{self._file}: the lock cannot be made: {error.strerror}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            holder = (
                f"{what}, process {os.getpid()} on {socket.gethostname()}, since {clock.now():%Y-%m-%d %H:%M:%S} UTC"
            )
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, holder.encode("utf-8", "replace") + b"\n", 0)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 1000, 0).decode("utf-8", "replace").strip() or "another process"
            os.close(descriptor)
            raise StoreBusy(
                f"{self._database}: another run holds it ({holder}): wait until it has ended, or name another with --db"
            ) from error
        except OSError as error:
            os.close(descriptor)
            raise StoreError(f"{self._file}: the lock cannot be taken: {error.strerror}") from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Give it back."""
        if self._descriptor is None:
            return
        os.close(self._descriptor)
        self._descriptor = None
