"""The judge: a probe and what the author said, to a verdict with its reason and its evidence.

The order of the questions is the argument: what ended before an answer; a service that closed; an interface that knows
the page; what stands between a program and the page; the status; then whether the page is the one that was meant. The
first that knows, says.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from linkcheck.judge import blocked, page, parked, phrases, redirects, shorteners, soft404, urls
from linkcheck.judge.case import Case, beside
from linkcheck.judge.chain import Chain, follow
from linkcheck.judge.interfaces import Word
from linkcheck.judge.ordinary import ordinary
from linkcheck.judge.page import EMPTY, count_words
from linkcheck.judge.questions import acted
from linkcheck.judge.services import service_of
from linkcheck.judge.weights import THIN, decides
from linkcheck.model import (
    BLOCKED_STATUSES,
    Answer,
    Evidence,
    Failure,
    Fault,
    Hop,
    Judgement,
    Probe,
    Reason,
    Target,
    Verdict,
    Wanted,
)

LEADS_TO_ACTION: Final = "leads-to-action"
"""The mark of a page from which a browser goes on to an action link by itself."""

GONE: Final = frozenset({404, 410})
"""Statuses that say the page is not there (RFC 9110, sections 15.5.5 and 15.5.11)."""

DEAD_FAULTS: Final = frozenset({Fault.DNS_NXDOMAIN, Fault.DNS_NODATA, Fault.BAD_REDIRECT})
"""Faults that decide: there is no such name, or the way leads out of the web. Every other fault may pass."""

Question = Callable[[Case], Judgement | None]


def judge(probe: Probe, target: Target, today: date, *, others: int = 0) -> Judgement:
    """Judge what the network answered tonight. Pure: the same evidence always gives the same verdict.

    `others` is how many different pages of the host are known to have ended where this one did (`place_of`).
    """
    result = probe.result
    if isinstance(result, Answer) and not probe.interface:
        seen = ordinary(probe.hops, result, target.texts)
        if seen is not None:
            reason = Reason.OK if len(probe.hops) == 1 else Reason.REDIRECTED
            return _with_action(Judgement(Verdict.ALIVE, reason, (), seen.title), result)
    chain = follow(probe.hops, result.url)
    closed = _closed(chain, today)
    if closed is not None:
        return closed
    match result:
        case Failure():
            return _failed(result, probe)
        case Answer():
            case = Case(
                chain,
                page.read(result),
                target.texts,
                beside(probe.sibling),
                others=others,
                told=probe.told,
                front=beside(probe.front),
                interface=probe.interface,
            )
            return _with_action(_answered(case, LIVE), result)


def capture(answer: Answer, wanted: Wanted) -> Judgement:
    """Judge a snapshot's body by the rules for a living page. `answer.url` is the original URL.

    What says nothing of a snapshot is left out: the closing date (a capture is from before it), and hosts that hide
    from programs (their page was captured or it was not). A closed service's notice counts as dead.
    """
    chain = follow((Hop(answer.url, answer.status),), answer.url)
    return _answered(Case(chain, page.read(answer), wanted.texts, capture=True), CAPTURED)


def _with_action(judgement: Judgement, answer: Answer) -> Judgement:
    """A judgement, and the action link to which the page goes on by itself."""
    onward = acted(answer)
    if not onward:
        return judgement
    goes_on = Evidence(LEADS_TO_ACTION, 0, f"it leads to {onward}, an action link")
    return replace(judgement, evidence=(*judgement.evidence, goes_on))


def _closed(chain: Chain, today: date) -> Judgement | None:
    """Dead whatever it answers: a service that is gone, at either end of the way."""
    for url in dict.fromkeys((chain.asked, chain.wanted, chain.final)):
        service = service_of(url)
        if service is not None and service.kind == "gone" and service.closed_by(today):
            told = f"{service.name} closed on {service.closed}. {service.note}"
            return Judgement(Verdict.DEAD, Reason.SERVICE_CLOSED, (Evidence("service-closed", 1, told),))
    return None


def _failed(failure: Failure, probe: Probe) -> Judgement:
    """No answer came. A refused address or a URL that cannot be read is the link's own where it is the first.

    A way that ends before an action link was not gone to its end, and says nothing of it.
    """
    first = failure.fault in {Fault.FORBIDDEN_ADDRESS, Fault.MALFORMED} and len(probe.hops) < 2
    own = first or failure.fault is Fault.ACTION
    verdict = Verdict.SKIPPED if own else Verdict.DEAD if failure.fault in DEAD_FAULTS else Verdict.UNSURE
    seen = Evidence(failure.fault.value, 1 if verdict is Verdict.DEAD else 0, failure.evidence)
    return Judgement(verdict, Reason(failure.fault.value), (seen,))


def _answered(case: Case, questions: tuple[Question, ...]) -> Judgement:
    return next(found for question in questions if (found := question(case)) is not None)


def _say(case: Case, verdict: Verdict, reason: Reason, *evidence: Evidence) -> Judgement:
    return Judgement(verdict, reason, evidence, case.page.title)


def _blocked(case: Case, reason: Reason, mark: str, detail: str) -> Judgement:
    return _say(case, Verdict.BLOCKED, reason, Evidence(mark, 0, detail))


def _known(case: Case) -> Judgement | None:
    """An interface that was asked in the page's stead knows it; where it was renamed, it is the same for certain."""
    if not case.interface:
        return None
    said = Evidence("interface", 0, case.interface)
    if case.chain.changed and case.chain.permanent:
        return _say(case, Verdict.MOVED, Reason.REDIRECTED, said)
    return _say(case, Verdict.ALIVE, Reason.REDIRECTED if case.chain.redirected else Reason.OK, said)


def _challenged(case: Case) -> Judgement | None:
    mark = blocked.challenge(case.page)
    return _blocked(case, Reason.BLOCKED_CHALLENGE, "challenge", f"{mark.name} ({mark.source})") if mark else None


_WALL_REASONS: Final = {"consent": Reason.CONSENT_WALL, "login": Reason.LOGIN_WALL, "gate": Reason.OPAQUE}


def _led_to_wall(case: Case) -> Judgement | None:
    wall = blocked.led_to_wall(case.chain)
    if wall is None:
        return None
    return _blocked(case, _WALL_REASONS[wall.kind], f"{wall.kind}-redirect", f"{wall.mark.name}: {case.chain.final}")


def _status(case: Case) -> Judgement | None:
    """What a status other than 2xx says."""
    status = case.page.status
    if 200 <= status < 300:
        return None
    if not 100 <= status <= 999:
        return _say(case, Verdict.UNSURE, Reason.PROTOCOL_ERROR, Evidence("status", 0, str(status)))
    if status in BLOCKED_STATUSES:
        return _blocked(case, Reason(f"blocked-{status}"), "status", str(status))
    if status in GONE:
        return _gone(case)
    return _say(case, Verdict.UNSURE, Reason(f"http-{status}"), Evidence("status", 0, str(status)))


def _gone(case: Case) -> Judgement:
    """404 and 410 are decisive, except where a browser shows the page all the same, or the host says so to programs."""
    row = blocked.opaque(case.chain.final)
    if row is not None and row.lies and not case.capture:
        return _blocked(case, Reason.OPAQUE, "opaque-host", f"{row.name} tells programs nothing ({row.source})")
    if behind := _behind_404(case):
        return _blocked(case, Reason.OPAQUE, "page-behind-404", behind)
    status = case.page.status
    return _say(case, Verdict.DEAD, Reason(f"http-{status}"), Evidence("status", 1, str(status)))


_SHOWN: Final = 80
"""Words from which on a page that carries the link's words in its head is that page, whatever its status."""


def _behind_404(case: Case) -> str:
    """What a browser shows all the same behind a 404; empty where that says what it means.

    Static hosts answer so for single-page sites, and some programs for every page of theirs.
    """
    page = case.page
    if soft404.says_not_found(page):
        return ""
    if page.shell or (page.drawn and count_words(page.text) < EMPTY and not page.headings):
        return "an empty page that its scripts fill"
    if page.password and not page.longer_than(THIN - 1) and page.links < soft404.MENU:
        return "a page that asks for a password"
    if page.longer_than(_SHOWN) and case.carried.known and case.carried.head:
        return f"the page itself: {page.title}"
    return ""


def _shortener(case: Case) -> Judgement | None:
    """A shortener that shows a page of its own has not led to the target."""
    if not case.chain.stuck:
        return None
    shown = shorteners.shown(case.chain.asked, case.page)
    if shown is None:
        return None
    kind, mark = shown
    if kind == "held":
        return _blocked(
            case, Reason.OPAQUE, "shortener-page", f"{mark.name} shows a page of its own: {case.page.title}"
        )
    return _say(case, Verdict.DEAD, Reason.SOFT_404, Evidence("shortener-page", 1, f"{mark.name}: {case.page.title}"))


def _wall(case: Case) -> Judgement | None:
    wall = blocked.is_wall(case.page, case.chain.wanted)
    if wall is None:
        return None
    return _blocked(case, _WALL_REASONS[wall.kind], f"{wall.kind}-page", f"{wall.mark.name}: {case.page.title}")


def _notice(case: Case) -> Judgement | None:
    """A host's own words: a closed service's notice, or a not-found page that is known."""
    if said := phrases.host_says(case.page):
        return _say(case, Verdict.DEAD, Reason.SOFT_404, Evidence("host-says", 1, said))
    service = service_of(case.chain.wanted) or service_of(case.chain.final)
    words = service.notice(case.page) if service is not None else ""
    if service is None or not words:
        return None
    reason = Reason.SERVICE_CLOSED if service.kind == "gone" else Reason.SOFT_404
    return _say(case, Verdict.DEAD, reason, Evidence("service-notice", 1, f"{service.name}: {words}"))


def _opaque(case: Case) -> Judgement | None:
    row = blocked.opaque(case.chain.final)
    if row is None or row.told_by(case.page):
        return None
    nothing = f"{row.name} answers programs the same for what is gone"
    if row.interface is None or case.told is None:
        return _blocked(case, Reason.OPAQUE, "opaque-host", nothing)
    word, status = row.interface.word(case.told)
    said = f"{row.interface.place} says {status}"
    match word:
        case Word.THERE:
            return _alive(case, Evidence("interface", 0, said))
        case Word.GONE:
            return _say(case, Verdict.DEAD, Reason.SOFT_404, Evidence("interface", 1, said))
        case Word.UNKNOWN:
            return _blocked(case, Reason.OPAQUE, "opaque-host", f"{nothing}; {said}")


def _route(case: Case) -> Judgement | None:
    """A fragment that names a page was never sent: the answer is for whatever stands before it."""
    if not urls.routed(case.chain.wanted):
        return None
    return _blocked(case, Reason.OPAQUE, "route", "the page is named behind the hash, which no server is told")


def _error_page(case: Case) -> Judgement | None:
    evidence = redirects.to_error(case)
    if not evidence:
        return None
    if decides(evidence):
        return _say(case, Verdict.DEAD, Reason.REDIRECT_TO_ERROR, *evidence)
    return _say(case, Verdict.BLOCKED, Reason.OPAQUE, *evidence)


def _sent_back(case: Case) -> Judgement | None:
    """A page that carries the way back is a gate, whatever it says."""
    return _blocked(case, Reason.OPAQUE, "way-back", case.chain.final) if blocked.sent_back(case) else None


def _parked(case: Case) -> Judgement | None:
    evidence = parked.evidence(case)
    return _say(case, Verdict.DEAD, Reason.PARKED, *evidence) if decides(evidence) else None


def _front_page(case: Case) -> Judgement | None:
    """A front page in place of the page: dead, unless it asks who one is, or is empty until its scripts run."""
    evidence = redirects.to_root(case)
    if not decides(evidence):
        return None
    if case.page.password:
        return _blocked(
            case, Reason.LOGIN_WALL, "login-page", f"a front page that asks for a password: {case.chain.final}"
        )
    if case.page.shell:
        return _blocked(case, Reason.OPAQUE, "front-page", "an empty page that its scripts fill")
    if case.page.form and not case.page.longer_than(THIN - 1) and case.page.links < soft404.MENU:
        return _blocked(case, Reason.OPAQUE, "front-page", "a front page that asks for something first")
    return _say(case, Verdict.DEAD, Reason.REDIRECT_TO_ROOT, *evidence)


def _soft_404(case: Case) -> Judgement | None:
    evidence = soft404.evidence(case)
    return _say(case, Verdict.DEAD, Reason.SOFT_404, *evidence) if decides(evidence) else None


def _sold(case: Case) -> Judgement | None:
    """A domain with a new owner: only the link's own words show that this is still the page."""
    service = service_of(case.chain.wanted)
    if service is None or service.kind != "sold" or case.carried.head or case.carried.text:
        return None
    return _blocked(case, Reason.OPAQUE, "sold", f"{service.name}: {service.note}")


def _living(case: Case) -> Judgement:
    """Nothing speaks against it; what was weighed and found too light is told."""
    return _alive(case, *parked.evidence(case), *redirects.to_root(case), *soft404.evidence(case))


def _alive(case: Case, *evidence: Evidence) -> Judgement:
    if redirects.moved(case):
        return _say(case, Verdict.MOVED, Reason.REDIRECTED, *evidence)
    return _say(case, Verdict.ALIVE, Reason.REDIRECTED if case.chain.redirected else Reason.OK, *evidence)


LIVE: Final[tuple[Question, ...]] = (
    _known,
    _challenged,
    _led_to_wall,
    _status,
    _shortener,
    _wall,
    _notice,
    _opaque,
    _parked,
    _route,
    _error_page,
    _sent_back,
    _front_page,
    _soft_404,
    _sold,
    _living,
)
"""The questions to a living server's answer, in order; the last always knows."""

NOT_OF_CAPTURES: Final = frozenset({_known, _opaque, _route, _sold, _led_to_wall, _sent_back})
"""Questions that a snapshot is not asked: what a living server does to programs says nothing of it."""

CAPTURED: Final[tuple[Question, ...]] = tuple(q for q in LIVE if q not in NOT_OF_CAPTURES)
"""The questions to a snapshot's body."""
