"""Documents that were renamed: found again by their bytes or by their links, so that the ledger's edits go with them.

A file that is gone and a new one with other bytes are the same document where at least half of the links of the larger
are common to both (git, too, calls a file renamed from half of it on: https://git-scm.com/docs/git-diff,
--find-renames), and one of the links is one that the ledger speaks of. Only documents with edits are sought: of the
others nothing would be lost.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from linkcheck import documents
from linkcheck.documents import extract, find, read
from linkcheck.model import Document, Edit, Link
from linkcheck.pipeline.job import Job

LOST = (
    "it is no longer there, and no document near it is like it; "
    "where it was renamed and changed since, its old name is needed for a moment"
)


ALIKE = 0.5
"""Of the links of the larger document, what must be common to both."""

Content = Counter[tuple[str, str]]
"""The links of a document: target and text, and how often."""


class Renames:
    """Which of the documents with edits are no longer there, and what each had in it."""

    def __init__(self, job: Job) -> None:
        self._job = job

    @cached_property
    def gone(self) -> Mapping[str, frozenset[str]]:
        """Document → the digests that it is known by: as it was last read, and whatever linkcheck wrote."""
        store = self._job.store
        found = {}
        for path in store.ledger.paths():
            if not os.path.lexists(path):
                last = store.documents.known_digest(path)
                found[path] = store.writings.digests(path) | ({last} if last else set())
        return found

    def follow(self, document: Document) -> bool:
        """Give a new document that is one that is gone its links and edits; whether there was one.

        Of two that had the same bytes nobody can say which it is, so it is neither.
        """
        if not self.gone or self._job.store.documents.known(document.path) is not None:
            return False
        same = self._earlier.get(document.digest, set()) & self._left
        earlier = min(same) if len(same) == 1 else "" if same else self._most_alike(document)
        if not earlier:
            return False
        self._job.store.documents.rename(earlier, document.path)
        self._job.progress.note(f"{earlier} is {document.path} now")
        self._left.discard(earlier)
        return True

    def _most_alike(self, document: Document) -> str:
        links = extract(document)
        alike = {path: share for path in self._left if (share := self._share(path, links)) >= ALIKE}
        return max(sorted(alike), key=alike.__getitem__) if alike else ""

    def _share(self, path: str, links: Sequence[Link]) -> float:
        """How much of the links of a document that is gone and of these is common to both."""
        edits = self._job.store.ledger.edits(path=path)
        texts = {text for edit in edits for text in (edit.old, edit.new)}
        if not any(link.written in texts for link in links):
            return 0.0
        before, now = _content(self._job.store.documents.links_in(path), edits), _content(links, edits)
        return (before & now).total() / max(before.total(), now.total(), 1)

    @cached_property
    def _left(self) -> set[str]:
        """Those that no document was found to be."""
        return set(self.gone)

    @cached_property
    def _earlier(self) -> dict[str, set[str]]:
        paths: dict[str, set[str]] = defaultdict(set)
        for path, digests in self.gone.items():
            for digest in digests:
                paths[digest].add(path)
        return dict(paths)


def follow_renames(job: Job, near: Sequence[Path]) -> None:
    """Look for the documents with edits that are gone, in these places, or else around where they were."""
    renames = Renames(job)
    if not renames.gone:
        return
    places = [path for path in near if path.exists()] or sorted({_around(Path(path)) for path in renames.gone})
    for file in find(places, job.settings):
        if isinstance(file, Path):
            document = read(file, file.as_posix(), job.settings)
            if isinstance(document, Document):
                renames.follow(document)


def _around(path: Path) -> Path:
    """Where a document that is gone may be: its repository, or else its folder; the nearest above it that is there."""
    folder = next(one for one in path.parents if one.is_dir())
    root = documents.repository_of(Path(os.path.realpath(folder)) / path.name)
    if root is None:
        return folder
    # named as the document was
    return root if path.is_absolute() else Path(os.path.relpath(root))


def _content(links: Iterable[Link], edits: Iterable[Edit]) -> Content:
    """What a document links to; a link that an edit changed counts as what it was."""
    originals = {edit.new: edit.url for edit in edits}
    return Counter((originals.get(link.written, link.url), link.text) for link in links if ":" in link.url)
