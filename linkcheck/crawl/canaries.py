"""Canaries: hosts that are always there, and so tell whether the runner's own network is."""

import asyncio

from linkcheck.crawl.questions import CanaryRound
from linkcheck.model import Answer, Clock
from linkcheck.net import Fetcher, host_of

LATE = 3.0
"""Seconds that a canary has when the run's time is over: it answers in much less, or hardly at all."""


async def sing(
    canaries: tuple[str, ...], fetcher: Fetcher, clock: Clock, seconds: float, ends: float | None = None
) -> CanaryRound:
    """Ask every canary once; the round has passed when a majority answers, whatever the status.

    With no canaries every round passes.

    Args:
        canaries: Their URLs.
        fetcher: What asks.
        clock: Tells when the round began.
        seconds: For which one of them is waited for.
        ends: The run's deadline, on the clock's monotonic time, behind which they have less; None: there is none.
    """
    began = clock.now()
    if ends is not None:
        seconds = min(seconds, max(LATE, ends - clock.monotonic()))
    answers = await asyncio.gather(*(_answers(url, fetcher, seconds) for url in canaries))
    failed = tuple(url for url, answered in zip(canaries, answers, strict=True) if not answered)
    return CanaryRound(began, passed=2 * len(failed) < len(canaries) or not canaries, failed=failed)


async def _answers(url: str, fetcher: Fetcher, seconds: float) -> bool:
    try:
        host = host_of(url)
    except ValueError:
        return False
    async with fetcher.pacer.slot(host):
        return isinstance(await fetcher.get(url, max_body=0, timeout=seconds), Answer)
