"""Links that were rewritten and live again: what may be restored."""

from linkcheck import judge
from linkcheck.model import REWRITING, Edit
from linkcheck.pipeline.job import Job


def revived(job: Job) -> tuple[Edit, ...]:
    """The applied edits whose originals live again, by document and place; not those that a person decided on."""
    return tuple(
        edit
        for edit, applied in job.store.ledger.revived()
        if not _decided(job, edit) and judge.lives_again(job.store.checks.of(edit.url), applied)
    )


def _decided(job: Job, edit: Edit) -> bool:
    """Whether a person wants the snapshot there, whatever lives."""
    decision = job.decisions.of(edit.url, edit.path)
    return decision is not None and decision.ruling in REWRITING
