"""`linkcheck explain`: everything that is known of one URL."""

from typing import Any

import click

from linkcheck.cli.options import DEATH, MEMORY, TIME, settings_options
from linkcheck.cli.running import complete, running
from linkcheck.errors import ExitCode
from linkcheck.pipeline import explain_url


@click.command(short_help="Tell everything that is known of a URL, and why.")
@click.argument("url")
@settings_options(DEATH, MEMORY, TIME)
@click.pass_context
def explain(context: click.Context, /, url: str, **options: Any) -> int:
    """Tell the story of URL: when it was checked and what came back, the evidence, its snapshots and edits, and why."""
    with running(context, options) as run:
        click.echo(complete(lambda: explain_url(url, run.settings, run.world)))
        return ExitCode.OK
