"""What persons decided: the file of an archive, found and read, and what it says of the targets that are remembered."""

from collections.abc import Sequence
from pathlib import Path

from linkcheck import judge
from linkcheck.errors import UsageError
from linkcheck.model import Reason, Standing
from linkcheck.pipeline.job import Job
from linkcheck.settings import Decisions, Settings, find_decisions, place_for_decisions, read_decisions
from linkcheck.store import Memory, Store


def decisions_of(settings: Settings, roots: Sequence[Path]) -> Decisions:
    """The decisions for the documents at or below the named paths; where none is named, for those from here.

    The setting `decisions` names the file. Else it is the nearest linkcheck-decisions.toml: in a folder that was named,
    or the ones above it; else in the working folder, or the ones above it. Where there is none, the answer says where
    one would be made.

    Raises:
        UsageError: The file is wrong, or the paths have different ones.
    """
    folders = [root if root.is_dir() else root.parent for root in roots] or [Path()]
    source = settings.decisions or find_decisions(folders) or find_decisions([Path()])
    decisions = read_decisions(source or place_for_decisions(folders[0]))
    for row in decisions.rows:
        if row.snapshot and (why := unfit(row.snapshot, settings)):
            raise UsageError(f"{source}, line {row.line}: {why}")
    return decisions


def decisions_in(store: Store, settings: Settings) -> Decisions:
    """The decisions for the documents that are remembered; see `decisions_of`."""
    common = store.documents.folder()
    return decisions_of(settings, [] if common is None else [Path(common)])


def unfit(snapshot: str, settings: Settings) -> str:
    """Why a capture that a person names is not written; empty where it may be."""
    if name := judge.never_written(snapshot):
        return f"snapshots of {name} are not written: a page there cannot be told by its address"
    known = judge.before_asking(snapshot, settings)
    if known is None or known.reason is not Reason.SNAPSHOT:
        return f"{snapshot} is not a capture of a web archive that is known: it would be checked as any link"
    return ""


def standing_of(memory: Memory, job: Job) -> Standing:
    """What the checks of a target come to, and what a person says of it."""
    return judge.ruled(judge.standing(memory.checks, job.settings), job.decisions.of(memory.target.url))
