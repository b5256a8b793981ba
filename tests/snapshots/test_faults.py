"""Nothing that exists is ever called missing, and nothing wrong is ever found, whatever goes wrong at which step."""

import random
from collections.abc import Callable

import pytest

from linkcheck.demo.web import Site, Web
from linkcheck.demo.web.behaviours import document, drip, hang_up, raw, reset, retry_after, silent, status
from linkcheck.demo.web.captures import Holdings
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request
from linkcheck.demo.web.wayback import Capture, Wayback
from linkcheck.model import Found, Missing, Unavailable
from tests.snapshots.machine import HOST, asking, good, machine, quick, wanted

FAULTS: dict[str, Behaviour] = {
    "429": retry_after(30),
    "503": status(503),
    "500": status(500),
    "silence": silent(),
    "reset": reset(),
    "hang-up": hang_up(),
    "drip": drip(),
    "cut": raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n<html><body>The li"),
    "empty": document(""),
    "HTML": document(
        "<html><body><h1>Internet Archive</h1><p>Temporarily offline, we will be back soon.</p></body></html>"
    ),
    "garbage": raw(b"\x00\x01\x02\x03 not at all HTTP\r\n\r\n"),
}
QUICK_FAULTS = tuple(FAULTS[name] for name in ("429", "503", "reset", "hang-up", "cut", "HTML"))

BASE = "http://web.archive.org"
"""Without TLS, which the faults do not need and the many connections would pay for."""
PAGE = "http://log.example/page"
LATER = "http://log.example/later"
SHORT = "http://bit.ly/short"
HELD = [
    good(PAGE, "20170401000000"),
    good(PAGE, "20190401000000"),
    Capture(LATER, "20170327000000", 404, "Gone fishing"),
    good(LATER, "20170601000000"),
    good(LATER, "20150601000000"),
    Capture(SHORT, "20170501000000", 301, location=PAGE),
]
RIGHT = {PAGE: "20170401000000", LATER: "20170601000000", SHORT: "20170401000000"}

RUNS = 200

Step = Callable[[Request], bool]
STEPS: dict[str, Step] = {
    "TimeGate": lambda request: request.path.startswith("/web/20170326"),
    "replay": lambda request: request.path.startswith("/web/") and not request.path.startswith("/web/20170326"),
    "index": lambda request: request.path.startswith("/cdx/"),
    "all": lambda request: True,
}


def failing(fault: Behaviour, step: Step) -> Site:
    """A machine on which one step always goes wrong."""
    well = Wayback(Holdings.of(HELD), BASE)

    async def answer(request: Request, exchange: Exchange) -> None:
        own = well.index if request.path.startswith("/cdx/") else well.memento
        await (fault if step(request) else own)(request, exchange)

    return Site({"/*": answer})


PAIRS = [
    (fault, step)
    for fault in FAULTS
    for step in STEPS
    # 200 without a row is how the index says that there is none
    if (fault, step) != ("empty", "index")
]


@pytest.mark.parametrize(("fault", "step"), PAIRS)
async def test_a_step_that_always_fails(fault: str, step: str) -> None:
    """With any fault at any step, what exists is found rightly or is unavailable."""
    async with machine(
        site=failing(FAULTS[fault], STEPS[step]), settings=quick(timeout=0.01, web_archive=BASE)
    ) as made:
        for url, right in RIGHT.items():
            match await made.archives.lookup(wanted(url)):
                case Found(snapshot=snapshot):
                    assert snapshot.timestamp == right
                case Missing(why=why):
                    pytest.fail(f"{url} is missing: {why}")
                case Unavailable(why=why):
                    assert why


async def test_seeded_runs() -> None:
    """200 runs in which every third answer goes wrong: not one missing, not one wrong snapshot, and work gets done."""
    well = Wayback(Holdings.of(HELD), BASE)
    chance = random.Random(11)

    async def flaky(request: Request, exchange: Exchange) -> None:
        own = well.index if request.path.startswith("/cdx/") else well.memento
        await (chance.choice(QUICK_FAULTS) if chance.random() < 0.3 else own)(request, exchange)

    found = 0
    async with Web({HOST: Site({"/*": flaky})}) as web:
        for seed in range(RUNS):
            chance.seed(seed)
            async with asking(web, quick(timeout=1.0, web_archive=BASE)) as made:
                for url, right in RIGHT.items():
                    answer = await made.archives.lookup(wanted(url))
                    assert not isinstance(answer, Missing), answer.why
                    if isinstance(answer, Found):
                        assert answer.snapshot.timestamp == right, (seed, answer)
                        found += 1
    assert found > RUNS / 2


async def test_the_same_questions_without_faults() -> None:
    """On a machine that is well, all of them are found, and what was never captured is missing."""
    async with machine(HELD, settings=quick()) as made:
        for url, right in RIGHT.items():
            answer = await made.archives.lookup(wanted(url))
            assert isinstance(answer, Found)
            assert answer.snapshot.timestamp == right
        assert isinstance(await made.archives.lookup(wanted("http://nothing.example/")), Missing)
