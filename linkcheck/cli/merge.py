"""`linkcheck merge`: bring another machine's checks in."""

from pathlib import Path
from typing import Any

import click

from linkcheck.cli.options import DEATH, MEMORY, settings_options
from linkcheck.cli.running import running
from linkcheck.errors import ExitCode
from linkcheck.pipeline import merge_database
from linkcheck.report.wording import count, listing


@click.command(short_help="Bring another machine's checks in.")
@click.argument("other", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="OTHER.db")
@settings_options(DEATH, MEMORY)
@click.pass_context
def merge(context: click.Context, /, other: Path, **options: Any) -> int:
    """Bring the checks, aliases, lookups and saves of another machine's database into this one, which --db names.

    Each check keeps the vantage it was made from: with --require-vantages 2 a link is confirmed dead only when two have
    seen it. OTHER.db is read and left as it is; what is known already is not brought in twice.
    """
    with running(context, options) as run:
        merged = merge_database(other, run.settings, run.world)
        parts = [count(merged.checks, "check"), count(merged.lookups, "lookup"), count(merged.runs, "run")]
        if merged.saves:
            parts.insert(2, count(merged.saves, "save"))
        if merged.aliases:
            parts.insert(1, count(merged.aliases, "search for an alias", "searches for aliases"))
        run.watcher.done(f"Brought in {listing(parts)} from {other}." if merged else f"{other} holds nothing new.")
        return ExitCode.OK
