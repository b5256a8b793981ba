"""The one place where an error becomes a line for the user and an exit code."""

import errno
import os
import sys
from collections.abc import Callable

import click

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
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted; everything finished so far is kept")
        return Interrupted.exit_code
    except BrokenPipeError:
        # whoever read our output has gone: Python must not try to flush it again on its way out
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except OSError as error:
        known = _DISK.get(error.errno or 0)
        if known is None:
            raise
        _say(f"{error.filename or 'a file'}: {known}")
        return ExitCode.FAILED
    return code


def _say(line: str) -> None:
    click.echo(f"linkcheck: {line}", err=True)
