"""The command line: a module for each command, options to settings, one error boundary, exit codes."""

from linkcheck.cli.app import main, run

__all__ = ["main", "run"]
