"""A month of the whole job over a web that changes every night, and what was told of each link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from linkcheck.demo.web import Site, Web
from linkcheck.demo.web.wayback import wayback
from linkcheck.errors import ExitCode
from linkcheck.model import Standing, Verdict
from linkcheck.net import DnsFault
from linkcheck.pipeline import SystemClock
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.nights.kinds import Fate, Kind
from tests.nights.spells import LIVING, NIGHTS, REVIVAL, Plan
from tests.pipeline.support import FIRST_NIGHT, one_night, settings_in

CANARIES = ("http://one.canary.example/", "http://two.canary.example/", "http://three.canary.example/")
LINKS_IN_A_DOCUMENT = 40


@dataclass(frozen=True, slots=True)
class Subject:
    """One link, and what its host is on each night."""

    kind: Kind
    url: str
    host: str
    plan: Plan


@dataclass(slots=True)
class Life:
    """What was told of one link, night by night."""

    subject: Subject
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    """By night, where it was checked."""
    strikes: int = 0
    """The most that it had at a time."""
    confirmed: int | None = None
    """The night on which it was first confirmed."""
    due: int | None = None
    """The night on which it was first due, dead."""
    last: int = 0
    """The last night that was lived through."""
    recovered: bool = False
    """A report told that it lives again."""

    @property
    def promised(self) -> int | None:
        """The night on which a death has to be confirmed: three strikes, the first and the last three days apart.

        Behind the month the job pauses: a death that was too young by then is confirmed on the night when it goes on,
        but for one of the month's last night, which has two strikes by then. None: it need not be confirmed.
        """
        if self.due is None:
            return None
        lived = (*range(self.due, NIGHTS + 1), REVIVAL)
        return next((night for night in lived[2:] if night - self.due >= 3), None)

    @property
    def broken(self) -> str:
        """The promise that was broken; empty where none was."""
        match self.subject.kind.fate:
            case Fate.LIVES if self.confirmed is not None:
                return f"confirmed on night {self.confirmed}, though it lives"
            case Fate.DIES if self.confirmed != self.promised and self.last >= (self.promised or 0):
                return f"first due dead on night {self.due}, confirmed on night {self.confirmed}"
            case Fate.DECEIVES if self.last > NIGHTS and self.confirmed is None:
                return "the rules know better than we say"
            case Fate.DECEIVES if self.last > NIGHTS and self.subject.kind.returns and not self.recovered:
                return "it came back, and no report said so"
            case _:
                return ""


def subjects(kinds: Sequence[Kind], seed: int, share: float = 1.0) -> tuple[Subject, ...]:
    """The links of the month; with a `share` below 1 fewer of each kind, and at least one."""
    found = []
    for number, kind in enumerate(kinds):
        for count in range(max(1, round(kind.links * share))):
            chance = Random(f"{seed} {kind.name} {count}")
            host = kind.host or f"k{number}-{count}.example"
            path = f"/diary/{1990 + count}" if kind.host else "/diary"
            found.append(Subject(kind, f"{kind.scheme}://{host}{path}", host, kind.make(chance)))
    return tuple(found)


async def month(folder: Path, told: Sequence[Subject], nights: Sequence[int]) -> dict[str, Life]:
    """Run the job on each of some nights, counted from 1; what became of each link."""
    archive = _archive(folder, told)
    settings = replace(settings_in(folder, CANARIES), timeout=0.5, connect_timeout=0.5)
    lives = {subject.url: Life(subject) for subject in told}
    for night in nights:
        async with web_of(told, night) as web:
            _note_due(lives, settings, night)
            outcome = await one_night(web, [archive], settings, night - 1)
        if outcome.exit_code is not ExitCode.OK:
            raise AssertionError(f"night {night} ended with {outcome.exit_code!r}")
        tonight = (FIRST_NIGHT + timedelta(days=night - 1)).date()
        for finding in outcome.report.findings:
            _note(lives[finding.url], finding.standing, night, tonight, recovered=finding.recovered)
    return lives


def web_of(told: Sequence[Subject], night: int) -> Web:
    """The web as it is on one night."""
    sites: dict[str, Site] = {f"{name}.canary.example": LIVING for name in ("one", "two", "three")}
    sites["web.archive.org"] = wayback([])
    names: dict[str, DnsFault | str] = {}
    for subject in told:
        match subject.plan(night):
            case Site() as site:
                sites[subject.host] = site
            case DnsFault() as fault:
                names[subject.host] = fault
    return Web(sites, names=names)


def _archive(folder: Path, told: Sequence[Subject]) -> Path:
    archive = folder / "archive"
    archive.mkdir()
    for start in range(0, len(told), LINKS_IN_A_DOCUMENT):
        lines = [f"- [the diary]({subject.url})" for subject in told[start : start + LINKS_IN_A_DOCUMENT]]
        text = "---\ntitle: A letter\ndate: 2015-06-01\n---\n\n" + "\n".join(lines) + "\n"
        (archive / f"letter-{start:04}.md").write_text(text, encoding="utf-8")
    return archive


def _note_due(lives: Mapping[str, Life], settings: Settings, night: int) -> None:
    """The night on which each truly dead link is due for the first time since it died."""
    tonight = (FIRST_NIGHT + timedelta(days=night - 1)).date()
    due = {url for url, day in _due_days(settings).items() if day <= tonight}
    for url, life in lives.items():
        dies = life.subject.kind.fate is Fate.DIES and life.subject.plan(night) != LIVING
        if dies and life.due is None and (night == 1 or url in due):
            life.due = night


def _due_days(settings: Settings) -> dict[str, date]:
    if not settings.db.exists():
        return {}
    with Store.open(settings.db, SystemClock()) as store:
        return {target.url: one.due for one in store.targets.due(date.max, everything=True) for target in one.targets}


def _note(life: Life, standing: Standing, night: int, tonight: date, *, recovered: bool) -> None:
    life.last = night
    life.strikes = max(life.strikes, standing.strikes)
    life.recovered |= recovered
    if standing.verdict is not None and standing.checked is not None and standing.checked.date() == tonight:
        life.verdicts[night] = standing.verdict
    if standing.confirmed and life.confirmed is None:
        life.confirmed = night
