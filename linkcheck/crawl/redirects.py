"""Where a redirect leads: Location as servers write it, read as browsers read it."""

import re
from urllib.parse import urldefrag, urljoin

from linkcheck.model import Answer
from linkcheck.net import host_of

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses whose Location a browser follows (RFC 9110, 15.4)."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
_UNSENDABLE = re.compile("[\x00-\x20\x7f\udc80-\udcff]")
_EDGES = "".join(map(chr, range(0x21)))
_LINE_BREAKS = str.maketrans("", "", "\t\n\r")


def location(answer: Answer) -> str | None:
    """The written target of a redirect; None where the answer is the end of its chain."""
    if answer.status not in REDIRECTS:
        return None
    written = (answer.header("Location") or "").strip(_EDGES)
    return written or None


def led_to(url: str, written: str) -> str:
    """The absolute URL that `written` means on the page `url` (RFC 9110, 10.2.2; WHATWG URL for what browsers mend).

    Spaces and stray bytes are escaped, UTF-8 stays readable, a fragment is handed on where the target has none.

    Raises:
        ValueError: It leads to another scheme than http and https, or to no host; the text says where.
    """
    target = urljoin(url, _mended(url, written))
    scheme = _SCHEME.match(target)
    if scheme is None or scheme[0].lower() not in {"http", "https"}:
        raise ValueError(f"it leads to {written}, which is not http or https")
    try:
        host_of(target)
    except ValueError as fault:
        raise ValueError(f"it leads to {written}: {fault}") from None
    fragment = urldefrag(url).fragment
    return target if "#" in target or not fragment else f"{target}#{fragment}"


def _mended(url: str, written: str) -> str:
    """Backslashes as slashes, wrong numbers of slashes behind the scheme, and illegal characters escaped."""
    text = _UNSENDABLE.sub(_escaped, written.strip(_EDGES).translate(_LINE_BREAKS))
    place = re.match(r"[^?#]*", text)
    head = place[0] if place else ""
    scheme = _SCHEME.match(head)
    if scheme is not None and scheme[0].lower() not in {"http", "https"}:
        return text
    tail = text[len(head) :]
    head = head.replace("\\", "/")
    if scheme is not None:
        behind = head[len(scheme[0]) + 1 :]
        if not behind.startswith("//") and url.lower().startswith(scheme[0].lower() + ":"):
            return behind + tail
        return f"{scheme[0].lower()}://{behind.lstrip('/')}{tail}"
    return (f"//{head.lstrip('/')}" if head.startswith("//") else head) + tail


def _escaped(found: re.Match[str]) -> str:
    """A byte that cannot stand in a URL; a surrogate escape is the byte that it stands for."""
    code = ord(found[0])
    return f"%{code - 0xDC00 if code >= 0xDC80 else code:02X}"
