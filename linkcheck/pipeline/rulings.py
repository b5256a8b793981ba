"""What persons have said of edits: it always wins over what the program found."""

from collections.abc import Collection
from dataclasses import dataclass
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

    refused: frozenset[Told]
    """Edits that are not to be proposed."""
    no_alias: frozenset[tuple[str, str]]
    """Links whose alias was declined or undone: document and target. A snapshot may stand there."""

    @classmethod
    def of(cls, job: Job, held: Collection[EditState]) -> Self:
        """What the ledger knows, where edits of the states `held` are not proposed again.

        An alias that was undone is offered again only to whoever asks for both: the edits, and aliases.
        """
        ledger = job.store.ledger
        against = held if job.settings.aliases else HELD_BACK
        return cls(
            refused=frozenset(told(edit) for state in held for edit in ledger.edits(state=state) if not edit.restored),
            no_alias=frozenset(
                (edit.path, edit.url)
                for state in against
                for edit in ledger.edits(state=state)
                if edit.kind is EditKind.ALIAS and not edit.restored
            ),
        )


def told(edit: Edit) -> Told:
    """What tells an edit of the ledger from others."""
    return edit.path, edit.url, edit.kind, edit.timestamp
