"""linkcheck.crawl.turns: whether this machine has time for one more request."""

import asyncio

from linkcheck.crawl.turns import CALM, TURN_MOST, Turns
from tests.crawl.support import in_virtual_time


class Machine:
    """A machine whose time passes when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self.woken = 0
        self.turns = Turns(lambda: self.now, self._wake)

    def _wake(self) -> None:
        self.woken += 1

    async def turn(self, seconds: float) -> None:
        """One turn of the loop that takes so long."""
        self.now += seconds
        await asyncio.sleep(0)


def test_a_few_requests_may_always_begin() -> None:
    """However slow the machine is, it is never without work."""
    machine = Machine()

    async def run() -> None:
        for _ in range(10):
            assert not machine.turns.busy(CALM - 1)
            await machine.turn(10 * TURN_MOST)

    in_virtual_time(run())
    assert machine.woken == 0


def test_a_turn_has_room_for_so_many() -> None:
    """In one turn requests begin for a while, and then no more until the next one."""
    machine = Machine()

    async def run() -> None:
        assert not machine.turns.busy(CALM)
        machine.now += TURN_MOST / 2
        assert not machine.turns.busy(CALM)
        machine.now += TURN_MOST
        assert machine.turns.busy(CALM)

    in_virtual_time(run())


def test_behind_a_long_turn_answers_are_read_first() -> None:
    """Nothing begins in a turn that follows a long one; whoever wants to is woken behind one that was short."""
    machine = Machine()

    async def run() -> None:
        machine.turns.busy(CALM)
        for _ in range(3):
            await machine.turn(2 * TURN_MOST)
            assert machine.turns.busy(CALM)
            assert machine.woken == 0
        await machine.turn(TURN_MOST / 2)
        assert machine.woken == 1
        assert not machine.turns.busy(CALM)

    in_virtual_time(run())


def test_who_comes_later_need_not_hear_it_again() -> None:
    """From the first word that it is busy until there is time again, unless few are in flight by then."""
    machine = Machine()

    async def run() -> None:
        assert not machine.turns.busy(CALM)
        assert not machine.turns.waited_for(CALM)
        machine.now += 2 * TURN_MOST
        assert machine.turns.busy(CALM)
        assert machine.turns.waited_for(CALM)
        assert not machine.turns.waited_for(CALM - 1)
        for _ in range(3):
            await machine.turn(0)
        assert machine.woken == 1
        assert not machine.turns.waited_for(CALM)

    in_virtual_time(run())
