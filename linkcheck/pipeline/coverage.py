"""Whether a web archive holds a living page near the day of each of its links, asked once and remembered."""

from datetime import timedelta

from linkcheck import judge
from linkcheck.model import Found, Lookup, Missing, Unavailable
from linkcheck.pipeline.job import Job
from linkcheck.snapshots import CHANGING_DAYS, Archives
from linkcheck.store import Asked, Memory


class Coverage:
    """What is known of the captures of living pages; the answers stand with the lookups of the dead."""

    def __init__(self, job: Job, archives: Archives) -> None:
        self._job = job
        self._archives = archives

    async def holds(self, memory: Memory, page: str) -> bool | None:
        """Whether a page was captured near the day of every link; None where the archive could not be asked."""
        for day in dict.fromkeys(link.published.at if link.published else None for link in memory.links):
            date = day.date() if day else None
            asked = memory.lookup(date)
            lookup = asked.lookup if asked is not None and self._tells(asked) else None
            if lookup is None:
                lookup = await self._archives.nearest(page, day)
                if isinstance(lookup, Unavailable):
                    self._job.progress.note(f"{judge.masked(page)}: {lookup.why}")
                    return None
                now = self._job.world.clock.now()
                # due at once, should the page die; while it lives nobody asks by that date
                self._job.store.lookups.add(self._job.run.id, memory.target.url, date, lookup, now, now.date())
            if not self._is_near(lookup, page):
                return False
        return True

    def _tells(self, asked: Asked) -> bool:
        """Whether an answer of an earlier night still tells."""
        match asked.lookup:
            case Found():
                return True
            case Missing():
                return asked.at + timedelta(days=self._job.settings.missing_again) > self._job.world.clock.now()
            case Unavailable():
                return False

    def _is_near(self, lookup: Lookup, page: str) -> bool:
        if not isinstance(lookup, Found):
            return False
        days, near = lookup.snapshot.days, self._job.settings.near_days
        return days is None or abs(days) <= (min(CHANGING_DAYS, near) if judge.is_front(page) else near)
