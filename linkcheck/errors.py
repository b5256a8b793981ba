"""One tree of errors. An error ends the run; what merely could not be done is a value (`linkcheck.model.Skipped`).

LinkcheckError                   exit code 4
├── UsageError                   2   the command line asks for what cannot be
│   └── SettingsError            2   a settings file, the environment or an option is wrong
├── NetworkUnfit                 3   the canaries did not answer: the night is discarded
├── StoreError                   4   the database cannot be used
│   ├── StoreNewer               4   a later version of linkcheck made it
│   ├── StoreBusy                4   another run holds it
│   └── StoreBroken              4   it is not a database, or it is damaged
├── OutputError                  4   a report or a document cannot be written (read-only, disk full)
└── Interrupted                  130 Ctrl-C or SIGTERM
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit code says."""

    OK = 0
    FOUND = 1
    USAGE = 2
    UNFIT = 3
    FAILED = 4
    INTERRUPTED = 130


class LinkcheckError(Exception):
    """A run that cannot go on; its text is one line for the user."""

    exit_code = ExitCode.FAILED


class UsageError(LinkcheckError):
    """The command line asks for what cannot be."""

    exit_code = ExitCode.USAGE


class SettingsError(UsageError):
    """A settings file, the environment or an option is wrong."""


class NetworkUnfit(LinkcheckError):
    """The canaries did not answer: the runner's own network is down."""

    exit_code = ExitCode.UNFIT


class StoreError(LinkcheckError):
    """The database cannot be used."""


class StoreNewer(StoreError):
    """A later version of linkcheck made the database."""


class StoreBusy(StoreError):
    """Another run holds the database."""


class StoreBroken(StoreError):
    """The file is not a database, or it is damaged."""


class OutputError(LinkcheckError):
    """A report or a document cannot be written."""


class Interrupted(LinkcheckError):
    """The user, or the system, asked the run to end."""

    exit_code = ExitCode.INTERRUPTED
