"""`linkcheck rewrite`: plan the rewrites and show or write them."""

from pathlib import Path
from typing import Any

import click

from linkcheck.cli.options import CHOICE, DEATH, EDITING, FAILING, MEMORY, TIME, ArchivePath, settings_options
from linkcheck.cli.running import complete, running
from linkcheck.cli.telling import exit_code, found, show
from linkcheck.pipeline import restore_archive, rewrite_archive


@click.command(short_help="Plan rewrites and show the diff, or write them.")
@click.argument("paths", nargs=-1, required=True, type=ArchivePath(), metavar="PATH...")
@click.option("--restore", is_flag=True, help="Put back originals that live again, and rewrite nothing else.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["diff", "patch"]),
    default="diff",
    show_default=True,
    help="A diff for people, or a patch for `git apply` in the repository's root.",
)
@settings_options(EDITING, DEATH, FAILING, CHOICE, MEMORY, TIME)
@click.pass_context
def rewrite(context: click.Context, /, paths: tuple[Path, ...], restore: bool, form: str, **options: Any) -> int:
    """Put snapshots in the place of confirmed dead links in the documents at or below PATH.

    Shows a diff; --write changes the files. `linkcheck undo` puts the originals back. Nothing is asked of the network.
    """
    work = restore_archive if restore else rewrite_archive
    with running(context, options) as run:
        outcome = complete(lambda: work(paths, run.settings, run.world, run.watcher))
        show(outcome.diff if form == "patch" else outcome.shown)
        return exit_code(outcome.exit_code, found(outcome.report.summary, run.settings.fail_on))
