"""What a command prints at its end: the diff, the summary, and the exit code that they come to."""

import sys

import click

from linkcheck.cli.running import Running
from linkcheck.errors import ExitCode
from linkcheck.pipeline import Outcome
from linkcheck.report import terminal
from linkcheck.settings import FailOn, Settings


def tell(outcome: Outcome, run: Running) -> int:
    """Print what a run came to on standard output; its exit code."""
    if outcome.shown and not run.settings.quiet:
        show(outcome.shown)
    if not run.settings.quiet:
        click.echo(terminal(outcome.report), nl=False)
        click.echo(f"The whole report: {run.settings.reports / 'latest.html'} (also .md, .json and .diff).")
    return exit_code(outcome, run.settings)


def exit_code(outcome: Outcome, settings: Settings) -> int:
    """The exit code that a run comes to: its own, or 1 where `--fail-on` found what it was told to look for."""
    if outcome.exit_code is ExitCode.OK and matched(outcome, settings.fail_on):
        return ExitCode.FOUND
    return outcome.exit_code


def matched(outcome: Outcome, wanted: FailOn | None) -> bool:
    """Whether `--fail-on` found what it was told to look for."""
    findings = outcome.report.findings
    match wanted:
        case None:
            return False
        case FailOn.NEW:
            return any(one.new for one in findings)
        case FailOn.CONFIRMED:
            return any(one.standing.confirmed for one in findings)
        case FailOn.ANY:
            return any(one.standing.confirmed or one.standing.first_failed is not None for one in findings)


def show(diff: str) -> None:
    """A diff on standard output, byte for byte: documents may hold bytes that no codec takes."""
    sys.stdout.flush()
    sys.stdout.buffer.write(diff.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()
