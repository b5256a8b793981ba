"""`linkcheck decide`: set down what a person rules about a URL."""

import getpass
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from linkcheck.cli.options import MEMORY, TIME, ArchivePath, settings_options
from linkcheck.cli.running import running
from linkcheck.errors import ExitCode
from linkcheck.model import Decision, Ruling
from linkcheck.pipeline import decide_url, decided_in_words
from linkcheck.settings import ruling, snapshot, timestamp_of

SNAPSHOT = "snapshot="


class Said(click.ParamType):  # type: ignore[type-arg]
    """What is ruled: one word, or snapshot= and a capture's URL."""

    name = "ruling"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Ruling, str]:
        """The ruling, and the capture where one is named.

        Raises:
            click.BadParameter: It is neither.
        """
        written = str(value)
        try:
            if written.startswith(SNAPSHOT):
                return Ruling.SNAPSHOT, snapshot(written.removeprefix(SNAPSHOT))
            return ruling(written), ""
        except ValueError as error:
            self.fail(f"it wants {error}, or {SNAPSHOT}URL", param, ctx)


@click.command(short_help="Set down what you rule about a URL.")
@click.argument("url")
@click.argument("said", type=Said(), metavar="keep|alive|dead|ephemeral|snapshot=URL")
@click.option("--why", required=True, metavar="TEXT", help="The reason, for whoever reads it in ten years.")
@click.option("--by", metavar="NAME", help="Who rules so.  [default: git's user.name, or your login]")
@click.option("--document", type=ArchivePath(), metavar="PATH", help="It holds in this document only.")
@click.option("--pattern", is_flag=True, help="URL is a pattern of whole URLs: * stands for any characters.")
@settings_options(MEMORY, TIME)
@click.pass_context
def decide(
    context: click.Context,
    /,
    url: str,
    said: tuple[Ruling, str],
    why: str,
    by: str | None,
    document: Path | None,
    pattern: bool,
    **options: Any,
) -> int:
    """Set down in linkcheck-decisions.toml what a person rules about URL; it wins over all that linkcheck finds.

    keep: it is checked and reported, and never rewritten. alive: it counts as alive, whatever the network says. dead:
    it counts as confirmed dead at once. ephemeral: it was never meant to last, is no finding and never rewritten.
    snapshot=URL: this capture is written in its place.

    The row about the same URL is changed where there is one; comments and order stay.
    """
    if pattern and said[0] is Ruling.SNAPSHOT:
        raise click.UsageError("a snapshot is of one URL, not of a pattern")
    with running(context, options) as run:
        row = Decision(
            said[0],
            why,
            url="" if pattern else url.strip(),
            pattern=url.strip() if pattern else "",
            snapshot=said[1],
            timestamp=timestamp_of(said[1]),
            by=by or _somebody(),
        )
        for line in decided_in_words(decide_url(row, document, run.settings, run.world)):
            click.echo(line)
        return ExitCode.OK


def _somebody() -> str:
    """Git's user.name where the command is run, else the login; empty where there is neither."""
    with suppress(OSError):
        told = subprocess.run(["git", "config", "user.name"], capture_output=True, check=False)  # noqa: S607 - the user's git
        if name := told.stdout.decode("utf-8", "replace").strip():
            return name
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return ""
