"""Which addresses may be contacted: public ones, and what the user allows besides.

The question is asked of the address that a socket is about to connect to, so no second resolution can slip past it.
`ipaddress.is_global` alone is not enough: it takes NAT64, `::127.0.0.1`, multicast and (before 3.13) 6to4 for global.
Sources: IANA's special-purpose registries, https://www.iana.org/assignments/iana-ipv4-special-registry/ and
https://www.iana.org/assignments/iana-ipv6-special-registry/.
"""

import ipaddress
from functools import lru_cache

from linkcheck.settings import Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""What IANA has given out for IPv6 hosts; everything else is special or unused (RFC 4291, 2.4)."""

_SPECIAL: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network, RFC 791
        "100.64.0.0/10",  # shared address space, RFC 6598
        "192.0.0.0/24",  # IETF protocol assignments, RFC 6890
        "192.31.196.0/24",  # AS112, RFC 7535
        "192.52.193.0/24",  # AMT, RFC 7450
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "192.175.48.0/24",  # AS112, RFC 7534
        "198.18.0.0/15",  # benchmarking, RFC 2544
        "240.0.0.0/4",  # reserved, RFC 1112
        "2001::/23",  # IETF protocol assignments with Teredo, RFC 2928, 4380
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4: carries an IPv4 address, RFC 3056
        "2620:4f:8000::/48",  # AS112, RFC 7534
        "3fff::/20",  # documentation, RFC 9637
    )
)


class AddressGuard:
    """Permits public addresses, and the ranges that the user named."""

    def __init__(self, allowed: tuple[Network, ...]) -> None:
        self._allowed = allowed
        self.allows_six = any(network.version == 6 for network in allowed)
        """The user named a range of IPv6."""

    def permits(self, ip: str) -> bool:
        """Whether the address, in its written form, may be contacted. What is no address may not."""
        try:
            address = ipaddress.ip_address(ip)
        except ValueError:
            return False
        return any(_within(address, network) for network in self._allowed) or _public(address)


def _within(address: Address, network: Network) -> bool:
    if address in network:
        return True
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped is not None and mapped in network


@lru_cache(maxsize=4096)
def _public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return _public(address.ipv4_mapped)
        if address not in _GLOBAL_UNICAST:
            return False
    if address.is_multicast or not address.is_global:
        return False
    return not any(address in network for network in _SPECIAL)
