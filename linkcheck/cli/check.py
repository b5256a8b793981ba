"""`linkcheck check`: check what is due, or what was named, and print verdicts."""

import re
from itertools import islice
from pathlib import Path
from typing import Any

import click

from linkcheck.cli.options import CHOICE, DEATH, EMPTY, FAILING, KEEPING, MEMORY, NETWORK, TIME, settings_options
from linkcheck.cli.running import complete, running
from linkcheck.cli.telling import exit_code, holds
from linkcheck.pipeline import check_archive
from linkcheck.report import Said

AT_ONCE = 100
"""Lines that are printed together."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
"""What a URL begins with (RFC 3986, 3.1), whatever its scheme."""


@click.command(short_help="Check what is due and print verdicts.")
@click.argument("subjects", nargs=-1, metavar="[PATH|URL]...")
@click.option("--all", "everything", is_flag=True, help="Check everything, due or not.")
@settings_options(DEATH, FAILING, CHOICE, KEEPING, MEMORY, TIME, NETWORK)
@click.pass_context
def check(context: click.Context, /, subjects: tuple[str, ...], everything: bool, **options: Any) -> int:
    """Check the links of the documents at PATH that are due, or URLs whether due or not; a verdict a line.

    Without PATH or URL: what is due of the documents that were read before.
    """
    if "" in subjects:
        raise click.UsageError(EMPTY)
    urls = tuple(one for one in subjects if _SCHEME.match(one) and not Path(one).exists())
    paths = tuple(Path(one) for one in subjects if one not in urls)
    with running(context, options) as run:
        checks = complete(
            lambda: check_archive(paths, urls, run.settings, run.world, run.watcher, everything=everything)
        )
        matched, said = False, iter(checks.said)
        while some := tuple(islice(said, AT_ONCE)):
            click.echo("\n".join(map(_line, some)))
            matched = matched or any(holds(one, run.settings.fail_on) for one in some)
        return exit_code(checks.exit_code, matched)


def _line(said: Said) -> str:
    confirmed = " (confirmed)" if said.confirmed else ""
    to = f"\t→ {said.final_url}" if said.final_url not in {said.url, ""} else ""
    return f"{said.verdict}\t{said.reason}{confirmed}\t{said.url}{to}"
