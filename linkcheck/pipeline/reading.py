"""The first stage: find the documents, read them, extract their links and remember both."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from itertools import chain, islice
from pathlib import Path
from urllib.parse import urlsplit

from linkcheck import documents
from linkcheck.documents import Settled, find, none_found, read, settle, sighted
from linkcheck.model import Document, Edit, EditState, Link, Skipped, Style
from linkcheck.net import request_key, return_large_blocks
from linkcheck.pipeline.followed import is_snapshot, together
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.renaming import Renames
from linkcheck.pipeline.reviving import revived
from linkcheck.pipeline.settling import Settling
from linkcheck.pipeline.unchanged import Before, modified
from linkcheck.report.wording import count
from linkcheck.store import Filing

AT_ONCE = 50
"""Documents that are as they were, behind which Ctrl-C is heard."""

HELD = 1_000
"""Links of small documents that wait to be remembered, and documents."""
HELD_BYTES = 1024 * 1024
"""Bytes of such documents."""

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


NOTHING_READ = Shelf({}, (), 0, ())


@dataclass(frozen=True, slots=True)
class Filed:
    """A document as it is to be remembered."""

    links: Iterable[Link]
    """To be gone through once: a document may have more than should be held at a time."""
    settled: Settled


async def read_archive(job: Job, roots: Sequence[Path], offered: datetime | None = None) -> Shelf:
    """Read every document below the named paths and remember its links; `offered`: see `Settling.decline_left_out`.

    Raises:
        UsageError: A named path does not exist.
        StoreError: The database cannot be written.
    """
    job.progress.stage("Reading")
    return_large_blocks(LARGE)
    paths: dict[str, Path] = {}
    skipped: list[Skipped] = []
    links = 0
    before, names = Before(job), _Names(job)
    with Pile(job) as pile:
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
            if isinstance(document, Skipped):
                skipped.append(document)
                tell = job.progress.warn if document.failed else job.progress.note
                tell(f"{document.subject}: {document.why}")
                continue
            paths[document.path] = Path(document.path)
            if document.doubt:
                skipped.append(_doubtful(job, document.path, document.doubt))
            names.follow(document)
            pile.add(document, changed)
    seen = {*paths, *(one.subject for one in skipped)}
    job.store.documents.forget_absent(seen, tuple(root.as_posix() for root in roots))
    links += pile.links
    told = pile.settling.decline_left_out(job, offered or job.run.started)
    job.store.flush()
    if not seen:
        job.progress.warn(none_found(roots, job.settings))
    job.progress.done(f"Read {count(len(paths), 'document')} with {count(links, 'link')}{told}.")
    return Shelf(paths, tuple(roots), links, tuple(skipped))


class _Names:
    """The names that documents had the last time."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._renames = Renames(job)

    def follow(self, document: Document) -> None:
        """Let one that is known by another name keep its links and edits."""
        same_file = self._known.get(_file(document.path), document.path)
        if same_file != document.path:
            # one file is one document, however it was named the last time
            self._job.store.documents.rename(same_file, document.path)
        else:
            self._renames.follow(document)

    @cached_property
    def _known(self) -> Mapping[str, str]:
        # where nothing is read, no file is asked for its real path
        return {_file(one.path): one.path for one in self._job.store.documents.all()}


def _file(path: str) -> str:
    """The file that a path means, from the folder that the run stands in."""
    return os.path.realpath(path)


def _doubtful(job: Job, path: str, doubt: str) -> Skipped:
    """What is told of a document that could be read in part only."""
    why = f"{doubt}; its links are checked, it is not rewritten"
    job.progress.warn(f"{path}: {why}")
    return Skipped(path, why)


class Pile:
    """Documents that were read: small ones wait for others, to be remembered together with them.

    Whatever ends the reading, those that wait are remembered.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._waiting: list[Filing] = []
        self._held = self._size = 0
        self.links = 0
        """Of those that were remembered."""
        self.settling = Settling()

    def __enter__(self) -> "Pile":
        return self

    def __exit__(self, *_: object) -> None:
        self.put_down()

    def add(self, document: Document, changed: int | None) -> None:
        """Remember a document and its links, now or soon; see `filed`. `changed`: the file's time, where it tells."""
        edits = self._job.store.ledger.edits(path=document.path)
        if edits:
            # what is asked about them is to be told of all that was read before
            self.put_down()
        known = filed(self._job, document, edits)
        self.settling.add(known.settled)
        links = iter(known.links)
        some = list(islice(links, HELD))
        if len(some) == HELD:
            self._remember([Filing(document, chain(some, links), changed)])
            return
        self._waiting.append(Filing(document, some, changed))
        self._held += len(some) + 1
        self._size += len(document.data)
        if self._held >= HELD or self._size >= HELD_BYTES or edits:
            self.put_down()

    def put_down(self) -> None:
        """Remember those that wait."""
        waiting, self._waiting, self._held, self._size = self._waiting, [], 0, 0
        if waiting:
            self._remember(waiting)

    def _remember(self, filings: Sequence[Filing]) -> None:
        self.links += self._job.store.documents.remember_all(filings, self._job.run.id, _key)


def remember(job: Job, document: Document) -> None:
    """Remember a document and its links; see `filed`."""
    known = filed(job, document, job.store.ledger.edits(path=document.path))
    job.store.documents.remember(document, known.links, job.run.id, _key)


def filed(job: Job, document: Document, edits: Sequence[Edit]) -> Filed:
    """A document's links that lead out of the archive, each under its target, and what became of its edits.

    A link that an edit pointed to a snapshot stays under its original target, so that a revival is seen; one that was
    pointed to an alias is a link to that, and is checked as any. Where a snapshot follows the original, it stands for
    both. An edit that somebody has made since counts as applied from now on, and one that somebody has taken back as
    undone. `edits` are the ledger's of it.
    """
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
    found = documents.located(document, concerned, made)
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
