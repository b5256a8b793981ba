"""A rewrite on disk: wholly, or not at all."""

import errno
import fcntl
import os
import resource
import signal
import stat
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from linkcheck.documents.write import in_words, temporary_for, write
from linkcheck.model import Refused, Rewrite

BEFORE, AFTER = b"old\r\n", b"\xef\xbb\xbfnew \xff"
REWRITE = Rewrite("issue.md", BEFORE, AFTER, ())
NOBODY = 65534


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    file = tmp_path / "issue.md"
    file.write_bytes(BEFORE)
    return file


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(entry.name for entry in folder.iterdir())


def test_the_new_bytes_stand_there_and_nothing_else(file: Path) -> None:
    """The document has exactly the rewrite's bytes, and no temporary file is left."""
    assert write(file, REWRITE, file.parent) is None
    assert file.read_bytes() == AFTER
    assert names(file.parent) == ["issue.md"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755, 0o1644, 0o4755])
def test_the_mode_is_kept(file: Path, mode: int) -> None:
    """Whatever the file's mode and the process's mask, the mode stays."""
    file.chmod(mode)

    assert write(file, REWRITE, file.parent) is None
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_the_owner_is_kept_where_the_system_permits(file: Path) -> None:
    """A file of another owner stays his, when the process may give files away; otherwise it is written all the same."""
    if os.geteuid() == 0:
        os.chown(file, NOBODY, NOBODY)
    before = file.stat()

    assert write(file, REWRITE, file.parent) is None
    assert (file.stat().st_uid, file.stat().st_gid) == (before.st_uid, before.st_gid)


def test_extended_attributes_are_kept(file: Path) -> None:
    """Labels that a user has given the file, where the system has them."""
    try:
        os.setxattr(file, "user.label", b"a letter")
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")

    assert write(file, REWRITE, file.parent) is None
    assert os.getxattr(file, "user.label") == b"a letter"


def test_an_access_control_list_is_kept(file: Path) -> None:
    """A person who may write the file by its list may do so afterwards, and the mode is the same."""
    # version 2; owner rw, user 65534 rw, group r, mask rw, others none (linux/posix_acl_xattr.h)
    entries = [
        (0x01, 6, 2**32 - 1),
        (0x02, 6, NOBODY),
        (0x04, 4, 2**32 - 1),
        (0x10, 6, 2**32 - 1),
        (0x20, 0, 2**32 - 1),
    ]
    listed = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
    try:
        os.setxattr(file, "system.posix_acl_access", listed)
    except (AttributeError, OSError):
        pytest.skip("no access control lists here")
    mode = file.stat().st_mode

    assert write(file, REWRITE, file.parent) is None
    assert os.getxattr(file, "system.posix_acl_access") == listed
    assert file.stat().st_mode == mode


def test_a_hard_link_gets_a_file_of_its_own(file: Path, tmp_path: Path) -> None:
    """The other name keeps the old bytes: it may be a backup, and nobody named it."""
    backup = tmp_path / "backup"
    backup.hardlink_to(file)

    assert write(file, REWRITE, file.parent) is None
    assert (file.read_bytes(), backup.read_bytes()) == (AFTER, BEFORE)


def test_a_file_that_is_replaced_while_it_is_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that saves by renaming, with the same bytes and at the same time, has made another file."""
    fsync = os.fsync

    def meanwhile(handle: int) -> None:
        other = file.with_name("other")
        other.write_bytes(BEFORE)
        seen = file.stat()
        os.utime(other, ns=(seen.st_atime_ns, seen.st_mtime_ns))
        other.replace(file)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", meanwhile)

    assert isinstance(write(file, REWRITE, file.parent), Refused)
    assert file.read_bytes() == BEFORE
    assert names(file.parent) == ["issue.md"]


FULL = """
import sys
from pathlib import Path
from linkcheck.documents.write import write
from linkcheck.model import Rewrite
file = Path(sys.argv[1])
old = file.read_bytes()
print(write(file, Rewrite("x.md", old, b"new" * 60_000, ()), file.parent))
print(file.read_bytes() == old, [path.name for path in file.parent.iterdir()])
"""


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """On a small file system of its own: the old file stays whole, with one line that says why."""
    script = (
        f"mount -t tmpfs -o size=100k none {tmp_path} && printf old > {tmp_path}/x.md "
        f"&& exec {sys.executable} - {tmp_path}/x.md"
    )
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        input=FULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if any(f"{program}: " in done.stderr for program in ("unshare", "mount")):
        pytest.skip("no file system of its own here")

    assert done.stdout.splitlines() == ["Refused(path='x.md', why='the disk is full')", "True ['x.md']"], done.stderr


def test_a_file_that_changed_is_left_alone(file: Path) -> None:
    """Bytes that are not those that were read are never written over."""
    file.write_bytes(b"someone was here")

    assert Refused("issue.md", "it was changed by someone else since it was read") == write(file, REWRITE, file.parent)
    assert file.read_bytes() == b"someone was here"


def test_a_file_that_changes_while_it_is_written_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that comes between reading and renaming is seen."""
    fsync = os.fsync

    def meanwhile(handle: int) -> None:
        file.write_bytes(b"someone was quick")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", meanwhile)

    assert isinstance(write(file, REWRITE, file.parent), Refused)
    assert file.read_bytes() == b"someone was quick"
    assert names(file.parent) == ["issue.md"]


def test_nothing_to_change_touches_nothing(file: Path) -> None:
    """A rewrite without a change leaves even the time of the file."""
    os.utime(file, ns=(1, 1))

    assert write(file, Rewrite("issue.md", BEFORE, BEFORE, ()), file.parent) is None
    assert file.stat().st_mtime_ns == 1


def test_a_link_inside_the_archive_is_followed(file: Path) -> None:
    """A symbolic link stays one; the file that it leads to is written."""
    (file.parent / "folder").mkdir()
    link = file.parent / "folder" / "latest.md"
    link.symlink_to("../issue.md")

    assert write(link, REWRITE, file.parent) is None
    assert link.is_symlink()
    assert file.read_bytes() == AFTER


@pytest.mark.parametrize("through", ["link.md", "away/issue.md"])
def test_a_link_that_leaves_the_archive_is_refused(tmp_path: Path, through: str) -> None:
    """Neither a link nor a folder that is a link lets a file outside of the archive be written."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "issue.md").write_bytes(BEFORE)
    (inside / "link.md").symlink_to(outside / "issue.md")
    (inside / "away").symlink_to(outside)

    assert Refused("issue.md", "a symbolic link that leaves the archive") == write(inside / through, REWRITE, inside)
    assert (outside / "issue.md").read_bytes() == BEFORE


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    """Links that lead to each other are told, not followed."""
    (tmp_path / "a.md").symlink_to("b.md")
    (tmp_path / "b.md").symlink_to("a.md")

    refused = write(tmp_path / "a.md", REWRITE, tmp_path)

    assert Refused("issue.md", "a symbolic link that leads back to itself") == refused


def test_an_archive_that_is_one_file(file: Path) -> None:
    """Where the user named a file, it may be written."""
    assert write(file, REWRITE, file) is None
    assert file.read_bytes() == AFTER


def test_a_file_that_vanished_is_refused(file: Path) -> None:
    """A document that is gone is not made again."""
    file.unlink()

    assert Refused("issue.md", "it is no longer there") == write(file, REWRITE, file.parent)
    assert names(file.parent) == []


def test_a_read_only_file_is_refused(file: Path) -> None:
    """A file that its owner protects is not replaced, though the folder would permit it."""
    file.chmod(0o444)

    assert Refused("issue.md", "the file is read-only") == write(file, REWRITE, file.parent)
    assert file.read_bytes() == BEFORE


def test_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    """What is not a file of bytes is not replaced by one."""
    os.mkfifo(tmp_path / "issue.md")

    assert Refused("issue.md", "not an ordinary file") == write(tmp_path / "issue.md", REWRITE, tmp_path)


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Without a superuser's rights, which no folder stops."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_folder_is_refused() -> None:
    """Where nothing can be put beside the file, it is left as it is, with one line that says why."""
    with ordinary_user(), tempfile.TemporaryDirectory() as name:
        file = Path(name) / "issue.md"
        file.write_bytes(BEFORE)
        Path(name).chmod(0o555)

        refused = write(file, REWRITE, Path(name))

        assert Refused("issue.md", "no permission to write there") == refused
        assert file.read_bytes() == BEFORE
        assert names(Path(name)) == ["issue.md"]
        Path(name).chmod(0o755)


def test_a_disk_without_room_leaves_the_old_file(file: Path) -> None:
    """When the new bytes do not fit, the old file stays whole and the temporary one is taken away."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        refused = write(file, Rewrite("issue.md", BEFORE, b"x" * 100_000, ()), file.parent)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)

    assert Refused("issue.md", "the file would be larger than the system permits") == refused
    assert file.read_bytes() == BEFORE
    assert names(file.parent) == ["issue.md"]


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "the disk is read-only"), (errno.ENXIO, "no such device")],
)
def test_faults_are_told_in_words(number: int, words: str) -> None:
    """A fault of the system is told in words, a rare one in the system's own."""
    assert in_words(OSError(number, os.strerror(number))).startswith(words)


def test_a_long_name_is_no_obstacle(tmp_path: Path) -> None:
    """A file whose name is as long as names can be has room for a temporary file beside it."""
    file = tmp_path / ("x" * 252 + ".md")
    file.write_bytes(BEFORE)

    assert write(file, REWRITE, tmp_path) is None
    assert file.read_bytes() == AFTER


def test_what_a_killed_process_left_is_taken_away(file: Path) -> None:
    """A stray temporary file of the document goes at the next write; other files stay."""
    temporary_for(file).write_bytes(b"half")
    other = temporary_for(file.with_name("other.md"))
    other.write_bytes(b"of another document")

    assert write(file, REWRITE, file.parent) is None
    assert names(file.parent) == sorted(["issue.md", other.name])


def test_it_goes_also_where_nothing_is_written(file: Path) -> None:
    """The document was changed since the kill: it is left alone, and what was left beside it is not."""
    temporary_for(file).write_bytes(b"half")
    file.write_bytes(b"someone was here")

    assert isinstance(write(file, REWRITE, file.parent), Refused)
    assert names(file.parent) == ["issue.md"]


def test_what_a_living_process_holds_is_left(file: Path) -> None:
    """Two that write the same document at once: the second leaves it to the first."""
    with temporary_for(file).open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        refused = write(file, REWRITE, file.parent)

        assert Refused("issue.md", "another linkcheck is writing it") == refused
        assert temporary_for(file).exists()
    assert file.read_bytes() == BEFORE


WRITER = """
import sys
from pathlib import Path
from linkcheck.documents.write import write
from linkcheck.model import Rewrite
file = Path(sys.argv[1])
one, two = b"a" * 3_000_000, b"b" * 3_000_000
print("ready", flush=True)
while True:
    assert write(file, Rewrite("x.md", one, two, ()), file.parent) is None
    assert write(file, Rewrite("x.md", two, one, ()), file.parent) is None
"""


def test_a_kill_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """Killed at any moment, the writer leaves a whole file; the next write clears what else it left."""
    file = tmp_path / "x.md"
    versions = (b"a" * 3_000_000, b"b" * 3_000_000)
    for moment in range(6):
        file.write_bytes(versions[0])
        with subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            with pytest.raises(subprocess.TimeoutExpired):
                writer.wait(0.003 * moment)
            writer.kill()
        assert file.read_bytes() in versions
        assert write(file, Rewrite("x.md", file.read_bytes(), BEFORE, ()), tmp_path) is None
        assert names(tmp_path) == ["x.md"]
