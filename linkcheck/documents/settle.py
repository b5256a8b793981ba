"""What became of a document's edits, found by comparing the ledger with what stands there.

A proposal that somebody made since stands there with its new text; one that nobody made, with its old one. Of several
with the same texts the order tells which is which, wherever the lines have moved to; where a person added or took away
such links too, places tell as far as they can, and in doubt an edit has not come.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linkcheck.documents.undo import located
from linkcheck.model import Document, Edit, EditState, Link, Style


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a document's edits."""

    came: tuple[Edit, ...] = ()
    """Those that were not applied when this was last asked, and stand there now."""
    undone: tuple[Edit, ...] = ()
    """Those that were applied, and in whose place the original stands again."""
    waiting: tuple[Edit, ...] = ()
    """Proposals whose original still stands."""


def settle(document: Document, links: Sequence[Link], edits: Sequence[Edit], before: Counter[str]) -> Settled:
    """Compare a document's edits with it.

    Args:
        document: As it was just read.
        links: All of its links; where every edit only replaces, those that are written as one of them says will do.
        edits: All of the ledger's edits of it.
        before: How often each URL of the edits was written in it when it was last read; empty where that is not known.
    """
    return _Settling(document, links, edits, before).done()


class _Settling:
    def __init__(self, document: Document, links: Sequence[Link], edits: Sequence[Edit], before: Counter[str]) -> None:
        self._document = document
        self._applied = [edit for edit in edits if edit.state is EditState.APPLIED]
        self._edits = edits
        self._found = located(document, links, self._applied)
        explained = {link.span for link in self._found.values()}
        self._free = [link for link in links if link.span not in explained]
        """The links that no applied edit has left there."""
        self._written = Counter(link.written for link in links)
        self._fresh = self._written - before
        """What stands there more often than it did."""
        self._room = Counter(link.written for link in self._free)
        """Links of each text that no edit explains yet."""
        self._room.subtract(edit.new for edit in self._found if edit.style is Style.APPEND)
        styled = [edit for edit in edits if edit.state is EditState.PROPOSED and edit.style is not Style.REPLACE]
        self._styled = located(document, links, styled)
        """Proposals of another style than `replace` that stand there: what they leave tells them."""

    def done(self) -> Settled:
        """The whole comparison; to be asked once."""
        undone = self._undone()
        came: list[Edit] = []
        waiting: list[Edit] = []
        groups: dict[str, list[Edit]] = defaultdict(list)
        for edit in self._edits:
            if edit.state is not EditState.PROPOSED:
                continue
            if edit.style is Style.REPLACE:
                groups[edit.new].append(edit)
            elif edit in self._styled:
                came.append(edit)
            elif self._still(edit):
                waiting.append(edit)
        for group in groups.values():
            group.sort(key=lambda edit: edit.span.start)
            made = self._made(group)
            came += made
            waiting += [edit for edit in group if edit not in made and self._still(edit)]
        return Settled((*came, *self._again()), tuple(undone), tuple(waiting))

    def _undone(self) -> list[Edit]:
        """Applied edits that are gone, and whose original has come back."""
        undone = []
        standing = Counter(edit.new for edit in self._applied)
        returned = self._fresh.copy()
        for edit in self._applied:
            # of one that appended a link the original never left
            room = self._written if edit.style is Style.APPEND else returned
            if edit in self._found or room[edit.old] <= 0:
                continue
            new = edit.new.encode(self._document.encoding, "surrogateescape")
            if self._document.data.count(new) < standing[edit.new]:
                standing[edit.new] -= 1
                returned[edit.old] -= 1
                undone.append(edit)
        return undone

    def _made(self, group: Sequence[Edit]) -> list[Edit]:
        """Those of the proposals of one new text that stand in the document."""
        new = group[0].new
        if self._fresh[new] <= 0:
            return []
        texts = {new, *(edit.old for edit in group)}
        places = [link.written for link in self._free if link.written in texts]
        pairs = list(zip(group, places, strict=False))
        if len(places) == len(group) and all(text in {new, edit.old} for edit, text in pairs):
            made = [edit for edit, text in pairs if text == new and self._credible(edit)]
        else:
            made = [edit for edit in group if not self._in_place(edit) and self._credible(edit)]
        made = made[: self._room[new]]
        self._room[new] -= len(made)
        return made

    def _credible(self, edit: Edit) -> bool:
        """An alias is a URL that the author may have written too: only where nothing of the original is left."""
        return bool(edit.timestamp) or not self._written[edit.old]

    def _again(self) -> Iterable[Edit]:
        """Edits that a person had said no to, and that stand there now: newest first, and none is left to be made."""
        for edit in reversed(self._edits):
            no = edit.state in {EditState.DECLINED, EditState.UNDONE} and bool(edit.timestamp)
            back = self._room[edit.new] > 0 < self._fresh[edit.new] and not self._written[edit.old]
            if no and back:
                self._room[edit.new] -= 1
                yield edit

    def _still(self, edit: Edit) -> bool:
        """Whether an edit's original is still a link of the document."""
        return self._written[edit.old] > 0

    def _in_place(self, edit: Edit) -> bool:
        """Whether an edit's old text is still where it was: the snapshot elsewhere in the document is the author's."""
        old = edit.old.encode(self._document.encoding, "surrogateescape")
        return self._document.data[edit.span.start : edit.span.end] == old
