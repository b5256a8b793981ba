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
before = mallinfo2().hblkhd
bodies = [bytearray(512 * 1024) for _ in range(100)]
print(mallinfo2().hblkhd - before)
del bodies
print(mallinfo2().hblkhd - before)
"""


def apart(*, called: bool) -> list[int]:
    """MiB in blocks with pages of their own: with a hundred bodies of 512 KiB behind one of 1 MiB, and without them."""
    done = subprocess.run([sys.executable, "-c", BODIES.format(called=called)], capture_output=True, check=True)
    return [int(told) // 2**20 for told in done.stdout.split()]


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="the C library tells nothing of its heap")
def test_the_room_of_bodies_is_given_back() -> None:
    """As glibc does it by itself, they lie in the heap; held to the threshold, each is the system's again."""
    assert apart(called=False) == [0, 0]
    assert apart(called=True) == [50, 0]
