"""A network and mount namespace of one's own: real ports, names and trust, and nothing of the machine's is touched."""

import array
import fcntl
import os
import shutil
import socket
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.truth.world import SEARCH

FILES = {
    "/etc/resolv.conf": f"nameserver 127.0.0.1\nsearch {SEARCH}\noptions timeout:2 attempts:2\n",
    "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}
"""What the programs under test find in the namespace; a file that the machine has not got is left out."""

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1


def unshare() -> tuple[str, ...]:
    """The command that puts another into such a namespace: as root, or as a user who may be root in one of its own."""
    return ("unshare", "-n", "-m") if os.geteuid() == 0 else ("unshare", "-U", "-r", "-n", "-m")


def refused() -> str:
    """Why such a namespace cannot be had here; empty where it can."""
    if shutil.which("unshare") is None or shutil.which("mount") is None:
        return "unshare and mount (util-linux) are not installed"
    tried = subprocess.run(
        [*unshare(), "mount", "--bind", "/etc/hosts", "/etc/hosts"], capture_output=True, text=True, check=False
    )
    return tried.stderr.strip() if tried.returncode else ""


def settle() -> None:
    """Called inside: the loopback device up, and the files of names replaced.

    Raises:
        OSError, subprocess.CalledProcessError: The namespace does not allow it.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = array.array("B", struct.pack("16sh14x", b"lo", 0))
        fcntl.ioctl(control, SIOCGIFFLAGS, request)
        (flags,) = struct.unpack_from("h", request, 16)
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))
    with TemporaryDirectory(prefix="linkcheck-truth-") as folder:
        for name, text in FILES.items():
            if Path(name).exists():
                own = Path(folder) / Path(name).name
                own.write_text(text, encoding="ascii")
                subprocess.run(["mount", "--bind", str(own), name], check=True)


def command(arguments: Sequence[str]) -> list[str]:
    """The command line that runs another in a namespace of its own."""
    return [*unshare(), *arguments]
