"""Documents that were renamed: their edits go with them.

A file that is gone and a new one are the same document where at least half of the links of the larger are common to
both (git, too, calls a file renamed from half of it on: https://git-scm.com/docs/git-diff, --find-renames), and one of
the links is one that the ledger speaks of. Only documents with edits are sought: of the others nothing would be lost.
"""

import os
from collections import Counter
from collections.abc import Iterable

from linkcheck.documents import extract
from linkcheck.model import Document, Edit, Link
from linkcheck.pipeline.job import Job

ALIKE = 0.5
"""Of the links of the larger document, what must be common to both."""

Content = Counter[tuple[str, str]]
"""The links of a document: target and text, and how often."""


class Gone:
    """The documents with edits whose files are no longer there."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._gone = {path for path in job.store.ledger.paths() if not os.path.lexists(path)}

    def rename(self, document: Document) -> None:
        """If a document is new, and one that is gone under another name, let it be known by its new name."""
        if not self._gone or self._job.store.documents.known(document.path) is not None:
            return
        alike = {path: share for path in self._gone if (share := self._alike(path, document)) >= ALIKE}
        if alike:
            old = max(sorted(alike), key=alike.__getitem__)
            self._job.store.documents.rename(old, document.path)
            self._job.progress.note(f"{document.path} was {old}")
            self._gone.remove(old)

    def _alike(self, path: str, document: Document) -> float:
        edits = self._job.store.ledger.edits(path=path)
        links = extract(document)
        texts = {text for edit in edits for text in (edit.old, edit.new)}
        if not any(link.written in texts for link in links):
            return 0.0
        before = _content(self._job.store.documents.links_in(path), edits)
        now = _content(links, edits)
        return (before & now).total() / max(before.total(), now.total(), 1)


def _content(links: Iterable[Link], edits: Iterable[Edit]) -> Content:
    """What a document links to; a link that an edit changed counts as what it was."""
    originals = {edit.new: edit.url for edit in edits}
    return Counter((originals.get(link.written, link.url), link.text) for link in links if ":" in link.url)
