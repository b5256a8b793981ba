"""One redirect chain, hop by hop, as a talk: each hop is asked at its own host's turn and recorded with its status."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linkcheck.crawl.cookies import Jar
from linkcheck.crawl.redirects import led_to, location
from linkcheck.crawl.talk import NOTHING, Ask, Asking, Reply, Walk
from linkcheck.model import Answer, Failure, Fault, Fetched, Hop
from linkcheck.net import request_key

State = tuple[str, frozenset[tuple[str, str]]]
Asked = tuple[str, Mapping[str, str]]
"""A URL that was asked for, and the cookies that it was asked with."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every chain of a run."""

    refresh: Callable[[Answer], str | None]
    action: Callable[[str], bool]
    max_redirects: int
    """Redirects that are followed, at most."""
    now: Callable[[], datetime]
    meant: Callable[[str], str] = str
    """The URL to ask for in place of a route that only scripts can read; every other URL as it is."""
    kept: bool = True
    """Whether somebody keeps pages: what a chain brought is held for whoever does, and for nobody else."""


def once(url: str) -> Asking[Walk]:
    """Ask for `url` alone, aside: no redirect is followed, and no cookie is sent."""
    reply: Reply = yield Ask(url, aside=True)
    status = reply.result.status if isinstance(reply.result, Answer) else None
    return Walk((Hop(url, status),), reply.result, reply.seconds)


def follow(url: str, rules: Rules, headers: Mapping[str, str] = NOTHING, *, first: bool = False) -> Asking[Walk]:
    """Ask for `url` and for what it leads to, until an answer or a failure is the end.

    Cookies live as long as the chain. The same URL with the same cookies twice is a loop; with other cookies it is a
    server that first hands out a cookie, and is followed. `first` makes each request a first look.
    """
    url = rules.meant(url)
    jar = Jar()
    hops: list[Hop] = []
    asked: list[Asked] = []
    fetched: list[Fetched] = []
    seconds = 0.0
    while True:
        cookies = jar.cookies_for(url)
        asked.append((url, cookies))
        reply: Reply = yield Ask(url, headers, cookies, first=first)
        seconds += reply.seconds
        answer = reply.result
        if isinstance(answer, Failure):
            hops.append(Hop(url, None))
            return Walk(tuple(hops), _of_a_hop(answer, len(hops)), seconds)
        hops.append(Hop(url, answer.status))
        if rules.kept:
            fetched.append(Fetched(answer, headers, rules.now()))
        onward: str | Answer | Failure = answer
        redirect = location(answer)
        written = rules.refresh(answer) if redirect is None else redirect
        if written is not None:
            jar.keep(answer, rules.now())  # cookies matter to what is asked next alone
            onward = _onward(answer, written, jar, asked, rules, page=redirect is None)
        if isinstance(onward, Answer | Failure):
            return Walk(tuple(hops), onward, seconds, _kept(fetched, onward) if fetched else ())
        url = onward


def _onward(
    answer: Answer, written: str, jar: Jar, asked: Sequence[Asked], rules: Rules, *, page: bool
) -> str | Answer | Failure:
    """The next URL of the chain, where `written` leads, or its end; `page`: it is a page that leads there."""
    try:
        target = rules.meant(led_to(answer.url, written))
    except ValueError as fault:
        # a page that opens an app is still a page; a redirect is nothing but where it leads
        return answer if page else Failure(answer.url, Fault.BAD_REDIRECT, str(fault))
    if rules.action(target):
        # what does something to whoever follows it is never asked for, however it is come by
        return answer if page else Failure(target, Fault.ACTION, f"it leads to {target}, an action link")
    seen = {_state(url, cookies) for url, cookies in asked}
    if _state(target, jar.cookies_for(target)) in seen:
        if page:
            return answer  # a page that loads itself again
        return Failure(target, Fault.REDIRECT_LOOP, f"it leads back to {target} with the same cookies")
    if len(asked) > rules.max_redirects:
        if any(request_key(target) == key for key, _ in seen):
            return Failure(target, Fault.REDIRECT_LOOP, f"it leads back to {target} with ever new cookies")
        return Failure(target, Fault.TOO_MANY_REDIRECTS, f"more than {rules.max_redirects} redirects")
    return target


def _kept(fetched: list[Fetched], end: Answer | Failure) -> tuple[Fetched, ...]:
    """What a chain brought, where it ended in a page; of all others nothing is held."""
    return tuple(fetched) if isinstance(end, Answer) and 200 <= end.status < 300 else ()


def _state(url: str, cookies: Mapping[str, str]) -> State:
    return request_key(url), frozenset(cookies.items())


def _of_a_hop(failure: Failure, hops: int) -> Failure:
    """A malformed URL is the author's at the beginning of a chain, and the server's later."""
    if failure.fault is Fault.MALFORMED and hops > 1:
        return Failure(failure.url, Fault.BAD_REDIRECT, failure.evidence)
    return failure
