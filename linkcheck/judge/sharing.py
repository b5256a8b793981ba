"""What may be told to a third party: never a secret, never what stands on somebody's own network."""

import ipaddress
from functools import cache
from typing import Final

from linkcheck.judge import urls
from linkcheck.judge.actions import masked
from linkcheck.judge.skip import before_asking
from linkcheck.judge.tables import rows
from linkcheck.settings import Settings

_GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
"""What IANA has given out for IPv6 hosts (RFC 4291, section 2.4)."""


def kept_back(url: str, settings: Settings) -> str:
    """Why a URL is not told to a third party; empty where it may be.

    Kept back is whatever is not asked for at all (action links, what the settings exclude, snapshots), whatever has
    something to hide in reports (credentials, tokens, a subscriber's identifiers), and hosts of one's own network, by
    their names. Which address a name has is for whoever can resolve it.
    """
    skipped = before_asking(url, settings)
    if skipped is not None:
        return f"it is not asked for: {skipped.reason}"
    if masked(url) != url:
        return "it holds what is nobody else's to see"
    host = urls.host_of(url)
    if is_private(host):
        return f"{host} is a host of one's own network"
    own = next((name for name in settings.own_domains if urls.owns(name, host)), "")
    return f"{own} is the editor's own" if own else ""


def is_private(host: str) -> bool:
    """Whether a host means something only on somebody's own network: a bare name, an address, a name set aside.

    An address in another form that browsers read (decimal, octal, hexadecimal) counts as private, whichever it is.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        last = host.rpartition(".")[2]
        odd = last.isdigit() or last.startswith("0x")
        return "." not in host or odd or any(name in _set_aside() for name in urls.suffixes(host))
    return not address.is_global or (address.version == 6 and address not in _GLOBAL_UNICAST)


@cache
def _set_aside() -> frozenset[str]:
    return frozenset(row["name"] for row in rows("private", "private"))
