"""How this process's memory is given back: documents and the bodies of pages come and go, and are large.

glibc raises the size from which a block has pages of its own with every larger one that is freed
(https://man7.org/linux/man-pages/man3/mallopt.3.html, M_MMAP_THRESHOLD). After the first body of 256 KiB all of them
would lie in the heap, where one small block that lives on keeps the room of a hundred bodies: among bombs that was a
quarter of the peak. What is found in a large document grows beside its parser's tree, each time into a new place.
"""

import ctypes
from contextlib import suppress

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""The parameters' numbers in glibc's malloc.h."""
LARGE = 384 * 1024
"""Bytes from which on a block goes back to the system when it is freed.

The tree of a page, however short that is, begins with two blocks of 324 KiB (lexbor's): if each came from the system,
that would take three times as long as the reading.
"""
SLACK = 4 * 1024 * 1024
"""Bytes at the heap's end that are free and stay the process's own.

Without them each tree may give its blocks back, and the next has to ask for them again.
"""


def return_large_blocks(least: int = LARGE) -> None:
    """Set the threshold to `least` bytes, and hold it; a C library without one does otherwise, and needs none."""
    with suppress(AttributeError, OSError, TypeError):
        library = ctypes.CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, least)
        library.mallopt(M_TRIM_THRESHOLD, SLACK)
