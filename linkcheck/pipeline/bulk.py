"""Which hosts are asked in bulk, and what a token would have spared where there is none."""

from typing import Final

from linkcheck.crawl import GitHub, HostAdapter, page_of
from linkcheck.net import Fetcher
from linkcheck.pipeline.job import Job

WORTH_A_TOKEN: Final = 100
"""Links to GitHub from which on a token spares requests worth speaking of: so many go with one."""


def adapters_of(job: Job, fetcher: Fetcher) -> tuple[HostAdapter, ...]:
    """The adapters of a run.

    None for a run that keeps pages as WARC: it wants the pages themselves.
    """
    token, settings, progress = job.world.github, job.settings, job.progress
    if token is None or not settings.github_api or settings.warc is not None:
        return ()
    return (GitHub(token, fetcher, job.world.clock, progress.warn, progress.note),)


class Hint:
    """Tells once, to those who want to know more, that GitHub could be asked in bulk."""

    def __init__(self, job: Job) -> None:
        self._progress = job.progress
        self._wanted = job.world.github is None and job.settings.github_api and job.settings.warc is None
        self._links = 0

    def saw(self, url: str) -> None:
        """Count a URL that is asked for."""
        if self._wanted and "github" in url.lower() and page_of(url) is not None:
            self._links += 1

    def tell(self) -> None:
        """Tell, where there were many."""
        if self._links > WORTH_A_TOKEN:
            self._progress.note(
                f"{self._links:,} links to GitHub were asked for one by one; with a token in GITHUB_TOKEN its API is "
                f"asked for {WORTH_A_TOKEN} at once"
            )
