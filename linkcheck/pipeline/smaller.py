"""What a run of a smaller command came to: what it was asked for and what is left, and nothing counted."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from linkcheck import judge
from linkcheck.errors import ExitCode
from linkcheck.model import Finding
from linkcheck.pipeline.backlog import backlog
from linkcheck.pipeline.budget import HORIZON, nights_needed
from linkcheck.pipeline.job import Job, Outcome
from linkcheck.pipeline.reading import Shelf, failures
from linkcheck.report import NOTHING_COUNTED, Leftover, Report, conceal

if TYPE_CHECKING:
    # each of them a stage that a smaller command has or has not
    from linkcheck.pipeline.outcomes import Aliased, Preserved


def told_of(
    job: Job,
    shelf: Shelf,
    exit_code: ExitCode,
    findings: Iterable[Finding] = (),
    aliased: "Aliased | None" = None,
    preserved: "Preserved | None" = None,
) -> Outcome:
    """What a smaller command came to, its URLs masked: these findings, and what is left. Nothing is counted.

    Raises:
        StoreError: The database cannot be read.
    """
    report = Report(
        generated=job.world.clock.now(),
        run=job.run,
        summary=NOTHING_COUNTED,
        findings=findings,
        skipped=shelf.skipped,
        left=left(job, aliased, preserved),
        backlog=backlog(job),
    )
    undone = failures(shelf.skipped) or (preserved is not None and preserved.wrong_keys)
    failed = exit_code is ExitCode.OK and undone
    return Outcome(report=conceal(report, judge.masked), exit_code=ExitCode.FAILED if failed else exit_code)


def left(job: Job, aliased: "Aliased | None", preserved: "Preserved | None", edits: int = 0) -> Leftover:
    """What a run left for another night."""
    return Leftover(
        checks=job.run.deferred,
        lookups=job.run.lookups_left,
        edits=edits,
        saves=preserved.left if preserved else 0,
        aliases=aliased.left if aliased else 0,
        nights=_nights(job),
    )


def _nights(job: Job) -> int | None:
    """Nights until the checks that are left are made, at the pace of this run; 0 where nothing is left."""
    if not job.run.deferred:
        return 0
    tonight = job.run.started.date()
    coming = [job.store.targets.due_on(tonight + timedelta(days=day)) for day in range(1, HORIZON + 1)]
    return nights_needed(job.run.deferred, job.store.checks.count(job.run.id), coming)
