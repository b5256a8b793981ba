"""What a command prints at its end: the diff, the summary, and the exit code that they come to."""

import sys

import click

from linkcheck import report
from linkcheck.cli.running import Running
from linkcheck.errors import ExitCode
from linkcheck.model import Finding
from linkcheck.pipeline import Outcome
from linkcheck.settings import FailOn


def tell(outcome: Outcome, run: Running) -> int:
    """Print what a run came to on standard output; its exit code."""
    if outcome.shown and not run.settings.quiet:
        show(outcome.shown)
    if not run.settings.quiet:
        click.echo(report.terminal(outcome.report), nl=False)
        click.echo(f"The whole report: {run.settings.reports / 'latest.html'} (also .md, .json and .diff).")
    return exit_code(outcome.exit_code, found(outcome.report.summary, run.settings.fail_on))


def exit_code(code: ExitCode, matched: bool) -> int:
    """The exit code that a run comes to: its own, or 1 where `--fail-on` found what it was told to look for."""
    return ExitCode.FOUND if code is ExitCode.OK and matched else code


def found(summary: "report.Summary", wanted: FailOn | None) -> bool:
    """Whether `--fail-on` finds what it is told to look for among everything that was counted."""
    match wanted:
        case None:
            return False
        case FailOn.NEW:
            return summary.new > 0
        case FailOn.CONFIRMED:
            return summary.confirmed > 0
        case FailOn.ANY:
            return summary.struck > 0


def holds(finding: "Finding | report.Said", wanted: FailOn | None) -> bool:
    """Whether one finding is what `--fail-on` is told to look for."""
    if isinstance(finding, Finding):
        confirmed, failing = finding.standing.confirmed, finding.standing.first_failed is not None
    else:
        confirmed, failing = finding.confirmed, finding.failing
    match wanted:
        case None:
            return False
        case FailOn.NEW:
            return finding.new
        case FailOn.CONFIRMED:
            return confirmed
        case FailOn.ANY:
            return confirmed or failing


def show(diff: str) -> None:
    """A diff on standard output, byte for byte: documents may hold bytes that no codec takes."""
    sys.stdout.flush()
    sys.stdout.buffer.write(diff.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()
