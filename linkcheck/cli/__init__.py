"""The command line: a module for each command, options to settings, one error boundary, exit codes.

`main` is the console script and `run` the same for a program that goes on afterwards. Both import the commands when
they are called: that takes a second on a slow machine, in which Ctrl-C must end as it does later on.
"""

import atexit
import os
import sys
import threading
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from linkcheck.errors import Interrupted

if TYPE_CHECKING:
    from linkcheck.cli.world import Surroundings

__all__ = ["main", "run"]


def run(arguments: Sequence[str] | None = None, surroundings: "Surroundings | None" = None) -> int:
    """Run a command line; its exit code. Tests give a world of their own."""
    try:
        from linkcheck.cli.app import run as commanded  # noqa: PLC0415 - see above
    except KeyboardInterrupt:
        sys.stderr.write("linkcheck: interrupted; nothing was begun\n")
        return Interrupted.exit_code
    return commanded(arguments, surroundings)


def main() -> NoReturn:
    """The console script."""
    _open_streams()
    _end(run())


def _end(code: int) -> NoReturn:
    """End the process; where nobody would notice, without taking apart all that was made, which is a tenth of a second.

    What asked to be called at the end is called. A thread that is to be waited for, whoever looks on and a stream that
    takes no more (bounded has spoken of it) get the whole end.
    """
    if not _watched() and all(one.daemon or one is threading.main_thread() for one in threading.enumerate()):
        atexit._run_exitfuncs()  # noqa: SLF001 - as multiprocessing does, where it ends a process in this way
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError):
            sys.exit(code)
        os._exit(code)
    sys.exit(code)


def _watched() -> bool:
    """Whether a debugger or a profiler looks on, or something that measures what tests reach."""
    monitoring = getattr(sys, "monitoring", None)  # from Python 3.12 on
    return bool(
        sys.gettrace() or sys.getprofile() or (monitoring is not None and any(map(monitoring.get_tool, range(6))))
    )


def _open_streams() -> None:
    """Give every standard stream a file, and let it write what its encoding lacks as an escape.

    A stream that was closed (`>&-`) would leave its number to the next file or socket, which then gets what is printed.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # the lowest number that is free: this one
            os.open(os.devnull, os.O_RDWR)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
