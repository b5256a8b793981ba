"""Parked and hijacked domains: a sale page or advertisements where a site was. Evidence is weighed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from linkcheck.judge import urls
from linkcheck.judge.case import Case
from linkcheck.judge.forms import Forms
from linkcheck.judge.page import Page
from linkcheck.judge.remembered import once
from linkcheck.judge.services import service_of
from linkcheck.judge.soft404 import same_text
from linkcheck.judge.tables import rows
from linkcheck.judge.weights import LONG, THIN, weighed
from linkcheck.model import Evidence

Kind = Literal["host", "name", "path", "html", "title", "text"]
IN_PAGE: Final = frozenset({"html", "text"})
"""Kinds that a page shows by itself, whoever links to it."""
LOOKED_AT: Final = 2000
"""Characters of text that a sale page says it in; a page with a long text is none, and its text is not searched."""


@dataclass(frozen=True, slots=True, eq=False)
class ParkedMark:
    """One row of data/parked.toml."""

    kind: Kind
    forms: tuple[str, ...]
    weight: float
    absent: bool
    """It counts only where the link's own words are known and not one of them is there."""
    source: str


@cache
def _marks() -> tuple[ParkedMark, ...]:
    read = (
        ParkedMark(
            kind=row["mark"],
            forms=tuple(row["is"]) if isinstance(row["is"], list) else (row["is"],),
            weight=float(row["weight"]),
            absent=row.get("absent", False),
            source=row["source"],
        )
        for row in rows("parked", "mark")
    )
    return tuple(sorted(read, key=lambda mark: -mark.weight))


@cache
def _brokers() -> frozenset[str]:
    return frozenset(host for mark in _marks() if mark.kind == "host" for host in mark.forms)


@cache
def _form(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


@cache
def of_kind(kind: Kind) -> tuple[re.Pattern[str], ...]:
    """The regular expressions of one kind of marks."""
    return tuple(_form(mark.forms[0]) for mark in _marks() if mark.kind == kind)


@cache
def in_source() -> frozenset[str]:
    """The strings by which sale pages are known."""
    return frozenset(text for mark in _marks() if mark.kind == "html" for text in mark.forms)


def by_path(url: str) -> bool:
    """Whether a URL's path is one that sale pages have."""
    parts = urls.split(url)
    return _paths().found(f"{parts.path}?{parts.query}")


@cache
def _paths() -> Forms:
    return Forms(of_kind("path"))


def suspicious(case: Case) -> bool:
    """Whether a single mark of parking is there."""
    return any(True for _ in _found(case))


def evidence(case: Case) -> tuple[Evidence, ...]:
    """Every mark for and against, with its weight; empty where nothing speaks for parking."""
    found = tuple(_found(case))
    return (*found, *_other_side(case)) if found else ()


def _found(case: Case) -> Iterator[Evidence]:
    """The marks that the page carries, at most one of each kind, the strongest: ten scripts are one parking."""
    page = case.page
    if not page.html:
        return
    seen: set[str] = set()
    shown_in_page = _in_page(page)
    for mark in _marks():
        if mark.kind in seen or (mark.kind in IN_PAGE and mark not in shown_in_page):
            continue
        shown = _shows(mark, case)
        if shown and (not mark.absent or _strange(case)):
            seen.add(mark.kind)
            yield Evidence(f"parked-{mark.kind}", mark.weight, shown)


def _strange(case: Case) -> bool:
    found = case.carried
    return found.known and not found.any


def _shows(mark: ParkedMark, case: Case) -> str:
    page, wanted = case.page, case.chain.wanted
    host, home = urls.host_of(page.url), urls.domain_of(urls.host_of(wanted))
    match mark.kind:
        case "host":
            # A link to a broker's own site is a link to a living site, wherever that went.
            away = urls.domain_of(host) != home and home not in _brokers()
            return next((domain for domain in mark.forms if away and urls.owns(domain, host)), "")
        case "name":
            changed = host != urls.host_of(wanted)
            return host if changed and _form(mark.forms[0]).search(host) else ""
        case "path":
            parts = urls.split(page.url)
            return parts.path if _form(mark.forms[0]).search(f"{parts.path}?{parts.query}") else ""
        case "html" | "text":
            return _in_page(page)[mark]
        case "title":
            title = page.title.lower().replace(home, "{domain}") if home else page.title
            return page.title if _form(mark.forms[0]).search(title) else ""


@once
def _in_page(page: Page) -> dict[ParkedMark, str]:
    """What a page's source and text show of the marks, whoever links to it."""
    shown: dict[ParkedMark, str] = {}
    short = not page.longer_than(LONG)
    for mark in _marks():
        if mark.kind == "html" and (text := next(filter(page.holds, mark.forms), "")):
            shown[mark] = text
        elif mark.kind == "text" and short and (found := _form(mark.forms[0]).search(page.text[:LOOKED_AT])):
            shown[mark] = found.group()[:120]
    return shown


def _other_side(case: Case) -> Iterator[Evidence]:
    page, found = case.page, case.carried
    if page.words < THIN:
        yield weighed("parked", "thin", f"{page.words} words")
    if page.words > LONG:
        yield weighed("parked", "long", f"{page.words} words")
    if page.article:
        yield weighed("parked", "article", "it declares itself an article")
    if found.head:
        yield weighed("parked", "words-in-head", ", ".join(found.found))
    elif found.text:
        yield weighed("parked", "words-in-text", ", ".join(found.found))
    if case.beside is not None and case.beside.page.status < 300 and same_text(case.beside.page, page):
        yield weighed("parked", "sibling-same-text", f"{case.beside.url} shows the same text")
    service = service_of(case.chain.wanted)
    if service is not None and service.kind == "sold":
        yield weighed("parked", "sold", service.note)
