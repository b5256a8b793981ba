"""`linkcheck undo`: put originals back."""

from pathlib import Path
from typing import Any

import click

from linkcheck.cli.options import ArchivePath, settings_options
from linkcheck.cli.running import complete, running
from linkcheck.pipeline import Chosen, undo_edits


@click.command(short_help="Put the original URLs back.")
@click.argument("paths", nargs=-1, type=ArchivePath(), metavar="[PATH]...")
@click.option("--run", "run_id", type=int, metavar="N", help="Only the edits of this run.")
@click.option("--url", metavar="URL", help="Only the edits of this original URL.")
@settings_options()
@click.pass_context
def undo(
    context: click.Context, /, paths: tuple[Path, ...], run_id: int | None, url: str | None, **options: Any
) -> int:
    """Put the originals back that linkcheck rewrote: all of them, or those in the documents at or below PATH.

    The nightly job does not make an undone edit again; `linkcheck rewrite --write` does.
    """
    with running(context, options) as run:
        chosen = Chosen(paths, run_id, url)
        return complete(lambda: undo_edits(chosen, run.settings, run.world, run.watcher))
