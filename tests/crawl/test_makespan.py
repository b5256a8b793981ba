"""The crawl of a whole simulated web: how long it takes beside the bound, and what every host sees."""

from collections import Counter
from itertools import pairwise

import pytest

from linkcheck.crawl.hosts import FIRST_LOOK
from linkcheck.model import Answer, Deferred, Failure
from linkcheck.settings import Settings
from tests.bench.bound import bound
from tests.bench.plan import Manner, Plan, host_of, kind_of, living
from tests.crawl.simulated import CONNECT, Run, run
from tests.crawl.support import settings_for_tests

CANARY = "http://canary.internal/"
POLITE = settings_for_tests(interval=0.05, per_host=10, timeout=10.0, concurrency=512, canaries=(CANARY,))
BUSY = 0.0005
"""Seconds of the machine that a request takes."""


def spread(urls: int = 2_500, big: float = 0.0) -> Plan:
    """A web like the benchmark's, half as large."""
    return living(21, urls, urls * 2 // 5, big=big)


def least(plan: Plan, settings: Settings) -> float:
    """The bound of a plan."""
    return bound(plan, settings.interval, settings.per_host, settings.timeout, CONNECT, FIRST_LOOK).seconds


def told(done: Run, plan: Plan) -> Counter[str]:
    """How many results are what the plan says, and the others by what they are."""
    manners = {host.name: host.manner for host in plan.hosts}
    counts: Counter[str] = Counter()
    for url in plan.urls:
        result = done.results[url]
        lives = manners[host_of(url)] in {Manner.ANSWERS, Manner.STRICT}
        if isinstance(result, Deferred):
            counts["put off"] += 1
        elif isinstance(result.result, Failure):
            counts["wrong" if lives else "right"] += 1
        else:
            expected = {"gone": 404, "broken": 500}.get(kind_of(url), 200)
            counts["right" if lives and result.result.status == expected else "wrong"] += 1
    return counts


@pytest.mark.parametrize("big", [0.0, 0.4])
def test_a_run_takes_little_more_than_its_bound(big: float) -> None:
    """Whatever is slow, silent or strict is waited for beside everything else: a quarter over the bound at most."""
    plan = spread(big=big)
    done = run(plan, POLITE, BUSY)

    assert told(done, plan) == {"right": len(plan.urls)}
    assert done.seconds <= 1.25 * least(plan, POLITE)


@pytest.mark.parametrize("big", [0.0, 0.4])
def test_no_host_sees_more_than_it_should(big: float) -> None:
    """Never more at once than the ceiling, never closer than the interval, and of dead hosts a few requests."""
    plan = spread(big=big)
    done = run(plan, POLITE, BUSY)

    for seen in done.web.seen.values():
        assert seen.at_once <= POLITE.per_host
        assert min((after - before for before, after in pairwise(seen.starts)), default=1.0) >= POLITE.interval - 1e-9
    silent = {host.name for host in plan.hosts if host.manner in {Manner.SILENT, Manner.FULL, Manner.REFUSES}}
    # two are asked at first, one is asked again
    assert max(done.requests[name] for name in silent) <= 3
    assert done.requests["canary.internal"] <= 40


def test_a_big_host_grows_to_its_ceiling() -> None:
    """A host with most of the links is asked as hard as the settings allow, while it answers quickly and cleanly."""
    plan = spread(big=0.6)
    slow = run(plan, POLITE, BUSY)
    quick = run(plan, settings_for_tests(interval=0.02, per_host=10, timeout=10.0, canaries=(CANARY,)), BUSY)

    assert quick.seconds < slow.seconds / 2


def test_a_machine_without_time_calls_nothing_dead() -> None:
    """On a machine that is busier than the web is slow, answers are waited for all the same."""
    plan = living(22, 600, 240)
    done = run(plan, POLITE, 0.05)

    assert told(done, plan) == {"right": len(plan.urls)}


def test_slow_pages_are_never_dead() -> None:
    """A web that takes nine seconds for each page is a web that answers: a first look is not the last one."""
    plan = living(23, 60, 40, median=9.0)
    slow = Plan(tuple(host for host in plan.hosts if host.manner is Manner.ANSWERS and host.latency < 12), plan.urls)
    names = {host.name for host in slow.hosts}
    plan = Plan(slow.hosts, tuple(url for url in plan.urls if host_of(url) in names))
    done = run(plan, settings_for_tests(timeout=30.0, canaries=(CANARY,)), BUSY)

    assert all(not isinstance(one, Deferred) and isinstance(one.result, Answer) for one in done.results.values())
    assert told(done, plan) == {"right": len(plan.urls)}
