"""Proposals that a person said no to, as far as the documents tell.

A night's proposal is one thing to a person: one diff, one branch, one pull request. Where some of it has come and the
original of another edit still stands, that one was left out: `declined`. Who copies one line of a diff by hand has
not merged it, though, so an edit in another document is declined only where at least half of the proposal has come.
A proposal of which nothing came may still be merged: it stands. `linkcheck sync` is told what became of it.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from linkcheck.documents import Settled
from linkcheck.model import Edit, EditState
from linkcheck.pipeline.job import Job


class Settling:
    """What became of the edits of all documents that one run reads."""

    def __init__(self) -> None:
        self.came: list[Edit] = []
        self.undone: list[Edit] = []
        self.waiting: list[Edit] = []

    def add(self, settled: Settled) -> None:
        """What became of one document's edits."""
        self.came += settled.came
        self.undone += settled.undone
        self.waiting += settled.waiting

    def decline_left_out(self, job: Job, offered: datetime) -> str:
        """Decline what was left out of a proposal that came; what all of it came to, in words behind the count.

        What was planned after it was `offered` was no part of it.
        """
        declined: list[Edit] = []
        if self.came and self.waiting:
            planned = {edit.id for edit, at, _ in job.store.ledger.dated(EditState.PROPOSED) if at <= offered}
            waiting = [edit for edit in self.waiting if edit.id in planned]
            declined = left_out([edit for edit in self.came if edit.state is EditState.PROPOSED], waiting)
        decline(job, declined)
        parts = [
            f"{len(edits):,} {what}"
            for edits, what in (
                (self.came, "made since"),
                (declined, "declined"),
                (self.undone, "taken back by hand"),
            )
            if edits
        ]
        return f"; of the edits {', '.join(parts)}" if parts else ""


def left_out(came: Sequence[Edit], waiting: Sequence[Edit]) -> list[Edit]:
    """The proposals that were left out when others of the same run were made: see the module."""
    made, open_ = Counter(edit.run_id for edit in came), Counter(edit.run_id for edit in waiting)
    beside = {(edit.run_id, edit.path) for edit in came}
    return [
        edit for edit in waiting if (edit.run_id, edit.path) in beside or 0 < made[edit.run_id] >= open_[edit.run_id]
    ]


def decline(job: Job, edits: Sequence[Edit]) -> None:
    """Enter it that a person said no to these edits."""
    if ids := [edit.id for edit in edits if edit.id is not None]:
        job.store.ledger.set_state(ids, EditState.DECLINED, job.world.clock.now())
