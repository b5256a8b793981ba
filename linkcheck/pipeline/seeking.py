"""The lookups of the nightly job alone: what `linkcheck lookup` runs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from linkcheck.errors import ExitCode
from linkcheck.model import Finding, Network
from linkcheck.pipeline.aliasing import seek_aliases
from linkcheck.pipeline.fetching import fetching
from linkcheck.pipeline.job import Outcome
from linkcheck.pipeline.looking import look_up_due
from linkcheck.pipeline.preserving import preserve_living, require_keys
from linkcheck.pipeline.progress import Progress
from linkcheck.pipeline.reading import NOTHING_READ
from linkcheck.pipeline.sharing import Sharing
from linkcheck.pipeline.smaller import told_of
from linkcheck.pipeline.told import told
from linkcheck.pipeline.underway import ended, opened, require_memory
from linkcheck.pipeline.world import World
from linkcheck.settings import Settings
from linkcheck.store import Memory, Reading


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
