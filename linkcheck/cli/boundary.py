"""The one place where an error becomes a line for the user and an exit code."""

import errno
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

import click

from linkcheck.cli.console import printable
from linkcheck.errors import ExitCode, Interrupted, LinkcheckError

_DISK = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
}


def bounded(command: Callable[[], int]) -> int:
    """Run a command; its exit code, or that of what ended it."""
    try:
        with _terminable():
            code = command()
            sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except LinkcheckError as error:
        _say(str(error))
        return error.exit_code
    except ExceptionGroup as group:
        # of several requests at once; what ended the first of them ended them all
        first = _first(group)
        if not isinstance(first, LinkcheckError):
            raise
        _say(str(first))
        return first.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted; everything finished so far is kept")
        return Interrupted.exit_code
    except (BrokenPipeError, SystemExit):
        # whoever read our output has gone (click says so with SystemExit, and a 1 that means --fail-on with us): Python
        # must not try to flush it again on its way out
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except OSError as error:
        known = _DISK.get(error.errno or 0)
        if known is None:
            raise
        _say(f"{error.filename or 'a file'}: {known}")
        return ExitCode.FAILED
    return code


def _first(group: ExceptionGroup[Exception]) -> Exception:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, ExceptionGroup) else error


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM ends a command as Ctrl-C does, wherever it is: the terminal is put back, what was begun is put away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _say(line: str) -> None:
    with suppress(OSError):
        click.echo(f"linkcheck: {printable(line)}", err=True)
