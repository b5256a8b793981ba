"""Lanes, in a time that passes only when everyone waits."""

import asyncio

from linkcheck.net import Lane
from linkcheck.net.ending import LATE
from tests.net.clock import VirtualClock


async def _use(lane: Lane, clock: VirtualClock, starts: list[float], takes: float = 0.0) -> None:
    async with lane:
        if lane.closed:
            return
        starts.append(clock.time)
        await clock.sleep(takes)


async def test_a_lane_keeps_its_rate() -> None:
    """So many requests a second and no burst, however many wait."""
    clock = VirtualClock()
    lane, starts = Lane(8.0, 16, clock), list[float]()
    await clock.run(*(_use(lane, clock, starts) for _ in range(81)))
    assert starts == [n * 0.125 for n in range(81)]


async def test_an_idle_lane_saves_nothing_up() -> None:
    """After a pause the rate holds as before, but for one turn that was missed."""
    clock = VirtualClock()
    lane, starts = Lane(1.0, 16, clock), list[float]()
    await clock.run(_use(lane, clock, starts))
    clock.time = 100.0
    await clock.run(*(_use(lane, clock, starts) for _ in range(4)))
    assert starts == [0.0, 100.0, 100.0, 101.0, 102.0]


async def test_a_lane_bounds_what_is_in_flight() -> None:
    """Slow answers hold back the next request."""
    clock = VirtualClock()
    lane, starts = Lane(10.0, 2, clock), list[float]()
    await clock.run(*(_use(lane, clock, starts, takes=5.0) for _ in range(4)))
    assert [round(start, 6) for start in starts] == [0.0, 0.1, 5.0, 5.1]


async def test_nobody_starts_before_the_stop_is_over() -> None:
    """stop() holds for who waits already, and the longest holds."""
    clock = VirtualClock()
    lane, starts = Lane(1.0, 4, clock), list[float]()

    async def stop() -> None:
        await clock.sleep(0.5)
        lane.stop(60.0)
        lane.stop(10.0)

    await clock.run(*(_use(lane, clock, starts) for _ in range(3)), stop())
    assert starts[0] == 0.0
    assert min(starts[1:]) == 60.5


async def test_after_a_stop_one_goes_alone() -> None:
    """The others follow when it is back and has not stopped the lane again; stops in a row are counted until then."""
    clock = VirtualClock()
    lane, starts = Lane(1.0, 16, clock), list[float]()
    stops: list[int] = []

    async def use(number: int) -> None:
        async with lane:
            starts.append(clock.time)
            await clock.sleep(5.0)
            if number < 2:
                lane.stop(60.0)
                stops.append(lane.stops)

    await clock.run(*(use(number) for number in range(7)))
    assert starts[:5] == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert stops == [1, 1]
    # the return of those that were under way when the lane stopped says nothing of what it would answer now
    assert starts[5:] == [66.0, 71.0]
    assert lane.stops == 0


async def test_stops_in_a_row_are_counted() -> None:
    """Each that comes after a pause was waited for counts one more."""
    clock = VirtualClock()
    lane = Lane(1.0, 16, clock)

    async def throttled() -> None:
        async with lane:
            lane.stop(60.0)

    await clock.run(throttled(), throttled(), throttled())
    assert lane.stops == 3


async def test_a_lane_ends() -> None:
    """Nobody starts at or after its end, and who would have to wait beyond it learns so at once."""
    clock = VirtualClock()
    lane, starts = Lane(1.0, 16, clock, ends=3.0), list[float]()
    await clock.run(*(_use(lane, clock, starts) for _ in range(9)))
    assert starts == [0.0, 1.0, 2.0]
    assert lane.closed == LATE
    assert clock.time == 2.0


async def test_a_closed_lane_lets_everyone_see_why() -> None:
    """Closing wakes who waits, at once, and they find the first reason given."""
    clock = VirtualClock()
    lane, starts = Lane(1.0, 1, clock), list[float]()
    lane.stop(1000.0)

    async def close() -> None:
        await clock.sleep(1.0)
        lane.close("refused")
        lane.close("again")

    await clock.run(_use(lane, clock, starts), _use(lane, clock, starts), close())
    assert not starts
    assert lane.closed == "refused"
    assert clock.time == 1.0


async def test_a_cancelled_turn_is_given_back() -> None:
    """Who is cancelled while waiting leaves its place to the next."""
    clock = VirtualClock()
    lane, starts = Lane(1.0, 1, clock), list[float]()
    lane.stop(5.0)
    waiting = asyncio.ensure_future(_use(lane, clock, starts))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await clock.run(_use(lane, clock, starts))
    assert starts == [5.0]
