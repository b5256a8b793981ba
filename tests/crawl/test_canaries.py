"""linkcheck.crawl.canaries, and what a run does with them."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from linkcheck.crawl import CanaryRound, Crawl
from linkcheck.demo.web import Site, Web
from linkcheck.demo.web.behaviours import page, silent, status
from linkcheck.errors import NetworkUnfit
from linkcheck.model import Answer, Deferred, Failure, Fault, Probe
from linkcheck.settings import HostSettings
from tests.crawl.support import (
    INCURIOUS,
    NOW,
    QuietWeb,
    VirtualClock,
    answer,
    crawling,
    in_virtual_time,
    settings_for_tests,
)

CANARIES = ("https://one.example/", "http://two.example/", "http://three.example/")
HOME = page("Home", "A house by the sea.")


async def song(sites: dict[str, Site], canaries: tuple[str, ...] = CANARIES) -> CanaryRound:
    """One round against a web."""
    settings = settings_for_tests(canaries=canaries, hosts={"three.example": HostSettings(timeout=0.1)})
    async with Web(sites) as web, crawling(web, settings) as crawl:
        return await crawl.canaries()


async def test_a_round_passes_when_most_answer() -> None:
    """Two of three canaries are enough, and any status is an answer."""
    sites = {"one.example": Site(default=HOME), "two.example": Site(default=status(503))}
    heard = await song({**sites, "three.example": Site(default=silent())})

    assert (heard.passed, heard.failed) == (True, ("http://three.example/",))


async def test_a_round_fails_when_most_do_not() -> None:
    """One canary of three is not enough."""
    heard = await song({"one.example": Site(default=HOME)})

    assert (heard.passed, heard.failed) == (False, CANARIES[1:])


async def test_half_is_not_a_majority() -> None:
    """One canary of two is not enough."""
    heard = await song({"one.example": Site(default=HOME)}, CANARIES[:2])

    assert not heard.passed


async def test_no_canaries_no_test() -> None:
    """An empty list turns the test off."""
    heard = await song({}, ())

    assert (heard.passed, heard.failed) == (True, ())


async def test_a_canary_that_is_no_url_does_not_answer() -> None:
    """A wrong setting is a canary that fails, not a traceback."""
    heard = await song({}, ("nonsense",))

    assert heard.failed == ("nonsense",)


class Cable:
    """A network that a test can pull out, in virtual time."""

    def __init__(self, cut_at: float) -> None:
        self._cut_at = cut_at
        self.vouched: list[datetime] = []

    def play(self, url: str) -> tuple[float, Answer | Failure]:
        """An answer in a tenth of a second while the cable is in; nothing is reached behind that."""
        if asyncio.get_running_loop().time() < self._cut_at:
            return 0.1, answer(url)
        return 0.1, Failure(url, Fault.UNREACHABLE, "ENETUNREACH")

    def crawl(self) -> tuple[Crawl, QuietWeb]:
        """A crawl through the cable."""
        settings = settings_for_tests(canaries=CANARIES, concurrency=10)
        web = QuietWeb(settings, self.play)
        fetcher: Any = web
        return Crawl(settings, fetcher, INCURIOUS, VirtualClock(), Random(7), self.vouched.append), web


def hosts(number: int) -> list[str]:
    """So many URLs of so many hosts."""
    return [f"http://h{count}.example/" for count in range(number)]


async def read(crawl: Crawl, urls: list[str], results: list[Probe | Deferred]) -> None:
    """Read a run into a list, so that what came before an error is kept."""
    results.extend([result async for result in crawl.run(iter(urls), deadline=None)])


def test_a_cut_network_ends_the_run() -> None:
    """When hosts fail together and the canaries too, the run soon ends as unfit, and vouches for nothing."""
    cable = Cable(cut_at=1.0)
    crawl, web = cable.crawl()
    got: list[Probe | Deferred] = []

    async def run() -> None:
        async for result in crawl.run(iter(hosts(1_000)), deadline=None):
            got.append(result)  # noqa: PERF401 - what came before the error is what is looked at

    with pytest.raises(NetworkUnfit, match=r"https://one\.example/"):
        in_virtual_time(run())

    # the canaries are asked twice, and others go on meanwhile
    assert len(web.asked) < 300
    assert cable.vouched == []
    assert len([result for result in got if isinstance(result, Probe) and isinstance(result.result, Answer)]) >= 90


def test_a_fit_network_is_vouched_for_at_the_end() -> None:
    """A run that ends well vouches for everything that it gave."""
    cable = Cable(cut_at=1e9)
    crawl, _ = cable.crawl()
    got: list[Probe | Deferred] = []
    in_virtual_time(read(crawl, hosts(30), got))

    assert len(cable.vouched) == 1
    assert all(result.at <= cable.vouched[0] for result in got if isinstance(result, Probe))


def test_many_dead_hosts_are_vouched_for_while_the_run_goes_on() -> None:
    """Where many hosts are really dead the canaries are asked now and then, and the run goes on."""
    cable = Cable(cut_at=1e9)
    alive: Callable[[str], tuple[float, Answer | Failure]] = cable.play

    def play(url: str) -> tuple[float, Answer | Failure]:
        dead = url.startswith("http://h") and int(url[8:].partition(".")[0]) % 2
        return (0.1, Failure(url, Fault.DNS_NXDOMAIN, "ARES_ENOTFOUND (NXDOMAIN)")) if dead else alive(url)

    cable.play = play  # type: ignore[method-assign]
    crawl, _ = cable.crawl()
    got: list[Probe | Deferred] = []
    in_virtual_time(read(crawl, hosts(200), got))

    assert len(got) == 200
    assert 3 <= len(cable.vouched) <= 8


def test_an_empty_run_asks_no_canary() -> None:
    """Where nothing was asked there is nothing to vouch for."""
    cable = Cable(cut_at=0)
    crawl, web = cable.crawl()
    in_virtual_time(read(crawl, [], []))

    assert (web.asked, cable.vouched) == ([], [])


def test_the_round_is_dated_at_its_beginning() -> None:
    """What fails while the canaries are being asked is not vouched for by them."""
    cable = Cable(cut_at=1e9)
    crawl, _ = cable.crawl()

    async def late() -> CanaryRound:
        await asyncio.sleep(10)
        return await crawl.canaries()

    assert in_virtual_time(late()).at == NOW + timedelta(seconds=10)
