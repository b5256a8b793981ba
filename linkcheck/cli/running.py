"""How a command runs: settings, a watcher on the terminal, an event loop that Ctrl-C and SIGTERM end cleanly."""

import asyncio
import gc
import os
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from linkcheck.cli.console import Watcher
from linkcheck.cli.options import given
from linkcheck.cli.world import Surroundings
from linkcheck.errors import Interrupted
from linkcheck.pipeline import World
from linkcheck.settings import Settings, load

T = TypeVar("T")

OBJECTS = 20_000
"""Objects that are made between two searches for cycles. Little of what a run makes is in one: at Python's own 700 a
tenth of a crawl's time goes into finding nothing. What was imported is never searched (`gc.freeze`)."""


@dataclass(frozen=True, slots=True)
class Running:
    """What a command has at hand."""

    settings: Settings
    world: World
    watcher: Watcher


@contextmanager
def running(context: click.Context, /, options: dict[str, Any]) -> Iterator[Running]:
    """Settings from all their sources, the world, and a watcher that is put away at the end.

    Raises:
        SettingsError: A setting is unknown or wrong.
    """
    told, config = given(options)
    settings = load(told, os.environ, Path.cwd(), config)
    surroundings = context.find_object(Surroundings) or Surroundings()
    with Watcher(settings) as watcher:
        yield Running(settings, surroundings.world(settings.now), watcher)


def complete(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run asynchronous work to its end.

    Raises:
        Interrupted: Ctrl-C or SIGTERM came; the work was cancelled and has put its things away.
    """
    gc.freeze()
    gc.set_threshold(OBJECTS)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        try:
            return runner.run(_heeding_sigterm(work))()
        except (KeyboardInterrupt, asyncio.CancelledError):
            raise Interrupted("interrupted; everything finished so far is kept") from None


async def _heeding_sigterm(work: Callable[[], Coroutine[Any, Any, T]]) -> Callable[[], T]:
    """What brings the work's result: `signal` writes out a handler and all that it holds, the runner's task's too."""
    task = asyncio.ensure_future(work())
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGTERM)
    loop.add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        await task
        return task.result
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
        # the loop leaves the system's own way of ending a process
        signal.signal(signal.SIGTERM, before)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415 - it is not made for every system
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory
