"""The reader's view of a snapshot: what a person sees who follows the rewritten link."""

import re
from collections.abc import Awaitable, Callable

from selectolax.lexbor import LexborHTMLParser

from linkcheck.model import Answer
from linkcheck.snapshots.links import within_frame
from linkcheck.snapshots.outcomes import Kind, Trouble, memento_datetime
from linkcheck.snapshots.timegate import HOPS, REDIRECTS
from linkcheck.snapshots.urls import parse, resolved

_INTERSTITIAL = re.compile(rb"Got an? HTTP 3\d\d response at crawl time", re.IGNORECASE)
_TOOLBAR = re.compile(rb"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->", re.DOTALL)
_UNSEEN = ["script", "style", "noscript", "template", "head"]
_SEEN_WITHOUT_TEXT = "img, picture, svg, video, audio, iframe, frame, object, embed, input[type=image]"
_NO_WORDS = re.compile(r"[\W_]*(?:loading|please wait)?[\W_]*", re.IGNORECASE)


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
    if _INTERSTITIAL.search(answer.body):
        return "it is the archive's notice of a redirect"
    return "it is blank without its scripts" if blank(answer) else ""


def blank(answer: Answer) -> bool:
    """Whether a page shows neither words nor pictures nor frames before its scripts run. Pure."""
    kind = (answer.header("Content-Type") or "text/html").partition(";")[0].strip().lower()
    if kind not in {"text/html", "application/xhtml+xml"}:
        return False
    page = LexborHTMLParser(_TOOLBAR.sub(b"", answer.body))
    page.strip_tags(_UNSEEN)
    if page.css_first(_SEEN_WITHOUT_TEXT) is not None:
        return False
    text = page.body.text(separator=" ") if page.body is not None else ""
    return _NO_WORDS.fullmatch(text) is not None
