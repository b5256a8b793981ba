"""Politeness, in a time that passes only when everyone waits."""

import asyncio
import math
from itertools import pairwise
from random import Random

import pytest

from linkcheck.net import Pacer, Quota
from linkcheck.net.delicate import ceilings
from linkcheck.net.pacing import SWEEP_FROM
from linkcheck.settings import HostSettings, Settings
from tests.net.clock import VirtualClock


class Visits:
    """Requests to hosts, each taking some time, and when they started."""

    def __init__(self, clock: VirtualClock, pacer: Pacer, takes: float = 0.0) -> None:
        self.starts: list[float] = []
        self.order: list[int] = []
        self.running = self.most = 0
        self._clock, self._pacer, self._takes = clock, pacer, takes

    async def visit(self, host: str, number: int = 0, status: int | None = None) -> None:
        """One request."""
        async with self._pacer.slot(host):
            self.starts.append(self._clock.time)
            self.order.append(number)
            self.running += 1
            self.most = max(self.most, self.running)
            await self._clock.sleep(self._takes)
            self.running -= 1
        if status is not None:
            self._pacer.heard(host, status, self._takes)


def gaps(starts: list[float]) -> list[float]:
    """The seconds between starts."""
    return [round(late - early, 6) for early, late in pairwise(starts)]


async def test_the_interval_is_never_undercut() -> None:
    """Two requests to a host start at least `interval` apart, first come first served; other hosts do not wait."""
    clock = VirtualClock()
    visits = Visits(clock, Pacer(Settings(interval=0.5, per_host=4), clock))
    await clock.run(*(visits.visit("a.test", n) for n in range(6)), visits.visit("b.test", 6))
    assert visits.order[:2] == [0, 6]
    assert sorted(visits.order[2:]) == visits.order[2:]
    assert gaps(sorted(visits.starts))[1:] == [0.5] * 5


async def test_a_host_starts_with_two_and_grows_to_its_ceiling() -> None:
    """Concurrency starts at 2, grows while answers are clean, and never above `per_host`."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.0, per_host=4), clock)
    first = Visits(clock, pacer, takes=1.0)
    await clock.run(*(first.visit("a.test") for _ in range(6)))
    assert first.most == 2
    for _ in range(40):
        pacer.heard("a.test", 200, 0.1)
    grown = Visits(clock, pacer, takes=1.0)
    await clock.run(*(grown.visit("a.test") for _ in range(20)))
    assert grown.most == 4


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_has_enough_gets_half(status: int) -> None:
    """429 and 503 halve the concurrency and stretch the interval, once for all requests that were under way."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.1, per_host=4), clock)
    for _ in range(40):
        pacer.heard("a.test", 200, 0.1)
    clock.time = 10.0
    for _ in range(4):
        pacer.heard("a.test", status, 2.0)
    halved = Visits(clock, pacer, takes=1.0)
    await clock.run(*(halved.visit("a.test") for _ in range(8)))
    assert halved.most == 2
    assert min(gaps(halved.starts)) >= 0.2


async def test_a_host_starts_with_twenty_a_second_and_grows_to_its_ceiling() -> None:
    """`interval` is a ceiling, not where a host starts: that is twenty a second; growth ends at the ceiling."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.02, per_host=6), clock)
    first = Visits(clock, pacer)
    await clock.run(*(first.visit("a.test") for _ in range(4)))
    assert gaps(first.starts) == [0.05, 0.05, 0.05]

    grown = Visits(clock, pacer)
    for _ in range(1_000):
        await clock.run(grown.visit("a.test", status=200))
    assert min(gaps(grown.starts)) == gaps(grown.starts)[-1] == 0.02
    assert gaps(grown.starts)[100] > 0.02


async def test_without_an_interval_only_a_cut_makes_one() -> None:
    """Who allows no interval is not slowed down, until the host has had enough; and is quick again some time later."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.0, per_host=2), clock)
    visits = Visits(clock, pacer)
    await clock.run(*(visits.visit("a.test") for _ in range(4)))
    assert gaps(visits.starts) == [0, 0, 0]

    pacer.heard("a.test", 429, 0.1)
    cut = Visits(clock, pacer)
    await clock.run(*(cut.visit("a.test") for _ in range(3)))
    assert gaps(cut.starts) == [0.1, 0.1]

    for _ in range(100):
        pacer.heard("a.test", 200, 0.1)
    assert pacer.pace("a.test") == pytest.approx(0.05)


async def test_answers_that_come_ever_later_halve_the_pace() -> None:
    """A host that gets slow under what it is asked is asked less, and never less than any host at first."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.01, per_host=8), clock)
    for _ in range(600):
        pacer.heard("a.test", 200, 0.1)
    assert (pacer._hosts["a.test"].limit, pacer._hosts["a.test"].pace) == (8, 0.01)

    seen = []
    for _ in range(100):
        clock.time += 1
        pacer.heard("a.test", 200, 2.0)
        seen.append(pacer._hosts["a.test"].limit)
    assert min(seen) == 2
    assert pacer._hosts["a.test"].pace == 0.05


async def test_a_host_that_became_slow_for_good_is_no_longer_blamed() -> None:
    """What is usual changes: in the end a host that is slow and steady grows again."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.0, per_host=8), clock)
    for elapsed in (0.1, 1.0):
        for _ in range(400):
            clock.time += 1
            pacer.heard("a.test", 200, elapsed)

    assert pacer._hosts["a.test"].limit == 8


async def test_a_quota_is_never_asked_beyond() -> None:
    """So many as are left and no more, those under way counted, until it is renewed."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.05, per_host=6), clock)
    visits = Visits(clock, pacer, takes=0.01)
    async with pacer.slot("a.test"):
        pacer.allow("a.test", Quota(3, 10.0))
    await clock.run(*(visits.visit("a.test") for _ in range(5)))
    assert [start < 1 for start in visits.starts] == [True, True, True, False, False]
    assert visits.starts[3] == 10.0


async def test_what_is_under_way_is_taken_from_a_quota() -> None:
    """The host may not have counted yet what it has not answered."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.0, per_host=6), clock)
    async with pacer.slot("a.test"), pacer.slot("a.test"):
        pacer.allow("a.test", Quota(1, 10.0))
    assert pacer.ready_at("a.test") == 10.0
    clock.time = 10.0
    visits = Visits(clock, pacer)
    await clock.run(*(visits.visit("a.test") for _ in range(9)))
    assert visits.starts == [10.0] * 9


async def test_a_delicate_host_has_its_own_ceilings() -> None:
    """Hosts that are known to take less are asked less, unless the settings name them; and never more than others."""
    clock = VirtualClock()
    row = ceilings("export.arxiv.org")
    assert row is not None
    visits = Visits(clock, Pacer(Settings(), clock), takes=5.0)
    await clock.run(*(visits.visit("export.arxiv.org") for _ in range(3)))
    assert (visits.most, gaps(visits.starts)) == (row.per_host, [5.0, 5.0])

    named = {"export.arxiv.org": HostSettings(interval=0.5, per_host=2)}
    told = Visits(clock, Pacer(Settings(hosts=named), clock), takes=5.0)
    await clock.run(*(told.visit("export.arxiv.org") for _ in range(2)))
    assert gaps(told.starts) == [0.5]

    strict = Visits(clock, Pacer(Settings(interval=9.0), clock), takes=0.1)
    await clock.run(*(strict.visit("export.arxiv.org") for _ in range(2)))
    assert gaps(strict.starts) == [9.0]


@pytest.mark.parametrize("seed", range(40))
async def test_no_host_is_over_its_ceilings_whatever_it_answers(seed: int) -> None:
    """In any order of answers, faults, quotas and waits: never closer than the interval, never more at once."""
    chance = Random(seed)
    interval, per_host = chance.choice([0.01, 0.02, 0.05, 0.5]), chance.choice([1, 2, 6, 10])
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=interval, per_host=per_host), clock)
    starts: list[float] = []
    running = most = 0

    async def visit() -> None:
        nonlocal running, most
        async with pacer.slot("a.test"):
            starts.append(clock.time)
            running += 1
            most = max(most, running)
            elapsed = chance.expovariate(5)
            await clock.sleep(elapsed)
            running -= 1
            pacer.heard("a.test", chance.choice([200, 200, 200, 200, 404, 429, 500, 503, None]), elapsed)
            match chance.randrange(12):
                case 0:
                    pacer.hold_off("a.test", chance.uniform(0, 3))
                case 1:
                    pacer.allow("a.test", Quota(chance.randrange(4), chance.uniform(0, 3)))

    await clock.run(*(visit() for _ in range(120)))

    assert len(starts) == 120
    assert most <= per_host
    assert min(late - early for early, late in pairwise(starts)) >= interval - 1e-9


async def test_a_stated_wait_belongs_to_the_host_and_outlives_a_success() -> None:
    """Retry-After holds for everyone who asks the host, whatever it answers meanwhile."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.05), clock)
    pacer.hold_off("a.test", 30.0)
    pacer.heard("a.test", 200, 0.1)
    pacer.hold_off("a.test", 5.0)
    assert pacer.ready_at("a.test") == 30.0
    visits = Visits(clock, pacer)
    await clock.run(visits.visit("a.test"), visits.visit("a.test"))
    assert visits.starts == [30.0, 30.05]


async def test_a_wait_that_is_stated_while_others_wait_counts_for_them() -> None:
    """Who already waits for a turn waits for the stated time too."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=1.0), clock)
    visits = Visits(clock, pacer)

    async def tell() -> None:
        await clock.sleep(0.5)
        pacer.hold_off("a.test", 10.0)

    await clock.run(visits.visit("a.test"), visits.visit("a.test"), tell())
    assert visits.starts == [0.0, 10.5]


async def test_a_slot_is_taken_at_once_only_where_it_is_free() -> None:
    """Not while the interval lasts, not while all are taken, and never before whoever waits already."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.5), clock)
    slots = pacer.slot("a.test")
    assert slots.at_once(0.0)
    assert not slots.at_once(0.4)
    clock.time = 0.5
    assert slots.at_once(0.5)
    assert not slots.at_once(9.0)
    waiting = asyncio.ensure_future(slots.in_turn())
    await asyncio.sleep(0)
    slots.give_back()
    assert not slots.at_once(9.0)
    clock.time = 9.0
    assert await waiting == 9.0
    slots.give_back()
    assert slots.at_once(9.5)


async def test_who_gives_up_waiting_holds_up_nobody() -> None:
    """A turn that is cancelled while it waits takes no slot, and the next one comes."""
    clock = VirtualClock()
    slots = Pacer(Settings(interval=0.0, per_host=1), clock).slot("a.test")
    assert slots.at_once(0.0)
    waiting = asyncio.ensure_future(slots.in_turn())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    slots.give_back()
    assert slots.at_once(0.0)


async def test_ready_at_tells_the_scheduler_when_to_come_back() -> None:
    """A host is ready at once, then after its interval, and not at all while its slots are taken."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.5), clock)
    assert pacer.ready_at("a.test") <= 0.0
    async with pacer.slot("a.test"):
        assert pacer.ready_at("a.test") == 0.5
        clock.time = 0.5
        async with pacer.slot("a.test"):
            assert pacer.ready_at("a.test") == math.inf
    assert pacer.ready_at("a.test") == 1.0


async def test_one_host_may_have_its_own_pace() -> None:
    """[hosts."example.org"] sets interval and ceiling for that host and what is below it."""
    clock = VirtualClock()
    hosts = {"slow.test": HostSettings(interval=2.0, per_host=1), "www.slow.test": HostSettings(interval=3.0)}
    visits = Visits(clock, Pacer(Settings(hosts=hosts), clock), takes=2.5)
    await clock.run(*(visits.visit("a.slow.test:8080") for _ in range(3)))
    assert (visits.most, visits.starts) == (1, [0.0, 2.5, 5.0])
    www = Visits(clock, Pacer(Settings(hosts=hosts), clock), takes=0.1)
    await clock.run(*(www.visit("www.slow.test") for _ in range(3)))
    assert gaps(www.starts) == [3.0, 3.0]


async def test_a_cancelled_wait_takes_nothing_with_it() -> None:
    """Who is cancelled while waiting leaves the queue, and the next gets the turn."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=1.0), clock)
    visits = Visits(clock, pacer)
    await clock.run(visits.visit("a.test"))
    waiting = [asyncio.ensure_future(visits.visit("a.test", n)) for n in (1, 2)]
    await asyncio.sleep(0)
    waiting[0].cancel()

    async def outcome() -> list[BaseException | None]:
        return await asyncio.gather(*waiting, return_exceptions=True)

    await clock.run(outcome())
    assert visits.order == [0, 2]
    assert pacer.ready_at("a.test") == 2.0


async def test_idle_hosts_are_forgotten_and_slowed_ones_are_not() -> None:
    """A hundred thousand hosts leave no more than a few behind; what a host asked for is kept."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.01), clock)
    pacer.hold_off("held.test", 1e6)
    pacer.heard("slowed.test", 429, 0.1)
    for number in range(100_000):
        clock.time += 0.001
        pacer.heard(f"h{number}.test", 200, 0.1)
    assert len(pacer) <= 2 * SWEEP_FROM
    assert pacer.ready_at("held.test") == 1e6
    clock.time += 100.0
    visits = Visits(clock, pacer, takes=1.0)
    await clock.run(*(visits.visit("slowed.test") for _ in range(3)))
    assert visits.most == 1


class Beside:
    """Requests that keep to a pace of their own at a host, beside the slots."""

    def __init__(self, clock: VirtualClock, pacer: Pacer, apart: float) -> None:
        self.starts: list[float] = []
        self._clock, self._pacer, self._apart = clock, pacer, apart

    async def work(self, host: str, number: int) -> None:
        """So many, as soon as their own pace allows."""
        for _ in range(number):
            assert await self._pacer.beside(host, self._apart)
            self.starts.append(self._clock.time)
            await self._clock.sleep(self._apart)


@pytest.mark.parametrize("interval", [0.05, 0.1, 0.4])
async def test_two_users_of_a_host_share_its_time(interval: float) -> None:
    """No request of one comes sooner behind one of the other than its own pace allows, and neither starves."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=interval, per_host=4), clock)
    beside, visits = Beside(clock, pacer, 0.125), Visits(clock, pacer, takes=0.2)
    await clock.run(beside.work("a.test", 60), *(visits.visit("a.test") for _ in range(20)))
    starts = sorted([(at, 0.125) for at in beside.starts] + [(at, interval) for at in visits.starts])
    others = [pair for pair in pairwise(starts) if pair[0][1] != pair[1][1]]
    assert all(late - early >= own - 1e-9 for (early, _), (late, own) in others)
    assert max(visits.starts) < max(beside.starts)
    assert len(beside.starts) == 60


async def test_a_stated_wait_holds_for_both_users() -> None:
    """Who works beside keeps to the Retry-After that a page of the host sent, and says so where that is too late."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.1), clock)
    pacer.hold_off("a.test", 30.0)
    beside = Beside(clock, pacer, 0.125)
    await clock.run(beside.work("a.test", 1))
    assert beside.starts == [30.0]
    pacer.hold_off("a.test", 30.0)
    assert await clock.run(pacer.beside("a.test", 0.125, until=50.0)) == [False]
    assert clock.time < 31.0


async def test_a_quota_that_is_used_up_holds_for_both_users() -> None:
    """What the host says is left holds for whoever asks it."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.1), clock)
    pacer.allow("a.test", Quota(left=0, seconds=20.0))
    beside, visits = Beside(clock, pacer, 0.125), Visits(clock, pacer)
    await clock.run(beside.work("a.test", 1), visits.visit("a.test"))
    assert min(*beside.starts, *visits.starts) >= 20.0


async def test_a_rest_is_for_the_slots_alone() -> None:
    """Who works beside the slots was told to wait in one way, and goes on in another."""
    clock = VirtualClock()
    pacer = Pacer(Settings(interval=0.1), clock)
    pacer.rest("a.test", 60.0)
    beside, visits = Beside(clock, pacer, 1.0), Visits(clock, pacer)
    await clock.run(beside.work("a.test", 5), visits.visit("a.test"))
    assert beside.starts == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert visits.starts == [60.0]
