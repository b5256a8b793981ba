"""`linkcheck lookup`: find and verify snapshots for what is dead."""

from typing import Any

import click

from linkcheck.cli.options import CHOICE, DEATH, FAILING, MEMORY, NETWORK, SAVING, TIME, settings_options
from linkcheck.cli.running import complete, running
from linkcheck.cli.telling import exit_code, holds
from linkcheck.judge import masked
from linkcheck.model import LIVING, Finding, Found, Missing, Unavailable
from linkcheck.pipeline import look_up_archive
from linkcheck.report import leftover


@click.command(short_help="Find and verify snapshots for what is dead.")
@settings_options(SAVING, DEATH, FAILING, CHOICE, MEMORY, TIME, NETWORK)
@click.pass_context
def lookup(context: click.Context, /, **options: Any) -> int:
    """Ask the web archives for the snapshot that shows what the author saw, for every dead link without an answer.

    Before that, the page of every dead link is sought at the places to which it may have moved.

    Documents are not read: what is dead is known from earlier checks.

    With --preserve, living pages that no archive holds near their day are captured (Save Page Now). That needs the keys
    of an archive.org account, IA_ACCESS_KEY_ID and IA_SECRET_ACCESS_KEY: https://archive.org/account/s3.php
    """
    with running(context, options) as run:
        outcome = complete(lambda: look_up_archive(run.settings, run.world, run.watcher))
        matched = False
        for finding in outcome.report.findings:
            matched |= holds(finding, run.settings.fail_on)
            if finding.alias:
                click.echo(f"alias\t{masked(finding.url)}\t{finding.alias.url}\t{finding.alias.why}")
            if finding.standing.verdict not in LIVING:
                _tell_lookups(finding)
            for save in finding.saves:
                click.echo(f"{save.state}\t{masked(save.sent)}\t{save.timestamp or '-'}\t{save.why}")
        for line in (*leftover(outcome.report), *outcome.report.backlog.commands):
            run.watcher.done(line)
        return exit_code(outcome.exit_code, matched)


def _tell_lookups(finding: Finding) -> None:
    for link in finding.links:
        match link.snapped.lookup:
            case Found(snapshot):
                review = f"\tfor review: {'; '.join(snapshot.review)}" if snapshot.review else ""
                click.echo(f"found\t{masked(finding.url)}\t{link.path}:{link.line}\t{snapshot.url}{review}")
            case Missing(why) | Unavailable(why) as answer:
                kind = type(answer).__name__.lower()
                click.echo(f"{kind}\t{masked(finding.url)}\t{link.path}:{link.line}\t{why}")
            case None:
                pass
