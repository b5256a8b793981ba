"""The last stage: everything that the run found, as one value, and the reports on the disk."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from linkcheck import judge
from linkcheck.errors import ExitCode
from linkcheck.model import Finding
from linkcheck.pipeline.aliasing import Aliased
from linkcheck.pipeline.backlog import backlog
from linkcheck.pipeline.budget import HORIZON, nights_needed
from linkcheck.pipeline.finding import assemble
from linkcheck.pipeline.job import Job, Outcome
from linkcheck.pipeline.originals import revived
from linkcheck.pipeline.preserving import Preserved
from linkcheck.pipeline.reading import Shelf, failures
from linkcheck.pipeline.rewriting import Rewritten
from linkcheck.pipeline.showing import patch, shown
from linkcheck.report import Format, Leftover, Report, conceal, summarise, write_diff, write_reports

DEFAULT_FORMATS = (Format.HTML, Format.MARKDOWN, Format.JSON)

NOTHING_READ = Shelf({}, (), 0, ())

Findings = tuple[Finding, ...]


def _all(findings: Findings) -> Findings:
    """Nothing is left out."""
    return findings


def conclude(
    job: Job,
    shelf: Shelf,
    rewritten: Rewritten,
    exit_code: ExitCode,
    aliased: Aliased | None = None,
    preserved: Preserved | None = None,
) -> Outcome:
    """Write the reports of a run that has ended; what it came to.

    Raises:
        OutputError: The reports cannot be written.
    """
    outcome = summed_up(job, shelf, rewritten, exit_code, aliased=aliased, preserved=preserved)
    reports = write_reports(outcome.report, job.settings.reports, DEFAULT_FORMATS)
    return replace(outcome, reports=(*reports, write_diff(outcome.diff, job.settings.reports)))


def summed_up(
    job: Job,
    shelf: Shelf,
    rewritten: Rewritten,
    exit_code: ExitCode,
    chosen: Callable[[Findings], Findings] = _all,
    aliased: Aliased | None = None,
    preserved: Preserved | None = None,
) -> Outcome:
    """A run as one value, its URLs masked; nothing is written. The counts are of all findings, told are the chosen."""
    findings = tuple(assemble(job))
    kept = preserved or Preserved()
    summary = summarise(
        findings,
        documents=job.store.documents.count(),
        links=job.store.documents.link_count(),
        targets=job.store.targets.count(),
    )
    report = Report(
        generated=job.world.clock.now(),
        run=job.run,
        summary=summary,
        findings=chosen(findings),
        skipped=shelf.skipped,
        refused=rewritten.refused,
        rewrites=rewritten.rewrites,
        revived=revived(job),
        left=Leftover(
            checks=job.run.deferred,
            lookups=job.run.lookups_left,
            edits=rewritten.left,
            saves=kept.left,
            aliases=aliased.left if aliased else 0,
            nights=_nights(job),
        ),
        backlog=backlog(job),
        written=rewritten.written,
    )
    failed = exit_code is ExitCode.OK and (failures(shelf.skipped) or rewritten.refused or kept.wrong_keys)
    return Outcome(
        report=conceal(report, judge.masked),
        exit_code=ExitCode.FAILED if failed else exit_code,
        diff=patch(rewritten.rewrites, shelf.paths),
        shown=shown(rewritten.rewrites),
        written=rewritten.written,
    )


def _nights(job: Job) -> int | None:
    """Nights until the checks that are left are made, at the pace of this run; 0 where nothing is left."""
    if not job.run.deferred:
        return 0
    tonight = job.run.started.date()
    coming = [job.store.targets.due_on(tonight + timedelta(days=day)) for day in range(1, HORIZON + 1)]
    return nights_needed(job.run.deferred, job.store.checks.count(job.run.id), coming)


def latest_report(job: Job, formats: Iterable[Format]) -> Outcome:
    """Write reports of what is remembered, as the last run left it.

    Raises:
        OutputError: The reports cannot be written.
    """
    outcome = summed_up(job, NOTHING_READ, Rewritten(), ExitCode.OK)
    reports = write_reports(outcome.report, job.settings.reports, tuple(formats) or DEFAULT_FORMATS)
    return replace(outcome, reports=reports)
