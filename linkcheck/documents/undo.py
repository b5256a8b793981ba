"""Originals put back where a rewrite of an earlier night stands.

The ledger knows where each edit stood before its plan was carried out. From that, where it stands now is computed:
edits before it have moved it, and so have the plans of later runs. Where a person has edited the file in between, links
are found again by what is written: as many of a text as the ledger has are taken in order; otherwise the links that are
certain tell how far the text around them has moved. What is still uncertain is refused, never guessed.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from linkcheck.documents.extract import extract
from linkcheck.documents.prose import Captions
from linkcheck.documents.prove import Moved, links_differ, reads_otherwise, result_of, spliced
from linkcheck.model import Document, Edit, EditState, Link, Refused, Rewrite, Span


@dataclass(frozen=True, slots=True)
class Undoing:
    """What can be put back in a document, and what cannot."""

    rewrites: tuple[Rewrite, ...]
    """In the order in which they are to be written, newest plan first; each starts from the bytes of the one before.
    Their edits keep the ledger's ids, go from the new text to the old one, and are in the state `undone`."""
    refused: tuple[Refused, ...]
    """What is left as it is: one for each edit, or one for a whole plan."""
    returned: tuple[Edit, ...] = ()
    """Edits of the ledger whose originals stand there already: by hand, by git, by a run that was killed."""


def undo(document: Document, edits: Sequence[Edit], staying: Sequence[Edit] = ()) -> Undoing:
    """Put back what `edits` of the ledger replaced in a document, as it is now.

    Args:
        document: as it was just read.
        edits: edits of this document that were applied, of any runs.
        staying: its other applied edits. They are not undone; they tell where things stand.
    """
    rewrites: list[Rewrite] = []
    refused: list[Refused] = []
    returned: list[Edit] = []
    chosen, standing = frozenset(edits), frozenset((*edits, *staying))
    for run in sorted({_run(edit) for edit in edits}, reverse=True):
        links = extract(document, Captions())
        found, lost = _located(links, standing, document.encoding)
        undone = [edit for edit in found if edit in chosen and _run(edit) == run]
        missed = sorted((edit for edit in lost if edit in chosen and _run(edit) == run), key=lambda one: one.span.start)
        back = _returned(links, [edit for edit in missed if lost[edit] == _GONE])
        returned += back
        standing = standing.difference(back)
        refused += (Refused(document.path, f"line {edit.line}: {lost[edit]}") for edit in missed if edit not in back)
        rewrite = _put_back(document, links, [(edit, found[edit]) for edit in undone])
        if isinstance(rewrite, Refused):
            refused.append(rewrite)
        elif rewrite.edits:
            rewrites.append(rewrite)
            document = result_of(document, rewrite)
            standing = standing.difference(undone)
    return Undoing(tuple(rewrites), tuple(refused), tuple(returned))


def _returned(links: Iterable[Link], gone: Iterable[Edit]) -> list[Edit]:
    """Those of some edits whose new text is gone and whose old one is written in the document: as many as there are."""
    room = Counter(link.written for link in links)
    back = []
    for edit in gone:
        if room[edit.old] > 0:
            room[edit.old] -= 1
            back.append(edit)
    return back


def located(document: Document, links: Iterable[Link], edits: Iterable[Edit]) -> Mapping[Edit, Link]:
    """The link that each of a document's applied edits has left in it, where one can be named.

    A page and the short link to it are given the same snapshot: only their places tell them apart.
    """
    return _located(links, edits, document.encoding)[0]


def _run(edit: Edit) -> int:
    return edit.run_id or 0


def _put_back(document: Document, links: Sequence[Link], places: Sequence[tuple[Edit, Link]]) -> Rewrite | Refused:
    back = [
        replace(edit, span=link.span, line=link.line, old=edit.new, new=edit.old, state=EditState.UNDONE)
        for edit, link in places
    ]
    rewrite = spliced(document, back)
    if isinstance(rewrite, Refused) or not rewrite.edits:
        return rewrite
    changed = result_of(document, rewrite)
    why = reads_otherwise(document, changed) or links_differ(
        links, extract(changed, Captions()), rewrite.edits, document.encoding
    )
    return Refused(document.path, why) if why else rewrite


Group = list[tuple[Edit, Span]]
"""Edits that wrote the same text, each with the place where it should stand."""

_GONE = "what was written there is no longer in the document"
_AGAIN = "it was changed again by a later run, which has to be undone first"
_UNCERTAIN = "the same URL stands elsewhere too, and the document was changed: it cannot be told which one to put back"


def _located(
    links: Iterable[Link], standing: Iterable[Edit], encoding: str
) -> tuple[dict[Edit, Link], dict[Edit, str]]:
    """The link that each edit has left in the document; for the others, why none can be named."""
    lost: dict[Edit, str] = {}
    groups: dict[str, Group] = defaultdict(list)
    for edit, span in _expected(standing, encoding):
        if span is None:
            lost[edit] = _AGAIN
        else:
            groups[edit.new].append((edit, span))
    candidates: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.written in groups:
            candidates[link.written].append(link)
    found: dict[Edit, Link] = {}
    uncertain: list[tuple[Group, list[Link]]] = []
    for new, group in groups.items():
        group.sort(key=lambda item: item[1].start)
        matched = _matched(group, candidates[new])
        if matched is None:
            uncertain.append((group, candidates[new]))
        else:
            found |= {edit: link for (edit, _), link in zip(group, matched, strict=True)}
    expected = {edit: span for group in groups.values() for edit, span in group}
    anchors = sorted([(0, 0), *((expected[edit].start, link.span.start) for edit, link in found.items())])
    for group, copies in uncertain:
        told = _told_by_anchors(group, copies, anchors)
        found |= told
        why = _UNCERTAIN if len(copies) > len(told) else _GONE
        lost |= {edit: why for edit, _ in group if edit not in told}
    return found, lost


def _expected(standing: Iterable[Edit], encoding: str) -> Iterator[tuple[Edit, Span | None]]:
    """Where each edit's new text stands if nobody else touched the document; None where a later plan replaced it."""
    plans: dict[int, list[Edit]] = defaultdict(list)
    for edit in sorted(standing, key=lambda edit: (_run(edit), edit.span.start)):
        plans[_run(edit)].append(edit)
    moved = {run: Moved(edits, encoding) for run, edits in plans.items()}
    replaced = {run: {edit.span for edit in edits} for run, edits in plans.items()}
    for run, edits in plans.items():
        for edit in edits:
            span: Span | None = moved[run].span(edit.span)
            for later in (other for other in plans if other > run):
                if span is None or span in replaced[later]:
                    span = None
                    break
                span = moved[later].span(span)
            yield edit, span


def _matched(group: Group, links: Sequence[Link]) -> Sequence[Link] | None:
    """The links of the edits that wrote the same text, in order; None where that has to be found out otherwise."""
    there = {link.span: link for link in links}
    exact = [there[span] for _, span in group if span in there]
    if len(exact) == len(group):
        return exact
    return links if len(links) == len(group) else None


def _told_by_anchors(group: Group, links: Sequence[Link], anchors: Sequence[tuple[int, int]]) -> dict[Edit, Link]:
    """The links that stand where the certain links around say that an edit of the group should."""
    told: dict[Edit, Link] = {}
    left = {link.span.start: link for link in links}
    for edit, span in group:
        index = bisect_right(anchors, span.start, key=itemgetter(0))
        hits = {span.start + now - then for then, now in anchors[max(0, index - 1) : index + 1]} & left.keys()
        if len(hits) == 1:
            told[edit] = left.pop(hits.pop())
    if len(links) < len(group) and len({edit.old for edit, _ in group}) == 1:
        # Copies were deleted, and all had the same original: which of them the last ones are does not matter.
        told |= zip((edit for edit, _ in group if edit not in told), left.values(), strict=False)
    return told
