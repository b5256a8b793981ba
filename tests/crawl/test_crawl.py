"""linkcheck.crawl over real sockets: the built-in web, the real fetcher, the real clock."""

import asyncio
from collections import Counter
from contextlib import aclosing
from itertools import permutations

from linkcheck.crawl import Questions
from linkcheck.demo.web import Behaviour, Exchange, Request, Site, Web
from linkcheck.demo.web.behaviours import (
    browsers_only,
    cookie_dance,
    gone,
    hang_up,
    in_turn,
    page,
    redirect,
    reset,
    retry_after,
    silent,
    soft_404,
    status,
)
from linkcheck.model import Answer, Deferred, Fault, Hop, Probe
from linkcheck.net import DnsFault
from linkcheck.settings import HostSettings
from tests.crawl.support import (
    collect,
    crawling,
    fault_of,
    settings_for_tests,
    status_of,
)

HOME = page("Home", "A house by the sea.")


async def test_every_kind_of_end() -> None:
    """Pages, missing pages, redirects, silence, resets and dead names come out as what they are, in one run."""
    sites = {
        "a.example": Site(
            {
                "/page": HOME,
                "/gone": gone(),
                "/reset": reset(),
                "/nothing": hang_up(),
                "/dance": cookie_dance(),
                "/moved": redirect(301, "https://b.example/new"),
            }
        ),
        "b.example": Site({"/new": HOME}),
        "refusing.example": Site(refuse=True),
        "silent.example": Site(default=silent()),
    }
    names = {"lame.example": DnsFault(Fault.DNS_FAILURE, "ARES_ESERVFAIL")}
    expected = {
        "http://a.example/page": "200",
        "http://a.example/gone": "410",
        "http://silent.example/": "read-timeout",
        "http://a.example/reset": "reset",
        "http://a.example/nothing": "empty-reply",
        "http://a.example/dance": "200",
        "http://a.example/moved": "200",
        "http://a.example/not-there": "404",
        "http://refusing.example/": "connect-refused",
        "http://lame.example/": "dns-failure",
        "http://no.invalid/": "dns-nxdomain",
        "http://10.1.2.3/": "forbidden-address",
        "http://": "malformed",
    }
    settings = settings_for_tests(hosts={"silent.example": HostSettings(timeout=0.6)})
    async with Web(sites, names=names) as web, crawling(web, settings) as crawl:
        results = await collect(crawl, expected)

    assert {url: fault_of(result) or str(status_of(result)) for url, result in results.items()} == expected
    moved = results["http://a.example/moved"]
    assert isinstance(moved, Probe)
    assert moved.hops == (Hop("http://a.example/moved", 301), Hop("https://b.example/new", 200))


async def test_cookies_never_go_from_one_link_to_another() -> None:
    """A link is asked without the cookies that another link of its host was given, whatever the order."""
    for order in permutations(["http://a.example/dance", "http://a.example/page"]):
        async with (
            Web({"a.example": Site({"/dance": cookie_dance(), "/page": HOME})}) as web,
            crawling(web, settings_for_tests(concurrency=1)) as crawl,
        ):
            results = await collect(crawl, order)

        assert {status_of(result) for result in results.values()} == {200}
        assert all(request.header("Cookie") is None for request in web.requests if request.path == "/page")
        assert sum(request.path == "/dance" for request in web.requests) == 2


async def test_a_second_look_is_a_browsers() -> None:
    """A host that refuses programs is asked once more with a browser's headers."""
    questions = Questions(
        refresh=lambda _: None,
        refused=lambda answer: answer.status == 403,
        sibling=lambda _: None,
        action=lambda _: False,
    )
    url = "https://a.example/"
    async with (
        Web({"a.example": Site({"/": browsers_only(HOME, status(403))})}) as web,
        crawling(web, questions=questions) as crawl,
    ):
        probe = (await collect(crawl, [url]))[url]

    assert isinstance(probe, Probe)
    assert (probe.second_look, status_of(probe), len(web.requests)) == (True, 200, 2)


async def test_a_sibling_shows_what_a_host_says_of_nothing() -> None:
    """A suspected page comes with what its host answers for a path that cannot be, asked once."""
    questions = Questions(
        refresh=lambda _: None,
        refused=lambda _: False,
        sibling=lambda probe: "http://a.example/posts/unlikely",
        action=lambda _: False,
    )
    urls = [f"http://a.example/posts/{number}" for number in range(8)]
    async with Web({"a.example": Site(default=soft_404())}) as web, crawling(web, questions=questions) as crawl:
        results = await collect(crawl, urls)

    asked = Counter(request.target for request in web.requests)
    assert asked["/posts/unlikely"] == 1
    assert all(isinstance(result, Probe) and isinstance(result.sibling, Answer) for result in results.values())


async def test_what_passes_is_asked_again() -> None:
    """A server that fails for a moment is alive, and only its last answer is recorded."""
    fails = {
        "/503": in_turn([status(503), HOME]),
        "/reset": in_turn([reset(), HOME]),
        "/nothing": in_turn([hang_up(), hang_up(), HOME]),
        "/busy": in_turn([retry_after(0), HOME]),
    }
    urls = [f"http://a.example{path}" for path in fails]
    async with Web({"a.example": Site(fails)}) as web, crawling(web) as crawl:
        results = await collect(crawl, urls)

    for url, result in results.items():
        assert isinstance(result, Probe)
        assert result.hops == (Hop(url, 200),)


async def test_a_long_wait_defers_the_host() -> None:
    """A host that asks for an hour is asked no more, and its links are put off with the reason."""
    urls = [f"http://busy.example/{number}" for number in range(20)]
    async with Web({"busy.example": Site(default=retry_after(3600))}) as web, crawling(web) as crawl:
        results = await collect(crawl, urls)

    assert len(web.requests) <= 2
    assert all(isinstance(result, Deferred) and "Retry-After" in result.why for result in results.values())


async def test_no_host_sees_more_than_it_should() -> None:
    """However many links a host has, directly and by redirects, it never serves more at once than the settings say."""
    now: Counter[str] = Counter()
    most: Counter[str] = Counter()

    async def count(request: Request, exchange: Exchange) -> None:
        now[request.host] += 1
        most[request.host] = max(most[request.host], now[request.host])
        await exchange.pause(0.005)
        now[request.host] -= 1
        await exchange.answer(200, "counted")

    counted: Behaviour = count
    sites = {
        "a.example": Site(default=counted),
        "b.example": Site(default=counted),
        "short.example": Site(default=redirect(302, "http://a.example/from-short")),
    }
    urls = [f"http://{host}.example/{number}" for number in range(60) for host in ("a", "b", "short")]
    async with Web(sites) as web, crawling(web, settings_for_tests(per_host=3, concurrency=64)) as crawl:
        results = await collect(crawl, urls)

    assert {status_of(result) for result in results.values()} == {200}
    assert most["a.example"] <= 3
    assert most["b.example"] <= 3
    assert len(web.asked("a.example")) == 120


async def test_a_silent_host_delays_no_other() -> None:
    """Fifty other hosts are done before a silent host's first timeout, with no worker to spare."""
    quick_ones = {f"h{number}.example": Site(default=HOME) for number in range(50)}
    sites = {"silent.example": Site(default=silent()), **quick_ones}
    urls = [f"http://silent.example/{number}" for number in range(100)]
    urls += [f"http://{host}/{number}" for host in quick_ones for number in range(2)]
    order: list[str] = []
    async with (
        Web(sites) as web,
        crawling(web, settings_for_tests(timeout=60.0, concurrency=8)) as crawl,
        aclosing(crawl.run(iter(urls), deadline=None)) as results,
    ):
        async for result in results:
            order.append(result.url)
            if len(order) == 100:
                break

    assert not [url for url in order if "silent" in url]
    assert len(web.asked("silent.example")) <= 2


async def test_a_silent_host_fails_once() -> None:
    """A hundred links of a silent host cost a few timeouts, not a hundred."""
    urls = [f"http://silent.example/{number}" for number in range(100)]
    async with (
        Web({"silent.example": Site(default=silent())}) as web,
        crawling(web, settings_for_tests(timeout=0.3)) as crawl,
    ):
        results = await collect(crawl, urls)

    assert {fault_of(result) for result in results.values()} == {"read-timeout"}
    assert len(web.requests) <= 8


async def test_a_run_that_is_closed_leaks_nothing() -> None:
    """Closing a run in its middle leaves no task and no connection."""
    sites = {"a.example": Site(default=HOME), "silent.example": Site(default=silent())}
    urls = ["http://a.example/", *(f"http://silent.example/{number}" for number in range(20))]
    async with Web(sites) as web:
        settings = settings_for_tests()
        before = asyncio.all_tasks()
        async with crawling(web, settings) as crawl, aclosing(crawl.run(iter(urls), deadline=None)) as results:
            await anext(results)
        left = {task for task in asyncio.all_tasks() - before if "crawl/crew.py" in repr(task)}

    assert left == set()


async def test_a_crawl_can_run_twice() -> None:
    """What one run learnt of its hosts is not held against them in the next."""
    url = "http://a.example/"
    site = Site({"/": in_turn([retry_after(3600), HOME])})
    async with Web({"a.example": site}) as web, crawling(web) as crawl:
        results = [(await collect(crawl, [url]))[url] for _ in range(2)]

    assert [type(result) for result in results] == [Deferred, Probe]
