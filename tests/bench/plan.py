"""What the benchmark's web holds, made from a seed: hosts with their manners, and URLs on them. Pure."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

MEDIAN = 0.120
"""Seconds that the median host takes to answer."""
SPREAD = 0.6
"""Sigma of the lognormal distribution of the hosts' latencies."""
JITTER = 0.2
"""Sigma of one host's own."""
MOST_PER_HOST = 30
"""URLs on one host, but for the one that is meant to be big."""
PLAIN_DOMAIN = "bench.internal"
"""What the hosts that answer at once stand below: one certificate is for all of them."""
STRICT_RATE = 8.0
"""Requests a second above which a strict host answers 429."""


class Manner(StrEnum):
    """What a host does when it is asked."""

    ANSWERS = "answers"
    STRICT = "strict"
    """Answers, and 429 with Retry-After to who asks too fast."""
    SILENT = "silent"
    """Takes the connection and says nothing."""
    FULL = "full"
    """Drops whatever asks to connect."""
    REFUSES = "refuses"
    NO_NAME = "no-name"


SHARES = (
    (Manner.STRICT, 0.01),
    (Manner.SILENT, 0.01),
    (Manner.FULL, 0.01),
    (Manner.REFUSES, 0.02),
    (Manner.NO_NAME, 0.04),
)
"""Parts of all hosts; the rest answer. Of links some ten years old more are dead; these are enough to be in the way."""

LIVES = frozenset({"page", "short", "menu", "moved", "found"})
"""The kinds of URLs that bring a page."""
PAGES = (("page", 0.80), ("moved", 0.08), ("found", 0.04), ("gone", 0.06), ("broken", 0.02))
"""What the URLs of a host that answers bring: 200, 301, 302, 404, 500."""


@dataclass(frozen=True, slots=True)
class Host:
    """One host."""

    name: str
    manner: Manner
    latency: float
    """Seconds, the median of its own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A web and a document's URLs on it."""

    hosts: tuple[Host, ...]
    urls: tuple[str, ...]

    def counts(self) -> Counter[str]:
        """Requests to each host that answering every URL takes, a redirect's second one too."""
        counts: Counter[str] = Counter()
        for url in self.urls:
            host = host_of(url)
            counts[host] += 2 if kind_of(url) in {"moved", "found"} else 1
        return counts


def host_of(url: str) -> str:
    """The host of a URL of the benchmark's, which has no port."""
    return url.split("/")[2]


def kind_of(url: str) -> str:
    """What a URL brings, where its host answers."""
    return url.split("/")[3]


def living(seed: int, urls: int, hosts: int, big: float = 0.0, scheme: str = "http", median: float = MEDIAN) -> Plan:
    """A web like the real one: heavy-tailed hosts, lognormal latencies, some of them dead.

    Args:
        seed: The same seed makes the same web.
        urls: URLs in all.
        hosts: Hosts in all.
        big: The part of all URLs that stands on one host.
        scheme: Of every URL.
        median: Seconds that the median host takes; 0: no host takes any.
    """
    random = Random(seed)
    known = tuple(_hosts(random, hosts, median))
    sizes = _sizes(random, hosts, urls - round(big * urls))
    _link_well(known, sizes)
    answering = next(number for number, host in enumerate(known) if host.manner is Manner.ANSWERS)
    sizes[answering] += round(big * urls)
    made = [
        _url(random, scheme, host, number) for host, size in zip(known, sizes, strict=True) for number in range(size)
    ]
    random.shuffle(made)
    return Plan(known, tuple(made))


def plain(hosts: int, urls: int, scheme: str = "http", kind: str = "page") -> Plan:
    """Hosts that answer at once, each with its part of the URLs: what a program can do, not what a web lets it.

    All URLs bring one kind of page: "page", "short" or "menu".
    """
    known = tuple(Host(f"p{number}.{PLAIN_DOMAIN}", Manner.ANSWERS, 0.0) for number in range(hosts))
    made = tuple(f"{scheme}://{known[number % hosts].name}/{kind}/{number}" for number in range(urls))
    return Plan(known, made)


def _hosts(random: Random, many: int, median: float) -> Iterator[Host]:
    manners = [manner for manner, share in SHARES for _ in range(round(share * many))]
    manners += [Manner.ANSWERS] * (many - len(manners))
    random.shuffle(manners)
    for number, manner in enumerate(manners):
        latency = median * math.exp(random.gauss(0, SPREAD)) if median else 0.0
        yield Host(f"www.bench{number}.internal", manner, latency)


def _sizes(random: Random, hosts: int, urls: int) -> list[int]:
    """URLs for each host: Zipf's law, at least one and at most MOST_PER_HOST each."""
    weights = [1 / (rank + 1) ** 0.7 for rank in range(hosts)]
    random.shuffle(weights)
    scale = (urls - hosts) / sum(weights)
    sizes = [min(MOST_PER_HOST, 1 + int(weight * scale)) for weight in weights]
    while (short := urls - sum(sizes)) > 0:
        room = [number for number, size in enumerate(sizes) if size < MOST_PER_HOST]
        for number in random.sample(room, min(short, len(room))):
            sizes[number] += 1
    return sizes


def _link_well(hosts: tuple[Host, ...], sizes: list[int]) -> None:
    """Make one host of each manner as large as any but the big one.

    A service that closes (storify, posterous) leaves more links than most sites ever have.
    """
    largest = sorted(range(len(hosts)), key=sizes.__getitem__, reverse=True)
    for place, manner in enumerate(manner for manner, _ in SHARES):
        number = next((number for number, host in enumerate(hosts) if host.manner is manner), None)
        if number is not None:
            sizes[number], sizes[largest[place]] = sizes[largest[place]], sizes[number]


def _url(random: Random, scheme: str, host: Host, number: int) -> str:
    kind = random.choices([name for name, _ in PAGES], [share for _, share in PAGES])[0]
    return f"{scheme}://{host.name}/{kind}/letter-{number}-on-{random.randrange(1_000_000)}"
