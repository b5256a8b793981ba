"""The first stage: find the documents, read them, extract their links and remember both."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from linkcheck.documents import extract, find, located, read
from linkcheck.model import Document, Edit, EditState, Link, Skipped, Style
from linkcheck.net import request_key
from linkcheck.pipeline.followed import together
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.unchanged import Before, modified
from linkcheck.report.wording import count


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


async def read_archive(job: Job, roots: Sequence[Path]) -> Shelf:
    """Read every document below the named paths and remember its links.

    Raises:
        UsageError: A named path does not exist.
        StoreError: The database cannot be written.
    """
    job.progress.stage("Reading")
    paths: dict[str, Path] = {}
    skipped: list[Skipped] = []
    links = 0
    before = Before(job)

    @cache
    def known() -> dict[str, str]:
        # where nothing is read, no file is asked for its real path
        return {_file(one.path): one.path for one in job.store.documents.all()}

    for found in find(roots, job.settings):
        if isinstance(found, Path) and (same := before.same(found)) is not None:
            job.progress.step()
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
                if document.failed:
                    job.progress.warn(f"{document.subject}: {document.why}")
                else:
                    job.progress.note(f"{document.subject}: {document.why}")
            case Document():
                paths[document.path] = Path(document.path)
                if document.doubt:
                    skipped.append(_doubtful(job, document.path, document.doubt))
                same_file = known().get(_file(document.path), document.path)
                if same_file != document.path:
                    # one file is one document, however it was named the last time
                    job.store.documents.rename(same_file, document.path)
                links += remember(job, document, changed)
    seen = {*paths, *(one.subject for one in skipped)}
    job.store.documents.forget_absent(seen, tuple(root.as_posix() for root in roots))
    job.store.flush()
    job.progress.done(f"Read {count(len(paths), 'document')} with {count(links, 'link')}.")
    return Shelf(paths, tuple(roots), links, tuple(skipped))


def _file(path: str) -> str:
    """The file that a path means, from the folder that the run stands in."""
    return os.path.realpath(path)


def _doubtful(job: Job, path: str, doubt: str) -> Skipped:
    """What is told of a document that could be read in part only."""
    why = f"{doubt}; its links are checked, it is not rewritten"
    job.progress.warn(f"{path}: {why}")
    return Skipped(path, why)


def remember(job: Job, document: Document, changed: int | None = None) -> int:
    """Remember a document and its links; how many lead somewhere. `changed`: the file's time, where it tells."""
    links = filed(job, document)
    job.store.documents.remember(document, links, job.run.id, _key, changed)
    return len(links)


def filed(job: Job, document: Document) -> tuple[Link, ...]:
    """A document's links that lead out of the archive, each under its target.

    A link that an edit pointed to a snapshot stays under its original target, so that a revival is seen; one that was
    pointed to an alias is a link to that, and is checked as any. Where a snapshot follows the original, it stands for
    both. A proposed edit whose URL stands in the document counts as applied from now on.
    """
    edits = job.store.ledger.edits(path=document.path)
    everything = extract(document)
    links = tuple(link for link in everything if leads_out(link.url))
    applied = [edit for edit in edits if edit.state is EditState.APPLIED]
    aliases = any(edit.state is EditState.PROPOSED and not edit.timestamp for edit in edits)
    known = job.store.documents.links_in(document.path) if aliases else ()
    before = Counter(link.written for link in known)
    proposed = [edit for edit in edits if edit.state is EditState.PROPOSED and edit.style is not Style.REPLACE]
    came = [*_came(document, links, edits, applied, before), *located(document, everything, proposed)]
    if came:
        ids = [edit.id for edit in came if edit.id is not None]
        job.store.ledger.set_state(ids, EditState.APPLIED, job.world.clock.now())
    made = (*applied, *came)
    found = located(document, everything, made)
    originals = {link.span: edit.url for edit, link in found.items() if edit.timestamp}
    uncertain = {edit.new: edit.url for edit in made if edit not in found and edit.timestamp}
    under = [replace(link, url=originals.get(link.span) or uncertain.get(link.written, link.url)) for link in links]
    return together(document, everything, under, found, job.settings)


def _came(
    document: Document, links: Sequence[Link], edits: Sequence[Edit], applied: Sequence[Edit], before: Counter[str]
) -> list[Edit]:
    """The proposed edits that somebody has made since: as many as there are links that no applied edit explains.

    Of the style `replace`: what another one leaves in a document is told by `located`.
    An alias is a URL that the author may have written too: such an edit was made only where there are more links to it
    than `before`, when the document was last read, and nothing is left of what it was to replace.
    """
    written = Counter(link.written for link in links)
    fresh = written - before
    room = written.copy()
    room.subtract(edit.new for edit in applied)
    came = []
    for edit in edits:
        waiting = edit.state is EditState.PROPOSED and edit.style is Style.REPLACE and not _stands(document, edit)
        made = bool(edit.timestamp) or (fresh[edit.new] > 0 and not written[edit.old])
        if waiting and made and room[edit.new] > 0:
            room[edit.new] -= 1
            came.append(edit)
    return came


def _stands(document: Document, edit: Edit) -> bool:
    """Whether an edit's old text is still in its place: the snapshot elsewhere in the document is the author's own."""
    return document.data[edit.span.start : edit.span.end] == edit.old.encode(document.encoding, "surrogateescape")


def leads_out(url: str) -> bool:
    """Whether a URL has a scheme: a reference within the archive has none and is nobody's target."""
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
