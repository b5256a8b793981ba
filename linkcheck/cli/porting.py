"""`linkcheck export` and `linkcheck import`: the memory as text that a repository can carry."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from linkcheck.cli.options import MEMORY, settings_options
from linkcheck.cli.running import running
from linkcheck.errors import ExitCode, OutputError, UsageError
from linkcheck.pipeline import export_memory, import_memory
from linkcheck.report.wording import count

STREAM = Path("-")


@click.command("export", short_help="Write the memory as text.")
@click.argument("file", default=STREAM, type=click.Path(dir_okay=False, path_type=Path))
@settings_options(MEMORY)
@click.pass_context
def export(context: click.Context, /, file: Path, **options: Any) -> int:
    """Write the database as JSON lines to FILE, or to standard output.

    The same memory gives the same bytes, and another night other lines: it diffs well in git. It holds every URL as it
    stands in the documents, tokens too.
    """
    with running(context, options) as run:
        lines = export_memory(run.settings, run.world)
        if file == STREAM:
            sys.stdout.buffer.writelines(line.encode() for line in lines)
        else:
            _write(file, lines)
        return ExitCode.OK


@click.command("import", short_help="Read a memory that was written as text.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@settings_options(MEMORY)
@click.pass_context
def import_(context: click.Context, /, file: Path, **options: Any) -> int:
    """Read what `linkcheck export` wrote into a new database, which --db names; - reads standard input."""
    with running(context, options) as run:
        with _lines(file) as lines:
            rows = import_memory(lines, str(file), run.settings, run.world)
        run.watcher.done(f"Read {count(rows, 'row')} into {run.settings.db}.")
        return ExitCode.OK


def _write(file: Path, lines: Iterable[str]) -> None:
    """Write beside the file and rename: what is there is replaced by a whole export or not at all."""
    growing = file.with_name(f".linkcheck-{file.name}.tmp")
    try:
        with growing.open("wb") as out:
            out.writelines(line.encode() for line in lines)
        growing.replace(file)
    except OSError as error:
        raise OutputError(f"{file}: cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            growing.unlink(missing_ok=True)


@contextmanager
def _lines(file: Path) -> Iterator[Iterator[str]]:
    """The lines of a file, UTF-8, parted by line feeds and by nothing else."""
    try:
        with sys.stdin.buffer if file == STREAM else file.open("rb") as source:
            yield (line.decode("utf-8") for line in source)
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: is not UTF-8") from error
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
