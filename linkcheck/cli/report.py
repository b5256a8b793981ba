"""`linkcheck report`: write the reports from what is remembered."""

from typing import Any

import click

from linkcheck.cli.options import DEATH, FAILING, MEMORY, REPORTS, TIME, settings_options
from linkcheck.cli.running import complete, running
from linkcheck.cli.telling import exit_code, found
from linkcheck.pipeline import report_archive
from linkcheck.report import Format

NAMES = {form.name.lower(): form for form in Format}
"""What a format is called on the command line."""


@click.command(short_help="Write reports from what is remembered.")
@click.option(
    "--format",
    "shapes",
    type=click.Choice([*NAMES, "all"]),
    multiple=True,
    help="What to write; may be given again.  [default: html, markdown and json]",
)
@settings_options(DEATH, FAILING, MEMORY, REPORTS, TIME)
@click.pass_context
def report(context: click.Context, /, shapes: tuple[str, ...], **options: Any) -> int:
    """Write the reports again from the database: nothing is read, asked or changed."""
    with running(context, options) as run:
        wanted = tuple(Format) if "all" in shapes else tuple(NAMES[shape] for shape in shapes)
        outcome = complete(lambda: report_archive(wanted, run.settings, run.world, run.watcher))
        for path in outcome.reports if not run.settings.quiet else ():
            click.echo(path)
        return exit_code(outcome.exit_code, found(outcome.report.summary, run.settings.fail_on))
