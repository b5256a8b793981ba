"""`linkcheck undo`: put originals back."""

from pathlib import Path
from typing import Any

import click

from linkcheck.cli.options import FORCING, MEMORY, TIME, ArchivePath, settings_options
from linkcheck.cli.running import complete, running
from linkcheck.cli.telling import show
from linkcheck.pipeline import Chosen, preview_undo, undo_edits


@click.command(short_help="Put the original URLs back.")
@click.argument("paths", nargs=-1, type=ArchivePath(), metavar="[PATH]...")
@click.option("--run", "run_id", type=int, metavar="N", help="Only the edits of this run.")
@click.option("--url", metavar="URL", help="Only the edits of this original URL.")
@click.option("--dry-run", is_flag=True, help="Show the diff, and change nothing.")
@settings_options(FORCING, MEMORY, TIME)
@click.pass_context
def undo(
    context: click.Context,
    /,
    paths: tuple[Path, ...],
    run_id: int | None,
    url: str | None,
    dry_run: bool,
    **options: Any,
) -> int:
    """Put the originals back that linkcheck rewrote: all of them, or those in the documents at or below PATH.

    The nightly job does not make an undone edit again; `linkcheck rewrite --write` does.
    """
    with running(context, options) as run:
        chosen = Chosen(paths, run_id, url)
        if not dry_run:
            return complete(lambda: undo_edits(chosen, run.settings, run.world, run.watcher))
        code, diff = complete(lambda: preview_undo(chosen, run.settings, run.world, run.watcher))
        show(diff)
        return code
