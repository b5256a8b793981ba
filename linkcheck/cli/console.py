"""Progress for people: a live line for each stage on a terminal, plain lines elsewhere, silence with -q.

Everything here goes to standard error, so that standard output holds what was asked for and nothing else. What draws
the live line is imported where there is one: that takes as long as scanning a small archive.
"""

import sys
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from linkcheck.settings import Settings

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


def printable(text: str) -> str:
    """A text as it is, or escaped where it would break a line or command a terminal: file names may hold anything."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


class Watcher:
    """Tells of a run on standard error; a context manager that leaves the terminal as it was."""

    def __init__(self, settings: Settings, shared: "Progress | None" = None) -> None:
        """`quiet`, `verbose` and `progress` of the settings say how much is told.

        `shared` is what another one draws in.
        """
        self._settings = settings
        self._quiet = settings.quiet
        self._verbose = settings.verbose
        live = settings.progress and not settings.quiet and sys.stderr.isatty()
        self._live: Progress | None = shared or (_live_line() if live else None)
        self._task: TaskID | None = None

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
        if told and not self._quiet:
            self._line(told)

    def beside(self) -> "Watcher":
        """One with a live line of its own below this one's, for stages that go on beside."""
        return Watcher(self._settings, self._live)

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
                self._live.console.print(line, markup=False)
            else:
                click.echo(line, err=True)

    def _close_task(self) -> None:
        if self._live and self._task is not None:
            self._live.remove_task(self._task)
            self._task = None


def _live_line() -> "Progress":
    from rich import progress  # noqa: PLC0415 - see above
    from rich.console import Console  # noqa: PLC0415

    return progress.Progress(
        progress.SpinnerColumn(),
        progress.TextColumn("{task.description}"),
        progress.BarColumn(bar_width=30),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        console=Console(stderr=True, highlight=False, soft_wrap=True),
        transient=True,
    )
