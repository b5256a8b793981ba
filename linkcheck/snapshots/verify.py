"""Whether a capture shows the page: by its status, the judge's rules, the author's words, its redirects. Pure."""

from dataclasses import replace
from urllib.parse import urlsplit

from linkcheck.judge import capture as judged
from linkcheck.judge import is_front, is_shortener, likeness, wall_between, yearly
from linkcheck.model import LIVING, Evidence, Judgement, Reason
from linkcheck.snapshots.outcomes import Capture, Held, Refusal
from linkcheck.snapshots.question import Question
from linkcheck.snapshots.urls import same_page
from linkcheck.snapshots.view import blank, scripted

CHANGING_DAYS = 60
"""Days beyond which a home page, or that of a yearly event, shows something else than what the author saw."""
FAR_DAYS = 365
"""Days beyond which a snapshot is marked."""

_WALLS = {Reason.CONSENT_WALL: "it is a page that asks for consent", Reason.LOGIN_WALL: "it is a page to log in"}


def verify(capture: Capture, question: Question) -> Held | Refusal:
    """Judge a capture that is no redirect, as a live page would be judged; its timestamp is the replay's own.

    What only may be the page is held with its doubts: it is for a person to look at, where no other capture is better.
    """
    if outside := question.outside(capture.timestamp):
        return Refusal(capture, outside)
    if not 200 <= capture.answer.status < 300:
        return Refusal(capture, f"captured with status {capture.answer.status}")
    if blank(capture.answer):
        why = "it is blank without its scripts"
        return _doubted(capture, question, why) if scripted(capture.answer) else Refusal(capture, why)
    answer = replace(capture.answer, url=capture.original)
    wanted = replace(question.wanted, url=capture.original)
    judgement = judged(answer, wanted)
    if wall := _WALLS.get(judgement.reason):
        return _doubted(capture, question, f"{wall}: {_seen(judgement)}", judgement.evidence)
    if judgement.verdict not in LIVING:
        seen = _seen(judgement, weighing=True)
        return Refusal(capture, f"it shows {judgement.reason}" + (f": {seen}" if seen else ""))
    title = (Evidence("captured-title", 0, judgement.title),) if judgement.title else ()
    alike = likeness(answer, wanted)
    return Held(
        capture,
        question.distance(capture.timestamp),
        (*title, *judgement.evidence, *alike.evidence),
        doubts=tuple(filter(None, (alike.doubt, capture.part))),
        fingerprint=alike.fingerprint or capture.digest,
    )


def _doubted(capture: Capture, question: Question, why: str, evidence: tuple[Evidence, ...] = ()) -> Held:
    """A capture in which nothing of the page can be seen."""
    distance = question.distance(capture.timestamp)
    return Held(capture, distance, evidence, doubts=(why,), hidden=True, fingerprint=capture.digest)


def _seen(judgement: Judgement, *, weighing: bool = False) -> str:
    return "; ".join(one.detail for one in judgement.evidence if one.weight > 0 or not weighing)


def leads_away(origin: str, target: str) -> str:
    """Why a captured redirect does not lead to the page; empty where it may.

    A deep link that was sent to a front page had lost its page, whoever's front page that is. A short link may stand
    for a front page, but not for its shortener's own.
    """
    if wall := wall_between(origin, target):
        return f"it redirected to a wall ({wall}), {target}"
    if not is_front(target) or is_front(origin) or same_page(origin, target):
        return ""
    if is_shortener(origin) and urlsplit(origin).hostname != urlsplit(target).hostname:
        return ""
    return f"it redirected to the front page {target}"


def for_review(original: str, days: int | None) -> tuple[str, ...]:
    """Why a person should look at a snapshot that is far for a page that changes; empty where it may be written."""
    if days is None or abs(days) <= CHANGING_DAYS:
        return ()
    when = f"{abs(days)} days {'after' if days > 0 else 'before'} publication"
    if is_front(original):
        return (f"a home page changes: {when} it showed another",)
    if event := yearly(original):
        return (f"a page that changes every year ({event}): {when} it may have shown another edition",)
    return ()


def far_away(days: int | None) -> tuple[Evidence, ...]:
    """The mark of a snapshot more than a year away."""
    if days is None or abs(days) <= FAR_DAYS:
        return ()
    return (Evidence("far", 0, f"{abs(days)} days from publication, more than a year"),)
