"""What a URL says of the page behind it: host, domain, path, and whether two URLs mean one page."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final, TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from publicsuffixlist import PublicSuffixList

DEFAULT_DOCUMENTS: Final = re.compile(
    r"^(index|default|home)\.(html?|php\d?|aspx?|jsp|cfm|shtml|xhtml|cgi|pl)$", re.IGNORECASE
)
"""Names that web servers give to a folder's own page (Apache's DirectoryIndex, IIS's default documents)."""

ROOT_NAMES: Final = re.compile(r"^/(home|index|default|main|start|(wiki|w)/(main_page|home)?)/?$", re.IGNORECASE)
LANGUAGE_ROOT: Final = re.compile(r"^/(intl/)?[a-z]{2}([-_][a-z]{2,4})?(/(home/?)?)?$", re.IGNORECASE)
TRACKING: Final = re.compile(
    r"^(utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|_hs\w+|ref|ref_?src|referr?er|source|src|from|cmp|cid|lang|hl|locale|amp|"
    r"error|err|e|redirect(ed)?|redir|notfound|not_found|404|status|reason|msg|message|code|r|_ga|_gl)$",
    re.IGNORECASE,
)
"""Query parameters that do not say which page is meant."""

_ORDINARY: Final = re.compile(r"(https?)://([a-z0-9.-]+)(/[!-\"$->@-~]*)?(?:\?([!-\"$-~]*))?(?:#([!-~]*))?")
"""Most URLs: of printable signs in ASCII, without a user and a port. `urlsplit` would come to the same parts."""

_NOTHING: Final = SplitResult("", "", "", "", "")
_T = TypeVar("_T")

JUST_NOW: Final = 64
"""Answers about two URLs that are remembered: the questions of one case ask them a dozen times."""


@lru_cache(maxsize=4096)
def split(url: str) -> SplitResult:
    """The parts of a URL; all empty where it cannot be read."""
    if found := _ORDINARY.fullmatch(url):
        return SplitResult(*found.groups(""))
    try:
        parts = urlsplit(url)
    except ValueError:
        return _NOTHING
    return _NOTHING if hostname(parts.netloc) is None else parts


@lru_cache(maxsize=4096)
def hostname(netloc: str) -> str | None:
    """The host that stands in an authority, lower case, maybe empty; None where the port behind it cannot be read."""
    parts = SplitResult("", netloc, "", "", "")
    try:
        parts.port  # noqa: B018 (reading it is what tells a bad port)
    except ValueError:
        return None
    return parts.hostname or ""


def host_of(url: str) -> str:
    """The host, lower case, without port and final dot; empty where there is none."""
    return (hostname(split(url).netloc) or "").rstrip(".")


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=16384)
def domain_of(host: str) -> str:
    """The registrable domain of a host, by the public suffix list; an address or a bare suffix is its own."""
    if not host or host.replace(".", "").isdigit() or ":" in host:
        return host
    return str(_suffixes().privatesuffix(host) or host)


def owns(domain: str, host: str) -> bool:
    """Whether a host is a domain or below it."""
    return host == domain or host.endswith("." + domain)


def suffixes(host: str) -> Iterator[str]:
    """A host and everything that it is below: www.example.org, example.org, org."""
    while host:
        yield host
        _, _, host = host.partition(".")


def nearest(table: Mapping[str, _T], host: str) -> _T | None:
    """The entry of the longest part of a host's name that a table knows."""
    return next((table[name] for name in suffixes(host) if name in table), None)


def bare(host: str) -> str:
    """A host without `www.`, which never says which page is meant."""
    return host.removeprefix("www.")


def bare_host(url: str) -> str:
    """The host of a URL without `www.`."""
    return bare(host_of(url))


@lru_cache(maxsize=4096)
def segments(url: str) -> tuple[str, ...]:
    """The parts of the path, decoded, without a default document."""
    names = tuple(unquote(name) for name in split(url).path.split("/") if name)
    return names[:-1] if names and DEFAULT_DOCUMENTS.match(names[-1]) else names


def telling_query(url: str) -> tuple[tuple[str, str], ...]:
    """The parameters of the query that may say which page is meant, sorted."""
    query = split(url).query
    if not query:
        return ()
    return tuple(sorted((k, v) for k, v in parse_qsl(query, keep_blank_values=True) if not TRACKING.match(k)))


def routed(url: str) -> str:
    """A fragment that names a page of a single-page site (`#!`, `#/`); empty for an ordinary anchor."""
    fragment = split(url).fragment
    return fragment if fragment[:1] in {"!", "/"} and len(fragment) > 1 else ""


def is_root(url: str) -> bool:
    """Whether a URL means a site's front page."""
    if telling_query(url) or routed(url):
        return False
    return not segments(url) or bool(ROOT_NAMES.match(split(url).path))


def language_root(url: str) -> str:
    """The first part of the path, where a URL means the front page in one language or country; else empty."""
    path = split(url).path
    if telling_query(url) or routed(url) or not LANGUAGE_ROOT.match(path):
        return ""
    return segments(url)[0].lower() if segments(url) else ""


@lru_cache(maxsize=JUST_NOW)
def same_page(one: str, other: str) -> bool:
    """Whether two URLs differ in nothing but scheme, `www.`, a trailing slash, a default document or tracking."""
    if one == other:
        return True
    return (
        bare(host_of(one)) == bare(host_of(other))
        and [s.casefold() for s in segments(one)] == [s.casefold() for s in segments(other)]
        and (telling_query(one) == telling_query(other) or not telling_query(one))
        and (routed(one) == routed(other) or not routed(one))
    )


def slug(url: str) -> str:
    """The last part of the path without its ending: what an author calls the page."""
    names = segments(url)
    return (
        re.sub(r"\.(html?|php\d?|aspx?|jsp|cfm|shtml|md|pdf|xml)$", "", names[-1], flags=re.IGNORECASE) if names else ""
    )


_ECHO: Final = re.compile(r"(?<=[?&])aspxerrorpath=[^&#]*", re.IGNORECASE)
"""What ASP.NET hangs on the URL of its error page: where the error was, and not where the reader is sent back to
(https://learn.microsoft.com/dotnet/api/system.web.configuration.customerrorssection)."""


@lru_cache(maxsize=JUST_NOW)
def keeps_slug(wanted: str, final: str) -> bool:
    """Whether the place where a redirect ended still carries the last part of the wanted path (or its number)."""
    name, final = slug(wanted).casefold(), _ECHO.sub("", final)
    if not name:
        return telling_query(wanted) == telling_query(final) or not telling_query(wanted)
    elsewhere = bare(host_of(wanted)) != bare(host_of(final))
    place = unquote(final if elsewhere else final.partition("://")[2].partition("/")[2]).casefold()
    return name in place or re.sub(r"[-_+ ]+", "-", name) in re.sub(r"[-_+ ]+", "-", place)


_IDENTIFIER: Final = re.compile(r"(?<![^\W_])(?:[0-9]{4,}|(?=[0-9]*[a-z])(?=[a-z]*[0-9])[0-9a-z]{8,})(?![^\W_])")
_DAY: Final = re.compile(r"(19|20)[0-9]{2}((0[1-9]|1[0-2])([0-2][0-9]|3[01])?)?")


def identifiers(url: str) -> frozenset[str]:
    """The numbers and codes in path and query by which a site knows a page; dates are none."""
    place = f"{split(url).path}?{split(url).query}"
    return frozenset(name for name in _IDENTIFIER.findall(unquote(place).casefold()) if not _DAY.fullmatch(name))


def keeps_identifier(wanted: str, final: str) -> bool:
    """Whether a redirect ended where one of the wanted URL's numbers or codes still stands: a new title, one page."""
    return bool(identifiers(wanted) & identifiers(final))


def carries_back(wanted: str, final: str) -> bool:
    """Whether the final URL's query names the wanted page, as a gate does that means to send the reader back."""
    path = split(wanted).path
    if len(path) < 2 or same_page(wanted, final):
        return False
    values = [unquote(value) for _, value in parse_qsl(split(_ECHO.sub("", final)).query)]
    return any(path.rstrip("/") in value for value in values)


def same_request(one: str, other: str) -> bool:
    """Whether two URLs make one request: they differ in nothing but the fragment and how the host is written."""
    return _request(one) == _request(other)


def _request(url: str) -> tuple[str, str, int | None, str, str]:
    parts = split(url)
    port = None if parts.port == {"http": 80, "https": 443}.get(parts.scheme.lower()) else parts.port
    return parts.scheme.lower(), host_of(url), port, parts.path or "/", parts.query
