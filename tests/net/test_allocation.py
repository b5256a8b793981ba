"""Memory that is given back: the room of a body is not kept from the system by what came after it."""

import ctypes
import subprocess
import sys

import pytest

BODIES = """
import ctypes
from linkcheck.net.allocation import return_large_blocks

class Told(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")]

mallinfo2 = ctypes.CDLL(None).mallinfo2
mallinfo2.restype = Told
if {called}:
    return_large_blocks()
del (bytearray(2**20))[:]
before = mallinfo2().arena
held, bodies = [], []
for _ in range(100):
    bodies.append(bytearray(256 * 1024))
    held.append(bytearray(600))
del bodies
print(mallinfo2().arena - before)
"""


def left(*, called: bool) -> int:
    """MiB by which a process's heap is larger after a hundred bodies of 256 KiB, with something small behind each."""
    done = subprocess.run([sys.executable, "-c", BODIES.format(called=called)], capture_output=True, check=True)
    return int(done.stdout) // 2**20


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="the C library tells nothing of its heap")
def test_the_room_of_bodies_is_given_back() -> None:
    """As glibc does it by itself, the heap holds all of it; held to the threshold, nothing."""
    assert left(called=False) > 15
    assert left(called=True) < 5
