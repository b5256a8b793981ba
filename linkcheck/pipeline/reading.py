"""The first stage: find the documents, read them, extract their links and remember both."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from linkcheck.documents import Settled, find, located, read, settle, sighted
from linkcheck.model import Document, Edit, EditState, Link, Skipped, Style
from linkcheck.net import request_key, return_large_blocks
from linkcheck.pipeline.followed import is_snapshot, together
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.renaming import Renames
from linkcheck.pipeline.reviving import revived
from linkcheck.pipeline.settling import Settling
from linkcheck.pipeline.unchanged import Before, modified
from linkcheck.report.wording import count

AT_ONCE = 50
"""Documents that are as they were, behind which Ctrl-C is heard."""

LARGE = 1024 * 1024
"""Bytes from which on a block goes back to the system while documents are read; held to `allocation.LARGE`, SQLite was
seen to take twice as long to write a large document's links."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was read."""

    paths: Mapping[str, Path]
    """Document.path → the file."""
    roots: tuple[Path, ...]
    """The paths that the user named."""
    links: int
    skipped: tuple[Skipped, ...]

    def root_of(self, path: Path) -> Path:
        """The folder that a document must not leave: the one that was named, or that of the file that was."""
        for root in self.roots:
            if path == root:
                return root.parent
            if path.is_relative_to(root):
                return root
        return path.parent


@dataclass(frozen=True, slots=True)
class Filed:
    """A document as it is to be remembered."""

    links: Iterable[Link]
    """To be gone through once: a document may have more than should be held at a time."""
    settled: Settled


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a document came to."""

    links: int
    settled: Settled


async def read_archive(job: Job, roots: Sequence[Path], offered: datetime | None = None) -> Shelf:
    """Read every document below the named paths and remember its links; `offered`: see `Settling.decline_left_out`.

    Raises:
        UsageError: A named path does not exist.
        StoreError: The database cannot be written.
    """
    job.progress.stage("Reading")
    return_large_blocks(LARGE)
    settling = Settling()
    paths: dict[str, Path] = {}
    skipped: list[Skipped] = []
    links = 0
    before, renames = Before(job), Renames(job)

    @cache
    def known() -> dict[str, str]:
        # where nothing is read, no file is asked for its real path
        return {_file(one.path): one.path for one in job.store.documents.all()}

    for found, same in before.looked_at(find(roots, job.settings)):
        if isinstance(found, Path) and same is not None:
            job.progress.step()
            if len(paths) % AT_ONCE == 0:
                await job.world.clock.sleep(0)
            paths[same.path] = found
            links += same.links
            if same.doubt:
                skipped.append(_doubtful(job, same.path, same.doubt))
            continue
        changed = None if isinstance(found, Skipped) else modified(found)
        document = found if isinstance(found, Skipped) else read(found, found.as_posix(), job.settings)
        job.progress.step()
        # lets Ctrl-C through between two documents
        await job.world.clock.sleep(0)
        match document:
            case Skipped():
                skipped.append(document)
                tell = job.progress.warn if document.failed else job.progress.note
                tell(f"{document.subject}: {document.why}")
            case Document():
                paths[document.path] = Path(document.path)
                if document.doubt:
                    skipped.append(_doubtful(job, document.path, document.doubt))
                same_file = known().get(_file(document.path), document.path)
                if same_file != document.path:
                    # one file is one document, however it was named the last time
                    job.store.documents.rename(same_file, document.path)
                else:
                    renames.follow(document)
                kept = remember(job, document, changed)
                links += kept.links
                settling.add(kept.settled)
    seen = {*paths, *(one.subject for one in skipped)}
    job.store.documents.forget_absent(seen, tuple(root.as_posix() for root in roots))
    told = settling.decline_left_out(job, offered or job.run.started)
    job.store.flush()
    job.progress.done(f"Read {count(len(paths), 'document')} with {count(links, 'link')}{told}.")
    return Shelf(paths, tuple(roots), links, tuple(skipped))


def _file(path: str) -> str:
    """The file that a path means, from the folder that the run stands in."""
    return os.path.realpath(path)


def _doubtful(job: Job, path: str, doubt: str) -> Skipped:
    """What is told of a document that could be read in part only."""
    why = f"{doubt}; its links are checked, it is not rewritten"
    job.progress.warn(f"{path}: {why}")
    return Skipped(path, why)


def remember(job: Job, document: Document, changed: int | None = None) -> Remembered:
    """Remember a document and its links; see `filed`. `changed`: the file's time, where it tells."""
    known = filed(job, document)
    links = job.store.documents.remember(document, known.links, job.run.id, _key, changed)
    return Remembered(links, known.settled)


def filed(job: Job, document: Document) -> Filed:
    """A document's links that lead out of the archive, each under its target, and what became of its edits.

    A link that an edit pointed to a snapshot stays under its original target, so that a revival is seen; one that was
    pointed to an alias is a link to that, and is checked as any. Where a snapshot follows the original, it stands for
    both. An edit that somebody has made since counts as applied from now on, and one that somebody has taken back as
    undone.
    """
    edits = job.store.ledger.edits(path=document.path)
    sightings = sighted(document)
    snapshot = partial(is_snapshot, settings=job.settings)
    if not edits and not any(map(snapshot, sightings.urls())):
        return Filed((link for link in sightings if leads_out(link.url)), Settled())
    # what follows a link is known by all others around it; without that, a link is concerned by its own text only
    beside = any(edit.style is not Style.REPLACE for edit in edits) or sightings.follow(snapshot)
    texts = {text for edit in edits for text in (edit.old, edit.new)}
    concerned = tuple(link for link in sightings if beside or link.written in texts)
    before = job.store.documents.written_in(document.path, texts) if edits else Counter[str]()
    settled = settle(document, concerned, edits, before)
    _enter(job, settled)
    applied = [edit for edit in edits if edit.state is EditState.APPLIED and edit not in settled.undone]
    made = (*applied, *settled.came)
    found = located(document, concerned, made)
    links = _under_targets(concerned if beside else sightings, found, made)
    return Filed(together(document, concerned, tuple(links), found, job.settings) if beside else links, settled)


def _under_targets(links: Iterable[Link], found: Mapping[Edit, Link], made: Sequence[Edit]) -> Iterator[Link]:
    """Those that lead out, each under its target: `found` are the ones that the edits which were `made` left."""
    originals = {link.span: edit.url for edit, link in found.items() if edit.timestamp}
    uncertain = {edit.new: edit.url for edit in made if edit not in found and edit.timestamp}
    for link in links:
        if leads_out(link.url):
            target = originals.get(link.span) or uncertain.get(link.written, link.url)
            yield link if target == link.url else replace(link, url=target)


def _enter(job: Job, settled: Settled) -> None:
    """Say in the ledger what became of edits.

    Who took one back whose original lives again said no to nothing; nor did a run that was killed as it restored it.
    """
    ledger, now = job.store.ledger, job.world.clock.now()
    living = {edit.id for edit in revived(job)} if settled.undone else set()
    for state, changed in ((EditState.APPLIED, settled.came), (EditState.UNDONE, settled.undone)):
        if ids := [edit.id for edit in changed if edit.id is not None]:
            ledger.set_state(ids, state, now)
    if restored := [edit.id for edit in settled.undone if edit.id is not None and edit.id in living]:
        ledger.restore(restored, now)


def leads_out(url: str) -> bool:
    """Whether a URL has a scheme: a reference within the archive has none and is nobody's target."""
    if url.startswith(("http://", "https://")):
        return True
    try:
        return bool(urlsplit(url).scheme)
    except ValueError:
        # an unclosed bracket, say: the judge calls it malformed, and the report shows it
        return "://" in url


def _key(url: str) -> str:
    try:
        return request_key(url)
    except ValueError:
        return url


def failures(skipped: Iterable[Skipped]) -> bool:
    """Whether something asked for could not be done."""
    return any(one.failed for one in skipped)
