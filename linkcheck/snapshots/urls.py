"""Snapshot URLs: how a web archive names one capture, and the 14 digits of its time.

The Wayback Machine, pywb and most other archives write `<archive>/<14 digits><modifier>/<original URL>`. The modifier
says in what dress a capture is served: none with the archive's banner, `id_` the bytes as they were captured, others
for parts of pages (https://pywb.readthedocs.io/en/latest/manual/rewriter.html).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from linkcheck.net import host_of, request_key, sendable

MEDIA = "oe_"
"""The modifier for what a page embeds: video and sound."""
IDENTITY = "id_"
"""The modifier that asks for the bytes as they were captured."""
FRAMED = "mp_"
"""The modifier of the page inside a frame: in pywb's framed replay the address without one shows only the frame."""

_SNAPSHOT = re.compile(
    r"(?P<prefix>https?://[^?#]*?)/(?P<timestamp>\d{4,14})(?P<modifier>[a-z]{2}_)?/(?P<original>[a-z][a-z0-9+.\-]*:.+)",
    re.IGNORECASE | re.DOTALL,
)
_COLLAPSED = re.compile(r"(https?):/+", re.IGNORECASE)
_DEFAULT_PORT = re.compile(r"(?<=^http://)([^/?#@]+):80(?=[/?#]|$)|(?<=^https://)([^/?#@]+):443(?=[/?#]|$)")
_FOLDED = re.compile(r"^https?://(?:www\d*\.)?", re.IGNORECASE)
_STAMP = "%Y%m%d%H%M%S"
_EARLIEST = "19900101000000"


@dataclass(frozen=True, slots=True)
class SnapshotUrl:
    """One snapshot URL, taken apart."""

    prefix: str
    """What stands before the timestamp, without the slash between them."""
    timestamp: str
    """As written: 4 to 14 digits."""
    modifier: str
    """With its underscore; empty for the reader's view."""
    original: str
    """The URL that was captured."""

    @property
    def reader(self) -> str:
        """The same capture as a reader is shown it."""
        return f"{self.prefix}/{self.timestamp}/{self.original}"

    @property
    def identity(self) -> str:
        """The same capture as it was captured."""
        return f"{self.prefix}/{self.timestamp}{IDENTITY}/{self.original}"


def parse(url: str) -> SnapshotUrl | None:
    """Take a snapshot URL apart; None where it is another URL."""
    found = _SNAPSHOT.fullmatch(url)
    if found is None:
        return None
    # servers and editors that merge slashes leave http:/example.org
    original = _COLLAPSED.sub(r"\1://", found["original"], count=1)
    return SnapshotUrl(found["prefix"], found["timestamp"], found["modifier"] or "", original)


def replay_url(web_archive: str, timestamp: str, original: str, modifier: str = IDENTITY) -> str:
    """Where the Wayback Machine replays a capture; with a date that it does not hold, it is a TimeGate."""
    return f"{web_archive.rstrip('/')}/web/{timestamp}{modifier}/{without_fragment(original)}"


def written(web_archive: str, timestamp: str, original: str) -> str:
    """What is written into a document, but for the fragment."""
    return replay_url(web_archive, timestamp, original, "")


def inside(location: str, asked: str, web_archive: str) -> SnapshotUrl | None:
    """The capture that a redirect of the Wayback Machine leads to; None where it leads out of it.

    `asked` is the URL that answered. Production names itself web.archive.org even behind another address.
    """
    if location.startswith("/") and not location.startswith("//"):
        # joined, the dots inside the original's path would be resolved
        found = parse(f"{_origin(asked)}{location}")
    else:
        found = parse(resolved(asked, location)) if location else None
    if found is None or not found.prefix.endswith("/web"):
        return None
    hosts = {urlsplit(web_archive).netloc.lower(), urlsplit(asked).netloc.lower(), "web.archive.org"}
    return found if urlsplit(found.prefix).netloc.lower() in hosts else None


def resolved(base: str, location: str) -> str:
    """Where a Location leads; empty where it is nothing that can be asked."""
    try:
        joined = urljoin(base, location)
        host_of(joined)
    except ValueError:
        return ""
    return joined


def fragment_of(url: str) -> str:
    """The fragment with its number sign; empty where there is none."""
    _, sign, fragment = url.partition("#")
    return sign + fragment


def without_fragment(url: str) -> str:
    """The URL up to its fragment."""
    return url.partition("#")[0]


def without_default_port(url: str) -> str:
    """The URL without a port that its scheme implies, as old captures were listed (`http://example.org:80/`)."""
    return _DEFAULT_PORT.sub(lambda found: found[1] or found[2], url)


def same_page(one: str, other: str) -> bool:
    """Whether the archive files two URLs under one key: scheme, `www.`, case, default port and final slash aside.

    This is the part of SURT canonicalisation that matters for redirects of a page to itself
    (https://github.com/iipc/urlcanon).
    """
    return _folded(one) == _folded(other)


def key_of(url: str) -> str:
    """What a capture of a URL is filed under, so that `same_page` holds for all that share it."""
    try:
        return _folded(sendable(url))
    except ValueError:
        return _folded(url)


def stamp(moment: datetime) -> str:
    """The 14 digits of an instant."""
    return moment.astimezone(UTC).strftime(_STAMP)


def moment_of(timestamp: str) -> datetime:
    """The instant that 14 digits name, UTC.

    Raises:
        ValueError: They name none.
    """
    return datetime.strptime(timestamp, _STAMP).replace(tzinfo=UTC)


def mended(timestamp: str) -> str | None:
    """The 14 digits as an instant; None where there is no telling which.

    Captures of 2000 and before are listed with a month or day `00` pushed in, and the seconds pushed out behind:
    20000800241623 is 2000-08-24 16:23 (edgi-govdata-archiving/wayback, issues 85 and 88).
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) == 14):
        return None
    for place in (None, 4, 6):
        tried = timestamp if place is None else timestamp[:place] + timestamp[place + 2 :] + "00"
        if place is not None and timestamp[place : place + 2] != "00":
            continue
        try:
            moment_of(tried)
        except ValueError:
            continue
        return tried if tried >= _EARLIEST else None
    return None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _folded(url: str) -> str:
    return _FOLDED.sub("", without_default_port(request_key(url)).lower()).rstrip("/")
