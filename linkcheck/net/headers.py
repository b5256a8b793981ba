"""What we say of ourselves, and what a browser says."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from linkcheck.net.reading import ACCEPT_ENCODING

BROWSER_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "en-US,en;q=0.5",
        "Accept-Encoding": ACCEPT_ENCODING,
        "Connection": "keep-alive",
        "Upgrade-Insecure-Requests": "1",
        "Sec-Fetch-Dest": "document",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Site": "none",
        "Sec-Fetch-User": "?1",
        "Priority": "u=0, i",
    }
)
"""What Firefox 140 ESR sends with a link that was typed in, in its order: for a second look where a program was
refused."""


def default_headers(user_agent: str) -> dict[str, str]:
    """Shaped as a browser's, under our own name."""
    return {
        "User-Agent": user_agent,
        "Accept": BROWSER_HEADERS["Accept"],
        "Accept-Language": "en-US,en;q=0.9,*;q=0.5",
        "Accept-Encoding": ACCEPT_ENCODING,
    }


def merged(layers: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """One set of headers: a name's last value wins, whatever its case; the names of the last layer come first."""
    layers = [layer for layer in layers if layer]
    if len(layers) == 1:
        return dict(layers[0])
    rows: dict[str, tuple[str, str]] = {}
    for layer in layers:
        given = {name.lower(): (name, value) for name, value in layer.items()}
        rows = {**given, **{key: row for key, row in rows.items() if key not in given}}
    return dict(rows.values())


def header_lines(headers: Mapping[str, str]) -> str:
    """Header lines as they go on the wire, each with its end; Host is left out, which every request has of its own.

    Raises:
        ValueError: A header has a line break in it.
    """
    lines = [f"{name}: {value}" for name, value in headers.items() if name.lower() != "host"]
    if any("\n" in line or "\r" in line for line in lines):
        raise ValueError("a header has a line break in it")
    return "".join(f"{line}\r\n" for line in lines)


def cookie_line(cookies: Mapping[str, str]) -> str:
    """The Cookie header's value (RFC 6265, 4.2.1), values as the server gave them."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def decoded(rows: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    """Header lines as text, bytes that are not UTF-8 as surrogate escapes."""
    return tuple([(_name(name), value.decode("utf-8", "surrogateescape")) for name, value in rows])


@lru_cache(maxsize=1024)
def _name(raw: bytes) -> str:
    """A header's name as text; few names are used by many servers."""
    return raw.decode("utf-8", "surrogateescape")
