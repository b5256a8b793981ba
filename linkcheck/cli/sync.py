"""`linkcheck sync`: compare the ledger with the documents."""

from pathlib import Path
from typing import Any

import click

from linkcheck.cli.options import MEMORY, TIME, ArchivePath, settings_options
from linkcheck.cli.running import complete, running
from linkcheck.pipeline import Fate, Told, sync_archive
from linkcheck.settings import moment


@click.command(short_help="Tell what became of a proposal.")
@click.argument("paths", nargs=-1, required=True, type=ArchivePath(), metavar="PATH...")
@click.option("--merged", "fate", flag_value=Fate.MERGED.value, help="Its pull request was merged.")
@click.option("--changed", "fate", flag_value=Fate.CHANGED.value, help="It is open; its branch is checked out.")
@click.option("--closed", "fate", flag_value=Fate.CLOSED.value, help="It was closed without being merged.")
@click.option("--by", default="", metavar="NAME", help="Who merged or closed it, for the decisions file.")
@click.option("--offered", metavar="ISO-8601", help="When its branch was last made.  [default: --now]")
@settings_options(MEMORY, TIME)
@click.pass_context
def sync(
    context: click.Context,
    /,
    paths: tuple[Path, ...],
    fate: str | None,
    by: str,
    offered: str | None,
    **options: Any,
) -> int:
    """Compare the ledger of edits with the documents at or below PATH, as they are checked out.

    What stands there counts as applied, and what was left out of a proposal of which the rest came as declined: it is
    never proposed again, and becomes a row of linkcheck-decisions.toml. The nightly job finds the same by itself, but
    writes no row; only you know that a proposal was merged, changed or closed as a whole. What was planned after its
    branch was made was no part of it.
    """
    try:
        made = moment(offered) if offered else None
    except ValueError as error:
        raise click.BadParameter(f"it wants {error}", param_hint="--offered") from None
    with running(context, options) as run:
        told = Told(Fate(fate or Fate.UNKNOWN), by, made)
        return complete(lambda: sync_archive(paths, told, run.settings, run.world, run.watcher))
