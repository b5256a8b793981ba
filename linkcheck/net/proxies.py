"""The environment's proxies, for those who have no other way out: HTTP_PROXY, HTTPS_PROXY and NO_PROXY.

Lower-case names come first, as curl(1) has it. With a proxy the names of links are resolved there and not here: what
the guard sees, and lets pass because the user named it, is the proxy's own address.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from linkcheck.errors import SettingsError
from linkcheck.net.urls import Parts


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that speaks plain HTTP (RFC 9110, 3.7) and tunnels TLS (9.3.6)."""

    host: str
    port: int
    authorization: str = field(default="", repr=False)
    """The value of Proxy-Authorization; empty for none."""


class Proxies:
    """Which proxy a request goes through."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Read the environment.

        Raises:
            SettingsError: A proxy is named that is none; its credentials are not repeated.
        """
        self._by_scheme = {
            scheme: _proxy(name, written)
            for scheme in ("http", "https")
            for name in (f"{scheme}_proxy", f"{scheme.upper()}_PROXY")
            if (written := environ.get(name, "")) and (name.islower() or f"{scheme}_proxy" not in environ)
        }
        self._without = tuple(
            (environ.get("no_proxy") or environ.get("NO_PROXY") or "").lower().replace(",", " ").split()
        )

    def proxy_for(self, parts: Parts) -> Proxy | None:
        """The proxy of one request; None where it goes out directly."""
        if not self._by_scheme or any(_names(word, parts) for word in self._without):
            return None
        return self._by_scheme.get(parts.scheme)


def _names(word: str, parts: Parts) -> bool:
    """Whether a word of NO_PROXY is for a host: "*", the host, a domain that it is below, each with a port or not."""
    host = parts.bracketed.rstrip(".")
    name = word.removesuffix(f":{parts.port}").removeprefix("*").removeprefix(".")
    return word == "*" or (bool(name) and (host == name or parts.host == name or host.endswith(f".{name}")))


def _proxy(name: str, written: str) -> Proxy:
    try:
        parts = urlsplit(written if "://" in written else f"http://{written}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    else:
        if parts.scheme != "http":
            raise SettingsError(f"{name}: only http:// proxies can be used")
    if not host:
        raise SettingsError(f"{name} names no proxy such as http://proxy.example:3128")
    pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    credentials = f"Basic {base64.b64encode(pair.encode()).decode()}" if parts.username else ""
    return Proxy(host, port or 80, credentials)
