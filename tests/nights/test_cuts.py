"""A night with the network cut in the middle: not one strike for a living link, and nothing of the night is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from math import inf
from pathlib import Path
from random import Random

import pytest

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import status
from linkcheck.errors import ExitCode
from linkcheck.judge import standing
from linkcheck.model import Check, Verdict
from linkcheck.pipeline import Outcome, Silence, SystemClock, nightly
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.nights.cable import Cable, Cut
from tests.nights.month import CANARIES
from tests.nights.spells import LIVING
from tests.pipeline.support import FIRST_NIGHT, settings_in, world_of

HOSTS = {name.partition("//")[2].rstrip("/"): LIVING for name in CANARIES}


def archive(folder: Path, urls: Sequence[str]) -> Path:
    """One letter with these links."""
    path = folder / "letter.md"
    path.write_text("".join(f"<{url}>\n" for url in urls), encoding="utf-8")
    return path


def living(number: int) -> dict[str, Site]:
    """So many living hosts."""
    return {f"h{count}.example": LIVING for count in range(number)}


async def night(cable: Cable, sites: Mapping[str, Site], settings: Settings, day: int = 0) -> Outcome:
    """One night over one link of each site, through a cable."""
    letter = archive(settings.db.parent, [f"http://{host}/" for host in sites])
    when = FIRST_NIGHT + timedelta(days=day)
    async with cable.web({**HOSTS, **sites}) as web:
        world = replace(world_of(web, when), resolver=lambda: cable)
        return await nightly([letter], replace(settings, now=when), world, Silence())


def checks(settings: Settings, host: str) -> tuple[Check, ...]:
    """What is remembered of a host's link."""
    with Store.open(settings.db, SystemClock()) as store:
        return store.checks.of(f"http://{host}/")


def struck(settings: Settings, sites: Mapping[str, Site]) -> list[str]:
    """The hosts whose link has a strike."""
    return [host for host in sites if standing(checks(settings, host), settings).strikes]


def impatient(folder: Path) -> Settings:
    """A few requests at a time, so that a cut has a middle to come in."""
    return replace(settings_in(folder, CANARIES), timeout=0.3, connect_timeout=0.3, concurrency=4)


@pytest.mark.parametrize("how", Cut)
@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 20))])
async def test_a_cut_strikes_no_living_link(how: Cut, seed: int, tmp_path: Path) -> None:
    """Whenever it comes, however it looks, however soon it is over: no strike, and exit code 3 where it is not over."""
    chance = Random(f"{how} {seed}")
    sites = living(chance.choice([8, 30]))
    lasts = chance.choice([0.02, 0.1, 0.5, inf])
    settings = impatient(tmp_path)
    cable = Cable(how, chance.randrange(len(sites) * 2 + 8), lasts)
    outcome = await night(cable, sites, settings)

    assert struck(settings, sites) == []
    failed = [host for host in sites for check in checks(settings, host) if check.verdict is not Verdict.ALIVE]
    assert failed == []
    if lasts == inf and cable.out:
        assert outcome.exit_code is ExitCode.UNFIT
    if outcome.exit_code is ExitCode.OK:
        assert len([host for host in sites if checks(settings, host)]) == len(sites)


async def test_what_came_before_the_last_round_counts(tmp_path: Path) -> None:
    """Deaths that were seen before a round that passed are strikes, though the night ends as unfit."""
    gone = {f"gone{count}.example": Site(default=status(404)) for count in range(30)}
    # so many that fail bring a round in the middle; behind it the network goes away
    shut = {f"shut{count}.example": Site(default=status(404), refuse=True) for count in range(25)}
    settings = replace(impatient(tmp_path), concurrency=1)
    outcome = await night(Cable(Cut.SERVFAIL, 10_000, inf, at="shut24.example"), gone | shut, settings)

    assert outcome.exit_code is ExitCode.UNFIT
    assert len(struck(settings, gone)) > 20
    assert struck(settings, shut) == []


async def test_the_night_after_a_cut_asks_for_everything_that_was_lost(tmp_path: Path) -> None:
    """What the cut took is due the next night, and a death loses one night by it, no more."""
    sites = {**living(6), "gone.example": Site(default=status(404))}
    settings = impatient(tmp_path)
    first = await night(Cable(Cut.SERVFAIL, 6, inf), sites, settings)
    assert first.exit_code is ExitCode.UNFIT

    second = await night(Cable(Cut.SERVFAIL, 10_000, inf), sites, settings, day=1)
    assert second.exit_code is ExitCode.OK
    assert all(checks(settings, host)[-1].at.date() == (FIRST_NIGHT + timedelta(days=1)).date() for host in sites)
    assert struck(settings, sites) == ["gone.example"]
