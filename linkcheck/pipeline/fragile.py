"""Which living pages may be sent to be captured, and which of them first."""

import heapq
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from linkcheck import judge
from linkcheck.model import LIVING, night_of
from linkcheck.net import Fetcher, host_or_nothing
from linkcheck.settings import Settings
from linkcheck.snapshots import CHANGING_DAYS, without_fragment
from linkcheck.store import Living, Memory, Store

_LAST = datetime.max.replace(tzinfo=UTC)


MOST = 20_000
"""Pages that are told in their order: twice what an account may ask for in a day."""


def most_fragile_first(store: Store, tonight: date, settings: Settings) -> tuple[list[Living], int]:
    """The living targets that may want a capture: short links, hosts that have lost pages, oldest documents first.

    Of very many the first, and how many there are behind them.
    """
    lost = {host_or_nothing(url) for url in store.saves.lost()}

    def rank(one: Living) -> tuple[int, datetime, str]:
        fragile = 2 if judge.is_shortener(one.url) else int(host_or_nothing(one.url) in lost)
        return -fragile, one.published or _LAST, one.url

    total = 0

    def counted() -> Iterator[Living]:
        nonlocal total
        for one in store.saves.living(tonight, min(CHANGING_DAYS, settings.near_days)):
            total += 1
            yield one

    first = heapq.nsmallest(MOST, counted(), key=rank)
    return first, total - len(first)


def still_lives(memory: Memory, settings: Settings, tonight: date) -> bool:
    """Whether a target was alive when it was last checked, and that was not too long ago."""
    if not memory.links or not memory.checks or memory.checks[-1].verdict not in LIVING:
        return False
    last = night_of(memory.checks[-1].at)
    return max(judge.nights_again(judge.standing(memory.checks, settings), settings, last)) > tonight


def page_of(memory: Memory) -> str:
    """The page that the author meant: the target, or where a short link leads; no fragment, which no archive keeps."""
    url = memory.target.url
    return without_fragment((judge.short_target(memory.checks[-1].hops) if judge.is_shortener(url) else "") or url)


class Discretion:
    """What may be told to the web archive: nothing secret, and nothing that only this network can reach."""

    def __init__(self, settings: Settings, fetcher: Fetcher) -> None:
        self._settings = settings
        self._fetcher = fetcher
        self._known: dict[str, bool | None] = {}

    async def kept_back(self, memory: Memory) -> str:
        """Why a target is not sent to be captured; empty where it may be. The archive follows the same redirects.

        What has a private address is told to an archive that has one too, such as one's own: it is no third party.
        """
        check = memory.checks[-1]
        if any(one.mark == judge.LEADS_TO_ACTION for one in check.judgement.evidence):
            return "a browser would be led on to an action link"
        chain = dict.fromkeys((memory.target.url, *(hop.url for hop in check.hops), check.final_url))
        for url in chain:
            if why := judge.kept_back(url, self._settings):
                return why
        if await self._public(self._settings.web_archive) is False:
            return ""
        private = [url for url in chain if not await self._public(url)]
        return f"{host_or_nothing(private[0])} is not at a public address" if private else ""

    async def _public(self, url: str) -> bool | None:
        host = host_or_nothing(url)
        if host not in self._known:
            self._known[host] = await self._fetcher.is_public(host) if host else None
        return self._known[host]


def nights_of(asks: Iterable[datetime]) -> frozenset[date]:
    """The nights on which a page was asked for."""
    return frozenset(night_of(at) for at in asks)
