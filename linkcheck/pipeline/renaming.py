"""Documents that were renamed: found again by their bytes, so that the ledger's edits go with them."""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from linkcheck.documents import find, read, repository_of
from linkcheck.model import Document
from linkcheck.pipeline.job import Job

LOST = (
    "it is no longer there, and no document near it is a copy of it; "
    "where it was renamed and changed since, its old name is needed for a moment"
)


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
        """Give a new document that has the bytes of one that is gone its links and edits; whether there was one.

        Of two that had the same bytes nobody can say which it is, so it is neither.
        """
        earlier = self._earlier.get(document.digest, ())
        if len(earlier) != 1 or self._job.store.documents.known(document.path) is not None:
            return False
        self._job.store.documents.rename(earlier[0], document.path)
        self._job.progress.note(f"{earlier[0]} is {document.path} now")
        del self._earlier[document.digest]
        return True

    @cached_property
    def _earlier(self) -> dict[str, list[str]]:
        paths: dict[str, list[str]] = defaultdict(list)
        for path, digests in self.gone.items():
            for digest in digests:
                paths[digest].append(path)
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
    root = repository_of(Path(os.path.realpath(folder)) / path.name)
    if root is None:
        return folder
    # named as the document was
    return root if path.is_absolute() else Path(os.path.relpath(root))
