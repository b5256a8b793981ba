"""What persons have said of edits: it always wins over what the program found."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from linkcheck.model import Edit, EditKind, EditState
from linkcheck.pipeline.job import Job

HELD_BACK = frozenset({EditState.DECLINED, EditState.UNDONE})
"""Edits that the nightly job does not propose again: a person said no to them."""

Told = tuple[str, str, EditKind, str]
"""What tells an edit from others: the document, the target, the kind, and the snapshot's timestamp."""


@dataclass(frozen=True, slots=True)
class Rulings:
    """What persons have said of edits."""

    refused: Mapping[Told, datetime]
    """Edits that are not to be proposed, and when a person last said no to each."""
    no_alias: frozenset[tuple[str, str]]
    """Links whose alias was declined or undone: document and target. A snapshot may stand there."""

    @classmethod
    def of(cls, job: Job, held: Collection[EditState]) -> Self:
        """What the ledger knows, where edits of the states `held` are not proposed again.

        An alias that was undone is offered again only to whoever asks for both: the edits, and aliases.
        """
        ledger = job.store.ledger
        against = held if job.settings.aliases else HELD_BACK
        refused: dict[Told, datetime] = {}
        for edit, _, changed in (one for state in held for one in ledger.dated(state) if not one[0].restored):
            key = told(edit)
            refused[key] = max(changed, refused.get(key, changed))
        return cls(
            refused=refused,
            no_alias=frozenset(
                (edit.path, edit.url)
                for state in against
                for edit in ledger.edits(state=state)
                if edit.kind is EditKind.ALIAS and not edit.restored
            ),
        )

    def refuses(self, told: Told, ruled: datetime | None) -> bool:
        """Whether an edit is not to be proposed: a person said no, and has not asked for it since, at `ruled`."""
        no = [self.refused[one] for one in (told, (*told[:3], "")) if one in self.refused]
        return bool(no) and (ruled is None or ruled < max(no))


def told(edit: Edit) -> Told:
    """What tells an edit of the ledger from others.

    A declined one has no timestamp here: who leaves a hunk out says no to the change, not to one of several captures.
    """
    return edit.path, edit.url, edit.kind, "" if edit.state is EditState.DECLINED else edit.timestamp
