"""Findings, streamed from the database whenever they are asked for: at no time are many of them held."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from linkcheck.model import Clock, Finding, Mark
from linkcheck.pipeline.deriving import derive
from linkcheck.pipeline.finding import finding_of
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.sharing import Sharing
from linkcheck.settings import Decisions, Settings
from linkcheck.store import Memory, Reading, reading


@dataclass(frozen=True, slots=True)
class Told:
    """Findings that are asked for as often as one likes, also when the run's own database was closed."""

    settings: Settings
    clock: Clock
    run_id: int
    sharing: Sharing
    decisions: Decisions
    chosen: Callable[[Reading], Iterator[Memory]] = field(repr=False)
    """Which targets; those that were never checked are left out."""

    def __iter__(self) -> Iterator[Finding]:
        with reading(self.settings.db, self.clock) as database:
            for memory in self.chosen(database):
                if memory.checks:
                    yield finding_of(memory, self.settings, self.run_id, self.sharing, self.decisions)


def every(database: Reading) -> Iterator[Memory]:
    """Every target that documents link to."""
    return database.memory.targets()


def told(job: Job, sharing: Sharing, chosen: Callable[[Reading], Iterator[Memory]] = every) -> Told:
    """The findings of the job's run: of every target that documents link to, or of those that are chosen."""
    return Told(job.settings, job.world.clock, job.run.id, sharing, job.decisions, chosen)


def offered(job: Job) -> Told:
    """The findings that a rewrite looks at: confirmed and failing, with something that may stand in a link's place."""
    return told(job, derive(job.store, job.settings, job.decisions, job.progress), _offered)


def _offered(database: Reading) -> Iterator[Memory]:
    return database.memory.among(database.findings.having(Mark.OFFERED))
