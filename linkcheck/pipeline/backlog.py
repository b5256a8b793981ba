"""What a run left unasked of the web archives: how many nights it needs, and what helps where they refuse."""

import math
import shlex

from linkcheck.model import WebArchive
from linkcheck.pipeline.job import Job
from linkcheck.report import Backlog
from linkcheck.settings import Settings

REFUSED_NIGHTS = 3
"""Nights in a row on which the web archive refused, after which another machine should ask."""
NIGHT = 6 * 3600.0
"""Seconds of a night without a deadline: as long as a CI job may run."""
REQUESTS_A_LINK = 2.3
"""To TimeGate and replay, on average; rather more than `make archive-hours` shows."""
QUERIES_A_LINK = 0.15
"""To the index, on average, the same."""

BY_ENVIRONMENT = ("web_archive", "timegates", "max_distance")
BY_OPTION = ("exclude", "include", "allow_network")
"""Settings that another machine must have too, to give the same answers, and how it is given them."""


def backlog(job: Job) -> Backlog:
    """What the job's run left of its questions to the web archives."""
    run = job.run
    left = run.lookups_left
    refused = job.store.runs.refused_nights(run.vantage) if left else 0
    return Backlog(
        ended=run.web_archive,
        nights=_nights(job) if left else 0,
        refused=refused,
        commands=elsewhere(job.settings) if refused >= REFUSED_NIGHTS else (),
    )


def _nights(job: Job) -> int:
    """From what tonight managed, where only time ended it; else from the limits."""
    left, answered = job.run.lookups_left, job.store.lookups.answered(job.run.id)
    if job.run.web_archive is WebArchive.DEADLINE and answered:
        return math.ceil(left / answered)
    settings = job.settings
    one = max(REQUESTS_A_LINK / settings.replay_rate, QUERIES_A_LINK * 60 / settings.cdx_per_minute)
    return math.ceil(left * one / (settings.deadline or NIGHT))


def elsewhere(settings: Settings) -> tuple[str, ...]:
    """The commands that look up from another machine: a copy of the database goes there and comes back."""
    own = str(settings.db.resolve())
    back = str(settings.db.resolve().with_suffix(".elsewhere.db"))
    there = f"{settings.db.stem}.elsewhere.db"
    asking = [*_environment(settings), "linkcheck", "lookup", "--db", there, *_options(settings)]
    return (
        "there=user@another-machine",
        f'scp {shlex.quote(own)} "$there":{shlex.quote(there)}',
        f'ssh "$there" {shlex.quote(shlex.join(asking))}',
        f'scp "$there":{shlex.quote(there)} {shlex.quote(back)}',
        shlex.join(["linkcheck", "merge", back, "--db", own]),
    )


def _environment(settings: Settings) -> list[str]:
    """What differs from the defaults and is no option."""
    usual, found = Settings(), []
    for name in BY_ENVIRONMENT:
        value = getattr(settings, name)
        if value != getattr(usual, name):
            found.append(f"LINKCHECK_{name.upper()}={','.join(value) if isinstance(value, tuple) else value}")
    return ["env", *found] if found else []


def _options(settings: Settings) -> list[str]:
    flags = {name: f"--{name.replace('_', '-')}" for name in BY_OPTION}
    return [word for name in BY_OPTION for value in getattr(settings, name) for word in (flags[name], str(value))]
