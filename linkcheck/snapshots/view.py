"""The reader's view of a snapshot: what a person sees who follows the rewritten link."""

import re
from collections.abc import Awaitable, Callable

from selectolax.lexbor import LexborHTMLParser

from linkcheck.model import Answer
from linkcheck.snapshots.links import within_frame
from linkcheck.snapshots.outcomes import Kind, Trouble, memento_datetime
from linkcheck.snapshots.timegate import HOPS, REDIRECTS
from linkcheck.snapshots.urls import parse, resolved

_INTERSTITIALS = tuple(
    (re.compile(form, re.IGNORECASE | re.DOTALL), notice)
    for form, notice in (
        (rb"got an?\s+HTTP\s+\d{3}\s.{0,40}?\bat crawl time", "of a redirect"),
        (rb"class=[\"']?impatient\b.{0,400}?impatient\?", "of a redirect"),
        (rb"has not archived that URL|doesn.{1,8}t have that page archived", "of having none"),
        (rb"has been excluded from the Wayback Machine|page cannot be (?:displayed|crawled)", "of excluding it"),
        (rb"snapshot cannot be displayed|cannot be displayed due to an internal error", "of an error of its own"),
        (rb"the wayback machine requires your browser to support javascript", "of its calendar"),
    )
)
"""What the archive shows in place of a capture, with status 200 at times.

The notice of a redirect is OpenWayback's UrlRedirect.jsp, for every 3xx and sometimes without its number's name; the
others are what clients look for (edgi-govdata-archiving/wayback, detect_view_mode_redirect).
"""
_TOOLBAR = re.compile(rb"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->", re.DOTALL)
_UNSEEN = ["script", "style", "noscript", "template", "head"]
_SEEN_WITHOUT_TEXT = "img, picture, svg, video, audio, iframe, frame, object, embed, input[type=image]"
_NO_WORDS = re.compile(
    r"[\W_]*(?:(?:loading|please wait|one moment)[\W_]*)*(?:[^.!?]*(?:"
    r"\b(?:enabled?|requires?|needs?|turn on|activate|without|activer|activar)\b[^.!?]*\bjavascript\b|"
    r"\bjavascript\b[^.!?]*\b(?:enabled?|required|disabled|aktivieren|aktiviert|activé|activado)\b"
    r")[^.!?]*)?[\W_]*",
    re.IGNORECASE,
)
"""Nothing, or the one sentence that a page says until its scripts run."""
_SENTENCE = 200
"""Characters that such a sentence has, at most."""


SHORT = 120
"""Words of a notice, at most, beside the archive's toolbar."""


async def view(ask: Callable[[str], Awaitable[Answer | Trouble]], page: str) -> Answer | Trouble:
    """What a browser would be shown for a snapshot's URL, frames and the archive's redirects followed."""
    address = page
    for _ in range(HOPS + 1):
        answer = await ask(address)
        if isinstance(answer, Trouble):
            return answer
        if inner := within_frame(answer):
            address = inner
            continue
        if answer.status not in REDIRECTS:
            return answer
        location = answer.header("Location") or ""
        address = resolved(address, location)
        if parse(address) is None:
            return Trouble(Kind.FAULT, f"the archive redirects out of itself, to {location!r}")
    return Trouble(Kind.FAULT, f"the archive redirects more than {HOPS} times")


def unreadable(answer: Answer, timestamp: str) -> str:
    """Why a reader would not see the capture with these 14 digits; empty where they would. Pure."""
    shown = memento_datetime(answer)
    if shown is not None and shown != timestamp:
        return f"it shows another capture, of {shown}"
    if not 200 <= answer.status < 300:
        return f"it answers {answer.status}"
    if (notice := _notice(answer.body)) and (shown is None or len(_text(answer).split()) < SHORT):
        return f"it is the archive's notice {notice}"
    return "it is blank without its scripts" if blank(answer) else ""


def _notice(body: bytes) -> str:
    """What the archive's own page tells of. It may have Memento-Datetime; a page that quotes one is longer."""
    return next((notice for form, notice in _INTERSTITIALS if form.search(body)), "")


def scripted(answer: Answer) -> bool:
    """Whether scripts would draw a page that is blank without them. Pure."""
    return b"<script" in answer.body.lower()


def blank(answer: Answer) -> bool:
    """Whether a page shows neither words nor pictures nor frames before its scripts run. Pure."""
    kind = (answer.header("Content-Type") or "text/html").partition(";")[0].strip().lower()
    if kind not in {"text/html", "application/xhtml+xml"}:
        return False
    page = _seen(answer)
    if page.css_first(_SEEN_WITHOUT_TEXT) is not None:
        return False
    text = _text_of(page)
    return len(text) <= _SENTENCE and _NO_WORDS.fullmatch(text) is not None


def _text(answer: Answer) -> str:
    """The words that a reader sees, without the archive's toolbar."""
    return _text_of(_seen(answer))


def _seen(answer: Answer) -> LexborHTMLParser:
    page = LexborHTMLParser(_TOOLBAR.sub(b"", answer.body))
    page.strip_tags(_UNSEEN)
    return page


def _text_of(page: LexborHTMLParser) -> str:
    return " ".join(page.body.text(separator=" ").split()) if page.body is not None else ""
