"""URLs as they go on the wire: what is sent, what makes two requests equal, and whose turn a request takes.

The rules are those of browsers (WHATWG URL, https://url.spec.whatwg.org/): the author's bytes go out as written, and
only what cannot stand in a request is escaped. Hosts become ASCII by UTS 46; numbers that browsers read as IPv4
addresses (decimal, octal, hexadecimal, fullwidth) become dotted quads here, before anything else looks at them.
"""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes

import idna

DEFAULT_PORTS = {"http": 80, "https": 443}
"""The port of a scheme that needs no writing (RFC 9110, 4.2)."""

_SPLIT = re.compile(
    r"(?P<scheme>[Hh][Tt][Tt][Pp][Ss]?):[/\\]*(?P<authority>[^/\\?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>#.*)?",
    re.DOTALL,
)
_AUTHORITY = re.compile(r"(?P<host>\[[^\]]*\]|[^:]*)(?::(?P<port>[0-9]*))?")
_TAB_OR_NEWLINE = str.maketrans("", "", "\t\n\r")
_EDGES = "".join(map(chr, range(0x21)))
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_PATH_SAFE = "".join(c for c in _PRINTABLE if c not in '"#<>?^`{}')
_QUERY_SAFE = "".join(c for c in _PRINTABLE if c not in '"#<>')
_FORBIDDEN_IN_HOST = frozenset("".join(map(chr, range(0x21))) + '#/:<>?@[\\]^|%"`{}\x7f')
_ORDINARY_HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_][a-z0-9_-]{0,62}\.)+[a-z][a-z0-9-]{0,62}")
"""A host that is already as it is used; its last label is no number."""
_ORDINARY_PATH = re.compile(r"(?:/(?!\.|%2[Ee])[A-Za-z0-9%._~!$&'()*+,;=:@|\[\]-]*)+")
"""A path that goes out as written: nothing to escape, no "." or ".." to resolve."""
_DOT = re.compile(r"\.|%2e", re.IGNORECASE)
_IDENTITY = ("#!", "#/")


@dataclass(frozen=True, slots=True)
class Parts:
    """A URL taken apart, its host and port already as they are used."""

    scheme: str
    host: str
    """Lower-case ASCII; an IPv6 address without its brackets."""
    port: int
    path: str
    """As written."""
    query: str
    """As written, with its question mark."""
    fragment: str
    """As written, with its number sign."""
    key: str
    """Whose turn a request takes: `host_of`."""

    @property
    def bracketed(self) -> str:
        """The host as it stands in a URL."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def netloc(self) -> str:
        """Host, and port where it is not the scheme's own."""
        return self.bracketed if self.port == DEFAULT_PORTS[self.scheme] else f"{self.bracketed}:{self.port}"

    @property
    def target(self) -> str:
        """What is asked for at the host, as it is sent: path and query, illegal characters escaped."""
        path = self.path
        if not _ORDINARY_PATH.fullmatch(path):
            path = quote(_encoded(_without_dots(path.replace("\\", "/"))), safe=_PATH_SAFE)
        return path + quote(_encoded(self.query), safe=_QUERY_SAFE) if self.query else path


@lru_cache(maxsize=16_384)  # more than a crawl looks ahead: what it queued by its host it asks for later
def split(url: str) -> Parts:
    """Take an http or https URL apart; credentials are left behind.

    Raises:
        ValueError: It is not a URL that a browser would send; the text says why.
    """
    text = url.strip(_EDGES)
    found = _SPLIT.fullmatch(text if text.isprintable() else text.translate(_TAB_OR_NEWLINE))
    if found is None:
        raise ValueError("not an http or https URL")
    scheme, authority, path, query, fragment = found.groups("")
    scheme = scheme.lower()
    if _ORDINARY_HOST.fullmatch(authority):
        return Parts(scheme, authority, DEFAULT_PORTS[scheme], path, query, fragment, authority)
    host, port = _place(authority, DEFAULT_PORTS[scheme])
    key = _key(host, "" if port == DEFAULT_PORTS[scheme] else f":{port}")
    return Parts(scheme, host, port, path, query, fragment, key)


def sendable(url: str) -> str:
    """What goes on the wire: illegal characters escaped, host in ASCII, no fragment, no credentials.

    Raises:
        ValueError: It is not a URL that a browser would send; the text says why.
    """
    parts = split(url)
    return f"{parts.scheme}://{parts.netloc}{parts.target}"


def request_key(url: str) -> str:
    """What makes two requests equal: scheme and host lower-cased, default port, credentials and fragment dropped.

    A fragment stays where it is identity ("#!", "#/"); the rest stays as written. What is no URL is its own key.
    """
    try:
        parts = split(url)
    except ValueError:
        return url
    fragment = parts.fragment if parts.fragment.startswith(_IDENTITY) else ""
    return f"{parts.scheme}://{parts.netloc}{parts.path or '/'}{parts.query}{fragment}"


def host_of(url: str) -> str:
    """The key of pacing: the host in ASCII, with its port where that is not the scheme's own.

    Raises:
        ValueError: It is not a URL that a browser would send.
    """
    return split(url).key


def host_or_nothing(url: str) -> str:
    """The host of a URL as `host_of` names it; empty where the URL cannot be read."""
    try:
        return split(url).key
    except ValueError:
        return ""


def _place(authority: str, default: int) -> tuple[str, int]:
    """Host and port of what stands between a scheme and a path.

    Raises:
        ValueError: They cannot be; the text says why.
    """
    found = _AUTHORITY.fullmatch(authority.rpartition("@")[2])
    if found is None:
        raise ValueError("the port is not a number")
    port = int(found["port"]) if found["port"] else default
    if not 0 < port < 65536:
        raise ValueError(f"{port} is no port")
    return ascii_host(found["host"]), port


def _key(host: str, port: str) -> str:
    """A host without the dot that may stand behind it, and its port as it is shown."""
    host = host.rstrip(".") or host
    return f"[{host}]{port}" if ":" in host else host + port


def ascii_host(written: str) -> str:
    """A host as WHATWG URL's host parser makes it, without brackets.

    Raises:
        ValueError: No host, or one that cannot be; the text says why.
    """
    if written.startswith("["):
        return _ipv6(written[1:-1])
    if _ORDINARY_HOST.fullmatch(written):
        return written
    host = _domain(unquote_to_bytes(_encoded(written)).decode("utf-8", "replace"))
    if not host.rstrip("."):
        raise ValueError("no host")
    if bad := _FORBIDDEN_IN_HOST.intersection(host):
        raise ValueError(f"{min(bad)!r} cannot stand in a host")
    labels = host.removesuffix(".").split(".")
    if _is_number(labels[-1]):
        return _ipv4(labels)
    if len(host) > 254 or any(not 0 < len(label) < 64 for label in labels):
        raise ValueError("a host's labels have 1 to 63 characters, 253 in all")
    return host


def _domain(host: str) -> str:
    """UTS 46 mapping without its refusals: browsers ask for names with underscores or emoji."""
    if host.isascii():
        return host.lower()
    try:
        mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
    except idna.IDNAError:
        mapped = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", host).casefold())
    return ".".join(_label(label) for label in mapped.split("."))


def _label(label: str) -> str:
    if label.isascii():
        return label
    try:
        return idna.alabel(label).decode("ascii")
    except idna.IDNAError:
        return "xn--" + label.encode("punycode").decode("ascii")


def _ipv6(text: str) -> str:
    """WHATWG URL's IPv6 parser and serializer: no zone, and IPv4 inside in hexadecimal as the rest."""
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        raise ValueError(f"{text} is no IPv6 address") from None
    if address.scope_id is not None:
        raise ValueError("an IPv6 address in a URL has no zone")
    if (mapped := address.ipv4_mapped) is not None:
        return f"::ffff:{int(mapped) >> 16:x}:{int(mapped) & 0xFFFF:x}"
    return address.compressed


def _is_number(label: str) -> bool:
    """WHATWG URL, "ends in a number": then the whole host must be an IPv4 address."""
    return bool(label.isdigit() or re.fullmatch(r"0[xX][0-9A-Fa-f]*", label))


def _ipv4(labels: list[str]) -> str:
    """WHATWG URL's IPv4 parser: one to four numbers, the last of which fills what is left."""
    try:
        numbers = [_number(label) for label in labels]
    except ValueError:
        raise ValueError("a host that ends in a number is an IPv4 address, and this is none") from None
    *leading, last = numbers
    if len(numbers) > 4 or any(number > 255 for number in leading) or last >= 256 ** (4 - len(leading)):
        raise ValueError("a host that ends in a number is an IPv4 address, and this is none")
    value = last + sum(number << (8 * (3 - place)) for place, number in enumerate(leading))
    return str(ipaddress.IPv4Address(value))


def _number(label: str) -> int:
    if label[:2].lower() == "0x":
        return int(label[2:] or "0", 16)
    if len(label) > 1 and label.startswith("0"):
        return int(label, 8)
    return int(label)


def _encoded(text: str) -> bytes:
    """UTF-8; bytes that came as surrogate escapes go back to what they were, other lone surrogates are replaced."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("utf-8")


def _without_dots(path: str) -> str:
    """The path with "." and ".." resolved, as a browser does before it asks (WHATWG URL, path state)."""
    if not path:
        return "/"
    kept: list[str] = []
    segments = path.split("/")[1:]
    for place, segment in enumerate(segments):
        plain = _DOT.sub(".", segment)
        last = place == len(segments) - 1
        if plain == "..":
            if kept:
                kept.pop()
        elif plain != ".":
            kept.append(segment)
            continue
        if last:
            kept.append("")
    return "/" + "/".join(kept)
