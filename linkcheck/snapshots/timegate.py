"""The first lane: the Wayback Machine's TimeGate and replay, and the TimeMap of an archive that has no index.

`/web/<14 digits>id_/<URL>` is both: with an exact timestamp it replays that capture, with any other it redirects to the
closest one. Only an answer with Memento-Datetime is a capture, whatever its status; without it the archive speaks for
itself (RFC 7089, 4.5.3).
"""

from collections.abc import MutableMapping
from dataclasses import replace

from linkcheck.judge import refresh
from linkcheck.model import Answer
from linkcheck.snapshots.cdx import MAX_BODY, Row, Rows
from linkcheck.snapshots.door import Door
from linkcheck.snapshots.links import mementos
from linkcheck.snapshots.outcomes import Absent, Capture, Kind, Trouble, memento_datetime
from linkcheck.snapshots.question import Question
from linkcheck.snapshots.urls import (
    IDENTITY,
    inside,
    mended,
    parse,
    replay_url,
    resolved,
    without_default_port,
    without_fragment,
    written,
)

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses whose Location is followed."""
NO_TIMEMAP = Rows((), "the web archive has neither an index of captures nor a TimeMap of this URL")
"""What an archive comes to that lists nothing of a URL in either way."""
NOTICE_BYTES = 4096
"""Bytes of an answer that is read for what the archive says of itself."""
HOPS = 5
"""Redirects that are followed for one answer, at most."""


async def replay(
    door: Door,
    web_archive: str,
    timestamp: str,
    url: str,
    *,
    modifier: str = IDENTITY,
    known: MutableMapping[str, Capture] | None = None,
) -> Capture | Absent | Trouble:
    """The capture of a URL that is closest to 14 digits, its own timestamp read from the answer.

    `known` holds the captures of earlier replays by address: what it has is not asked again, what is new is added.
    """
    replayed = {} if known is None else known
    address = replay_url(web_archive, timestamp, url, modifier)
    for _ in range(HOPS + 1):
        if address in replayed:
            return replayed[address]
        answer = await door.ask(door.replays, address)
        if isinstance(answer, Trouble):
            return answer
        captured = memento_datetime(answer)
        if captured is not None:
            original = _original(answer.header("Content-Location") or "", address, url, web_archive)
            replayed[address] = Capture(captured, original, written(web_archive, captured, original), answer)
            return replayed[address]
        if answer.status not in REDIRECTS:
            return _without_capture(answer, url)
        place = inside(answer.header("Location") or "", address, web_archive)
        if place is None:
            return Trouble(Kind.FAULT, f"the web archive redirects out of itself, to {answer.header('Location')!r}")
        address = replay_url(web_archive, place.timestamp, place.original, modifier)
    return Trouble(Kind.FAULT, f"the web archive redirects more than {HOPS} times")


async def listed(door: Door, web_archive: str, question: Question) -> Rows | Trouble:
    """The captures of a URL by the archive's TimeMap (RFC 7089, 5), where it has no index, as pywb has none.

    It tells neither status nor digest, so only a replay shows what a capture is.
    """
    answer = await door.ask(door.index, f"{web_archive}/web/timemap/link/{question.url}", MAX_BODY)
    if isinstance(answer, Trouble):
        return answer
    if answer.status == 404:
        return NO_TIMEMAP
    if answer.status != 200:
        return Trouble(Kind.FAULT, f"the web archive's TimeMap answered {answer.status}")
    rows: list[Row] = []
    for timestamp, address in mementos(answer):
        place, digits = parse(address), mended(timestamp)
        if place is not None and digits is not None:
            rows.append(Row(digits, place.original, None, ""))
    return Rows(tuple(rows), "the TimeMap came incomplete" if answer.truncated else "")


async def nearest(door: Door, web_archive: str, timestamp: str, url: str) -> str | Absent | Trouble:
    """The 14 digits of the capture of a URL that is closest to 14 digits, by one question; nothing is replayed."""
    address = replay_url(web_archive, timestamp, url)
    answer = await door.ask(door.replays, address, NOTICE_BYTES)
    if isinstance(answer, Trouble):
        return answer
    captured = memento_datetime(answer)
    if captured is not None:
        return captured
    if answer.status not in REDIRECTS:
        return _without_capture(answer, url)
    place = inside(answer.header("Location") or "", address, web_archive)
    told = mended(place.timestamp) if place is not None else None
    if told is None:
        return Trouble(Kind.FAULT, f"the web archive redirects out of itself, to {answer.header('Location')!r}")
    return told


def redirect_of(capture: Capture, web_archive: str) -> tuple[str, str] | None:
    """Where a captured redirect led: the URL, and the 14 digits that the archive names for it, or its own.

    Replay leaves the Location as it was captured, or makes it a path inside the archive. A page that sends a browser on
    by itself leads where its refresh does. None where there is none, or where it leads to something else than a page.
    """
    location = (capture.answer.header("Location") or capture.answer.header("X-Archive-Orig-Location") or "").strip()
    location = location or refresh(replace(capture.answer, url=capture.original)) or ""
    if not location:
        return None
    place = inside(location, capture.answer.url, web_archive)
    target = resolved(capture.original, location if place is None else place.original)
    near = capture.timestamp if place is None or len(place.timestamp) != 14 else place.timestamp
    return (target, near) if target else None


def leads_on(capture: Capture) -> bool:
    """Whether a capture is a redirect, by its status or by a refresh that a browser obeys."""
    status = capture.answer.status
    return status in REDIRECTS or refresh(replace(capture.answer, url=capture.original)) is not None


def _without_capture(answer: Answer, url: str) -> Absent | Trouble:
    if answer.status == 404:
        return Absent(f"the web archive has no capture of {url}")
    return Trouble(Kind.FAULT, f"the web archive answered {answer.status} without a capture")


def _original(told: str, address: str, url: str, web_archive: str) -> str:
    """The URL that was captured, without the port that old captures were listed with.

    An archive that answers without a redirect tells it by Content-Location; else it stands in the replay's address.
    """
    found = inside(told, address, web_archive) or parse(address)
    return without_default_port(without_fragment(url) if found is None else found.original)
