"""The scenarios: which web, asked with which manners, by whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.bench.plan import Plan, living, plain
from tests.bench.tools import Manners

POLITE = Manners(interval=0.05, per_host=10, timeout=10.0)
"""lychee's own defaults for a host, and the time-out that the issue's figures were taken with."""
EAGER = Manners(interval=0.0, per_host=10, timeout=10.0)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One web and its guests."""

    told: str
    plan: Callable[[], Plan]
    manners: Manners
    tools: tuple[str, ...]
    letter: int = 0
    """URLs in one document of the archive; 0: all of them."""


SCENARIOS: Mapping[str, Scenario] = {
    "spread": Scenario(
        "5,000 URLs on 2,000 hosts, some dead, silent or strict",
        lambda: living(11, 5_000, 2_000),
        POLITE,
        ("linkcheck", "lychee", "lychee tuned", "linkinator"),
    ),
    "big": Scenario(
        "the same, with 40 % of the URLs on one host",
        lambda: living(12, 5_000, 2_000, big=0.4),
        POLITE,
        ("linkcheck", "lychee", "lychee tuned", "linkinator"),
    ),
    "plain": Scenario(
        "10,000 URLs on 1,000 hosts that answer at once",
        lambda: plain(1_000, 10_000),
        EAGER,
        ("linkcheck", "lychee", "bare", "bare uvloop"),
    ),
    "tls": Scenario(
        "the same over TLS",
        lambda: plain(1_000, 10_000, "https"),
        EAGER,
        ("linkcheck", "lychee", "bare", "bare uvloop"),
    ),
    "short": Scenario(
        "the same, with pages of some forty words",
        lambda: plain(1_000, 10_000, kind="short"),
        EAGER,
        ("linkcheck", "lychee", "bare", "bare uvloop"),
    ),
    "menu": Scenario(
        "the same, with pages that have a menu, a script and a style",
        lambda: plain(1_000, 10_000, kind="menu"),
        EAGER,
        ("linkcheck", "lychee", "bare", "bare uvloop"),
    ),
    "small": Scenario("20,000 URLs in 200 letters: memory", lambda: plain(1_000, 20_000), EAGER, ("linkcheck",), 100),
    "large": Scenario("200,000 URLs in 2,000: memory", lambda: plain(1_000, 200_000), EAGER, ("linkcheck",), 100),
}
