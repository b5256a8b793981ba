"""A proven rewrite goes to disk: wholly, or not at all.

The new bytes are written to a temporary file beside the document, made durable (fsync), and renamed over it, which
POSIX rename(2) does in one step: whoever reads the document sees the old bytes or the new ones. A process that is
killed leaves at most the temporary file, `.linkcheck-….tmp`; the next write of the same document takes it away.

A name that is a hard link gets a file of its own, and the file's other names keep the old bytes: they may stand
anywhere, and nothing that the user did not name is changed. git, which checks files out in the same way, does so too.
"""

import errno
import fcntl
import hashlib
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from linkcheck.model import Refused, Rewrite


def write(path: Path, rewrite: Rewrite, root: Path) -> Refused | None:
    """Write a rewrite to the document that it was made from; None when the document now has the new bytes.

    Args:
        path: the document's file. A symbolic link is followed, and stays one.
        rewrite: what `prove` or `undo` gave.
        root: the folder that the user named (or the file): what is outside of it is never written.

    Refused, with the reason in plain words and with nothing changed, when the file is not what was read, when it is
    outside of `root`, or when the system does not let it be written. The mode is kept, and where the system permits the
    owner and the extended attributes, of which access control lists are some. When the bytes are as they were, the file
    is not touched.
    """
    try:
        return _written(path, rewrite, root)
    except OSError as error:
        return Refused(rewrite.path, in_words(error))


def in_words(error: OSError) -> str:
    """What the system said, for an editor."""
    return _WORDS.get(error.errno or 0) or (error.strerror or "the system refused").lower()


_WORDS = {
    errno.EACCES: "no permission to write there",
    errno.EAGAIN: "another linkcheck is writing it",
    errno.EDQUOT: "the disk quota is used up",
    errno.EEXIST: "another linkcheck is writing it",
    errno.EFBIG: "the file would be larger than the system permits",
    errno.EIO: "the disk reports an error",
    errno.ELOOP: "a symbolic link that leads back to itself",
    errno.ENOENT: "it is no longer there",
    errno.ENOSPC: "the disk is full",
    errno.EPERM: "no permission to write there",
    errno.EROFS: "the disk is read-only",
}


def _written(path: Path, rewrite: Rewrite, root: Path) -> Refused | None:
    real = _real(path)
    if not _inside(real, root):
        return Refused(rewrite.path, "a symbolic link that leaves the archive")
    _clear_stray(real)
    seen = real.stat()
    why = _not_as_read(real, seen, rewrite)
    if why or rewrite.after == rewrite.before:
        return Refused(rewrite.path, why) if why else None
    return None if _replaced(real, seen, rewrite.after) else Refused(rewrite.path, _CHANGED)


_CHANGED = "it was changed by someone else since it was read"


def _real(path: Path) -> Path:
    """The file that a path leads to; OSError for a loop of links, on every version of Python."""
    try:
        return path.resolve(strict=True)
    except RuntimeError as error:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error


def _inside(real: Path, root: Path) -> bool:
    folder = _real(root)
    return real.is_relative_to(folder if folder.is_dir() else folder.parent)


def _not_as_read(real: Path, seen: os.stat_result, rewrite: Rewrite) -> str:
    if not stat.S_ISREG(seen.st_mode):
        return "not an ordinary file"
    if real.read_bytes() != rewrite.before:
        return _CHANGED
    if not os.access(real, os.W_OK) or not seen.st_mode & 0o222:
        return "the file is read-only"
    return ""


def _replaced(real: Path, seen: os.stat_result, data: bytes) -> bool:
    """Put `data` in the file's place; False, with nothing changed, when the file is no longer the one that was seen."""
    beside = temporary_for(real)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            # The lock ends with the process: a stray file is one that nobody holds.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.write(data)
            file.flush()
            _keep_owner_and_mode(file.fileno(), seen)
            _keep_attributes(file.fileno(), real)
            os.fsync(file.fileno())
            if not _same(real.stat(), seen):
                return False
            beside.replace(real)
    finally:
        # Once renamed, it is no longer there under this name.
        beside.unlink(missing_ok=True)
    _make_durable(real.parent)
    return True


def _keep_owner_and_mode(handle: int, seen: os.stat_result) -> None:
    # First the owner: a change of owner takes set-id bits away.
    for owner, group in ((seen.st_uid, seen.st_gid), (-1, seen.st_gid)):
        with suppress(OSError):
            os.fchown(handle, owner, group)
            break
    os.fchmod(handle, stat.S_IMODE(seen.st_mode))


def _keep_attributes(handle: int, real: Path) -> None:
    """Extended attributes (xattr(7)), on systems that have them: labels, and POSIX access control lists (acl(5))."""
    if sys.platform != "linux":
        return
    with suppress(OSError):
        for name in os.listxattr(real):
            with suppress(OSError):
                os.setxattr(handle, name, os.getxattr(real, name))


def _same(now: os.stat_result, seen: os.stat_result) -> bool:
    return (now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns) == (
        seen.st_dev,
        seen.st_ino,
        seen.st_size,
        seen.st_mtime_ns,
    )


def _make_durable(folder: Path) -> None:
    # The document is whole by now: a file system that cannot do this for a folder does not make it unwritten.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def temporary_for(real: Path) -> Path:
    """The temporary file of a document: hidden, its own, and with a short name however long the document's is."""
    return real.with_name(f".linkcheck-{hashlib.sha256(os.fsencode(real.name)).hexdigest()[:24]}.tmp")


def _clear_stray(real: Path) -> None:
    """Take away what a killed process left beside a document: its temporary file, unless a living process holds it."""
    stray = temporary_for(real)
    with suppress(OSError):
        handle = os.open(stray, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            stray.unlink()
        finally:
            os.close(handle)
