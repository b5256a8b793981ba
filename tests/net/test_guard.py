"""The guard's table."""

import ipaddress
import tomllib
from pathlib import Path
from typing import Any

import pytest

from linkcheck.net import AddressGuard

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/net/addresses.toml").read_text("utf-8"))["address"]


@pytest.mark.parametrize("case", CASES, ids=[case["ip"] for case in CASES])
def test_only_public_addresses_are_permitted(case: dict[str, Any]) -> None:
    """Nothing but a public address is ever contacted, however it is written."""
    assert AddressGuard(()).permits(case["ip"]) is case["permitted"]


@pytest.mark.parametrize(
    ("allowed", "ip", "permitted"),
    [
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "::ffff:10.1.2.3", True),
        ("10.0.0.0/8", "192.168.1.1", False),
        ("::1/128", "::1", True),
        ("::1/128", "127.0.0.1", False),
        ("10.0.0.0/8", "93.184.215.14", True),
    ],
)
def test_a_range_is_opened_and_no_more(allowed: str, ip: str, permitted: bool) -> None:
    """--allow-network opens exactly the range it names, beside the public addresses."""
    assert AddressGuard((ipaddress.ip_network(allowed),)).permits(ip) is permitted
