"""The benchmark's own promises: the web that it says it plays, and a bound that holds."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench.__main__ import growth, rude
from tests.bench.bound import bound
from tests.bench.plan import MOST_PER_HOST, Host, Manner, Plan, host_of, living, plain
from tests.bench.scenarios import SCENARIOS
from tests.bench.tools import ARCHIVE, DOCUMENT, lives, write


def test_the_same_seed_makes_the_same_web() -> None:
    """Two programs are asked the same, tonight and next year."""
    assert living(3, 500, 200) == living(3, 500, 200)
    assert living(3, 500, 200) != living(4, 500, 200)


def test_every_url_and_host_is_there() -> None:
    """As many as were asked for, none twice, no host without one, and none with more than it should have."""
    made = living(5, 2_000, 700)
    sizes = Counter(map(host_of, made.urls))

    assert len(set(made.urls)) == 2_000
    assert set(sizes) == {host.name for host in made.hosts}
    assert max(sizes.values()) <= MOST_PER_HOST


def test_some_of_the_dead_are_well_linked() -> None:
    """A service that closed leaves many links: of each manner one host is as large as the living ones."""
    made = living(11, 5_000, 2_000)
    sizes = Counter(map(host_of, made.urls))

    for manner in Manner:
        assert max(sizes[host.name] for host in made.hosts if host.manner is manner) >= 20


def test_one_host_is_big() -> None:
    """A part of all URLs stands on one host that answers."""
    made = living(5, 2_000, 700, big=0.4)
    name, size = Counter(map(host_of, made.urls)).most_common(1)[0]

    assert size >= 800
    assert next(host for host in made.hosts if host.name == name).manner is Manner.ANSWERS


def test_the_bound_is_the_slowest_host() -> None:
    """Two time-outs of a silent host, or the big host's requests at the interval: whichever is longer."""
    small, big = living(6, 2_000, 700), living(6, 2_000, 700, big=0.5)

    assert bound(small, 0.05, 10, timeout=10.0, connect=5.0, look=5.0).seconds == 15.0
    assert bound(big, 0.05, 10, timeout=10.0, connect=5.0, look=5.0).seconds > 50
    assert bound(plain(10, 100), 0.0, 10, timeout=10.0, connect=5.0, look=5.0).seconds == 0.0


def test_a_host_costs_the_intervals_between_its_requests() -> None:
    """The first request waits for nobody, and a strict host takes a second's worth at once: a bound is a bound."""
    few = Plan((Host("a.internal", Manner.ANSWERS, 0.0),), tuple(f"http://a.internal/page/{n}" for n in range(5)))
    strict = replace(few, hosts=(Host("a.internal", Manner.STRICT, 0.0),))
    many = replace(strict, urls=tuple(f"http://a.internal/page/{n}" for n in range(40)))

    assert bound(few, 0.1, 10, timeout=10.0, connect=5.0, look=5.0).seconds == pytest.approx(0.4)
    assert bound(strict, 0.1, 10, timeout=10.0, connect=5.0, look=5.0).seconds == pytest.approx(0.4)
    assert bound(many, 0.01, 10, timeout=10.0, connect=5.0, look=5.0).seconds == pytest.approx(4.0)


def test_who_is_rude_is_named() -> None:
    """More requests at once than were agreed, or more in a second, are told; what was agreed is not."""
    polite = {"at_once": 10.0, "in_a_second": 21.0}
    spread = SCENARIOS["spread"]

    assert rude(spread, [polite, polite]) == ""
    assert "11 requests at once" in rude(spread, [polite, polite | {"at_once": 11.0}])
    assert "40 requests in a second" in rude(spread, [polite | {"in_a_second": 40.0}])
    assert "11 requests at once, and 10 were agreed; 40 requests in" in rude(
        spread, [polite | {"at_once": 11.0, "in_a_second": 40.0}]
    )
    assert rude(SCENARIOS["plain"], [polite | {"in_a_second": 900.0}]) == ""


def test_letters_hold_every_url(tmp_path: Path) -> None:
    """An archive of some letters has what one letter has, in its order."""
    made = living(7, 250, 100)
    for most in (100, 250):
        (tmp_path / str(most)).mkdir()
        write(tmp_path / str(most), made, most)
    several = [(tmp_path / f"100/{ARCHIVE}/{number}.md").read_text() for number in range(3)]

    assert "\n".join(several) == (tmp_path / "250" / DOCUMENT).read_text()
    assert all(url in "".join(several) for url in made.urls)


def test_the_growth_of_memory_is_told() -> None:
    """Where both were measured, and nowhere else."""
    assert "19 MiB more" in growth({"plain": 90.0, "small": 120.0, "large": 139.0})
    assert growth({"plain": 90.0, "large": 139.0}) == ""


def test_the_dead_are_known() -> None:
    """What is right is told from the plan: a host that answers, and a page that is there."""
    made = living(7, 2_000, 700)
    manners = {host.name: host.manner for host in made.hosts}
    truth = lives(made)

    assert 0.6 < sum(truth.values()) / len(truth) < 0.95
    assert not any(lives_ for url, lives_ in truth.items() if manners[host_of(url)] is Manner.SILENT)
