"""`linkcheck prune`: thin what lived long ago."""

from typing import Any

import click

from linkcheck.cli.options import MEMORY, TIME, settings_options
from linkcheck.cli.running import running
from linkcheck.errors import ExitCode
from linkcheck.pipeline import prune_memory
from linkcheck.report.wording import count


@click.command(short_help="Thin old checks of living links.")
@click.option("--keep-days", required=True, type=click.IntRange(0, 36_500), help="Thin nothing that is younger.")
@click.option("--vacuum", is_flag=True, help="Give the room back to the disk; it needs as much again for a while.")
@settings_options(MEMORY, TIME)
@click.pass_context
def prune(context: click.Context, /, keep_days: int, vacuum: bool, **options: Any) -> int:
    """Keep one check a month of what lived, and went on living, more than so many days ago.

    Every failure and every change stays, and so do all strikes: no verdict is another afterwards.
    """
    with running(context, options) as run:
        pruned = prune_memory(keep_days, run.settings, run.world, vacuum=vacuum)
        run.watcher.done(f"Took {count(pruned.checks, 'check')} away; {pruned.left:,} are left.")
        return ExitCode.OK
