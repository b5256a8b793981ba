"""Canaries: hosts that are always there, and so tell whether the runner's own network is."""

import asyncio

from linkcheck.crawl.questions import CanaryRound
from linkcheck.model import Answer, Clock
from linkcheck.net import Fetcher, host_of


async def sing(canaries: tuple[str, ...], fetcher: Fetcher, clock: Clock) -> CanaryRound:
    """Ask every canary once; the round has passed when a majority answers, whatever the status.

    With no canaries every round passes.
    """
    began = clock.now()
    answers = await asyncio.gather(*(_answers(url, fetcher) for url in canaries))
    failed = tuple(url for url, answered in zip(canaries, answers, strict=True) if not answered)
    return CanaryRound(began, passed=2 * len(failed) < len(canaries) or not canaries, failed=failed)


async def _answers(url: str, fetcher: Fetcher) -> bool:
    try:
        host = host_of(url)
    except ValueError:
        return False
    async with fetcher.pacer.slot(host):
        return isinstance(await fetcher.get(url, max_body=0), Answer)
