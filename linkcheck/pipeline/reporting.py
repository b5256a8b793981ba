"""The last stage: everything that the run found, as one value, and the reports on the disk."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from linkcheck import judge
from linkcheck.errors import ExitCode
from linkcheck.pipeline.backlog import backlog
from linkcheck.pipeline.counting import groups, summary
from linkcheck.pipeline.deriving import derive
from linkcheck.pipeline.job import Job, Outcome
from linkcheck.pipeline.outcomes import Aliased, Preserved
from linkcheck.pipeline.reading import NOTHING_READ, Shelf, failures
from linkcheck.pipeline.reviving import revived
from linkcheck.pipeline.rewriting import Rewritten
from linkcheck.pipeline.showing import patch, shown
from linkcheck.pipeline.smaller import left
from linkcheck.pipeline.told import told
from linkcheck.report import MOST_ROWS, Format, Report, conceal, write_diff, write_reports
from linkcheck.store import Memory, Reading

DEFAULT_FORMATS = (Format.HTML, Format.MARKDOWN, Format.JSON)


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
    reports = write_reports(outcome.report, job.settings.reports, DEFAULT_FORMATS, job.store.findings)
    job.store.flush()
    return replace(outcome, reports=(*reports, write_diff(outcome.diff, job.settings.reports)))


def summed_up(
    job: Job,
    shelf: Shelf,
    rewritten: Rewritten,
    exit_code: ExitCode,
    aliased: Aliased | None = None,
    preserved: Preserved | None = None,
) -> Outcome:
    """A run as one value, its URLs masked; nothing is written.

    Raises:
        StoreError: The database cannot be read or written.
    """
    sharing = derive(job.store, job.settings, job.decisions, job.progress)
    kept = preserved or Preserved()
    report = Report(
        generated=job.world.clock.now(),
        run=job.run,
        summary=summary(job),
        findings=told(job, sharing),
        groups=groups(job, sharing),
        worst=told(job, sharing, partial(_worst, job.run.id)),
        stamp=str(job.store.findings.stamp),
        skipped=shelf.skipped,
        refused=rewritten.refused,
        rewrites=rewritten.rewrites,
        revived=revived(job),
        left=left(job, aliased, kept, rewritten.left),
        backlog=backlog(job),
        written=rewritten.written,
    )
    job.store.flush()
    failed = exit_code is ExitCode.OK and (failures(shelf.skipped) or rewritten.refused or kept.wrong_keys)
    return Outcome(
        report=conceal(report, judge.masked),
        exit_code=ExitCode.FAILED if failed else exit_code,
        diff=patch(rewritten.rewrites, shelf.paths),
        shown=shown(rewritten.rewrites),
        written=rewritten.written,
    )


def _worst(run_id: int, database: Reading) -> Iterator[Memory]:
    """The targets that ask for an editor most."""
    return database.memory.among(database.findings.worst(run_id, MOST_ROWS))


def latest_report(job: Job, formats: Iterable[Format]) -> Outcome:
    """Write reports of what is remembered, as the last run left it.

    Raises:
        OutputError: The reports cannot be written.
    """
    outcome = summed_up(job, NOTHING_READ, Rewritten(), ExitCode.OK)
    reports = write_reports(outcome.report, job.settings.reports, tuple(formats) or DEFAULT_FORMATS, job.store.findings)
    return replace(outcome, reports=reports)
