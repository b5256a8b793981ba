"""Whether a place is the page that a dead link meant.

It is judged as any page, and more strictly, for a false alias is worse than none. It must live; it may be no front page
for a link that was to none; the host must tell pages apart (an unlikely URL beside it must not show the same); it must
not lead back to the dead link. And something must speak for it: the path, the author's words, what others of the site
did.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from linkcheck.judge import page, phrases, soft404, urls, words
from linkcheck.judge.candidates import Candidate
from linkcheck.judge.case import Case, beside
from linkcheck.judge.chain import follow
from linkcheck.judge.judge import GONE, judge
from linkcheck.judge.page import Page
from linkcheck.judge.weights import THIN, threshold, total, weighed
from linkcheck.model import (
    LIVING,
    Alias,
    Answer,
    Evidence,
    Probe,
    Target,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a place that was asked came to."""

    place: str
    alias: Alias | None
    """The place, where it is the page."""
    evidence: tuple[Evidence, ...]
    against: str = ""
    """In words, why it is not."""
    passing: bool = False
    """It failed in a way that often passes."""

    @property
    def total(self) -> float:
        """The sum of what was weighed; less is better."""
        return total(self.evidence)


def tried(probe: Probe, target: Target, candidate: Candidate, today: date, *, others: int = 0) -> Tried:
    """Judge the answer of a candidate for a dead target; `others` as for `judge`."""
    judgement = judge(probe, target, today, others=others)
    answer = probe.result
    if judgement.verdict not in LIVING or not isinstance(answer, Answer):
        against = f"{judgement.verdict.value}, {judgement.reason.value}"
        return Tried(candidate.url, None, (), against, passing=judgement.verdict is Verdict.UNSURE)
    case = Case(follow(probe.hops, answer.url), page.read(answer), target.texts, beside(probe.sibling))
    against = _leads_back(probe, target) or _front_page(case, target) or _all_alike(case)
    if against:
        return Tried(candidate.url, None, (), against)
    thought = Evidence(candidate.kind, weighed("alias", candidate.mark, "").weight, candidate.why)
    source = (Evidence("source", 0, candidate.source),) if candidate.source else ()
    evidence = (thought, *source, *_path(target.url, case.chain.final), *_words(target, case), *_sibling(case))
    if total(evidence) > -threshold():
        return Tried(candidate.url, None, evidence, f"too little speaks for it ({total(evidence):+g})")
    place = case.chain.final if case.chain.permanent else candidate.url
    return Tried(candidate.url, Alias(place.partition("#")[0], candidate.kind, evidence, probe.at), evidence)


def _leads_back(probe: Probe, target: Target) -> str:
    back = any(urls.same_request(hop.url, target.url) for hop in probe.hops)
    return "it leads back to the dead link" if back else ""


def _front_page(case: Case, target: Target) -> str:
    final = case.chain.final
    front = urls.is_root(final) or bool(urls.language_root(final))
    return f"it is a front page: {final}" if front and not urls.is_root(target.url) else ""


def _all_alike(case: Case) -> str:
    """Whether the host shows the same for a page that nobody made."""
    beside, seen = case.beside, case.page
    if beside is None or not 200 <= beside.page.status < 400:
        return ""
    title = bool(seen.title) and seen.title == beside.page.title
    if title or soft404.same_place(case, beside) or soft404.same_text(seen, beside.page):
        return f"an unlikely URL beside it shows the same: {beside.url}"
    if seen.html and seen.words < THIN and not _says_not_found(beside.page):
        return f"an unlikely URL beside it shows a page too, and this one has too few words to tell: {beside.url}"
    return ""


def _says_not_found(seen: Page) -> bool:
    return any(phrases.says_not_found(text) for text in (seen.title, *seen.headings))


def _path(wanted: str, final: str) -> Iterator[Evidence]:
    """How much of the dead link's path is left."""
    if urls.is_root(wanted):
        if urls.is_root(final):
            yield weighed("alias", "same-root", final)
        return
    names, kept = ([name.casefold() for name in urls.segments(url)] for url in (wanted, final))
    query = urls.telling_query(wanted) == urls.telling_query(final)
    if names == kept and query:
        yield weighed("alias", "same-path", final)
    elif urls.slug(wanted) and urls.slug(wanted).casefold() == urls.slug(final).casefold() and query:
        yield weighed("alias", "same-slug", final)


def _words(target: Target, case: Case) -> Iterator[Evidence]:
    if not case.page.html:
        return
    found = words.carried(target.url, target.texts, case.page)
    if found.head:
        yield weighed("alias", "words-in-head", ", ".join(found.found))
    elif found.text:
        yield weighed("alias", "words-in-text", ", ".join(found.found))
    elif found.known and not found.found:
        yield weighed("alias", "words-absent", "nothing of the link's words is there")


def _sibling(case: Case) -> Iterator[Evidence]:
    beside = case.beside
    if beside is not None and beside.page.status in GONE:
        yield weighed("alias", "sibling-honest", f"{beside.url} is answered with {beside.page.status}")
    elif beside is not None and _says_not_found(beside.page):
        yield weighed("alias", "sibling-says-so", f"{beside.url} says so: {beside.page.title}")
    elif beside is not None and 200 <= beside.page.status < 300:
        yield weighed("alias", "sibling-other", f"{beside.url} shows another page: {beside.page.title}")
    else:
        yield weighed("alias", "sibling-unknown", "no unlikely URL could be asked beside it")
