"""`linkcheck rewrite`: plan the rewrites and show or write them."""

from pathlib import Path
from typing import Any

import click

from linkcheck.cli.options import CHOICE, DEATH, EDITING, FAILING, ArchivePath, settings_options
from linkcheck.cli.running import complete, running
from linkcheck.cli.telling import exit_code, found, show
from linkcheck.pipeline import rewrite_archive


@click.command(short_help="Plan rewrites and show the diff, or write them.")
@click.argument("paths", nargs=-1, required=True, type=ArchivePath(), metavar="PATH...")
@settings_options(EDITING, DEATH, FAILING, CHOICE)
@click.pass_context
def rewrite(context: click.Context, /, paths: tuple[Path, ...], **options: Any) -> int:
    """Put snapshots in the place of confirmed dead links in the documents at or below PATH.

    Shows a diff; --write changes the files. `linkcheck undo` puts the originals back. Nothing is asked of the network.
    """
    with running(context, options) as run:
        outcome = complete(lambda: rewrite_archive(paths, run.settings, run.world, run.watcher))
        show(outcome.diff)
        return exit_code(outcome, found(outcome.report.summary, run.settings.fail_on))
