"""linkcheck.crawl.chain: redirects by hand, as a talk and over real sockets."""

from collections import defaultdict
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from linkcheck.crawl.chain import Rules, follow
from linkcheck.crawl.talk import Ask
from linkcheck.demo.web import Behaviour, Exchange, Request, Site, Web
from linkcheck.model import Answer, Failure, Fault, Hop, Probe
from linkcheck.net import sendable
from tests.crawl.support import INCURIOUS, NOW, answer, collect, crawling, refresh_header, rows, tell, unsubscribes

CHAINS = rows("redirects.toml", "chain")
RULES = Rules(refresh=refresh_header, action=unsubscribes, max_redirects=20, now=lambda: NOW)


def hops_of(case: dict[str, Any]) -> tuple[Hop, ...]:
    """The hops that a case promises; a row without a status is a request without one."""
    return tuple(Hop(row[0], row[1] if len(row) > 1 else None) for row in case["hops"])


def row_for(case: dict[str, Any], url: str, cookies: str) -> list[Any] | None:
    """The case's answer to a request: URL, status, headers, condition, padded."""
    for row in case["answers"]:
        padded = [*row, "", "", ""][:5] if len(row) < 5 else row
        condition = str(padded[4])
        if padded[0] == url and not (condition.startswith("unless ") and condition[7:] in cookies):
            return list(padded)
    return None


def headers_of(row: list[Any]) -> list[tuple[str, str]]:
    """The headers of a case's answer."""
    headers = [("Location", row[2])] if row[2] or row[1] == 301 else []
    headers += [("Set-Cookie", row[3])] if row[3] else []
    return headers + ([("Refresh", row[4][8:])] if row[4].startswith("refresh ") else [])


@pytest.mark.parametrize("case", CHAINS, ids=lambda case: case["name"])
def test_chain_as_a_talk(case: dict[str, Any]) -> None:
    """Every chain is walked to its end, each request recorded with the status that it got."""

    def web(ask: Ask) -> Answer | Failure:
        row = row_for(case, sendable(ask.url), "; ".join(f"{name}={value}" for name, value in ask.cookies.items()))
        if row is None:
            return Failure(ask.url, Fault(case["fault"]), "as the case says")
        return answer(ask.url, row[1], headers_of(row))

    walk, wanted = tell(follow(case["hops"][0][0], RULES), web)

    assert walk.hops == hops_of(case)
    assert [step.url for step in wanted if isinstance(step, Ask)] == [hop.url for hop in walk.hops]
    if isinstance(walk.result, Failure):
        assert walk.result.fault == case.get("fault")
    else:
        assert (walk.result.url, walk.result.status) == tuple(case["hops"][-1])
        assert "fault" not in case


def sites_of(case: dict[str, Any]) -> dict[str, Site]:
    """A web that answers as the case says."""

    async def behave(request: Request, exchange: Exchange) -> None:
        row = row_for(case, request.url, request.header("Cookie") or "")
        await exchange.answer(row[1] if row else 500, headers=headers_of(row) if row else ())

    behaviour: Behaviour = behave
    routes: dict[str, dict[str, Behaviour]] = defaultdict(dict)
    for row in case["answers"]:
        routes[str(urlsplit(row[0]).hostname)]["/*"] = behaviour
    return {host: Site(paths) for host, paths in routes.items()}


@pytest.mark.parametrize("case", CHAINS, ids=lambda case: case["name"])
async def test_chain_over_sockets(case: dict[str, Any]) -> None:
    """The same chains come to the same ends on real sockets, with the real guard and names."""
    url = case["hops"][0][0]
    questions = replace(INCURIOUS, refresh=refresh_header, action=unsubscribes)
    async with Web(sites_of(case)) as web, crawling(web, questions=questions) as crawl:
        probe = (await collect(crawl, [url]))[url]

    assert isinstance(probe, Probe)
    assert probe.hops == hops_of(case)
    assert (probe.result.fault if isinstance(probe.result, Failure) else None) == case.get("fault")


def counting(limit: int, *, cookies: bool = False) -> tuple[Any, int]:
    """A walk through redirects that lead to ever new URLs, or to one URL with ever new cookies."""
    asked = 0

    def web(ask: Ask) -> Answer | Failure:
        nonlocal asked
        asked += 1
        if asked > limit:
            return answer(ask.url)
        onward = [("Location", "/" if cookies else f"/{asked}"), ("Set-Cookie", f"c={asked}")]
        return answer(ask.url, 302, onward)

    walk, _ = tell(follow("http://a.example/", RULES), web)
    return walk, asked


def test_twenty_redirects_are_followed() -> None:
    """A chain of exactly as many redirects as the settings allow comes to its page."""
    walk, asked = counting(20)

    assert (asked, walk.result.status, len(walk.hops)) == (21, 200, 21)


def test_one_redirect_more_is_too_many() -> None:
    """A longer chain ends as too-many-redirects, its hops kept."""
    walk, asked = counting(21)

    assert (asked, walk.result.fault, len(walk.hops)) == (21, Fault.TOO_MANY_REDIRECTS, 21)


def test_ever_new_cookies_are_a_loop() -> None:
    """A server that hands out another cookie each time and never the page is a loop, not a long way."""
    walk, _ = counting(99, cookies=True)

    assert walk.result.fault is Fault.REDIRECT_LOOP


def test_a_malformed_first_url_is_not_the_servers_fault() -> None:
    """What the fetcher calls malformed stays so at the beginning of a chain and is a bad redirect behind it."""

    def web(ask: Ask) -> Answer | Failure:
        if ask.url.endswith("/1"):
            return answer(ask.url, 301, [("Location", "/2")])
        return Failure(ask.url, Fault.MALFORMED, "as the test says")

    first, _ = tell(follow("http://a.example/2", RULES), web)
    later, _ = tell(follow("http://a.example/1", RULES), web)

    assert [walk.result.fault for walk in (first, later) if isinstance(walk.result, Failure)] == [
        Fault.MALFORMED,
        Fault.BAD_REDIRECT,
    ]


@pytest.mark.parametrize("kept", [True, False])
def test_whole_answers_are_held_for_who_keeps_pages(*, kept: bool) -> None:
    """Every answer of a chain that ends in a page is there for an archive; without one none is held."""

    def web(ask: Ask) -> Answer | Failure:
        return answer(ask.url) if ask.url.endswith("/2") else answer(ask.url, 301, [("Location", "/2")])

    walk, _ = tell(follow("http://a.example/1", replace(RULES, kept=kept)), web)

    asked = [one.answer.url for one in walk.fetched]
    assert asked == (["http://a.example/1", "http://a.example/2"] if kept else [])


def test_a_page_that_sends_on_may_set_a_cookie_for_it() -> None:
    """A refresh is followed with the cookie that came with it, as a redirect is."""
    given = []

    def web(ask: Ask) -> Answer | Failure:
        given.append(dict(ask.cookies))
        onward = [("Refresh", "/2"), ("Set-Cookie", "c=1")] if len(given) == 1 else []
        return answer(ask.url, 200, onward)

    tell(follow("http://a.example/1", replace(RULES, refresh=lambda page: page.header("Refresh"))), web)

    assert given == [{}, {"c": "1"}]


def test_seconds_are_those_of_the_requests() -> None:
    """A chain's time is what its requests took together, not the waits between them."""
    walk, asked = counting(3)

    assert walk.seconds == 0.5 * asked


def test_what_is_meant_is_asked_for_at_every_hop() -> None:
    """A route that has a URL of its own is replaced by it at the beginning and behind a redirect, and makes no loop."""
    routes = {"http://a.example/#!/b": "http://a.example/b", "http://a.example/#!/c": "http://a.example/c"}
    rules = replace(RULES, meant=lambda url: routes.get(url, url))

    def web(ask: Ask) -> Answer | Failure:
        """Each page leads to the next route, the last back to itself."""
        return answer(ask.url, 302, [("Location", "/#!/c")])

    walk, _ = tell(follow("http://a.example/#!/b", rules), web)

    assert walk.hops == (Hop("http://a.example/b", 302), Hop("http://a.example/c", 302))
    assert isinstance(walk.result, Failure)
    assert walk.result.fault is Fault.REDIRECT_LOOP
