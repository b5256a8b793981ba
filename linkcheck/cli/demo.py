"""`linkcheck demo`: the whole job on a copy of the sample archive against the built-in web."""

from pathlib import Path
from typing import Any

import click

from linkcheck.cli.options import EDITING, REPORTS, SAVING, TIME, settings_options
from linkcheck.cli.running import complete, running
from linkcheck.cli.telling import tell
from linkcheck.demo.run import FOLDER, show_nights


@click.command(short_help="Try the whole job with no network.")
@click.argument("folder", default=FOLDER, type=click.Path(path_type=Path), metavar="[DIR]")
@settings_options(EDITING, SAVING, REPORTS, TIME)
@click.pass_context
def demo(context: click.Context, /, folder: Path, **options: Any) -> int:
    """Run three nights on a copy of the sample archive, against a small web on this machine; nothing leaves it.

    The copy and its database are made in DIR (linkcheck-demo), the reports in --reports.
    """
    with running(context, options) as run:
        outcome = complete(lambda: show_nights(folder, run.settings, run.watcher))
        return tell(outcome, run)
