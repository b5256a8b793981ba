"""The dead links of the simulation: how many of which kind, what is captured of each, and what each must come to."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from linkcheck.demo.web.behaviours import html, status
from linkcheck.demo.web.exchange import Behaviour
from linkcheck.demo.web.wayback import Capture
from tests.snapshots.machine import good

GOOD = "closest is good"
"""The kind of which the issue of the reckoning is: one look, and it is found."""
UNTIL = datetime(2024, 1, 1, tzinfo=UTC)
"""When all of them were first found dead."""
EXCLUDED = status(403, "org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error")
_GONE = html("Page not found", "Sorry, the page you are looking for does not exist or has been removed.")


@dataclass(frozen=True, slots=True)
class DeadLink:
    """One link, as a letter of one day has it."""

    url: str
    kind: str
    published: datetime
    captures: tuple[Capture, ...]
    expect: str
    """14 digits, `missing` or `unavailable`."""
    faults: Mapping[str, Behaviour] = field(default_factory=lambda: MappingProxyType({}))


Captured = Callable[[str, datetime, random.Random], tuple[list[Capture], str]]
"""From a URL and its day to its captures and what is expected."""


def _digits(at: datetime) -> str:
    return f"{at:%Y%m%d%H%M%S}"


def _after(day: datetime, chance: random.Random, least: float = 0.01) -> str:
    """The time of a capture some weeks after a day."""
    return _digits(day + timedelta(days=least + chance.expovariate(1 / 60)))


def _good(url: str, day: datetime, chance: random.Random) -> tuple[list[Capture], str]:
    """The closest is from after publication, or from before with none behind it that is nearer by double weight."""
    later = good(url, _digits(UNTIL - timedelta(days=chance.uniform(1, 300))))
    if chance.random() < 0.25:
        before = timedelta(days=0.01 + chance.expovariate(1 / 20))
        near = good(url, _digits(day - before))
        after = [good(url, _digits(day + 2 * before + timedelta(days=chance.uniform(1, 90))))]
        return [near, *(after if chance.random() < 0.8 else [])], near.timestamp
    near = good(url, _after(day, chance))
    return [near, later, Capture(url, _digits(UNTIL + timedelta(days=30)), 404, _GONE)], near.timestamp


def _better_behind(url: str, day: datetime, chance: random.Random) -> tuple[list[Capture], str]:
    """The closest is from before publication; a day before counts as two, so that one from after is nearer."""
    days = 2 + chance.expovariate(1 / 20)
    right = good(url, _digits(day + timedelta(days=days * 1.5)))
    return [good(url, _digits(day - timedelta(days=days))), right], right.timestamp


def _soft_404(url: str, day: datetime, chance: random.Random) -> tuple[list[Capture], str]:
    """The closest is the page's obituary, with 200; last year's capture shows it."""
    right = good(url, _digits(day - timedelta(days=chance.uniform(200, 500))))
    error_pages = [Capture(url, _after(day, chance, 1 + number), body=_GONE) for number in range(3)]
    return [right, *error_pages], right.timestamp


def _error(url: str, day: datetime, chance: random.Random) -> tuple[list[Capture], str]:
    """The closest was captured with 404 or 503; a later one shows the page."""
    near = day + timedelta(days=chance.uniform(1, 30))
    right = good(url, _digits(near + timedelta(days=chance.uniform(60, 400))))
    return [Capture(url, _digits(near), chance.choice((404, 503)), _GONE), right], right.timestamp


def _redirected(url: str, day: datetime, chance: random.Random) -> tuple[list[Capture], str]:
    """It was captured as a redirect only, to a page that was captured too."""
    onward = f"{url}/moved"
    right = good(onward, _after(day, chance))
    return [Capture(url, _after(day, chance), 301, location=onward), right], right.timestamp


def _to_the_front_page(url: str, day: datetime, chance: random.Random) -> tuple[list[Capture], str]:
    """It was captured only when it redirected to the front page already."""
    home = f"{url.rpartition('/')[0]}/"
    redirects = [Capture(url, _after(day, chance, 40 * number + 1), 302, location=home) for number in range(3)]
    return redirects, "missing"


def _never(url: str, day: datetime, chance: random.Random) -> tuple[list[Capture], str]:
    """Nobody captured it."""
    del url, day, chance
    return [], "missing"


def _excluded(url: str, day: datetime, chance: random.Random) -> tuple[list[Capture], str]:
    """The site's owner had it taken out."""
    return [good(url, _after(day, chance))], "unavailable"


SHARES: Mapping[str, tuple[float, Captured]] = MappingProxyType(
    {
        GOOD: (0.85, _good),
        "a nearer one behind the closest": (0.04, _better_behind),
        "closest is a soft 404": (0.03, _soft_404),
        "closest was an error": (0.02, _error),
        "only a redirect, to a page": (0.02, _redirected),
        "only redirects, to the front page": (0.01, _to_the_front_page),
        "never captured": (0.025, _never),
        "excluded": (0.005, _excluded),
    }
)
"""Kind → its share, and what is captured of it. The first share is given; how the rest parts is an assumption."""


def dead_links(number: int, seed: int) -> Iterator[DeadLink]:
    """So many links, in the order of an archive: the kinds mixed, the days from 2010 to 2023."""
    chance = random.Random(seed)
    kinds = [kind for kind, (share, _) in SHARES.items() for _ in range(round(number * share))]
    chance.shuffle(kinds)
    for count, kind in enumerate(kinds):
        url = f"http://site-{count}.example/post-{count}"
        day = datetime(2010, 1, 1, 12, tzinfo=UTC) + timedelta(days=chance.randrange(365 * 12))
        captures, expect = SHARES[kind][1](url, day, chance)
        faults = {url: EXCLUDED} if kind == "excluded" else {}
        yield DeadLink(url, kind, day, tuple(captures), expect, faults)
