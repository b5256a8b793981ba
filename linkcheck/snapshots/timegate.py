"""The first lane: the Wayback Machine's TimeGate and replay.

`/web/<14 digits>id_/<URL>` is both: with an exact timestamp it replays that capture, with any other it redirects to the
closest one. Only an answer with Memento-Datetime is a capture, whatever its status; without it the archive speaks for
itself (RFC 7089, 4.5.3).
"""

from collections.abc import MutableMapping

from linkcheck.model import Answer
from linkcheck.snapshots.door import Door
from linkcheck.snapshots.outcomes import Absent, Capture, Kind, Trouble, memento_datetime
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
            original = _original(address, url)
            replayed[address] = Capture(captured, original, written(web_archive, captured, original), answer)
            return replayed[address]
        if answer.status not in REDIRECTS:
            return _without_capture(answer, url)
        place = inside(answer.header("Location") or "", address, web_archive)
        if place is None:
            return Trouble(Kind.FAULT, f"the web archive redirects out of itself, to {answer.header('Location')!r}")
        address = replay_url(web_archive, place.timestamp, place.original, modifier)
    return Trouble(Kind.FAULT, f"the web archive redirects more than {HOPS} times")


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

    Replay leaves the Location as it was captured, or makes it a path inside the archive. None where there is none, or
    where it leads to something else than a web page.
    """
    location = (capture.answer.header("Location") or capture.answer.header("X-Archive-Orig-Location") or "").strip()
    if not location:
        return None
    place = inside(location, capture.answer.url, web_archive)
    target = resolved(capture.original, location if place is None else place.original)
    near = capture.timestamp if place is None or len(place.timestamp) != 14 else place.timestamp
    return (target, near) if target else None


def _without_capture(answer: Answer, url: str) -> Absent | Trouble:
    if answer.status == 404:
        return Absent(f"the web archive has no capture of {url}")
    return Trouble(Kind.FAULT, f"the web archive answered {answer.status} without a capture")


def _original(address: str, url: str) -> str:
    """The URL that the replay's own address names, without the port that old captures were listed with."""
    found = parse(address)
    return without_default_port(without_fragment(url) if found is None else found.original)
