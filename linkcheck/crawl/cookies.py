"""The cookies of one redirect chain: kept from hop to hop, never from one link to another.

RFC 6265, sections 5.1 to 5.4, read as leniently as browsers do: `http.cookies` drops a whole header for one odd byte.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from linkcheck.crawl.talk import NOTHING
from linkcheck.model import Answer
from linkcheck.net import sendable

MOST = 50
"""Cookies that one chain carries, as RFC 6265, 6.1 asks for per domain."""
LARGEST = 4096
"""Bytes of one cookie's name and value; a larger one is left out (RFC 6265, 6.1)."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie and where it may be sent."""

    name: str
    value: str
    domain: str
    path: str
    host_only: bool
    secure: bool
    expired: bool

    def fits(self, scheme: str, host: str, path: str) -> bool:
        """Whether a request to this place carries it (RFC 6265, 5.4)."""
        domain_fits = host == self.domain if self.host_only else _domain_match(host, self.domain)
        return domain_fits and _path_match(path, self.path) and (scheme == "https" or not self.secure)


class Jar:
    """The cookies that a chain has been given so far."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], Cookie] = {}

    def keep(self, answer: Answer, now: datetime) -> None:
        """Take in what an answer sets; `now` tells which are set only to be deleted."""
        for line in answer.header_values("Set-Cookie"):
            cookie = parse(line, answer.url, now)
            if cookie is None:
                continue
            key = (cookie.domain, cookie.path, cookie.name)
            if cookie.expired:
                self._cookies.pop(key, None)
            elif key in self._cookies or len(self._cookies) < MOST:
                self._cookies[key] = cookie

    def cookies_for(self, url: str) -> Mapping[str, str]:
        """What a request for `url` carries; of two with one name, the longer path's."""
        if not self._cookies:
            return NOTHING
        scheme, host, path = _place(url)
        fitting = [cookie for cookie in self._cookies.values() if cookie.fits(scheme, host, path)]
        return {cookie.name: cookie.value for cookie in sorted(fitting, key=lambda cookie: len(cookie.path))}


def parse(line: str, url: str, now: datetime) -> Cookie | None:
    """One Set-Cookie line of the answer to `url` (RFC 6265, 5.2, 5.3); None for one that a browser would not keep."""
    pair, *rest = line.split(";")
    name, equals, value = (part.strip() for part in pair.partition("="))
    if not (equals and name) or len(name) + len(value) > LARGEST or any(ord(sign) < 0x20 for sign in name + value):
        return None
    attributes = {key.strip().lower(): word.strip() for key, _, word in (part.partition("=") for part in rest)}
    scheme, host, path = _place(url)
    domain = attributes.get("domain", "").lower().removeprefix(".")
    if domain and not (_domain_match(host, domain) and ("." in domain or domain == host)):
        return None
    secure = "secure" in attributes
    if secure and scheme != "https":
        return None
    stated = attributes.get("path", "")
    return Cookie(
        name=name,
        value=value,
        domain=domain or host,
        path=stated if stated.startswith("/") else _default_path(path),
        host_only=not domain,
        secure=secure,
        expired=_expired(attributes, now),
    )


def _place(url: str) -> tuple[str, str, str]:
    # as it is sent: an international host has one form there, and what stands before an @ cannot be misread
    parts = urlsplit(sendable(url))
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.path or "/"


def _domain_match(host: str, domain: str) -> bool:
    """RFC 6265, 5.1.3; an address matches only itself."""
    if host == domain:
        return True
    return host.endswith("." + domain) and not host.rpartition(".")[2].isdigit()


def _default_path(path: str) -> str:
    """RFC 6265, 5.1.4."""
    return path.rpartition("/")[0] or "/"


def _path_match(path: str, stated: str) -> bool:
    """RFC 6265, 5.1.4."""
    return path == stated or (path.startswith(stated) and (stated.endswith("/") or path[len(stated)] == "/"))


def _expired(attributes: Mapping[str, str], now: datetime) -> bool:
    """Max-Age comes before Expires; what cannot be read does not count (RFC 6265, 5.2.1, 5.2.2)."""
    try:
        return int(attributes["max-age"]) <= 0
    except (KeyError, ValueError):
        pass
    try:
        expires = parsedate_to_datetime(attributes["expires"].replace("-", " "))
    except (KeyError, ValueError):
        return False
    return (expires if expires.tzinfo else expires.replace(tzinfo=UTC)) <= now
