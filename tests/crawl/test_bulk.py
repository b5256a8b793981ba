"""linkcheck.crawl.bulk: adapters beside the crew, one stream of results, and nothing lost between the two roads."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from random import Random
from typing import Any

import pytest

from linkcheck.crawl import Crawl
from linkcheck.crawl.bulk import HELD_MOST, by_both_roads
from linkcheck.errors import NetworkUnfit
from linkcheck.model import Answer, Deferred, Failure, Fault, Hop, Probe
from tests.crawl.support import (
    INCURIOUS,
    NOW,
    QuietWeb,
    VirtualClock,
    answer,
    collect,
    in_virtual_time,
    settings_for_tests,
    status_of,
)


class Clerk:
    """An adapter that knows some pages of bulk.example."""

    def __init__(
        self, knows: Callable[[str], bool] = lambda _: True, at_once: int = 10, seconds: float = 1.0, lasts: int = 10**6
    ) -> None:
        self.at_once = at_once
        self.batches: list[tuple[float, tuple[str, ...]]] = []
        """When each batch was asked, and what it held."""
        self.under_way = 0
        self._knows = knows
        self._seconds = seconds
        self._lasts = lasts

    def claims(self, url: str) -> bool:
        """See `HostAdapter.claims`."""
        return url.startswith("https://bulk.example/") and len(self.batches) < self._lasts

    async def ask(self, urls: Sequence[str]) -> Mapping[str, Probe]:
        """See `HostAdapter.ask`."""
        assert self.under_way == 0, "two batches at once"
        self.under_way += 1
        self.batches.append((asyncio.get_running_loop().time(), tuple(urls)))
        try:
            await asyncio.sleep(self._seconds)
        finally:
            self.under_way -= 1
        return {url: said(url) for url in urls if self._knows(url)}


def said(url: str) -> Probe:
    """What the clerk says of a page."""
    return Probe(url, NOW, 0.0, (Hop(url, 200),), answer(url), interface="the clerk knows it")


def in_bulk(count: int, start: int = 0) -> list[str]:
    """URLs that the clerk claims."""
    return [f"https://bulk.example/{number}" for number in range(start, start + count)]


def elsewhere(count: int, host: str = "a.example") -> list[str]:
    """URLs that nobody claims."""
    return [f"https://{host}/{number}" for number in range(count)]


def crawl(web: QuietWeb, *clerks: Clerk, **settings: Any) -> Crawl:
    """A crawl in virtual time with these adapters."""
    fetcher: Any = web
    chosen = settings_for_tests(**({"per_host": 2} | settings))
    return Crawl(chosen, fetcher, INCURIOUS, VirtualClock(), Random(7), adapters=clerks)


def quiet(play: Callable[[str], tuple[float, Answer | Failure]] | None = None) -> QuietWeb:
    """A web whose pages are all there after a tenth of a second."""
    return QuietWeb(settings_for_tests(per_host=2), play or (lambda url: (0.1, answer(url))))


def by_adapter(results: Mapping[str, Probe | Deferred]) -> set[str]:
    """The URLs that the clerk answered."""
    return {url for url, result in results.items() if isinstance(result, Probe) and result.interface}


def test_what_is_claimed_is_asked_in_batches() -> None:
    """Full batches while there are enough, what is left at the end in the last; the crew asks for all others."""
    web, clerk = quiet(), Clerk()
    urls = [url for pair in zip(in_bulk(25), elsewhere(25), strict=True) for url in pair]
    results = in_virtual_time(collect(crawl(web, clerk), urls))

    assert by_adapter(results) == set(in_bulk(25))
    assert [len(batch) for _, batch in clerk.batches] == [10, 10, 5]
    assert sorted(url for _, url in web.asked) == sorted(elsewhere(25))
    assert {status_of(result) for result in results.values()} == {200}


def test_batches_go_while_the_crew_works() -> None:
    """Neither road waits for the other: the whole takes as long as the longer of the two."""

    async def timed() -> float:
        await collect(crawl(quiet(), Clerk()), [*elsewhere(100), *in_bulk(50)])
        return asyncio.get_running_loop().time()

    assert in_virtual_time(timed()) == pytest.approx(5.0, abs=0.5)


def test_a_batch_does_not_wait_for_ever() -> None:
    """Where the source stands still behind slow hosts, what is there goes after a while, full or not."""
    clerk = Clerk()

    async def slow(urls: Iterator[str]) -> AsyncGenerator[Probe | Deferred, None]:
        for url in urls:
            await asyncio.sleep(100)
            yield Probe(url, NOW, 0.0, (Hop(url, 200),), answer(url))

    async def run() -> list[Probe | Deferred]:
        source = iter([*in_bulk(3), *elsewhere(1), *in_bulk(3, start=3), *elsewhere(1, "b.example")])
        return [result async for result in by_both_roads([clerk], source, slow, VirtualClock(), None)]

    results = in_virtual_time(run())

    assert [batch for _, batch in clerk.batches] == [tuple(in_bulk(3)), tuple(in_bulk(3, start=3))]
    assert [began for began, _ in clerk.batches] == pytest.approx([10, 110], abs=10)
    assert len(results) == 8


def test_what_it_cannot_say_goes_the_ordinary_road() -> None:
    """Each once, and at once: the crew does not wait for the last batch."""
    web, clerk = quiet(), Clerk(knows=lambda url: not url.endswith("3"))
    results = in_virtual_time(collect(crawl(web, clerk), in_bulk(100)))

    unsaid = {url for url in in_bulk(100) if url.endswith("3")}
    assert by_adapter(results) == set(in_bulk(100)) - unsaid
    assert sorted(url for _, url in web.asked) == sorted(unsaid)
    assert {status_of(result) for result in results.values()} == {200}


def test_a_long_source_takes_back_what_was_not_said() -> None:
    """While the source flows, the crew that reads it asks for that too."""
    web = quiet(lambda url: (0.0, answer(url)))
    clerk = Clerk(knows=lambda _: False, at_once=100, seconds=0.01)
    urls = [url for pair in zip(in_bulk(12_000), elsewhere(12_000), strict=True) for url in pair]
    results = in_virtual_time(collect(crawl(web, clerk, per_host=50), urls))

    assert len(results) == 24_000
    assert {status_of(result) for result in results.values()} == {200}
    first = next(place for place, (_, url) in enumerate(web.asked) if url.startswith("https://bulk"))
    assert first < 23_000


def test_a_missing_page_is_judged_by_its_own_answer() -> None:
    """An adapter that calls a living page missing costs a request, and a dead page is dead by the site's word."""

    def play(url: str) -> tuple[float, Answer | Failure]:
        return 0.1, answer(url, 200 if url == in_bulk(1)[0] else 404)

    results = in_virtual_time(collect(crawl(quiet(play), Clerk(knows=lambda _: False)), in_bulk(2)))
    living, dead = (results[url] for url in in_bulk(2))

    assert (status_of(living), status_of(dead)) == (200, 404)
    assert by_adapter(results) == set()


def test_an_adapter_that_gives_up_claims_no_more() -> None:
    """What waited for it, and all that comes later, is asked for one by one."""
    web, clerk = quiet(lambda url: (0.001, answer(url))), Clerk(knows=lambda _: False, lasts=1)
    results = in_virtual_time(collect(crawl(web, clerk), in_bulk(500)))

    assert len(web.asked) == 500
    assert {status_of(result) for result in results.values()} == {200}


def test_no_more_waits_than_may() -> None:
    """A slow adapter holds a bounded number of URLs; the crew takes the others."""
    web, clerk = quiet(lambda url: (0.0, answer(url))), Clerk(at_once=1000, seconds=1000.0)
    results = in_virtual_time(collect(crawl(web, clerk, per_host=50), in_bulk(HELD_MOST + 5000)))

    assert len(results) == HELD_MOST + 5000
    # besides those that wait there is the batch that it is asked about
    assert len(by_adapter(results)) == HELD_MOST + 1000
    assert len(web.asked) == 4000


def test_several_adapters_are_asked_side_by_side() -> None:
    """Each has its own batches, and none is handed what another claims."""

    class Other(Clerk):
        def claims(self, url: str) -> bool:
            return url.startswith("https://other.example/")

    one, other = Clerk(), Other()

    async def timed() -> float:
        results = await collect(crawl(quiet(), one, other), [*in_bulk(30), *elsewhere(30, "other.example")])
        assert len(by_adapter(results)) == 60
        return asyncio.get_running_loop().time()

    assert in_virtual_time(timed()) == pytest.approx(3.0, abs=0.2)


@pytest.mark.parametrize(("deadline", "batches"), [(0.0, 0), (10.0, 1), (28.0, 4)])
def test_the_deadline_cuts_both_roads(deadline: float, batches: int) -> None:
    """No batch begins after it, none goes on for more than a few seconds, and every URL comes out once."""
    web, clerk = quiet(), Clerk(seconds=8.0)
    source = iter([*in_bulk(100), *elsewhere(100)])
    results = in_virtual_time(collect(crawl(web, clerk, timeout=0.3), source, deadline=deadline))

    assert len(results) == 200
    assert all(began < deadline for began, _ in clerk.batches)
    assert len(by_adapter(results)) == 10 * batches
    left = [result for result in results.values() if isinstance(result, Deferred)]
    assert left
    assert {one.why for one in left} == {"the run's deadline had passed"}
    assert next(source, None) is None


def test_a_network_that_is_unfit_ends_both_roads() -> None:
    """The canaries' word ends the run wherever it is, and nothing is left under way."""
    canary = "https://canary.example/"

    def play(url: str) -> tuple[float, Answer | Failure]:
        return 0.1, Failure(url, Fault.DNS_FAILURE, "ARES_ECONNREFUSED")

    clerk = Clerk(seconds=3600.0)
    urls = [*in_bulk(10), *(f"https://h{number}.example/" for number in range(100))]

    async def run() -> None:
        with pytest.raises(NetworkUnfit):
            await collect(crawl(quiet(play), clerk, canaries=(canary,)), urls)
        assert clerk.under_way == 0
        assert len(asyncio.all_tasks()) == 1

    in_virtual_time(run())


def test_closing_the_iterator_ends_everything() -> None:
    """Whoever stops reading leaves no batch and no worker behind."""
    clerk = Clerk(seconds=3600.0)

    async def run() -> None:
        async with aclosing(crawl(quiet(), clerk).run(iter([*elsewhere(50), *in_bulk(10)]))) as results:
            async for _ in results:
                break
        assert clerk.under_way == 0
        assert len(asyncio.all_tasks()) == 1

    in_virtual_time(run())


def test_an_adapter_that_breaks_is_not_silent() -> None:
    """A fault of our own comes out of the run."""

    class Broken(Clerk):
        async def ask(self, urls: Sequence[str]) -> Mapping[str, Probe]:
            raise LookupError("a fault of our own")

    with pytest.raises(LookupError, match="our own"):
        in_virtual_time(collect(crawl(quiet(), Broken()), in_bulk(10)))


def test_a_slow_reader_is_not_run_ahead_of() -> None:
    """Results wait for whoever reads them: little is asked that nobody has taken."""
    web = quiet(lambda url: (0.0, answer(url)))

    async def run() -> None:
        taken = 0
        async with aclosing(crawl(web, Clerk(at_once=50, seconds=0.0)).run(source())) as results:
            async for _ in results:
                taken += 1
                await asyncio.sleep(0.05)
                assert len(web.asked) < taken + 200
                if taken == 100:
                    break

    def source() -> Iterator[str]:
        for pair in zip(in_bulk(2000), elsewhere(2000), strict=True):
            yield from pair

    in_virtual_time(run())
