"""linkcheck.cli.options: what is written on the command line, and nothing else, becomes a setting."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from linkcheck.cli.app import NAMES, linkcheck
from linkcheck.cli.options import DEATH, EDITING, FAILING, TOLD, given, settings_options

COMMON = (
    "--db", "--reports", "--config", "--now", "--allow-network", "--deadline", "--timeout", "--concurrency",
    "--per-host", "--interval", "--vantage", "-v", "-q", "--no-progress",
)  # fmt: skip

ASKING = {"nightly", "check", "lookup"}
WRITING = {"nightly", "report", "demo"}
TIMELESS = {"scan", "explore", "merge", "export", "import"}


def told(*arguments: str) -> dict[str, object]:
    """The settings that a command line gives."""
    kept: dict[str, object] = {}

    @click.command()
    @settings_options(EDITING, DEATH, FAILING)
    def command(**options: object) -> None:
        kept.update(given(options)[0])

    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return kept


def test_what_is_not_given_is_no_setting() -> None:
    """An empty command line overrides neither the environment nor a file."""
    assert told() == {}


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (["--no-progress"], "progress", False),
        (["-vv"], "verbose", 2),
        (["--write"], "write", True),
        (["--aliases"], "aliases", True),
        (["--front-matter"], "front_matter", True),
        (["--max-edits", "0"], "max_edits", "0"),
        (["--strike-days", "0"], "strike_days", "0"),
        (["--allow-network", "10.0.0.0/8", "--allow-network", "::1"], "allow_network", ("10.0.0.0/8", "::1")),
    ],
)
def test_what_is_given_is_a_setting(arguments: list[str], name: str, value: object) -> None:
    """An option is its setting, also where its value is false or nought."""
    assert told(*arguments) == {name: value}


@pytest.mark.parametrize("name", NAMES)
def test_common_options_follow_every_command(name: str) -> None:
    """The options that the commands have in common are taken by each of them."""
    command = linkcheck.get_command(click.Context(linkcheck), name)
    assert command is not None
    names = {name for parameter in command.params for name in parameter.opts}

    assert names >= set(COMMON)
    assert all(option in command.params for option in TOLD)


@pytest.mark.parametrize("name", NAMES)
def test_a_command_lists_what_means_something_to_it(name: str) -> None:
    """Who asks nobody does not speak of time-outs, and who writes no report of no folder for it."""
    help_ = CliRunner().invoke(linkcheck, [name, "--help"]).output
    listed = {option for option in COMMON if f"{option} " in help_ or f"{option}, " in help_}

    assert listed == (
        {"--config", "-v", "-q", "--no-progress"}
        | ({"--allow-network", "--deadline", "--timeout", "--concurrency", "--per-host", "--interval", "--vantage"}
           if name in ASKING else set())
        | ({"--reports"} if name in WRITING else set())
        | (set() if name in {"scan", "demo"} else {"--db"})
        | (set() if name in TIMELESS else {"--now"})
    )  # fmt: skip


def test_what_is_not_listed_is_taken(tmp_path: Path) -> None:
    """One line of options does for all commands of a script, wherever it says nothing."""
    (tmp_path / "letter.md").write_text("No link.\n", encoding="utf-8")
    result = CliRunner().invoke(
        linkcheck, ["scan", "--timeout", "5s", "--vantage", "here", "--db", "x.db", str(tmp_path)]
    )

    assert (result.exception, result.output) == (None, "")
