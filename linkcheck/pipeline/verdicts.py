"""The checks of the nightly job alone: what `linkcheck check` runs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from linkcheck import judge
from linkcheck.errors import ExitCode, NetworkUnfit
from linkcheck.model import Network, Target
from linkcheck.pipeline.checking import Checked, check_due, check_these
from linkcheck.pipeline.fetching import fetching
from linkcheck.pipeline.finding import said_of
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.progress import Progress
from linkcheck.pipeline.reading import NOTHING_READ, failures, read_archive
from linkcheck.pipeline.underway import ended, opened
from linkcheck.pipeline.world import World
from linkcheck.report import Said, conceal_said
from linkcheck.settings import Settings
from linkcheck.store import Due, reading


@dataclass(frozen=True, slots=True)
class Checks:
    """What the checks came to."""

    said: Iterable[Said]
    """Of each target that was checked, its URL masked; as often as it is asked for."""
    exit_code: ExitCode


async def check_archive(
    paths: Sequence[Path],
    urls: Sequence[str],
    settings: Settings,
    world: World,
    progress: Progress,
    *,
    everything: bool,
) -> Checks:
    """Check what is due, or the URLs that were named.

    Raises:
        UsageError: A path does not exist.
        NetworkUnfit: The canaries do not answer.
        StoreError: The database cannot be used.
    """
    async with opened(settings, world, progress, "linkcheck check", paths) as job:
        shelf = await read_archive(job, paths) if paths else NOTHING_READ
        done: list[Checked] = []
        try:
            async with fetching(job) as fetcher:
                if paths or not urls:
                    done.append(await check_due(job, fetcher, everything=everything))
                if urls:
                    tonight = world.clock.now().date()
                    named = [Due((_target(job, url),), tonight, never_checked=False) for url in dict.fromkeys(urls)]
                    done.append(await check_these(job, fetcher, iter(named), len(named)))
        except NetworkUnfit:
            ended(job, Network.UNFIT, sum(one.deferred for one in done))
            raise
        finished = ended(job, Network.FIT, sum(one.deferred for one in done))
        failed = failures(shelf.skipped) or any(one.unkept for one in done)
        said = conceal_said(Verdicts(finished, tuple(urls)), judge.masked)
        return Checks(said, ExitCode.FAILED if failed else ExitCode.OK)


def _target(job: Job, url: str) -> Target:
    memory = job.store.memory.target(url)
    return memory.target if memory else Target(url)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the targets come to that a run checked, and then those that were named and no document links to."""

    job: Job = field(repr=False)
    urls: Sequence[str]
    """Those that were named."""

    def __iter__(self) -> Iterator[Said]:
        job, named = self.job, dict.fromkeys(self.urls)
        with reading(job.settings.db, job.world.clock) as database:
            for latest in database.memory.checked_in(job.run.id):
                named.pop(latest.url, None)
                yield said_of(latest, job.settings, job.run.id, job.decisions)
            for latest in filter(None, map(database.memory.latest, named)):
                yield said_of(latest, job.settings, job.run.id, job.decisions)
