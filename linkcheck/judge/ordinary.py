"""The short way to the commonest verdict: a page at its own URL of which no question could say anything.

Nine of ten links lead to such a page, and most of what a night's judging costs would go into asking each question of
each of them. What is looked at here is enough to know that the answer of every one is nothing; where it is not enough,
the questions are asked. So it never says anything else than they would (tests/judge/test_ordinary.py).
"""

from collections.abc import Iterator
from functools import cache, lru_cache

from linkcheck.judge import blocked, parked, phrases, services, shorteners, soft404, urls
from linkcheck.judge.case import Case
from linkcheck.judge.chain import Chain
from linkcheck.judge.marks import Marks
from linkcheck.judge.page import Page, read
from linkcheck.judge.remembered import once
from linkcheck.model import Answer, Hop


def ordinary(hops: tuple[Hop, ...], answer: Answer, texts: tuple[str, ...] = ()) -> Page | None:
    """The page against which nothing whatever speaks, at its own URL; None where the questions must be asked.

    A redirect to https, or to the same path with a slash, leads to the page's own URL.
    """
    if not hops:
        return None
    asked = hops[0].url
    if asked != answer.url and not (_plain(asked) and _same_place(asked, answer.url)):
        return None
    page = read(answer)
    if not _by_itself(page):
        return None
    strange = soft404.may_be_strange(page) and soft404.strange(Case(_straight(asked, page.url), page, texts))
    return None if strange else page


def _same_place(asked: str, final: str) -> bool:
    return urls.host_of(asked) == urls.host_of(final) and urls.same_page(asked, final)


@once
def _by_itself(page: Page) -> bool:
    """Whether a page at its own URL is ordinary as far as the page and its URL tell."""
    return _plain(page.url) and unmarked(page)


def _straight(asked: str, final: str) -> Chain:
    """What `chain.follow` makes of the way to a page's own URL, in so far as it matters to whether it is strange."""
    return Chain(
        asked=asked,
        wanted=asked,
        final=final,
        short=False,
        stuck=False,
        permanent=False,
        passing=False,
        redirected=asked != final,
    )


@once
def unmarked(page: Page) -> bool:
    """Whether a page bears no mark of anything but a page, whoever links to it."""
    return (
        200 <= page.status < 300
        and _marks().first(page) is None
        and not parked.names_itself(page)
        and not soft404.says_so(page)
    )


@cache
def _marks() -> Marks:
    """Every mark that a page bears by itself: one look is enough for all."""
    return Marks((*blocked.challenges(), *blocked.walls(), *parked.as_marks()))


def _plain(url: str) -> bool:
    """Whether nothing is known of a URL's host, and its path and fragment mean nothing besides a page."""
    return not known(urls.host_of(url)) and not urls.routed(url) and not parked.by_path(url)


@lru_cache(maxsize=4096)
def known(host: str) -> bool:
    """Whether a data file speaks of a host, or of what it is below."""
    return not host or not _hosts().isdisjoint(urls.suffixes(host))


@cache
def _hosts() -> frozenset[str]:
    def named() -> Iterator[str]:
        for module in (blocked, phrases, services, shorteners):
            yield from module.hosts()

    return frozenset(named())
