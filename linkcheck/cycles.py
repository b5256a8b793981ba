"""Python's collector of cycles, kept from work in which it finds nothing.

It looks through all that lives whenever some hundred objects have been made. Where much is made at once and all of it
lives on, that is a tenth to a quarter of the time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Without it, where it was on; afterwards as it was."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
