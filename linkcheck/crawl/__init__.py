"""Asks every URL of a night: a queue per host, redirect chains by hand, retries, canaries.

A check is written as a generator that says what it wants asked (`talk`, `chain`, `retry`, `check`) and knows nothing of
sockets or tasks; a bounded crew of workers (`crew`) asks for all of them, in the order that hosts become ready
(`schedule`). So a million URLs need no more tasks than requests in flight. A host's own interface for programs may be
asked for a hundred URLs at once beside it (`adapters`, `bulk`, `github`).
"""

from typing import TYPE_CHECKING

from linkcheck.rooms import offer

if TYPE_CHECKING:
    from linkcheck.crawl.adapters import HostAdapter
    from linkcheck.crawl.canaries import sing
    from linkcheck.crawl.crawl import Crawl
    from linkcheck.crawl.github import GitHub, Token, page_of, token_of
    from linkcheck.crawl.patience import Patience
    from linkcheck.crawl.questions import CanaryRound, Questions

__all__ = [
    "CanaryRound",
    "Crawl",
    "GitHub",
    "HostAdapter",
    "Patience",
    "Questions",
    "Token",
    "page_of",
    "sing",
    "token_of",
]

offer(
    __name__,
    adapters="HostAdapter",
    canaries="sing",
    crawl="Crawl",
    github="GitHub Token page_of token_of",
    patience="Patience",
    questions="CanaryRound Questions",
)
