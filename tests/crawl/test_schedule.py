"""linkcheck.crawl.schedule: who is asked next, in plain numbers for seconds."""

import math
from collections import defaultdict
from collections.abc import Iterator
from random import Random

from linkcheck.crawl.schedule import LOOK_AGAIN, URGENT, LookAhead, Schedule


class Hosts:
    """When hosts may be asked: a table that a test writes."""

    def __init__(self) -> None:
        self.ready: dict[str, float] = defaultdict(lambda: -math.inf)

    def __call__(self, host: str) -> float:
        """When the host is ready."""
        return self.ready[host]


def taken(schedule: Schedule[str], now: float) -> list[str]:
    """Everything that may be asked at `now`, each host settled at once."""
    jobs = []
    while (found := schedule.take(now)) is not None:
        jobs.append(found[1])
        schedule.settle(found[0], now)
    return jobs


def test_jobs_of_a_host_keep_their_order() -> None:
    """A host's jobs are asked in the order that they came."""
    schedule: Schedule[str] = Schedule(Hosts())
    for job in "abc":
        schedule.add("h", job, 0)

    assert taken(schedule, 0) == ["a", "b", "c"]
    assert len(schedule) == 0


def test_a_waiting_host_gives_nothing() -> None:
    """A host that may not be asked yet is not handed out, and others are."""
    hosts = Hosts()
    hosts.ready["slow"] = 60
    schedule: Schedule[str] = Schedule(hosts)
    for number in range(100):
        schedule.add("slow", f"slow {number}", 0)
    schedule.add("quick", "quick", 0)

    assert taken(schedule, 0) == ["quick"]
    assert schedule.next_at(0) <= 60
    assert taken(schedule, 59) == []
    assert len(taken(schedule, 60)) == 100


def test_a_host_in_hand_is_not_offered() -> None:
    """Between taking a host's job and settling it, the host is nobody else's."""
    schedule: Schedule[str] = Schedule(Hosts())
    schedule.add("h", "a", 0)
    schedule.add("h", "b", 0)

    assert schedule.take(0) == ("h", "a")
    assert schedule.take(0) is None
    schedule.settle("h", 0)
    assert schedule.take(0) == ("h", "b")


def test_a_host_whose_slots_are_taken_is_looked_at_again() -> None:
    """A lost word about a free slot costs a second, not the run."""
    hosts = Hosts()
    hosts.ready["h"] = math.inf
    schedule: Schedule[str] = Schedule(hosts)
    schedule.add("h", "a", 0)

    assert schedule.take(0) is None
    assert schedule.next_at(0) == LOOK_AGAIN
    hosts.ready["h"] = 0
    assert taken(schedule, LOOK_AGAIN) == ["a"]


def test_a_settled_host_is_offered_at_once() -> None:
    """A host whose slot was given back need not wait for the next look."""
    hosts = Hosts()
    hosts.ready["h"] = math.inf
    schedule: Schedule[str] = Schedule(hosts)
    schedule.add("h", "a", 0)
    hosts.ready["h"] = 0.1
    schedule.settle("h", 0)

    assert schedule.next_at(0) == 0.1
    assert taken(schedule, 0.1) == ["a"]


def test_the_longest_queue_goes_first() -> None:
    """Among the hosts that are ready the one with most to do is asked first, so that it is not last at the end."""
    schedule: Schedule[str] = Schedule(Hosts())
    for host, jobs in (("short", 1), ("long", 5 * URGENT), ("middle", 3)):
        for _ in range(jobs):
            schedule.add(host, host, 0)
    order = taken(schedule, 0)

    assert order[0] == "long"
    assert order.index("middle") < order.index("short")


def test_an_unknown_host_goes_before_a_known_one() -> None:
    """A host that was not asked yet may be silent, which takes longest: it is tried early."""
    schedule: Schedule[str] = Schedule(Hosts())
    for number in range(10):
        schedule.add("known", f"known {number}", 0)
    assert schedule.take(0) == ("known", "known 0")
    schedule.settle("known", 0)
    schedule.add("unknown", "unknown", 0)

    assert schedule.take(0) == ("unknown", "unknown")


def test_a_chain_under_way_goes_first() -> None:
    """What is under way comes before what is not begun, so that few chains are open at once."""
    schedule: Schedule[str] = Schedule(Hosts())
    schedule.add("h", "fresh", 0)
    schedule.put_first("h", "under way", 0)

    assert taken(schedule, 0) == ["under way", "fresh"]


def test_what_is_put_back_goes_first_when_its_time_has_come() -> None:
    """A retry is not asked before its time, and then before what is queued: it may have to wait once more."""
    schedule: Schedule[str] = Schedule(Hosts())
    schedule.put_back("h", "retry", 5, 0)
    assert schedule.next_at(0) == 5
    schedule.add("h", "a", 1)
    assert taken(schedule, 1) == ["a"]
    assert taken(schedule, 4) == []
    schedule.add("h", "b", 5)

    assert taken(schedule, 5) == ["retry", "b"]


def test_a_host_with_a_due_retry_goes_before_long_queues() -> None:
    """What waited may have to wait once more: it is not left to the end of a busy run."""
    schedule: Schedule[str] = Schedule(Hosts())
    for number in range(50):
        schedule.add("long", f"long {number}", 0)
    schedule.add("short", "short", 0)
    order = [schedule.take(0), schedule.take(0)]
    schedule.put_back("short", "retry", 5, 0)
    for host in ("long", "short"):
        schedule.settle(host, 0)

    assert [host for host, _ in filter(None, order)] == ["long", "short"]
    assert schedule.take(5) == ("short", "retry")


def test_a_hurried_host_goes_first() -> None:
    """The links of a host that is known to be dead cost nothing, and a second word waits for them."""
    schedule: Schedule[str] = Schedule(Hosts())
    for host, jobs in (("long", 50), ("dead", 3)):
        for number in range(jobs):
            schedule.add(host, f"{host} {number}", 0)
    order = [schedule.take(0), schedule.take(0)]
    schedule.hurry("dead", 0)
    for host in ("long", "dead"):
        schedule.settle(host, 0)

    assert [host for host, _ in filter(None, order)] == ["long", "dead"]
    assert schedule.take(0) == ("dead", "dead 1")


def test_a_host_that_comes_back_is_not_an_unasked_one() -> None:
    """A redirect or a retry of a host whose queue was empty does not go before hosts that nobody has asked."""
    hosts = Hosts()
    schedule: Schedule[str] = Schedule(hosts)
    schedule.add("known", "link", 0)
    assert schedule.unasked()
    assert schedule.take(0) == ("known", "link")
    hosts.ready["known"] = 0.05
    schedule.settle("known", 0)
    assert not schedule.unasked()
    schedule.put_first("known", "hop", 1)
    assert not schedule.unasked()
    schedule.add("unknown", "other link", 1)
    assert schedule.unasked()

    assert taken(schedule, 1) == ["other link", "hop"]


def test_it_knows_how_long_its_hosts_last() -> None:
    """The longest queue at its host's pace, or the last wait, whichever is longer."""
    schedule: Schedule[str] = Schedule(Hosts())
    assert schedule.longest(0, lambda _: 1.0) == 0
    for number in range(40):
        schedule.add("h", f"job {number}", 0)
    assert schedule.longest(0, {"h": 0.5}.__getitem__) == 20
    schedule.put_back("g", "retry", 30, 0)

    assert schedule.longest(5, {"h": 0.5, "g": 0.5}.__getitem__) == 25


def test_a_new_job_wakes_a_host_that_waits_for_retries() -> None:
    """A host with nothing but late retries takes a new job at once."""
    schedule: Schedule[str] = Schedule(Hosts())
    for number in range(4):
        schedule.put_back("h", f"retry {number}", 30, 0)
    assert schedule.take(1) is None
    schedule.add("h", "new", 1)

    assert taken(schedule, 1) == ["new"]


def test_everything_comes_out_once() -> None:
    """In whatever order jobs are added, put back and settled, each comes out exactly once and none too early."""
    chance = Random(5)
    hosts = Hosts()
    schedule: Schedule[str] = Schedule(hosts)
    expected, got, early, now = 0, 0, {}, 0.0
    while got < 3_000:
        now += chance.random() / 10
        for _ in range(chance.randrange(4) if expected < 3_000 else 0):
            host, job = f"h{chance.randrange(40)}", f"job {expected}"
            early[job] = now + chance.choice([0, 0, 0.5])
            add = schedule.add if early[job] == now else None
            if add is not None:
                add(host, job, now)
            else:
                schedule.put_back(host, job, early[job], now)
            expected += 1
        found = schedule.take(now)
        if found is not None:
            host, job = found
            assert early.pop(job) <= now
            assert hosts.ready[host] <= now
            hosts.ready[host] = now + 0.05
            schedule.settle(host, now)
            got += 1

    assert len(schedule) == len(early) == expected - got


def test_a_settled_host_stands_where_a_new_entry_would_put_it() -> None:
    """An entry is left as it is only while it is worth what a new one would be."""
    chance = Random(6)
    hosts = Hosts()
    schedule: Schedule[str] = Schedule(hosts)
    now, left = 0.0, 0
    for number in range(5_000):
        now += chance.random() / 10
        host = f"h{chance.randrange(20)}"
        hosts.ready[host] = now + chance.choice([0.0, 0.0, 0.5, math.inf])
        match chance.randrange(20):
            case 0 | 1 | 2 | 3:
                schedule.add(host, f"job {number}", now)
            case 4 | 5 | 6:
                schedule.put_first(host, f"job {number}", now)
            case 7:
                schedule.put_back(host, f"job {number}", now + chance.choice([0.1, 0.5]), now)
            case choice if choice < 15:
                host = (schedule.take(now) or (host, ""))[0]
        before = schedule._hosts[host].place if host in schedule._hosts else 0
        schedule.settle(host, now)
        known = schedule._hosts.get(host)
        if known is not None and known.offered:
            worths = {place: -worth for worth, place, name in schedule._ready if name == host}
            assert worths[known.place] == known.jobs + (known.worth(now) - known.sized)
            left += known.place == before

    assert left > 100


def test_nothing_is_left_of_hosts_that_are_done() -> None:
    """Memory is for what is queued, not for every host that ever was."""
    schedule: Schedule[str] = Schedule(Hosts())
    for number in range(1_000):
        schedule.add(f"h{number}", "a", 0)
        taken(schedule, 0)

    assert schedule._hosts == {}
    assert schedule.next_at(0) == math.inf


def test_drain_takes_everything_out() -> None:
    """At a deadline everything comes out, ready or waiting."""
    schedule: Schedule[str] = Schedule(Hosts())
    schedule.add("h", "a", 0)
    schedule.put_back("h", "b", 9, 0)
    schedule.put_first("g", "c", 0)

    assert sorted(schedule.drain()) == [("g", "c"), ("h", "a"), ("h", "b")]
    assert (len(schedule), schedule.take(10)) == (0, None)


def counted(urls: int, pulled: list[int]) -> Iterator[str]:
    """A source that counts what is pulled."""
    for number in range(urls):
        pulled[0] += 1
        yield f"http://a.example/{number}"


def test_the_window_is_bounded() -> None:
    """A source of a million URLs is read no further than the window, and a little further while all hosts wait."""
    pulled = [0]
    ahead = LookAhead(counted(1_000_000, pulled), size=1_000, reach=3_000, batch=100)
    queued = 0
    while urls := ahead.pull(queued, starving=False):
        queued += len(urls)
    assert (queued, pulled[0]) == (1_000, 1_000)
    while urls := ahead.pull(queued, starving=True):
        queued += len(urls)

    assert (queued, pulled[0]) == (3_000, 3_000)
    assert not ahead.exhausted


def test_the_window_knows_the_end() -> None:
    """A source that has come to its end, or was closed, is not asked again."""
    ahead = LookAhead(iter(["a", "b", "c"]), batch=2)
    assert [ahead.pull(0, starving=False) for _ in range(3)] == [["a", "b"], ["c"], []]
    assert ahead.exhausted

    closed = LookAhead(iter(["a"]))
    closed.close()
    assert closed.pull(0, starving=True) == []
