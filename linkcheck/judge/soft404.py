"""Soft 404: a page that says 200 and shows that the page is not there. Evidence is weighed; no phrase decides alone."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final
from urllib.parse import unquote

from linkcheck.judge import phrases, redirects, repeats, urls
from linkcheck.judge.case import Beside, Case
from linkcheck.judge.page import Page
from linkcheck.judge.remembered import once
from linkcheck.judge.weights import LONG, THIN, weighed
from linkcheck.judge.words import carried
from linkcheck.model import Evidence

SAME: Final = 0.85
"""Two texts are the same when they share this much of their runs of three words."""
LEAST: Final = 8
"""Words that a text must have to be compared; a shorter one must be the same to the letter, and not empty."""
MADE_UP: Final = re.compile(r"q[0-9a-f]{14}x")
"""The name of an unlikely URL (`questions.unlikely`)."""
COMPARED: Final = 2000
"""Words of a text that are compared."""

_SEARCH: Final = re.compile(
    r"(^|/)(search|suche|recherche|buscar|busca|cerca|ricerca|zoeken|szukaj)([-_]?results?)?(\.\w{2,5})?/?$",
    re.IGNORECASE,
)
"""Paths of search pages: no gate is there, and no page that was meant."""
_GONE: Final = frozenset({404, 410})
SOME: Final = 20
"""Words of prose that a front page has, at least."""
MENU: Final = 5
"""Places that a front page links to, at least; what stands before every page for a while has fewer."""


def suspicious(case: Case) -> bool:
    """Whether anything at all speaks for a soft 404: only then is the page looked at closely."""
    return says_so(case.page) or (case.page.html and (case.chain.slug_lost or strange(case)))


@once
def says_so(page: Page) -> bool:
    """Whether a page, or a plain text, says so in any way."""
    return says_not_found(page) if page.html else bool(_bare(page))


def _bare(page: Page) -> str:
    """The whole of a plain text that says "not found", as small servers answer; empty for every other answer."""
    return phrases.says_not_found(page.text) if not (page.html or page.longer_than(LEAST - 1)) else ""


def strange(case: Case) -> bool:
    """A page with a menu, at its own URL, that has nothing of what was meant: perhaps the front page in its stead.

    Not where scripts of its own may show something else.
    """
    page, chain = case.page, case.chain
    if chain.changed or not may_be_strange(page) or not case.unnamed:
        return False  # the cheap questions first: most pages have in their title what was meant
    menu = not page.drawn and page.links >= MENU and page.longer_than(SOME - 1)
    meant = not case.to_root and bool(urls.segments(chain.wanted))
    return menu and meant and case.missing and not redirects.speaks_of_passing(page)


def may_be_strange(page: Page) -> bool:
    """Whether a page may be `strange` to some link, as far as that is told at once: it has links at all."""
    return page.holds("<a")


@once
def says_not_found(page: Page) -> bool:
    """Whether title, heading, source or the first words say so in any way."""
    return (
        bool(phrases.declared(page))
        or bool(phrases.says_not_found(page.title))
        or any(map(phrases.heading_says, page.headings))
        or (not page.longer_than(THIN - 1) and bool(phrases.opens_with(page)))
    )


def evidence(case: Case) -> tuple[Evidence, ...]:
    """Every mark for and against, with its weight; empty where nothing is suspicious."""
    if not suspicious(case) or (strange(case) and not says_not_found(case.page) and not _everywhere(case)):
        return ()
    return (*_said(case), *_carries(case), *_beside(case), *_front(case), *_repeated(case))


def _said(case: Case) -> Iterator[Evidence]:
    page = case.page
    title = phrases.says_not_found(page.title)
    heading = next(filter(None, map(phrases.heading_says, page.headings)), "") or _bare(page)
    declared = phrases.declared(page)
    thin = page.words < THIN
    if title:
        yield weighed("soft404", "title-phrase", page.title)
    if heading:
        yield weighed("soft404", "heading-phrase", heading)
    if declared:
        yield weighed("soft404", "declared", declared)
    if thin and (opening := phrases.opens_with(page)):
        yield weighed("soft404", "text-phrase", opening)
    if thin and says_not_found(page) and (advice := phrases.advises(page)):
        yield weighed("soft404", "advice", advice)
    if thin and not page.shell:
        yield weighed("soft404", "thin", f"{page.words} words")
    if page.noindex:
        yield weighed("soft404", "noindex", "robots noindex")


def _carries(case: Case) -> Iterator[Evidence]:
    page, chain, found = case.page, case.chain, case.carried
    speaks = phrases.speaks_of_it(chain.wanted, case.texts)
    if chain.slug_lost:
        yield weighed("soft404", "slug-lost", chain.final)
        if _SEARCH.search(urls.split(chain.final).path) and not _SEARCH.search(urls.split(chain.wanted).path):
            yield weighed("soft404", "search-page", chain.final)
    if (found.head or found.text) and shown_anyway(case):
        yield Evidence(
            "words-anyway", 0, "its words stand beside an unlikely URL too, or it repeats whatever was asked for"
        )
    elif found.head:
        yield weighed("soft404", "words-in-head", ", ".join(found.found))
    elif found.text:
        yield weighed("soft404", "words-in-text", ", ".join(found.found))
    elif found.known and not found.any and (chain.slug_lost or not speaks):
        mark = "words-absent" if chain.slug_lost else "words-nowhere"
        yield weighed("soft404", mark, "nothing of the link's words is there")
    if speaks:
        yield weighed("soft404", "speaks-of-it", "the link is about such pages")
    if page.words > LONG and (says_not_found(page) or not chain.slug_lost):
        yield weighed("soft404", "long", f"{page.words} words")
    if page.article:
        yield weighed("soft404", "article", "it declares itself an article")
    if case.to_root:
        yield weighed("soft404", "root-link", chain.wanted)


def _beside(case: Case) -> Iterator[Evidence]:
    beside = case.beside
    if beside is None:
        if not case.capture:
            yield weighed("soft404", "sibling-unknown", "no unlikely URL could be asked beside it")
        return
    if beside.page.status in _GONE:
        yield weighed("soft404", "sibling-honest", f"{beside.url} is answered with {beside.page.status}")
        return
    if not 200 <= beside.page.status < 400:
        return
    if case.chain.slug_lost and same_place(case, beside):
        mark = "sibling-same-url-for-now" if case.chain.passing else "sibling-same-url"
        yield weighed("soft404", mark, f"an unlikely URL ends there too: {beside.url}")
        return
    title = bool(beside.page.title) and beside.page.title == case.page.title and not case.page.shell
    text = same_text(beside.page, case.page)
    if title:
        yield weighed("soft404", "sibling-same-title", beside.page.title)
    if text:
        yield weighed("soft404", "sibling-same-text", f"{beside.url} shows the same text")
    if (said := _opening(case.page)) and said == _opening(beside.page):
        yield weighed("soft404", "sibling-says-so", f"{beside.url} says so too: {said}")
    if not (title or text or says_not_found(beside.page)):
        yield weighed("soft404", "sibling-other", f"{beside.url} shows another page: {beside.page.title}")


def _opening(page: Page) -> str:
    """The sentence, or the part of a heading, by which a page with little on it says "not found"."""
    if page.words >= THIN:
        return ""
    return phrases.opens_with(page) or next(filter(None, map(phrases.heading_says, page.headings)), "")


def shown_anyway(case: Case) -> bool:
    """Whether what the page shows of the link's words shows nothing: the page of an unlikely URL has them as well.

    So it is where a host repeats in titles or headings whatever name it was asked for.
    """
    beside = case.beside
    if beside is None or not (200 <= beside.page.status < 300 and says_not_found(beside.page)):
        return False
    head = " ".join((beside.page.title, *beside.page.headings)).casefold()
    if MADE_UP.search(head):
        return True
    there = carried(case.chain.wanted, case.texts, beside.page)
    return (there.head or there.text) and same_text(beside.page, case.page)


def _everywhere(case: Case) -> bool:
    """Whether an unlikely URL and the front page show the very page that stands in place of the wanted one."""
    return case.page.words >= LEAST and all(
        other is not None
        and 200 <= other.page.status < 300
        and other.page.title == case.page.title
        and same_text(other.page, case.page)
        for other in (case.beside, case.front)
    )


def undecided(case: Case, beside: Beside) -> bool:
    """Whether only the front page tells what it means that an unlikely URL brought what the link did."""
    if not suspicious(case) or not 200 <= beside.page.status < 400:
        return False
    if case.chain.slug_lost:
        return case.chain.passing and same_place(case, beside)
    return not says_not_found(case.page) and same_text(beside.page, case.page)


def _front(case: Case) -> Iterator[Evidence]:
    """What the front page tells of a place where the unlikely URL ended too.

    A gate stands before the front page as well; where that is answered with itself, the redirect is for what is not
    there. Some gates stand before the inner pages only, and most of those say so. Where the front page leads there, it
    is a gate, or the front page itself, which has a menu.
    """
    front, chain = case.front, case.chain
    if front is None or not 200 <= front.page.status < 300:
        return
    if not chain.slug_lost:
        if _everywhere(case):
            yield weighed("soft404", "front-same-text", f"{front.url} shows the same text: it is the front page")
        return
    there = urls.same_page(front.url, chain.final) and urls.same_page(chain.final, front.url)
    found = case.carried
    if not chain.passing or not found.known or found.any or gate(case):
        return
    if not there:
        yield weighed("soft404", "front-elsewhere", f"{front.url} does not end there")
    elif case.page.links >= MENU:
        yield weighed("soft404", "front-there", f"the front page is there: {chain.final}")


def gate(case: Case) -> bool:
    """Whether a way may have ended at a gate, which asks for something and lets a reader on, or stands for a while."""
    page, wanted = case.page, urls.split(case.chain.wanted).path.rstrip("/").lower()
    leads_back = len(wanted) > 1 and (wanted in page.source or unquote(wanted) in page.source)
    asks = page.password or page.shell or (page.links < MENU and (page.form or phrases.asks_who(page)))
    if asks or leads_back or redirects.speaks_of_passing(page):
        return True
    return repeats.for_many(case.chain.final) or phrases.at_a_gate(page)


def _repeated(case: Case) -> Iterator[Evidence]:
    """Others of the site end there too: only of a page that can be read, and has nothing of the link's words."""
    page, found = case.page, case.carried
    if case.others < repeats.LEAST or not repeats.telling(case.chain) or page.shell or page.password:
        return
    if found.known and not (found.head or found.text):
        yield weighed("soft404", "repeated", f"{case.others} other links to this site end there too")
        if case.others >= repeats.MANY:
            yield weighed("soft404", "repeated-often", "they are many")


def same_place(case: Case, beside: Beside) -> bool:
    """Whether the unlikely URL ended at the very place where the link ended."""
    return urls.same_page(beside.url, case.chain.final) and urls.same_page(case.chain.final, beside.url)


def same_text(one: Page, other: Page) -> bool:
    """Whether two pages show one text, but for numbers: the shared part of their runs of three words (Jaccard)."""
    first, second = _runs(one), _runs(other)
    if not first or not second:
        return bool(one.prose) and one.source == other.source
    return len(first & second) >= SAME * len(first | second)


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_]+")


def _runs(page: Page) -> frozenset[tuple[str, ...]]:
    words = _word().findall(MADE_UP.sub(" ", page.prose.lower()))[:COMPARED]
    if len(words) < LEAST:
        return frozenset()
    return frozenset(zip(words, words[1:], words[2:], strict=False))
