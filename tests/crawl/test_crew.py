"""linkcheck.crawl.crew in virtual time: politeness, patience, deadlines, bounds."""

import asyncio
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import aclosing
from datetime import timedelta
from itertools import pairwise
from random import Random
from urllib.parse import urlsplit

import pytest

from linkcheck.crawl import Patience, Questions
from linkcheck.crawl.talk import Reply
from linkcheck.model import Answer, Deferred, Failure, Fault, Probe
from linkcheck.net import CUT
from linkcheck.net.ending import GRACE
from linkcheck.settings import HostSettings
from tests.crawl.support import (
    NOW,
    QuietWeb,
    answer,
    collect,
    fault_of,
    in_virtual_time,
    settings_for_tests,
    status_of,
    virtual_crawl,
)


def quick(url: str) -> tuple[float, Answer | Failure]:
    """A page in a tenth of a second."""
    return 0.1, answer(url)


def host_of(url: str) -> str:
    """The host of a plain URL."""
    return urlsplit(url).hostname or ""


def urls_of(host: str, number: int) -> list[str]:
    """So many URLs of one host."""
    return [f"http://{host}/{count}" for count in range(number)]


def test_the_interval_is_kept() -> None:
    """Two requests to one host never start closer together than its interval, whichever links they are for."""
    settings = settings_for_tests(interval=0.05, hosts={"b.example": HostSettings(interval=0.5)})
    web = QuietWeb(settings, quick)
    urls = [*urls_of("a.example", 100), *urls_of("b.example", 20)]
    in_virtual_time(collect(virtual_crawl(web, settings), urls))

    starts = defaultdict(list)
    for moment, url in web.asked:
        starts[host_of(url)].append(moment)
    for host, interval in (("a.example", 0.05), ("b.example", 0.5)):
        assert min(after - before for before, after in pairwise(starts[host])) >= interval - 1e-9


def test_a_run_takes_as_long_as_its_most_loaded_host() -> None:
    """Nothing is waited for but politeness: 1,000 links of a host and 1,000 others take 1,000 intervals."""
    settings = settings_for_tests(interval=0.05)
    web = QuietWeb(settings, quick)
    urls = [*(f"http://h{number}.example/" for number in range(1_000)), *urls_of("big.example", 1_000)]
    in_virtual_time(collect(virtual_crawl(web, settings), urls))

    assert web.asked[-1][0] < 1_000 * 0.05 * 1.1


def test_one_silent_host_delays_nobody() -> None:
    """A hundred links of a silent host hold no worker that fifty other hosts need."""
    settings = settings_for_tests(interval=0.05, concurrency=8, timeout=20.0)

    def play(url: str) -> tuple[float, Answer | Failure]:
        if host_of(url) == "silent.example":
            return 20.0, Failure(url, Fault.READ_TIMEOUT, "20 s")
        return quick(url)

    web = QuietWeb(settings, play)
    others = [f"http://h{number}.example/{count}" for count in range(4) for number in range(50)]
    results = in_virtual_time(collect(virtual_crawl(web, settings), [*urls_of("silent.example", 100), *others]))

    done = max(moment for moment, url in web.asked if host_of(url) != "silent.example")
    assert done < 10
    assert len(results) == 300


def test_a_dead_host_fails_once() -> None:
    """A hundred links of a host that cannot be reached cost a few timeouts, and say which request they go by."""
    settings = settings_for_tests(timeout=20.0)
    web = QuietWeb(settings, lambda url: (5.0, Failure(url, Fault.CONNECT_TIMEOUT, "5 s")))
    results = in_virtual_time(collect(virtual_crawl(web, settings), urls_of("dead.example", 100)))

    assert len(web.asked) <= 6
    assert {fault_of(result) for result in results.values()} == {"connect-timeout"}
    asked = {url for _, url in web.asked}
    evidence = [
        result.result.evidence
        for url, result in results.items()
        if url not in asked and isinstance(result, Probe) and isinstance(result.result, Failure)
    ]
    assert len(evidence) >= 94
    assert all("not asked: dead.example had failed for http://dead.example/" in words for words in evidence)


def test_a_host_that_comes_back_is_asked() -> None:
    """A host that is away for a moment is not given up."""
    settings = settings_for_tests()

    def play(url: str) -> tuple[float, Answer | Failure]:
        away = asyncio.get_running_loop().time() < 1.02
        return (1.0, Failure(url, Fault.CONNECT_TIMEOUT, "1 s")) if away else quick(url)

    web = QuietWeb(settings, play)
    results = in_virtual_time(collect(virtual_crawl(web, settings), urls_of("a.example", 100)))

    assert {status_of(result) for result in results.values()} == {200}


def once(first: Answer | Failure, urls: Counter[str]) -> QuietWeb:
    """A web that gives `first` for the first request of each URL, and then a page."""
    settings = settings_for_tests()

    def play(url: str) -> tuple[float, Answer | Failure]:
        urls[url] += 1
        if urls[url] > 1:
            return quick(url)
        return 0.1, (
            Failure(url, first.fault, first.evidence)
            if isinstance(first, Failure)
            else answer(url, first.status, first.headers)
        )

    return QuietWeb(settings, play)


@pytest.mark.parametrize(
    ("first", "least", "most"),
    [
        (Failure("", Fault.EMPTY_REPLY, ""), 0.0, 1.0),
        (Failure("", Fault.READ_TIMEOUT, ""), 2.0, 3.0),
        (answer("", 502), 2.0, 3.0),
        (answer("", 429, [("Retry-After", "60")]), 60.0, 61.0),
        (answer("", 503, [("Retry-After", "Tue, 02 Jun 2026 03:01:30 GMT")]), 89.0, 91.0),
    ],
)
def test_what_fails_is_asked_again_in_its_time(first: Answer | Failure, least: float, most: float) -> None:
    """A retry comes at once, a little later, or when the host said; and what it brings counts."""
    counts: Counter[str] = Counter()
    web = once(first, counts)
    url = "http://a.example/"
    results = in_virtual_time(collect(virtual_crawl(web, settings_for_tests()), [url]))

    assert status_of(results[url]) == 200
    assert least <= web.asked[1][0] - web.asked[0][0] <= most


def test_a_stated_wait_belongs_to_the_host() -> None:
    """While a host waits as it asked, none of its links is asked, and other hosts are."""
    settings = settings_for_tests(concurrency=2)
    asked: Counter[str] = Counter()

    def play(url: str) -> tuple[float, Answer | Failure]:
        asked[host_of(url)] += 1
        if host_of(url) == "busy.example" and asked["busy.example"] <= 2:
            return 0.1, answer(url, 429, [("Retry-After", "60")])
        return quick(url)

    web = QuietWeb(settings, play)
    urls = [*urls_of("busy.example", 30), *(f"http://h{number}.example/" for number in range(30))]
    results = in_virtual_time(collect(virtual_crawl(web, settings), urls))

    busy = [moment for moment, url in web.asked if host_of(url) == "busy.example"]
    assert [moment for moment in busy if 0.2 < moment < 60] == []
    assert max(moment for moment, url in web.asked if host_of(url) != "busy.example") < 5
    assert {status_of(result) for result in results.values()} == {200}


def test_a_long_wait_is_for_another_night() -> None:
    """A host that asks for more than two minutes gets no further request, and its links stay due."""
    settings = settings_for_tests()
    web = QuietWeb(settings, lambda url: (0.1, answer(url, 503, [("Retry-After", "3600")])))
    crawl = virtual_crawl(web, settings)

    async def run() -> tuple[dict[str, Probe | Deferred], float]:
        return await collect(crawl, urls_of("a.example", 30)), asyncio.get_running_loop().time()

    results, took = in_virtual_time(run())

    assert took < 1
    assert len(web.asked) <= 2
    assert all(isinstance(result, Deferred) for result in results.values())
    first = results["http://a.example/0"]
    assert isinstance(first, Deferred)
    assert first.until == NOW + timedelta(seconds=3600.1)
    assert "a.example asks to be left alone until 2026-06-02 04:00 UTC" in first.why


def test_a_quota_is_waited_for() -> None:
    """A host that says how many requests are left gets those, and the others when it has new ones."""
    settings = settings_for_tests()
    asked: Counter[int] = Counter()

    def play(url: str) -> tuple[float, Answer | Failure]:
        now = asyncio.get_running_loop().time()
        if host_of(url) != "counts.example":
            return quick(url)
        asked[window := int(now / 30)] += 1
        fields = [("RateLimit", f'"default";r={max(0, 10 - asked[window])};t={math.ceil(30 * (window + 1) - now)}')]
        return 0.1, answer(url, 200 if asked[window] <= 10 else 429, fields)

    web = QuietWeb(settings, play)
    urls = [*urls_of("counts.example", 25), *(f"http://h{number}.example/" for number in range(30))]
    results = in_virtual_time(collect(virtual_crawl(web, settings), urls))

    assert {status_of(result) for result in results.values()} == {200}
    assert asked.total() == 25
    assert max(asked.values()) <= 10
    assert max(moment for moment, url in web.asked if host_of(url) != "counts.example") < 2


@pytest.mark.parametrize("status", [200, 403, 429])
def test_an_empty_quota_is_for_another_night(status: int) -> None:
    """A host without requests left for an hour is asked no more tonight; GitHub says so with 403."""
    settings = settings_for_tests()
    fields = [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", str(int(NOW.timestamp()) + 3600))]
    web = QuietWeb(settings, lambda url: (0.1, answer(url, status, fields)))
    results = in_virtual_time(collect(virtual_crawl(web, settings), urls_of("a.example", 30)))

    put_off = [result for result in results.values() if isinstance(result, Deferred)]
    assert len(web.asked) <= 2
    assert len(put_off) >= 28
    assert all(result.until is not None and result.until > NOW + timedelta(minutes=59) for result in put_off)
    assert {status_of(result) for result in results.values()} <= {200, None}


def test_a_403_that_says_when_is_asked_again() -> None:
    """Too much was asked, and the host says for how long: that is not a refusal of programs."""
    settings = settings_for_tests()
    counts: Counter[str] = Counter()
    web = once(answer("", 403, [("Retry-After", "20")]), counts)
    questions = Questions(
        refresh=lambda _: None,
        refused=lambda answer: answer.status == 403,
        sibling=lambda _: None,
        action=lambda _: False,
    )
    url = "http://a.example/"
    results = in_virtual_time(collect(virtual_crawl(web, settings, questions), [url]))

    assert status_of(results[url]) == 200
    assert 20 <= web.asked[1][0] - web.asked[0][0] <= 21


def test_a_redirect_to_a_resting_host_is_put_off() -> None:
    """A chain that leads to a host which asked to be left alone is put off under its own URL."""
    settings = settings_for_tests()

    def play(url: str) -> tuple[float, Answer | Failure]:
        if host_of(url) == "busy.example":
            return 0.1, answer(url, 429, [("Retry-After", "3600")])
        return 0.1, answer(url, 301, [("Location", "http://busy.example/" + url[-1])])

    web = QuietWeb(settings, play)
    results = in_virtual_time(collect(virtual_crawl(web, settings), urls_of("short.example", 10)))

    assert all(isinstance(result, Deferred) for result in results.values())
    assert len([url for _, url in web.asked if host_of(url) == "busy.example"]) <= 2


def test_hops_are_paced_by_the_host_that_they_lead_to() -> None:
    """Links of many shorteners that lead to one site ask it no harder than its own links would."""
    settings = settings_for_tests(interval=0.05)

    def play(url: str) -> tuple[float, Answer | Failure]:
        if host_of(url) == "site.example":
            return quick(url)
        return 0.1, answer(url, 301, [("Location", f"http://site.example/{host_of(url)}")])

    web = QuietWeb(settings, play)
    shorteners = [f"http://s{number}.example/" for number in range(100)]
    others = [f"http://h{number}.example/" for number in range(5)]
    in_virtual_time(collect(virtual_crawl(web, settings), [*shorteners, *others]))

    starts = [moment for moment, url in web.asked if host_of(url) == "site.example"]
    assert len(starts) == 105
    assert min(after - before for before, after in pairwise(starts)) >= 0.05 - 1e-9


def test_the_deadline_puts_off_what_is_not_begun() -> None:
    """After the deadline nothing new is asked, what is under way ends, and all the rest comes out as deferred."""
    settings = settings_for_tests(interval=0.05, concurrency=4)
    web = QuietWeb(settings, quick)
    urls = [*urls_of("a.example", 500), *urls_of("b.example", 30_000)]
    results = in_virtual_time(collect(virtual_crawl(web, settings), urls, deadline=3.0))

    assert len(results) == 30_500
    assert max(moment for moment, _ in web.asked) <= 3.0
    probed = {url for url, result in results.items() if isinstance(result, Probe)}
    assert probed == {url for _, url in web.asked}
    assert {result.why for result in results.values() if isinstance(result, Deferred)} == {
        "the run's deadline had passed"
    }


def test_the_deadline_does_not_wait_for_waiting_hosts() -> None:
    """A host that waits for a minute does not keep the run from ending, nor does a retry."""
    settings = settings_for_tests()
    web = QuietWeb(settings, lambda url: (0.1, answer(url, 429, [("Retry-After", "60")])))
    crawl = virtual_crawl(web, settings)

    async def run() -> float:
        results = await collect(crawl, ["http://a.example/"], deadline=10.0)
        assert [type(result) for result in results.values()] == [Deferred]
        return asyncio.get_running_loop().time()

    assert in_virtual_time(run()) == pytest.approx(10.0)


def test_a_chain_under_way_ends_behind_the_deadline() -> None:
    """A chain that was begun in time is walked to its end, within a few seconds."""
    settings = settings_for_tests(timeout=2.0)

    def play(url: str) -> tuple[float, Answer | Failure]:
        if url.endswith("/end"):
            return quick(url)
        return 0.9, answer(url, 302, [("Location", "http://b.example/end")])

    web = QuietWeb(settings, play)
    results = in_virtual_time(collect(virtual_crawl(web, settings), ["http://a.example/"], deadline=0.5))

    assert status_of(results["http://a.example/"]) == 200


def test_a_chain_does_not_go_on_for_ever_behind_the_deadline() -> None:
    """A chain that takes longer than a few seconds more is put off."""
    settings = settings_for_tests(timeout=2.0)
    web = QuietWeb(settings, lambda url: (0.9, answer(url, 302, [("Location", url + "x")])))
    results = in_virtual_time(collect(virtual_crawl(web, settings), ["http://a.example/"], deadline=0.5))

    assert [type(result) for result in results.values()] == [Deferred]
    assert web.asked[-1][0] <= 0.5 + GRACE


@pytest.mark.parametrize("concurrency", [3, 50])
def test_silence_is_not_waited_for_behind_the_deadline(concurrency: int) -> None:
    """Hosts that never answer are let go soon, their second words too: put off, and no failure of anybody."""
    settings = settings_for_tests(timeout=60.0, concurrency=concurrency)
    urls = [f"http://mute-{number}.example/" for number in range(20)]
    web = QuietWeb(settings, lambda url: (1e6, answer(url)))

    async def run() -> float:
        results = await collect(virtual_crawl(web, settings), urls, deadline=7.0)
        assert {(type(one), one.why) for one in results.values() if isinstance(one, Deferred)} == {(Deferred, CUT)}
        assert len(results) == 20
        assert len(asyncio.all_tasks()) == 1
        return asyncio.get_running_loop().time()

    assert in_virtual_time(run()) == pytest.approx(7.0 + GRACE, abs=0.5)
    assert max(moment for moment, _ in web.asked) < 7.0 + GRACE


@pytest.mark.parametrize("concurrency", [2, 50])
def test_what_ends_in_time_counts_and_what_does_not_is_cut(concurrency: int) -> None:
    """Behind the deadline an answer within the grace is one, though all workers wait; slots that are cut are free."""
    settings = settings_for_tests(timeout=60.0, concurrency=concurrency)
    ends = {"http://slow.example/end": 5.0, "http://mute.example/end": 1e6}

    def play(url: str) -> tuple[float, Answer | Failure]:
        if url in ends:
            return ends[url], answer(url)
        return 3.0, answer(url, 302, [("Location", f"{url}end")])

    web = QuietWeb(settings, play)
    urls = ["http://slow.example/", "http://mute.example/"]
    results = in_virtual_time(collect(virtual_crawl(web, settings), urls, deadline=4.0))

    assert status_of(results["http://slow.example/"]) == 200
    assert isinstance(results["http://mute.example/"], Deferred)
    assert web.pacer.ready_at("mute.example") < math.inf


def test_tasks_are_bounded() -> None:
    """Twenty thousand URLs need no more tasks than requests in flight, and are not all read ahead."""
    settings = settings_for_tests(concurrency=16)
    pulled = [0]

    def source() -> Iterator[str]:
        for number in range(20_000):
            pulled[0] += 1
            yield f"http://h{number % 4_000}.example/{number}"

    web = QuietWeb(settings, quick)
    crawl = virtual_crawl(web, settings)
    tasks = ahead = count = 0

    async def run() -> None:
        nonlocal tasks, ahead, count
        async for _ in crawl.run(source(), deadline=None):
            count += 1
            tasks = max(tasks, len(asyncio.all_tasks())) if count % 97 == 0 else tasks
            ahead = max(ahead, pulled[0] - count)

    in_virtual_time(run())

    assert count == 20_000
    assert tasks <= 16 + 2
    assert ahead < 12_000


def test_a_slow_reader_holds_the_crew_back() -> None:
    """Results carry bodies: they do not pile up when nobody takes them."""
    settings = settings_for_tests(concurrency=16)
    web = QuietWeb(settings, quick)
    crawl = virtual_crawl(web, settings)

    async def run() -> int:
        async with aclosing(crawl.run((f"http://h{number}.example/" for number in range(5_000)), deadline=None)) as got:
            await anext(got)
            await asyncio.sleep(1_000)
        return len(web.asked)

    assert in_virtual_time(run()) < 100


def test_a_slow_reader_gets_everything() -> None:
    """A crew that was held back goes on when its reader does, to the end."""
    settings = settings_for_tests(concurrency=16, interval=0.05)
    crawl = virtual_crawl(QuietWeb(settings, quick), settings)
    urls = [*urls_of("a.example", 300), *(f"http://h{number}.example/" for number in range(300))]

    async def run() -> int:
        count = 0
        async for _ in crawl.run(iter(urls), deadline=None):
            count += 1
            await asyncio.sleep(60 if count % 50 == 0 else 0)
        return count

    assert in_virtual_time(run()) == 600


def test_closing_a_run_leaves_nothing_behind() -> None:
    """A run that is closed in its middle ends every worker and timer."""
    settings = settings_for_tests(interval=1.0)
    web = QuietWeb(settings, lambda url: (30.0, answer(url)))
    crawl = virtual_crawl(web, settings)

    async def run() -> int:
        async with aclosing(crawl.run(iter(["http://q.example/", *urls_of("a.example", 99)]), deadline=None)) as got:
            await anext(got)
        return len(asyncio.all_tasks())

    assert in_virtual_time(run()) == 1


def test_a_cancelled_run_leaves_nothing_behind() -> None:
    """A run that is cancelled, as Ctrl-C does, ends every worker and timer, and nothing is swallowed."""
    settings = settings_for_tests()
    web = QuietWeb(settings, lambda url: (30.0, answer(url)))
    crawl = virtual_crawl(web, settings)

    async def run() -> tuple[bool, int]:
        running = asyncio.create_task(collect(crawl, urls_of("a.example", 99)))
        await asyncio.sleep(1)
        running.cancel()
        try:
            await running
        except asyncio.CancelledError:
            return True, len(asyncio.all_tasks())
        return False, 0

    assert in_virtual_time(run()) == (True, 1)


def test_a_broken_source_ends_the_run() -> None:
    """An error of the source of URLs reaches the reader, and nothing is left behind."""

    def source() -> Iterator[str]:
        yield "http://a.example/"
        raise OSError("the disk is gone")

    settings = settings_for_tests()
    crawl = virtual_crawl(QuietWeb(settings, quick), settings)

    async def run() -> int:
        with pytest.raises(OSError, match="the disk is gone"):
            async for _ in crawl.run(source(), deadline=None):
                pass
        return len(asyncio.all_tasks())

    assert in_virtual_time(run()) == 1


def test_a_malformed_url_is_asked_and_refused() -> None:
    """A URL that has no host comes out as what the fetcher says of it."""
    settings = settings_for_tests()
    web = QuietWeb(settings, lambda url: (0.0, Failure(url, Fault.MALFORMED, "no host")))
    results = in_virtual_time(collect(virtual_crawl(web, settings), ["http://", "nonsense"]))

    assert {fault_of(result) for result in results.values()} == {"malformed"}


def test_a_sibling_is_asked_once_for_a_host() -> None:
    """Thirty suspected pages of a host cost one question, and each gets its answer."""
    settings = settings_for_tests()
    web = QuietWeb(settings, quick)
    questions = Questions(
        refresh=lambda _: None,
        refused=lambda _: False,
        sibling=lambda probe: probe.url.rpartition("/")[0] + "/unlikely",
        action=lambda _: False,
    )
    results = in_virtual_time(collect(virtual_crawl(web, settings, questions), urls_of("a.example", 30)))

    assert len(web.asked) == 31
    assert all(isinstance(result, Probe) and result.sibling is not None for result in results.values())


@pytest.mark.parametrize("seed", range(12))
def test_every_url_comes_out_once_whatever_happens(seed: int) -> None:
    """In a world of faults, redirects, refusals and waits each URL comes out exactly once, and the run ends."""
    chance = Random(seed)
    names = [f"h{number}.example" for number in range(15)]
    settings = settings_for_tests(concurrency=chance.choice([1, 5, 40]), interval=chance.choice([0.0, 0.05]))

    def play(url: str) -> tuple[float, Answer | Failure]:
        seconds = chance.expovariate(2)
        match chance.randrange(8):
            case 0:
                return seconds, Failure(url, chance.choice(list(Fault)), "by chance")
            case 1 | 2:
                onward = chance.choice([f"http://{chance.choice(names)}/r{chance.randrange(99)}", url, "mailto:x", ""])
                return seconds, answer(url, 302, [("Location", onward), ("Set-Cookie", f"c={chance.randrange(3)}")])
            case 3:
                wait = chance.choice(["0", "5", "119", "500", "never"])
                return seconds, answer(url, chance.choice([429, 503]), [("Retry-After", wait)])
            case 4:
                return seconds, answer(url, 403)
            case _:
                return seconds, answer(url)

    questions = Questions(
        refresh=lambda answer: "/refreshed" if chance.random() < 0.05 else None,
        refused=lambda answer: answer.status == 403,
        sibling=lambda probe: f"http://{chance.choice(names)}/unlikely" if chance.random() < 0.2 else None,
        action=lambda _: False,
    )
    urls = [f"http://{chance.choice(names)}/{number}" for number in range(300)]
    deadline = chance.choice([None, 20.0])
    results = in_virtual_time(
        collect(virtual_crawl(QuietWeb(settings, play), settings, questions), urls, deadline=deadline)
    )

    assert set(results) == set(urls)
    for result in results.values():
        assert isinstance(result, Deferred) or result.hops[0].url == result.url


def test_times_are_the_clocks() -> None:
    """A probe says when it ended and how long its request took."""
    settings = settings_for_tests()
    web = QuietWeb(settings, lambda url: (0.25, answer(url)))
    url = "http://a.example/"
    probe = in_virtual_time(collect(virtual_crawl(web, settings, patience=Patience()), [url]))[url]

    assert isinstance(probe, Probe)
    assert (probe.at, probe.elapsed) == (NOW + timedelta(seconds=0.25), 0.25)


def test_a_worker_that_rests_holds_no_page() -> None:
    """Hundreds of workers may rest for long behind the pages that they brought: none of them is held by one."""
    settings = settings_for_tests(interval=0.0, hosts={"slow.example": HostSettings(interval=60.0)})
    web = QuietWeb(settings, quick)
    urls = [url for number in range(20) for url in urls_of(f"h{number}.example", 5)] + urls_of("slow.example", 2)

    async def held() -> tuple[int, list[object]]:
        async with aclosing(virtual_crawl(web, settings).run(iter(urls))) as results:
            for _ in range(101):
                await anext(results)
            await asyncio.sleep(1)
            frames = [task.get_stack()[0] for task in asyncio.all_tasks() if "Crew._work" in repr(task)]
            words = [word for frame in frames for word in frame.f_locals.values()]
            return len(frames), [word for word in words if isinstance(word, Answer | Probe | Reply)]

    workers, pages = in_virtual_time(held())
    assert workers > 1
    assert pages == []
