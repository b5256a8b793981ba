"""The fourth stage: plan the edits, prove them, show them or write them, and keep the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linkcheck.documents import Replacement, extract, planned, prove, read
from linkcheck.model import Document, EditState, Finding, Refused, Rewrite, Skipped, Span
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.lasting import lasting_offers
from linkcheck.pipeline.manners import Manners
from linkcheck.pipeline.offers import Offer, bounded, in_order, offers
from linkcheck.pipeline.reading import Shelf, remember
from linkcheck.pipeline.rulings import HELD_BACK, Rulings
from linkcheck.report.wording import count


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What the stage came to."""

    rewrites: tuple[Rewrite, ...] = ()
    refused: tuple[Refused, ...] = ()
    left: int = 0
    """Edits beyond `max_edits` and `max_files`."""
    written: bool = False


async def rewrite_confirmed(
    job: Job, shelf: Shelf, findings: Iterable[Finding], held: frozenset[EditState] = HELD_BACK
) -> Rewritten:
    """Plan and prove the edits of every document that was read tonight; write them if the settings say so.

    Raises:
        StoreError: The database cannot be written.
    """
    job.progress.stage("Rewriting")
    rulings = Rulings.of(job, held)
    wanted = list(offers(job, shelf, findings, rulings))
    # what is dead comes first: a living link can wait
    seen = in_order([one for one in wanted if one.viewed]) + in_order(list(lasting_offers(job, shelf, rulings)))
    taken, left = bounded(seen, job.settings.max_edits, job.settings.max_files)
    refused: list[Refused] = []
    rewrites: list[Rewrite] = []
    for path in sorted(taken):
        match _proven(job, shelf, path, taken[path]):
            case Refused() as why:
                refused.append(why)
                job.progress.warn(f"{why.path}: left alone: {why.why}")
            case Rewrite() as rewrite if rewrite.edits:
                rewrites.append(rewrite)
            case _:
                pass
        job.progress.step()
        # between two documents Ctrl-C is heard, and nothing is half done
        await job.world.clock.sleep(0)
    if job.settings.write:
        rewrites = await _write_all(job, shelf, rewrites, refused)
    else:
        for one in rewrites:
            job.store.ledger.add(job.run.id, one.edits, job.world.clock.now())
    edits = sum(len(one.edits) for one in rewrites)
    verb = "Rewrote" if job.settings.write else "Would rewrite"
    later = f"; {left:,} left for later runs" if left else ""
    if unseen := sum(not one.viewed for one in wanted):
        later += f"; {unseen:,} wait until `linkcheck lookup` has seen their snapshots as a reader does"
    job.progress.done(f"{verb} {count(edits, 'link')} in {count(len(rewrites), 'document')}{later}.")
    return Rewritten(tuple(rewrites), tuple(refused), left, job.settings.write)


def _proven(job: Job, shelf: Shelf, path: str, offered: Sequence[Offer]) -> Rewrite | Refused:
    document = read(shelf.paths[path], path, job.settings)
    if isinstance(document, Skipped):
        return Refused(path, document.why)
    if document.digest != job.store.documents.known_digest(path):
        return Refused(path, "it was changed while linkcheck ran; it is looked at again in the next run")
    places = {(one.link.line, one.link.column): one for one in offered}
    links = extract(document)
    wanted: dict[Span, Replacement] = {}
    for link in links:
        one = places.get((link.line, link.column))
        if one is not None and link.written == one.link.written:
            wanted[link.span] = Replacement(
                one.url,
                one.finding.url,
                one.timestamp,
                one.why,
                one.kind,
                job.settings.style,
                job.settings.append_text,
            )
    edits, left = planned(document, links, wanted)
    for refusal in left:
        job.progress.warn(f"{refusal.path}: left alone: {refusal.why}")
    return prove(document, edits, links)


async def _write_all(job: Job, shelf: Shelf, rewrites: Sequence[Rewrite], refused: list[Refused]) -> list[Rewrite]:
    """Write one document after the other; those that were written."""
    written = []
    manners = Manners(job, [shelf.paths[one.path] for one in rewrites])
    for one in rewrites:
        if _written(job, shelf, manners, one, refused):
            written.append(one)
        await job.world.clock.sleep(0)
    return written


def _written(job: Job, shelf: Shelf, manners: Manners, rewrite: Rewrite, refused: list[Refused]) -> bool:
    """Write a document and enter its edits: the ledger knows them before the file has them, so that none is lost."""
    now = job.world.clock.now()
    path = shelf.paths[rewrite.path]
    entered = job.store.ledger.add(job.run.id, rewrite.edits, now)
    ids = [edit.id for edit in entered if edit.id is not None]
    why = manners.write(path, rewrite, shelf.root_of(path))
    if why is not None:
        refused.append(why)
        job.progress.warn(f"{why.path}: left alone: {why.why}")
        return False
    job.store.ledger.set_state(ids, EditState.APPLIED, now)
    document = read(path, rewrite.path, job.settings)
    if isinstance(document, Document):
        remember(job, document)
    return True
