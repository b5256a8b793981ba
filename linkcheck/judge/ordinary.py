"""The short way to the commonest verdict: a page at its own URL of which no question could say anything.

Nine of ten links lead to such a page, and most of what a night's judging costs would go into asking each question of
each of them. What is looked at here is enough to know that the answer of every one is nothing; where it is not enough,
the questions are asked. So it never says anything else than they would (tests/judge/test_ordinary.py).
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from linkcheck.judge import blocked, parked, phrases, services, shorteners, soft404, urls
from linkcheck.judge.case import Case
from linkcheck.judge.chain import Chain
from linkcheck.judge.forms import Forms, is_odd, lower_case
from linkcheck.judge.marks import Mark
from linkcheck.judge.page import Page, read
from linkcheck.judge.remembered import once
from linkcheck.judge.weights import LONG
from linkcheck.model import Answer, Hop


def ordinary(hops: tuple[Hop, ...], answer: Answer, texts: tuple[str, ...] = ()) -> Page | None:
    """The page against which nothing whatever speaks; None where the questions must be asked."""
    if len(hops) != 1 or hops[0].url != answer.url:
        return None
    page = read(answer)
    if not _by_itself(page):
        return None
    strange = soft404.may_be_strange(page) and soft404.strange(Case(_straight(page.url), page, texts))
    return None if strange else page


@once
def _by_itself(page: Page) -> bool:
    """Whether a page at its own URL is ordinary as far as the page and its URL tell."""
    return _plain(page.url) and unmarked(page)


def _straight(url: str) -> Chain:
    """What `chain.follow` makes of one request for a URL that is no short link."""
    return Chain(
        asked=url,
        wanted=url,
        final=url,
        short=False,
        stuck=False,
        permanent=False,
        passing=False,
        redirected=False,
    )


@once
def unmarked(page: Page) -> bool:
    """Whether a page has much to say and bears no mark of anything but a page, whoever links to it."""
    return (
        page.html
        and 200 <= page.status < 300
        and page.found.isdisjoint(_telling())
        and page.longer_than(LONG)
        and not _titled(page)
        and not _signed(page)
        and not soft404.says_not_found(page)
    )


def _titled(page: Page) -> bool:
    """Whether a page's title may be that of something else: some sale pages have their domain in it."""
    title, host = page.title.lower(), urls.host_of(page.url)
    if ("." in title or "." not in host) and urls.domain_of(host) in title:
        return True
    if is_odd(title):
        return _titles().found(title) or _titles().found(page.title)
    return _lower_case_titles().found(title)


@cache
def _telling() -> frozenset[str]:
    """The strings in a source that tell something of a page with more than LONG words."""
    blocking = frozenset(text for mark in blocked.of_long_pages() for text in mark.html)
    return blocking | parked.in_source() | phrases.declarations()


def _title_forms() -> Iterator[re.Pattern[str]]:
    """Every title that a mark of a long page or of a sale page names."""
    forms = (*(mark.title for mark in blocked.of_long_pages()), *parked.of_kind("title"))
    return (form for form in forms if form is not None)


@cache
def _titles() -> Forms:
    return Forms(_title_forms())


@cache
def _lower_case_titles() -> Forms:
    return Forms(map(lower_case, _title_forms()))


def _signed(page: Page) -> bool:
    """Whether a page carries a mark of long pages that is neither a title nor a string in the source."""
    marks = _others()
    if _other_urls().found(page.url) and any(mark.matches(page) for mark in marks[""]):
        return True
    return any(mark.matches(page) for name in marks.keys() & page.named for mark in marks[name])


@cache
def _others() -> dict[str, tuple[Mark, ...]]:
    """The marks of that kind by the headers that they name; those that name none under the empty name."""
    table: dict[str, tuple[Mark, ...]] = {"": ()}
    for mark in blocked.of_long_pages():
        if mark.title is None and not mark.html:
            name = mark.header[0].lower() if mark.header else ""
            table[name] = (*table.get(name, ()), mark)
    return table


@cache
def _other_urls() -> Forms:
    """The URLs of the pages that the marks without a header are for."""
    return Forms(mark.url or re.compile("", re.IGNORECASE) for mark in _others()[""])


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
