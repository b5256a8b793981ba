"""What the pipeline's tests share: a night of the whole job on a web on loopback."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from linkcheck.crawl import Patience
from linkcheck.demo.web import Web
from linkcheck.pipeline import Outcome, Progress, Silence, SystemClock, World, nightly
from linkcheck.settings import Settings

FIRST_NIGHT = datetime(2026, 11, 20, 2, tzinfo=UTC)
CONFIRMING = (0, 1, 3)
"""Days after the first night that confirm a death by decisive evidence."""


class Listening(Silence):
    """Progress that keeps what it was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        """Keep a note."""
        self.lines.append(line)

    def warn(self, line: str) -> None:
        """Keep a warning."""
        self.lines.append(line)


def settings_in(folder: Path, canaries: tuple[str, ...] = ()) -> Settings:
    """Settings for a web on loopback, in which nobody has to be waited for long."""
    return Settings(
        db=folder / "linkcheck.db",
        reports=folder / "reports",
        vantage="test",
        allow_network=(ip_network("127.0.0.0/8"),),
        canaries=canaries,
        timeout=2.0,
        connect_timeout=1.0,
        interval=0.0,
        replay_rate=1000.0,
        cdx_per_minute=60_000.0,
    )


def world_of(web: Web, night: datetime) -> World:
    """The world of one night on a web on loopback."""
    return World(lambda: web.resolver, web.trust, SystemClock(night), random.Random(1), Patience((0.05,), 0.05))


async def one_night(
    web: Web, roots: Sequence[Path], settings: Settings, day: int, progress: Progress | None = None
) -> Outcome:
    """The whole job, `day` days after the first night."""
    night = FIRST_NIGHT + timedelta(days=day)
    told = replace(settings, now=night)
    return await nightly(roots, told, world_of(web, night), progress or Silence())
