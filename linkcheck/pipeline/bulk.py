"""Which hosts a run asks in bulk, and what that spared, or would have."""

from typing import Final

from linkcheck import crawl
from linkcheck.net import Fetcher
from linkcheck.pipeline.job import Job
from linkcheck.report.wording import count

WORTH_A_TOKEN: Final = 100
"""Links to GitHub from which on a token spares requests worth speaking of: so many go with one."""


class InBulk:
    """The host adapters of a run, and a line about them for those who want to know more.

    A run that keeps pages as WARC has none: it wants the pages themselves.
    """

    def __init__(self, job: Job, fetcher: Fetcher) -> None:
        token, clock, self._progress = job.world.github, job.world.clock, job.progress
        wanted = job.settings.github_api and job.settings.warc is None
        self._github = (
            crawl.GitHub(token, fetcher, clock, self._progress.warn, self._progress.note) if token and wanted else None
        )
        self._missed = wanted and token is None
        self._links = 0

    @property
    def adapters(self) -> "tuple[crawl.HostAdapter, ...]":
        """For the crawl."""
        return () if self._github is None else (self._github,)

    def saw(self, url: str) -> None:
        """Count a URL that is asked for."""
        if self._missed and "github" in url.lower() and crawl.page_of(url) is not None:
            self._links += 1

    def tell(self) -> None:
        """Tell what GitHub's API knew, or that it could have been asked."""
        github = self._github
        if github is not None and github.requests:
            self._progress.note(
                f"GitHub's API knows {github.known:,} of {github.asked:,} links; {count(github.requests, 'request')}"
            )
        elif self._links > WORTH_A_TOKEN:
            self._progress.note(
                f"{self._links:,} links to GitHub were asked for one by one; with a token in GITHUB_TOKEN its API is "
                f"asked for {WORTH_A_TOKEN} at once"
            )
