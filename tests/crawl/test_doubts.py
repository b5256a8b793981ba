"""linkcheck.crawl.doubts: what failed as it would without a network is asked a second time before it counts."""

import asyncio
from collections import Counter
from contextlib import aclosing
from datetime import datetime
from random import Random
from typing import Any

import pytest

from linkcheck.crawl import Crawl
from linkcheck.crawl.doubts import DOUBTFUL, OF_THE_HOST, doubtful, doubts
from linkcheck.crawl.hosts import FIRST_LOOK, HostMemory
from linkcheck.crawl.second import APART
from linkcheck.errors import NetworkUnfit
from linkcheck.model import Answer, Deferred, Failure, Fault, Hop, Probe
from linkcheck.net.ending import GRACE
from tests.crawl.support import (
    INCURIOUS,
    NOW,
    QuietWeb,
    VirtualClock,
    answer,
    collect,
    fault_of,
    in_virtual_time,
    settings_for_tests,
    virtual_crawl,
)

CANARIES = ("https://one.example/", "https://two.example/", "https://three.example/")
FAULTS = sorted(DOUBTFUL)
DEAD = {
    "http://gone.example/": Fault.DNS_NXDOMAIN,
    "http://shut.example/": Fault.CONNECT_REFUSED,
    "http://mute.example/": Fault.READ_TIMEOUT,
}
"""Hosts that fail whatever the network does."""


class Weather:
    """A network that goes away for some seconds, and hosts that are never there."""

    def __init__(self, cuts: tuple[tuple[float, float], ...], fault: Fault, pace: float = 0.2) -> None:
        self._cuts = cuts
        self._fault = fault
        self._pace = pace
        self.asked: Counter[str] = Counter()
        self.vouched: list[datetime] = []

    def play(self, url: str) -> tuple[float, Answer | Failure]:
        """What a URL brings now."""
        self.asked[url] += 1
        now = asyncio.get_running_loop().time()
        if any(begin <= now < end for begin, end in self._cuts):
            return 0.05, Failure(url, self._fault, "the cable is out")
        if url in DEAD:
            return 0.5, Failure(url, DEAD[url], "it is dead")
        return self._pace, answer(url)

    def run(
        self, urls: list[str], concurrency: int = 5, deadline: float | None = None
    ) -> tuple[dict[str, Probe | Deferred], bool]:
        """A crawl in this weather: what came out of it, and whether the network was found fit."""
        settings = settings_for_tests(canaries=CANARIES, concurrency=concurrency)
        fetcher: Any = QuietWeb(settings, self.play)
        crawl = Crawl(settings, fetcher, INCURIOUS, VirtualClock(), Random(7), self.vouched.append)
        found: dict[str, Probe | Deferred] = {}

        async def read() -> None:
            async for result in crawl.run(iter(urls), deadline=deadline):
                found[result.url] = result

        try:
            in_virtual_time(read())
        except NetworkUnfit:
            return found, False
        return found, True

    def strikes(self, found: dict[str, Probe | Deferred]) -> list[str]:
        """The URLs whose failure a later round vouches for."""
        last = max(self.vouched, default=None)
        return [url for url, one in found.items() if fault_of(one) and last is not None and one_at(one) <= last]


def one_at(result: Probe | Deferred) -> datetime:
    """When a probe came to its end."""
    assert isinstance(result, Probe)
    return result.at


def living(number: int) -> list[str]:
    """So many URLs of living hosts."""
    return [f"http://h{count}.example/" for count in range(number)]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("hosts", [12, 60])
def test_a_cut_that_is_over_before_the_next_round_strikes_nobody(fault: Fault, hosts: int) -> None:
    """Whenever a cut comes, however short it is and however few the hosts are, no living host fails for it."""
    chance = Random(f"{fault} {hosts}")
    for _ in range(20):
        begin, lasts = chance.uniform(0, hosts / 25), chance.choice([0.1, 0.5, 2.0, 60.0])
        weather = Weather(((begin, begin + lasts),), fault)
        found, fit = weather.run(living(hosts))
        assert weather.strikes(found) == []
        assert not fit or not any(map(fault_of, found.values()))


def test_the_dead_are_dead_still() -> None:
    """What fails in both words comes out as it failed the first time, and a later round vouches for it."""
    weather = Weather((), Fault.RESET)
    found, fit = weather.run([*DEAD, *living(5)])

    assert fit
    assert {url: fault_of(found[url]) for url in DEAD} == {url: str(fault) for url, fault in DEAD.items()}
    assert sorted(weather.strikes(found)) == sorted(DEAD)


def test_one_url_speaks_for_a_dead_host() -> None:
    """A host without a name is asked by one probe and once more, not once for each of its links."""
    urls = [f"http://gone.example/{number}" for number in range(40)]
    DEAD.update(dict.fromkeys(urls, Fault.DNS_NXDOMAIN))
    try:
        weather = Weather((), Fault.RESET)
        found, _ = weather.run(urls)
    finally:
        for url in urls:
            del DEAD[url]

    assert all(fault_of(found[url]) == "dns-nxdomain" for url in urls)
    # two requests to a host are under way before the first one tells
    assert sum(weather.asked[url] for url in urls) <= 3


def test_a_host_that_is_back_is_asked_for_everything() -> None:
    """Where the one that was asked again answers, the host's other links are asked again too."""
    weather = Weather(((0.0, 1.0),), Fault.DNS_NXDOMAIN)
    urls = [f"http://back.example/{number}" for number in range(10)]
    found, fit = weather.run(urls)

    assert fit
    assert [url for url in urls if fault_of(found[url])] == []


def test_a_failed_round_gives_nothing_out() -> None:
    """While the network is away nothing of what it took is told: those links stay as they were, and due."""
    weather = Weather(((0.3, 1e9),), Fault.DNS_FAILURE)
    found, fit = weather.run(living(12))

    assert not fit
    assert not any(map(fault_of, found.values()))


def test_a_second_cut_in_the_second_word_strikes_nobody() -> None:
    """The rounds stand before and behind the second word: a network that goes away in it ends the night."""
    for after in (5.0, 5.2, 5.4, 5.6, 6.0):
        weather = Weather(((0.0, 0.3), (after, 1e9)), Fault.DNS_NXDOMAIN)
        found, _ = weather.run(living(6))
        assert weather.strikes(found) == []


def test_the_deadline_leaves_room_for_the_second_word() -> None:
    """A night that always meets its deadline finds all the same what was seen to be dead before."""
    weather = Weather((), Fault.RESET, pace=1.0)
    found, fit = weather.run([*DEAD, *living(500)], deadline=20.0)

    assert fit
    assert sorted(weather.strikes(found)) == sorted(DEAD)
    assert any(isinstance(one, Deferred) for one in found.values())


def test_a_second_word_that_comes_too_late_is_none() -> None:
    """A failure that the deadline leaves no second word for is put off: it counts for nothing, and nobody waits."""
    settings = settings_for_tests(timeout=30.0, canaries=("http://canary.example/",))

    def play(url: str) -> tuple[float, Answer | Failure]:
        if "canary" in url:
            return 0.1, answer(url)
        return (1.0 if "gone" in url else 24.0), Failure(url, Fault.CONNECT_TIMEOUT, "no connection in time")

    web, vouched = QuietWeb(settings, play), list[datetime]()
    fetcher: Any = web
    crawl = Crawl(settings, fetcher, INCURIOUS, VirtualClock(), Random(7), vouched.append)

    async def run() -> tuple[dict[str, Probe | Deferred], float]:
        results = await collect(crawl, ["http://gone.example/", "http://late.example/"], deadline=20.0)
        return results, asyncio.get_running_loop().time()

    results, ended = in_virtual_time(run())
    assert fault_of(results["http://gone.example/"]) == Fault.CONNECT_TIMEOUT
    assert isinstance(results["http://late.example/"], Deferred)
    assert ended <= 20.0 + GRACE + 1.0


@pytest.mark.parametrize("mute", [1, 3])
def test_canaries_are_waited_for_less_behind_the_deadline(mute: int) -> None:
    """One that is mute costs little; where most are, the night is unfit, and that is known soon."""
    names = [f"http://canary-{number}.example/" for number in range(3)]
    settings = settings_for_tests(timeout=60.0, canaries=tuple(names))
    seconds = {"http://slow.example/": 6.0} | dict.fromkeys(names[:mute], 1e6)
    fetcher: Any = QuietWeb(settings, lambda url: (seconds.get(url, 0.1), answer(url)))
    crawl = Crawl(settings, fetcher, INCURIOUS, VirtualClock(), Random(7))

    async def run() -> float:
        try:
            await collect(crawl, ["http://slow.example/"], deadline=4.0)
        except NetworkUnfit:
            assert mute == 3
        else:
            assert mute == 1
        return asyncio.get_running_loop().time()

    assert in_virtual_time(run()) <= 6.0 + 3.0 + 2.0 + 3.0


def test_faults_of_a_url_are_asked_for_each_url() -> None:
    """A reset says nothing of the host's other pages; a name that is gone says it of all."""

    def probe(url: str, fault: Fault) -> Probe:
        return Probe(url, NOW, 0.1, (Hop(url, None),), Failure(url, fault, "x"))

    held = [probe(f"http://a.example/{n}", fault) for fault in (Fault.RESET, Fault.DNS_NXDOMAIN) for n in range(3)]
    assert [len(doubt.probes) for doubt in doubts(held, HostMemory())] == [1, 1, 1, 3]
    assert OF_THE_HOST < DOUBTFUL
    assert not doubtful(Deferred("http://a.example/", "later"))


def test_nothing_is_asked_again_before_it_must_be() -> None:
    """While the rest of the run takes longer than a second word, a dead host has that long to come back."""
    settings = settings_for_tests(interval=0.05, timeout=10.0)

    def play(url: str) -> tuple[float, Answer | Failure]:
        if "big" in url:
            return 0.05, answer(url)
        away = asyncio.get_running_loop().time() < 40
        return 0.1, Failure(url, Fault.CONNECT_REFUSED, "away") if away else answer(url)

    web = QuietWeb(settings, play)
    urls = ["http://away.example/", *(f"http://big.example/{number}" for number in range(1_200))]
    found = in_virtual_time(collect(virtual_crawl(web, settings), urls))

    assert not any(map(fault_of, found.values()))
    assert 40 < max(moment for moment, url in web.asked if "away" in url) < 60
    assert web.asked[-1][0] < 61


def test_a_short_run_does_not_wait_for_its_second_words() -> None:
    """Where the rest of the run is shorter, the second word on a silent host begins while others are asked."""
    settings = settings_for_tests(interval=0.05, timeout=10.0)

    def play(url: str) -> tuple[float, Answer | Failure]:
        return (99.0, answer(url)) if "mute" in url else (0.05, answer(url))

    web = QuietWeb(settings, play)
    urls = ["http://mute.example/", *(f"http://other.example/{number}" for number in range(200))]

    found = in_virtual_time(collect(virtual_crawl(web, settings), urls))
    first, second = (moment for moment, url in web.asked if "mute" in url)

    assert fault_of(found["http://mute.example/"]) == ""
    assert second - first == pytest.approx(FIRST_LOOK, abs=1)


def test_the_last_second_word_is_not_waited_for() -> None:
    """Where no host's first word is still to come, a silent one is asked again at once, and the run ends with that."""
    settings = settings_for_tests(interval=0.05, timeout=10.0)

    def play(url: str) -> tuple[float, Answer | Failure]:
        if "late" in url:
            return 0.4, answer(url, 301, [("Location", "http://hidden.example/")])
        if "other" in url:
            return 0.05, answer(url)
        return 10.0, Failure(url, Fault.READ_TIMEOUT, "connected, and no answer in time")

    web = QuietWeb(settings, play)
    crawl = virtual_crawl(web, settings)
    mute = ["http://mute.example/1", "http://mute.example/2", "http://late.example/"]
    urls = [*mute, *(f"http://other.example/{number}" for number in range(150))]

    async def run() -> tuple[dict[str, Probe | Deferred], float]:
        return await collect(crawl, urls), asyncio.get_running_loop().time()

    found, ended = in_virtual_time(run())
    begun = {name: [moment for moment, url in web.asked if name in url] for name in ("mute", "late", "hidden")}

    assert [url for url in urls if fault_of(found[url])] == mute
    assert begun["late"][1] == pytest.approx(begun["hidden"][0] + FIRST_LOOK, abs=0.01)
    # less than the time that is kept between two beginnings otherwise
    assert begun["late"][1] - begun["mute"][-1] < APART
    assert ended == pytest.approx(begun["hidden"][1] + settings.timeout, abs=0.01)


def test_links_that_come_late_take_the_second_word_that_was_given() -> None:
    """Of a dead host one link is asked again in a run, however far apart its links stand in the source."""
    settings = settings_for_tests(concurrency=4, timeout=1.0)
    web = QuietWeb(
        settings,
        lambda url: (0.1, Failure(url, Fault.CONNECT_REFUSED, "shut") if "shut" in url else answer(url)),
    )
    urls = [
        f"http://shut.example/{number}" if number % 50 == 0 else f"http://h{number}.example/" for number in range(500)
    ]
    found = in_virtual_time(collect(virtual_crawl(web, settings), urls))

    assert sum(fault_of(one) == "connect-refused" for one in found.values()) == 10
    assert sum("shut" in url for _, url in web.asked) <= 3


def test_a_failing_round_ends_the_crew_at_once() -> None:
    """A network that is found unfit beside the crew ends the run, not only its second words."""
    weather = Weather(((5.0, 1e9),), Fault.CONNECT_REFUSED, pace=0.05)
    found, fit = weather.run([*DEAD, *living(2_000)], concurrency=2)

    assert not fit
    assert len(found) < 1_000


def test_a_run_that_is_closed_during_its_second_words_leaves_nothing_behind() -> None:
    """Whoever asks beside the crew ends with it."""
    settings = settings_for_tests(timeout=10.0)
    web = QuietWeb(settings, lambda url: (99.0, answer(url)) if "mute" in url else (0.05, answer(url)))
    crawl = virtual_crawl(web, settings)

    async def run() -> int:
        async with aclosing(crawl.run(iter(["http://mute.example/", "http://a.example/"]), deadline=None)) as got:
            await anext(got)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(got), FIRST_LOOK + 2)
        return len(asyncio.all_tasks())

    assert in_virtual_time(run()) == 1
    assert [url for _, url in web.asked].count("http://mute.example/") == 2


def test_pages_that_are_back_wait_for_their_reader() -> None:
    """Answers to second words carry bodies: they do not pile up when nobody takes them."""
    settings = settings_for_tests(timeout=1.0, concurrency=100)

    def play(url: str) -> tuple[float, Answer | Failure]:
        away = asyncio.get_running_loop().time() < 1
        return (0.9, Failure(url, Fault.CONNECT_REFUSED, "away")) if away else (0.1, answer(url))

    web = QuietWeb(settings, play)
    crawl = virtual_crawl(web, settings)

    async def run() -> tuple[int, int]:
        count = 0
        async with aclosing(crawl.run((f"http://h{number}.example/" for number in range(90)), deadline=None)) as got:
            await anext(got)
            await asyncio.sleep(1_000)
            asked = len(web.asked)
            async for _ in got:
                count += 1
        return asked, count

    assert in_virtual_time(run()) == (180, 89)
