"""`linkcheck nightly`: the whole job."""

from pathlib import Path
from typing import Any

import click

from linkcheck.cli.options import (
    CHOICE,
    DEATH,
    EDITING,
    FAILING,
    KEEPING,
    MEMORY,
    NETWORK,
    REPORTS,
    SAVING,
    TIME,
    ArchivePath,
    settings_options,
)
from linkcheck.cli.running import complete, running
from linkcheck.cli.telling import tell
from linkcheck.pipeline import nightly as whole_job


@click.command(short_help="The whole job: check, look up, rewrite, report.")
@click.argument("paths", nargs=-1, required=True, type=ArchivePath(), metavar="PATH...")
@settings_options(EDITING, DEATH, FAILING, CHOICE, KEEPING, SAVING, MEMORY, REPORTS, TIME, NETWORK)
@click.pass_context
def nightly(context: click.Context, /, paths: tuple[Path, ...], **options: Any) -> int:
    """Run the whole job on the documents at or below PATH.

    Reads every document, checks the links that are due, remembers what it saw, looks up snapshots for the dead, shows
    what it would rewrite (or rewrites it, with --write), and writes the reports.
    """
    with running(context, options) as run:
        outcome = complete(lambda: whole_job(paths, run.settings, run.world, run.watcher))
        return tell(outcome, run)
