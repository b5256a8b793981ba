"""What a Wayback Machine holds: captures, the key that it finds them by, and the closest one to a moment."""

import calendar
import hashlib
import re
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

DEFAULT_PORTS = {"80", "443"}
REVISIT = "warc/revisit"


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture of one URL.

    With the mimetype `warc/revisit` it is a repeat: it has no body of its own and plays the latest earlier capture of
    the URL that has the same digest; CDX shows `-` for its status.
    """

    url: str
    timestamp: str
    """14 digits, UTC."""
    status: int = 200
    body: str | bytes = ""
    location: str = ""
    """Where a captured redirect led: the live URL, absolute or relative."""
    mimetype: str = "text/html"
    digest: str | None = None
    """Base 32 of SHA-1 of the body, computed when None."""

    @property
    def data(self) -> bytes:
        """The body's bytes."""
        return self.body.encode() if isinstance(self.body, str) else self.body

    @property
    def key(self) -> str:
        """The SURT of its URL."""
        return surt(self.url)

    @property
    def at(self) -> datetime:
        """When it was captured, UTC."""
        return moment(self.timestamp)


def surt(url: str) -> str:
    """The key by which captures are found: scheme, www, case, default port, trailing slash and fragment folded.

    `https://WWW.Example.org:443/A/?b=2&a=1#c` is `org,example)/a?a=1&b=2`.
    After internetarchive/surt, IAURLCanonicalizer.
    """
    parts = urlsplit(re.sub(r"^(?:https?:/*|//)?", "http://", url.strip().lower(), count=1))
    host, _, port = parts.netloc.rpartition("@")[2].partition(":")
    host = re.sub(r"^www\d*\.", "", host.rstrip("."))
    authority = ",".join(reversed(host.split("."))) + (f":{port}" if port and port not in DEFAULT_PORTS else "")
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{authority}){parts.path.rstrip('/') or '/'}" + (f"?{query}" if query else "")


def moment(digits: str) -> datetime:
    """The instant that 1 to 14 digits begin at, UTC; what is out of range is brought into it (`0` is the oldest)."""
    padded = (digits + "00000000000000"[len(digits) :])[:14]
    year = min(max(int(padded[:4]), 1996), 9999)
    month = min(max(int(padded[4:6]), 1), 12)
    day = min(max(int(padded[6:8]), 1), calendar.monthrange(year, month)[1])
    hour, minute, second = min(int(padded[8:10]), 23), min(int(padded[10:12]), 59), min(int(padded[12:]), 59)
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Holdings:
    """Every capture, by key, oldest first."""

    by_key: dict[str, tuple[Capture, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, captures: Iterable[Capture]) -> "Holdings":
        """Sort captures into their keys and complete their digests.

        Raises:
            ValueError: A timestamp has not 14 digits.
        """
        rows: dict[str, list[Capture]] = {}
        for capture in sorted(captures, key=lambda one: one.timestamp):
            if not re.fullmatch(r"[0-9]{14}", capture.timestamp):
                raise ValueError(f"a capture's timestamp has 14 digits, not {capture.timestamp!r}")
            known = rows.setdefault(capture.key, [])
            known.append(replace(capture, digest=capture.digest or _digest(capture, known)))
        return cls({key: tuple(of_key) for key, of_key in rows.items()})

    def with_captures(self, more: Iterable[Capture]) -> "Holdings":
        """The same and these captures; what is held already is not held twice."""
        held = [capture for of_key in self.by_key.values() for capture in of_key]
        known = {(capture.key, capture.timestamp) for capture in held}
        new = [capture for capture in more if (capture.key, capture.timestamp) not in known]
        return Holdings.of((*held, *new)) if new else self

    def of_url(self, url: str) -> tuple[Capture, ...]:
        """The captures of a URL, oldest first."""
        return self.by_key.get(surt(url), ())

    def closest(self, url: str, at: datetime) -> Capture | None:
        """The capture of a URL that is nearest to a moment."""
        return min(self.of_url(url), key=lambda one: abs(one.at - at), default=None)

    def played(self, capture: Capture) -> Capture:
        """What is shown for a capture: itself, or for a revisit what it repeats, with the revisit's own time."""
        if capture.mimetype != REVISIT:
            return capture
        earlier = [
            one
            for one in self.of_url(capture.url)
            if one.digest == capture.digest and one.mimetype != REVISIT and one.timestamp <= capture.timestamp
        ]
        return replace(earlier[-1], timestamp=capture.timestamp) if earlier else capture


def _digest(capture: Capture, earlier: list[Capture]) -> str:
    if capture.mimetype == REVISIT and earlier and earlier[-1].digest:
        return earlier[-1].digest
    return b32encode(hashlib.sha1(capture.data + capture.location.encode(), usedforsecurity=False).digest()).decode()
