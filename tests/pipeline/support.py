"""What the pipeline's tests share: a night of the whole job on a web on loopback."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from linkcheck.crawl import Patience
from linkcheck.demo.web import Behaviour, Site, Web
from linkcheck.demo.web.behaviours import html, page, status
from linkcheck.demo.web.captures import Capture
from linkcheck.demo.web.wayback import wayback
from linkcheck.model import Finding
from linkcheck.pipeline import Outcome, Progress, Silence, World, nightly
from linkcheck.settings import Settings
from tests.passing import PassingClock

FIRST_NIGHT = datetime(2026, 11, 20, 2, tzinfo=UTC)
CONFIRMING = (0, 1, 3)
"""Days after the first night that confirm a death by decisive evidence."""

KITES = "https://kites.example/kites"
"""A living page."""
LOST = "https://lost.example/lantern-festival"
"""A page that is gone, and was captured in June 2015 and in May 2019."""
SNAPSHOT_2015 = f"https://web.archive.org/web/20150603000000/{LOST}"
SNAPSHOT_2019 = f"https://web.archive.org/web/20190520000000/{LOST}"
FESTIVAL = html("The lantern festival", "Every year in June the lantern festival fills the river with light.")
CAPTURES = (
    Capture(LOST, "20150603000000", body=FESTIVAL),
    Capture(LOST, "20190520000000", body=FESTIVAL),
    Capture(LOST, "20210101000000", 404),
)
LETTER = "---\ndate: {date}\n---\n\n{text}\n"


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


@dataclass(slots=True)
class SkippingClock:
    """The clock of a night whose sleeps take no time."""

    night: datetime
    skipped: float = 0.0

    def now(self) -> datetime:
        """The night, and what was slept through of an hour."""
        return self.night + timedelta(seconds=self.skipped % 3600)

    def monotonic(self) -> float:
        """The loop's seconds, and those that were slept through."""
        return asyncio.get_running_loop().time() + self.skipped

    async def sleep(self, seconds: float) -> None:
        """Give way once."""
        self.skipped += max(seconds, 0.0)
        await asyncio.sleep(0)


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
    return World(
        lambda: web.resolver, lambda: web.trust, PassingClock(night), random.Random(1), Patience((0.05,), 0.05), 0.05
    )


async def one_night(
    web: Web, roots: Sequence[Path], settings: Settings, day: int, progress: Progress | None = None
) -> Outcome:
    """The whole job, `day` days after the first night; its findings are as it left them, whatever comes later."""
    night = FIRST_NIGHT + timedelta(days=day)
    told = replace(settings, now=night)
    outcome = await nightly(roots, told, world_of(web, night), progress or Silence())
    return replace(outcome, report=replace(outcome.report, findings=tuple(outcome.report.findings)))


def small_web(
    sites: dict[str, Site] | None = None, captures: Sequence[Capture] = CAPTURES, lost: Behaviour | None = None
) -> Web:
    """A web with a living page, a lost one, a Wayback Machine that holds it, and what a test adds."""
    kites = page("Kites", "This page is about kites, and it has been here for years.")
    home = page("Lanterns", "The front page of the lantern festival's own site.")
    return Web(
        {
            "kites.example": Site(default=kites),
            "lost.example": Site({"/": home}, default=lost or status(404)),
            "web.archive.org": wayback(captures),
        }
        | (sites or {})
    )


def shelved(folder: Path, **texts: str) -> Path:
    """An archive of Markdown files with these texts, dated 2015-06-01 where they say nothing else; its folder."""
    archive = folder / "archive"
    archive.mkdir(exist_ok=True)
    for name, text in texts.items():
        whole = text if text.startswith("---") else LETTER.format(date="2015-06-01", text=text)
        (archive / f"{name}.md").write_text(whole, encoding="utf-8")
    return archive


async def nights(web: Web, archive: Path, settings: Settings, days: Sequence[int] = CONFIRMING) -> Outcome:
    """Some nights, one after the other; what the last came to."""
    outcomes = [await one_night(web, [archive], settings, day) for day in days]
    return outcomes[-1]


def finding(outcome: Outcome, url: str) -> Finding:
    """What a run says of one target."""
    return next(one for one in outcome.report.findings if one.url == url)
