"""The program's entry: the group of commands, and the way from their results to an exit code."""

from collections.abc import Sequence

import click

from linkcheck import __version__
from linkcheck.cli.boundary import bounded
from linkcheck.cli.check import check
from linkcheck.cli.demo import demo
from linkcheck.cli.explain import explain
from linkcheck.cli.explore import explore
from linkcheck.cli.lookup import lookup
from linkcheck.cli.merge import merge
from linkcheck.cli.nightly import nightly
from linkcheck.cli.porting import export, import_
from linkcheck.cli.prune import prune
from linkcheck.cli.report import report
from linkcheck.cli.rewrite import rewrite
from linkcheck.cli.scan import scan
from linkcheck.cli.undo import undo
from linkcheck.cli.world import Surroundings

COMMANDS = (nightly, scan, check, lookup, rewrite, undo, report, explain, explore, merge, export, import_, prune, demo)


class InOrder(click.Group):
    """A group that lists its commands in the order of a link's way."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names."""
        return list(self.commands)


@click.group(
    cls=InOrder,
    commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 the job ran (rot is a finding), 1 --fail-on matched, 2 usage or settings, 3 the network is "
    "unfit, 4 something could not be done, 130 interrupted.",
)
@click.version_option(__version__, prog_name="linkcheck")
def linkcheck() -> None:
    """Keep a newsletter's archive readable for decades.

    linkcheck checks every link of Markdown and HTML files, remembers what it saw, finds the Wayback Machine snapshot
    that shows what the author saw, and puts it where a link is confirmed dead. It changes no file without --write.
    """


def run(arguments: Sequence[str] | None = None, surroundings: Surroundings | None = None) -> int:
    """Run a command line; see `linkcheck.cli.run`."""

    def command() -> int:
        code = linkcheck.main(arguments, prog_name="linkcheck", standalone_mode=False, obj=surroundings)
        return int(code or 0)

    return bounded(command)
