"""Parked and hijacked domains: a sale page or advertisements where a site was. Evidence is weighed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from linkcheck.judge import urls
from linkcheck.judge.case import Case
from linkcheck.judge.forms import Forms
from linkcheck.judge.marks import Mark
from linkcheck.judge.page import Page
from linkcheck.judge.remembered import once
from linkcheck.judge.services import service_of
from linkcheck.judge.soft404 import same_text
from linkcheck.judge.tables import Expression, rows
from linkcheck.judge.weights import LONG, THIN, weighed
from linkcheck.model import Evidence

Kind = Literal["host", "name", "path", "html", "title", "text"]
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

    @property
    def form(self) -> Expression:
        """What it is, where that is an expression."""
        return Expression(self.forms[0])


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
def of_kind(kind: Kind) -> tuple[Expression, ...]:
    """The regular expressions of one kind of marks."""
    return tuple(mark.form for mark in _of_kind(kind))


@cache
def in_source() -> frozenset[str]:
    """The strings by which sale pages are known."""
    return frozenset(text for mark in _of_kind("html") for text in mark.forms)


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
    kinds = set(_kinds(case)) if case.page.html else ()
    if not kinds:
        return  # as nearly always
    seen: set[str] = set()
    for mark in _marks():
        if mark.kind in seen or mark.kind not in kinds:
            continue
        shown = _shows(mark, case)
        if shown and (not mark.absent or case.missing):
            seen.add(mark.kind)
            yield Evidence(f"parked-{mark.kind}", mark.weight, shown)


def _kinds(case: Case) -> Iterator[Kind]:
    """The kinds of which a mark may be there."""
    page, wanted = case.page, urls.host_of(case.chain.wanted)
    yield from (mark.kind for mark in _in_page(page))
    if by_path(page.url):
        yield "path"
    if _titles().of(_with_domain(page.title, urls.domain_of(wanted))):
        yield "title"
    if urls.host_of(page.url) != wanted:
        yield from ("host", "name")


def names_itself(page: Page) -> bool:
    """Whether a page may have its own domain in its title as sale pages do."""
    title, host = page.title.lower(), urls.host_of(page.url)
    if "." not in title and "." in host:
        return False  # as nearly always
    domain = urls.domain_of(host)
    return page.html and domain in title and bool(_titles().of(_with_domain(title, domain)))


def as_marks() -> Iterator[Mark]:
    """What a sale page shows by itself, as marks: for looking at many at once."""
    for mark in _marks():
        match mark.kind:
            case "html":
                yield Mark("", mark.source, html=mark.forms)
            case "title":
                yield Mark("", mark.source, title=mark.form)
            case "text":
                yield Mark("", mark.source, text=mark.form, max_words=LONG)


def _with_domain(title: str, domain: str) -> str:
    """A title as the expressions for it are written: a site's own domain has a name in them."""
    return title.lower().replace(domain, "{domain}") if domain else title


@cache
def _titles() -> Forms:
    return Forms(of_kind("title"))


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
            return host if changed and mark.form.search(host) else ""
        case "path":
            parts = urls.split(page.url)
            return parts.path if mark.form.search(f"{parts.path}?{parts.query}") else ""
        case "html" | "text":
            return _in_page(page).get(mark, "")
        case "title":
            return page.title if mark.form.search(_with_domain(page.title, home)) else ""


@once
def _in_page(page: Page) -> dict[ParkedMark, str]:
    """What a page's source and text show of the marks, whoever links to it."""
    shown: dict[ParkedMark, str] = {}
    if not page.found.isdisjoint(in_source()):
        for mark in _of_kind("html"):
            if text := next(filter(page.holds, mark.forms), ""):
                shown[mark] = text
    if not page.longer_than(LONG):
        text = page.text[:LOOKED_AT]
        for number in _texts().of(text):
            mark = _of_kind("text")[number]
            if found := mark.form.search(text):
                shown[mark] = found.group()[:120]
    return shown


@cache
def _texts() -> Forms:
    return Forms(of_kind("text"))


@cache
def _of_kind(kind: Kind) -> tuple[ParkedMark, ...]:
    return tuple(mark for mark in _marks() if mark.kind == kind)


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
