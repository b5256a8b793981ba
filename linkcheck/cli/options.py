"""The options that follow any subcommand; each is a setting of the same name.

A command lists those that mean something to it, and takes the others that all have in common without a word: whoever
runs several commands of one script may give all of them the same.
"""

from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any, TypeVar

import click

EMPTY = "an empty path; name a file or a folder, or . for the one you are in"


class ArchivePath(click.Path):
    """A path of the user's. An empty one, as a variable gives that is not set, would mean everything below here."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path.

        Raises:
            click.BadParameter: It is empty.
        """
        if value == "":
            self.fail(EMPTY, param, ctx)
        return super().convert(value, param, ctx)


F = TypeVar("F", bound=Callable[..., Any])


def _setting(*flags: str, **details: Any) -> click.Option:
    return click.Option(list(flags), **details)


MEMORY = (_setting("--db", metavar="FILE", help="The SQLite file that remembers.  [default: linkcheck.db]"),)
REPORTS = (_setting("--reports", metavar="DIR", help="The folder that reports are written to.  [default: reports]"),)
CONFIG = (_setting("--config", metavar="FILE", help="The settings file.  [default: linkcheck.toml or pyproject.toml]"),)
TIME = (_setting("--now", metavar="ISO-8601", help="The time that this run takes as now."),)
NETWORK = (
    _setting("--vantage", metavar="NAME", help="A name for the place this run checks from.  [default: the host name]"),
    _setting("--allow-network", metavar="CIDR", multiple=True, help="Addresses to allow besides public ones."),
    _setting("--deadline", metavar="DURATION", help="Ask nothing new after this long (45m, 1h30m)."),
    _setting("--timeout", metavar="DURATION", help="For one request, everything in.  [default: 20s]"),
    _setting("--concurrency", metavar="N", help="Requests in flight at once, at most.  [default: 512]"),
    _setting("--per-host", metavar="N", help="Requests in flight at once to one host, at most.  [default: 6]"),
    _setting("--interval", metavar="DURATION", help="Between two requests to one host, at least.  [default: 0.02s]"),
)
CHOICE = (
    _setting("--exclude", metavar="REGEX", multiple=True, help="Do not ask URLs in which this is found."),
    _setting("--include", metavar="REGEX", multiple=True, help="Ask only URLs in which this is found."),
)
KEEPING = (_setting("--warc", metavar="DIR", help="Keep the living pages that are read, as WARC."),)
DEATH = (
    _setting("--strikes", metavar="N", help="Decisive strikes in a row that confirm a death.  [default: 3]"),
    _setting("--strike-days", metavar="N", help="Days from the first of them to the last.  [default: 3]"),
    _setting("--soft-strikes", metavar="N", help="Soft strikes in a row that confirm a death.  [default: 5]"),
    _setting("--soft-days", metavar="N", help="Days from the first of them to the last.  [default: 14]"),
    _setting("--require-vantages", metavar="N", help="Vantages that must have seen a death.  [default: 1]"),
)
FAILING = (_setting("--fail-on", metavar="WHAT", help="Exit with 1 on new, confirmed or any rot."),)
FORCING = (_setting("--force", is_flag=True, default=None, help="Also change files with uncommitted changes."),)
EDITING = (
    _setting("--write", is_flag=True, default=None, help="Change the files; otherwise a diff is shown."),
    *FORCING,
    _setting("--aliases", is_flag=True, default=None, help="Write a page's new place where one was found."),
    _setting("--moved", is_flag=True, default=None, help="Write where a living link has permanently moved."),
    _setting("--expand-short", is_flag=True, default=None, help="Write where a living short link leads."),
    _setting("--front-matter", is_flag=True, default=None, help="Also rewrite URLs that stand in front matter."),
    _setting("--max-edits", metavar="N", help="Edits in one run, at most."),
    _setting("--max-files", metavar="N", help="Documents changed in one run, at most."),
    _setting(
        "--far",
        is_flag=True,
        default=None,
        help="Also write snapshots of home pages and yearly events that are far from the date.",
    ),
)
SAVING = (
    _setting("--preserve", is_flag=True, default=None, help="Also have living pages captured that no archive holds."),
)
TOLD = (
    _setting("-v", "--verbose", count=True, default=None, help="Tell more."),
    _setting("-q", "--quiet", is_flag=True, default=None, help="Tell only what went wrong."),
    _setting("--no-progress", "progress", flag_value=False, default=None, help="No live lines."),
)


COMMON = (MEMORY, REPORTS, CONFIG, TIME, NETWORK, TOLD)
"""What follows any command."""
LISTED = (CONFIG, TOLD)
"""What means something to all of them."""


def settings_options(*groups: tuple[click.Option, ...]) -> Callable[[F], F]:
    """Give a command the options of some groups, which it lists, and those that every command takes."""
    own = [option for group in groups if group not in COMMON for option in group]
    listed = {option for group in (*groups, *LISTED) for option in group}
    common = [option if option in listed else _unlisted(option) for group in COMMON for option in group]

    def decorate(function: F) -> F:
        kept: list[click.Option] = getattr(function, "__click_params__", [])
        kept[:0] = reversed([*own, *common])
        function.__click_params__ = kept  # type: ignore[attr-defined]
        return function

    return decorate


def _unlisted(option: click.Option) -> click.Option:
    """The same option, taken and not told of."""
    silent = copy(option)
    silent.hidden = True
    return silent


def given(options: dict[str, Any]) -> tuple[dict[str, object], Path | None]:
    """The settings that were written on the command line, and the settings file that was named."""
    config = options.pop("config", None)
    told = {name: value for name, value in options.items() if value is not None and value != ()}
    return told, Path(config) if config else None
