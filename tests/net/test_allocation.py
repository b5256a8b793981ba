"""Memory that is given back: the room of a body is not kept from the system by what came after it."""

import platform
import subprocess
import sys

import pytest

BODIES = """
from linkcheck.net.allocation import return_large_blocks

def resident():
    with open("/proc/self/statm", encoding="ascii") as told:
        return int(told.read().split()[1]) * 4096

before = resident()
if {called}:
    return_large_blocks()
del (bytearray(2**20))[:]
held, bodies = [], []
for _ in range(100):
    bodies.append(bytearray(256 * 1024))
    held.append(bytearray(600))
del bodies
print(resident() - before)
"""


def left(*, called: bool) -> int:
    """MiB that a process still holds after a hundred bodies of 256 KiB, with something small kept behind each."""
    done = subprocess.run([sys.executable, "-c", BODIES.format(called=called)], capture_output=True, check=True)
    return int(done.stdout) // 2**20


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library has no such threshold")
def test_the_room_of_bodies_is_given_back() -> None:
    """As glibc does it by itself, all of it stays; held to the threshold, none."""
    assert left(called=False) > 15
    assert left(called=True) < 5
