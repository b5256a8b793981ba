"""Work on many things spread over the cores of the machine, with the results in order.

Only where it pays, and only on Linux, where a process is doubled in a few milliseconds: each helper is a double that
does its share and sends the results back. What a helper cannot do (it was killed, it met an error) this process does
itself, so an error comes out as it would without helpers. They end with this process, whatever ends it: each of them
writes to a pipe that nobody else reads.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

T = TypeVar("T")
R = TypeVar("R")

_PAYS = 1_000_000
"""What there is to do for each helper, at least; `weights` in bytes. A tenth of a second's work."""
_PIPE = 1 << 20
"""Bytes of results that wait in a pipe at most, where the system permits: so far a helper may be ahead."""


@contextmanager
def spread(work: Callable[[T], R], items: Sequence[T], weights: Sequence[int]) -> Iterator[Iterator[R]]:
    """The results of `work` for each of `items`, in order; to be entered before any thread is begun.

    Args:
        work: depends on nothing but its argument; what it gives can be pickled.
        items: what it is to be done for.
        weights: about how long each takes, in any unit that `_PAYS` counts in.
    """
    helpers = min(_cores(), len(items), sum(weights) // _PAYS)
    if helpers < 2:
        yield map(work, items)
        return
    shares = _shares(weights, helpers)
    with _doubled(work, items, shares) as pipes:
        yield _results(work, items, shares, pipes)


def _cores() -> int:
    """The cores that this process may use; one where a process cannot be doubled in safety."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _shares(weights: Sequence[int], number: int) -> list[int]:
    """Whose each item is, 0 being this process: always that of the one with the least so far."""
    loads = [0] * number
    shares = []
    for weight in weights:
        least = loads.index(min(loads))
        loads[least] += weight + 1
        shares.append(least)
    return shares


@contextmanager
def _doubled(
    work: Callable[[T], R], items: Sequence[T], shares: Sequence[int]
) -> Iterator[dict[int, "Connection | None"]]:
    """The helpers' pipes by the number of the share; the helpers are gone afterwards."""
    from multiprocessing import get_context  # noqa: PLC0415 - it is not needed for a small archive

    context = get_context("fork")
    pipes: dict[int, Connection | None] = {}
    running: list[BaseProcess] = []
    try:
        for share in range(1, max(shares) + 1):
            reading, writing = context.Pipe(duplex=False)
            pipes[share] = reading
            _widen(writing)
            own = [item for item, whose in zip(items, shares, strict=True) if whose == share]
            helper: BaseProcess = context.Process(
                target=_help, args=(work, own, writing, list(pipes.values())), daemon=True
            )
            with suppress(OSError):  # without it, its share is done here
                helper.start()
                running.append(helper)
            writing.close()
        yield pipes
    finally:
        for pipe in pipes.values():
            if pipe is not None:
                pipe.close()
        for helper in running:
            helper.kill()
            helper.join()


def _widen(pipe: "Connection") -> None:
    import fcntl  # noqa: PLC0415 - not made for every system

    with suppress(OSError):
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)


def _help(work: Callable[[T], R], items: Sequence[T], writing: "Connection", others: Sequence["Connection"]) -> None:
    """A helper's life. It ends in silence, whatever happens: what it has not sent is done again by who waits for it."""
    for pipe in others:
        pipe.close()
    try:
        for item in items:
            writing.send(work(item))
    except BaseException:  # noqa: BLE001 - Ctrl-C too, which comes to all processes of a terminal
        os._exit(1)
    os._exit(0)


def _results(
    work: Callable[[T], R], items: Sequence[T], shares: Sequence[int], pipes: dict[int, "Connection | None"]
) -> Iterator[R]:
    for item, share in zip(items, shares, strict=True):
        if pipe := pipes.get(share):
            try:
                result: R = pipe.recv()
            except (EOFError, OSError):
                pipes[share] = None
            else:
                yield result
                continue
        yield work(item)
