"""What every stage of a run is given, and what a run comes to."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from linkcheck.errors import ExitCode
from linkcheck.model import Run
from linkcheck.pipeline.progress import Progress
from linkcheck.pipeline.world import World
from linkcheck.settings import NO_DECISIONS, Decisions, Settings
from linkcheck.store import Store

if TYPE_CHECKING:
    from linkcheck.report import Report


@dataclass(frozen=True, slots=True)
class Job:
    """One run under way."""

    run: Run
    settings: Settings
    world: World
    store: Store
    progress: Progress
    ends: float | None = None
    """When nothing new is to be asked, on the clock's monotonic time; None: no deadline."""
    decisions: Decisions = NO_DECISIONS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    report: "Report"
    exit_code: ExitCode
    diff: str = ""
    """What was or would be changed, as one unified diff that `git apply` takes."""
    shown: str = ""
    """The same for people: its URLs masked, in UTF-8."""
    written: bool = False
    """The documents were changed; otherwise the diff is a proposal."""
    reports: tuple[Path, ...] = ()
    """The reports that were written."""
