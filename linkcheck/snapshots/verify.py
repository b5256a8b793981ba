"""Whether a capture shows the page: its status, its body by the judge's rules, and where its redirects led. Pure."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from linkcheck.judge import capture as judged
from linkcheck.judge import is_shortener
from linkcheck.model import Evidence, Verdict
from linkcheck.snapshots.outcomes import Capture, Held, Refusal
from linkcheck.snapshots.question import Question
from linkcheck.snapshots.urls import same_page
from linkcheck.snapshots.view import blank

HOME_DAYS = 60
"""Days beyond which a home page shows something else than what the author saw."""
FAR_DAYS = 365
"""Days beyond which a snapshot is marked."""

_HOME = re.compile(r"/?(?:(?:index|default|home|main|welcome)(?:\.[a-z]{3,5})?/?)?", re.IGNORECASE)
_GOOD = frozenset({Verdict.ALIVE, Verdict.MOVED})


def verify(capture: Capture, question: Question) -> Held | Refusal:
    """Judge a capture that is no redirect, as a live page would be judged; its timestamp is the replay's own."""
    if outside := question.outside(capture.timestamp):
        return Refusal(capture, outside)
    if not 200 <= capture.answer.status < 300:
        return Refusal(capture, f"captured with status {capture.answer.status}")
    if blank(capture.answer):
        return Refusal(capture, "it is blank without its scripts")
    judgement = judged(replace(capture.answer, url=capture.original), replace(question.wanted, url=capture.original))
    if judgement.verdict not in _GOOD:
        seen = "; ".join(evidence.detail for evidence in judgement.evidence if evidence.weight > 0)
        return Refusal(capture, f"it shows {judgement.reason}" + (f": {seen}" if seen else ""))
    title = (Evidence("captured-title", 0, judgement.title),) if judgement.title else ()
    return Held(capture, question.distance(capture.timestamp), (*title, *judgement.evidence))


def leads_away(origin: str, target: str) -> str:
    """Why a captured redirect does not lead to the page; empty where it may.

    A deep link that was sent to a front page had lost its page. A short link may stand for a front page, but not for
    its shortener's own.
    """
    if not is_home(target) or is_home(origin) or same_page(origin, target):
        return ""
    if is_shortener(origin) and urlsplit(origin).hostname != urlsplit(target).hostname:
        return ""
    return f"it redirected to the front page {target}"


def is_home(url: str) -> bool:
    """Whether a URL is a site's root or its home page."""
    parts = urlsplit(url)
    return not parts.query and _HOME.fullmatch(parts.path) is not None


def for_review(original: str, days: int | None) -> tuple[str, ...]:
    """Why a person should look at a snapshot before it is written; empty where it may be."""
    if days is None or abs(days) <= HOME_DAYS or not is_home(original):
        return ()
    return (f"a home page changes: {abs(days)} days {'after' if days > 0 else 'before'} publication it showed another",)


def far_away(days: int | None) -> tuple[Evidence, ...]:
    """The mark of a snapshot more than a year away."""
    if days is None or abs(days) <= FAR_DAYS:
        return ()
    return (Evidence("far", 0, f"{abs(days)} days from publication, more than a year"),)
