"""Progress for people: a live line for each stage on a terminal, plain lines elsewhere, silence with -q.

Everything here goes to standard error, so that standard output holds what was asked for and nothing else.
"""

import sys
from contextlib import suppress
from types import TracebackType
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from linkcheck.report.wording import printable
from linkcheck.settings import Settings


class Watcher:
    """Tells of a run on standard error; a context manager that leaves the terminal as it was."""

    def __init__(self, settings: Settings) -> None:
        """`quiet`, `verbose` and `progress` of the settings say how much is told."""
        self._quiet = settings.quiet
        self._verbose = settings.verbose
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._live: Progress | None = None
        self._task: TaskID | None = None
        if settings.progress and not settings.quiet and sys.stderr.isatty():
            self._live = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(bar_width=30),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self._console,
                transient=True,
            )

    def __enter__(self) -> Self:
        """Start the live line, on a terminal."""
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the terminal back."""
        if self._live:
            self._live.stop()

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins."""
        if self._live:
            self._close_task()
            self._task = self._live.add_task(name, total=total)

    def step(self, count: int = 1) -> None:
        """Steps of the present stage are done."""
        if self._live and self._task is not None:
            self._live.advance(self._task, count)

    def done(self, told: str) -> None:
        """The present stage has ended."""
        self._close_task()
        if not self._quiet:
            self._line(told)

    def note(self, line: str) -> None:
        """Something that the user may want to know; told with -v."""
        if self._verbose and not self._quiet:
            self._line(printable(line))

    def warn(self, line: str) -> None:
        """Something that could not be done; always told."""
        self._line(printable(line))

    def _line(self, line: str) -> None:
        """A plain line; above the live one, where there is one. Nobody who stopped listening ends a run."""
        with suppress(OSError):
            if self._live:
                self._console.print(line, markup=False)
            else:
                click.echo(line, err=True)

    def _close_task(self) -> None:
        if self._live and self._task is not None:
            self._live.remove_task(self._task)
            self._task = None
