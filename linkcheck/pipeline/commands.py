"""Parts of the nightly job, each on its own: what the smaller commands run; see `verdicts` for `linkcheck check`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from linkcheck.errors import ExitCode, UsageError
from linkcheck.model import EditState, Finding, Network
from linkcheck.pipeline.aliasing import seek_aliases
from linkcheck.pipeline.decided import decisions_in
from linkcheck.pipeline.job import Job, Outcome
from linkcheck.pipeline.looking import look_up_due
from linkcheck.pipeline.preserving import preserve_living, require_keys
from linkcheck.pipeline.progress import Progress
from linkcheck.pipeline.reading import NOTHING_READ, Shelf, read_archive
from linkcheck.pipeline.reporting import latest_report, summed_up
from linkcheck.pipeline.rewriting import rewrite_confirmed
from linkcheck.pipeline.sharing import Sharing
from linkcheck.pipeline.smaller import told_of
from linkcheck.pipeline.told import offered, told
from linkcheck.pipeline.underway import ended, fetching, opened, require_memory
from linkcheck.pipeline.world import World
from linkcheck.report import Format
from linkcheck.settings import Settings
from linkcheck.store import Memory, Reading, Store


async def look_up_archive(settings: Settings, world: World, progress: Progress) -> Outcome:
    """Seek aliases and look up snapshots for what is dead, and preserve what lives where that is wanted.

    The outcome's findings are those with an alias or an answer of a web archive; their saves are tonight's.

    Raises:
        UsageError: There is no database, or there are no keys to preserve with.
        StoreError: The database cannot be used.
    """
    require_keys(settings, world)
    require_memory(settings)
    async with opened(settings, world, progress, "linkcheck lookup") as job:
        async with fetching(job) as fetcher:
            aliased = await seek_aliases(job, fetcher)
            looked = await look_up_due(job, fetcher)
            preserved = await preserve_living(job, fetcher, looked.closed)
        ending = ended(job, Network.FIT, 0)
        findings = _Answered(told(ending, Sharing.of(job.store), _answered), job.run.started)
        return told_of(ending, NOTHING_READ, ExitCode.OK, findings, aliased=aliased, preserved=preserved)


def _answered(database: Reading) -> Iterator[Memory]:
    return database.memory.answered()


@dataclass(frozen=True, slots=True)
class _Answered:
    """The findings with an alias, an answer of a web archive, or something new of captures that were asked for."""

    findings: Iterable[Finding]
    since: datetime

    def __iter__(self) -> Iterator[Finding]:
        for finding in self.findings:
            one = replace(finding, saves=tuple(save for save in finding.saves if save.at >= self.since))
            if one.alias or one.saves or any(link.snapped.lookup for link in one.links):
                yield one


async def rewrite_archive(paths: Sequence[Path], settings: Settings, world: World, progress: Progress) -> Outcome:
    """Plan the rewrites of the documents at or below the paths, and write them if the settings say so.

    Raises:
        UsageError: A path does not exist, or there is no database.
        StoreError: The database cannot be used.
    """
    require_memory(settings)
    async with opened(settings, world, progress, "linkcheck rewrite", paths) as job:
        shelf: Shelf = await read_archive(job, paths)
        # whoever runs this command asks for the edits: what was undone before may be made again
        rewritten = await rewrite_confirmed(job, shelf, offered(job), frozenset({EditState.DECLINED}))
        return summed_up(ended(job, Network.FIT, 0), shelf, rewritten, ExitCode.OK)


async def report_archive(formats: Iterable[Format], settings: Settings, world: World, progress: Progress) -> Outcome:
    """Write reports of what is remembered, as the last run left it.

    Raises:
        UsageError: There is no database, or it remembers no run.
        OutputError: The reports cannot be written.
        StoreError: The database cannot be used.
    """
    require_memory(settings)
    with Store.open(settings.db, world.clock) as store:
        runs = store.runs.all()
        run = next((one for one in reversed(runs) if store.checks.count(one.id)), None)
        if run is None:
            raise UsageError(f"{settings.db}: it remembers no run; run `linkcheck nightly PATH` first")
        decisions = decisions_in(store, settings)
        return latest_report(Job(run, settings, world, store, progress, decisions=decisions), formats)
