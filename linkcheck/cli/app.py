"""The program's entry: the group of commands, and the way from their results to an exit code."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

import click

from linkcheck import __version__
from linkcheck.cli.boundary import bounded
from linkcheck.cycles import uncollected

if TYPE_CHECKING:
    from linkcheck.cli.world import Surroundings

NAMES = (
    *("nightly", "scan", "check", "lookup", "rewrite", "undo", "decide", "sync", "report", "explain", "explore"),
    *("merge", "export", "import", "prune", "demo"),
)
"""The commands in the order of a link's way."""
PLACES = {"export": ("porting", "export"), "import": ("porting", "import_")}
"""Module and function of the commands that are not called like both."""


class InOrder(click.Group):
    """A group that lists its commands in the order of a link's way, and imports the one that is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names."""
        return list(NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name: `scan` is done before all that asks the network would be imported."""
        if cmd_name not in NAMES:
            return None
        module, function = PLACES.get(cmd_name, (cmd_name, cmd_name))
        # what is imported stays
        with uncollected():
            command: click.Command = getattr(import_module(f"linkcheck.cli.{module}"), function)
        return command


@click.group(
    cls=InOrder,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 the job ran (rot is a finding), 1 --fail-on matched, 2 usage or settings, 3 the network is "
    "unfit, 4 something could not be done, 130 interrupted.",
)
@click.version_option(__version__, prog_name="linkcheck")
def linkcheck() -> None:
    """Keep a newsletter's archive readable for decades.

    linkcheck checks every link of Markdown, HTML, reStructuredText and AsciiDoc files, remembers what it saw, finds the
    Wayback Machine snapshot that shows what the author saw, and puts it where a link is confirmed dead. It changes no
    file without --write.
    """


def run(arguments: Sequence[str] | None = None, surroundings: "Surroundings | None" = None) -> int:
    """Run a command line; see `linkcheck.cli.run`."""

    def command() -> int:
        code = linkcheck.main(arguments, prog_name="linkcheck", standalone_mode=False, obj=surroundings)
        return int(code or 0)

    return bounded(command)
