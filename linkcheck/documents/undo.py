"""Originals put back where a rewrite of an earlier night stands.

The ledger knows where each edit stood before its plan was carried out. From that, where it stands now is computed:
edits before it have moved it, and so have the plans of later runs. Where a person has edited the file in between, links
are found again by what is written: as many of a text as the ledger has are taken in order; otherwise the links that are
certain tell how far the text around them has moved. What is still uncertain is refused, never guessed.

What a style put beside a link is read from the document: an edit of the style `append` is found by the original that
stayed and the link that follows it, one of the style `robust` by the link and its attributes.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from linkcheck.documents.extract import extract
from linkcheck.documents.front_values import front_differs
from linkcheck.documents.prose import Captions
from linkcheck.documents.prove import Moved, links_differ, reads_otherwise, result_of, spliced, within
from linkcheck.documents.styles import Styles
from linkcheck.model import Change, Document, Edit, EditState, Link, Refused, Rewrite, Span, Style, changes_of


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
        styles = Styles(document, links)
        found, lost = _located(links, standing, document.encoding, styles)
        undone = [edit for edit in found if edit in chosen and _run(edit) == run]
        missed = sorted((edit for edit in lost if edit in chosen and _run(edit) == run), key=lambda one: one.span.start)
        back = _returned(links, [edit for edit in missed if lost[edit] == _GONE])
        returned += back
        standing = standing.difference(back)
        refused += (Refused(document.path, f"line {edit.line}: {lost[edit]}") for edit in missed if edit not in back)
        rewrite = _put_back(document, links, styles, {edit: found[edit] for edit in undone})
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


def located(document: Document, links: Sequence[Link], edits: Iterable[Edit]) -> Mapping[Edit, Link]:
    """The link that each of a document's applied edits has left in it, where one can be named.

    A page and the short link to it are given the same snapshot: only their places tell them apart. Of an edit that
    appended a link it is the original. `links` are all of the document's; where every edit only replaces, those will do
    that are written as one of them says.
    """
    return _located(links, edits, document.encoding, Styles(document, links))[0]


def _run(edit: Edit) -> int:
    return edit.run_id or 0


def _put_back(
    document: Document, links: Sequence[Link], styles: Styles, places: Mapping[Edit, Link]
) -> Rewrite | Refused:
    back: list[Edit] = []
    taken: set[Change] = set()
    for edit, link in places.items():
        beside = tuple(change for change in styles.borne(edit, link) if change not in taken)
        taken.update(beside)
        undone = replace(edit, span=link.span, line=link.line, old=edit.new, new=edit.old, beside=beside)
        back.append(replace(undone, state=EditState.UNDONE))
    rewrite = spliced(document, back)
    if isinstance(rewrite, Refused) or not rewrite.edits:
        return rewrite
    changed = result_of(document, rewrite)
    gone = sorted((change.span.start, change.span.end) for change in taken)
    before = [link for link in links if not within(gone, link.span)]
    why = (
        reads_otherwise(document, changed)
        or links_differ(before, extract(changed, Captions()), rewrite.edits, document.encoding)
        or front_differs(document, changed, before, rewrite.edits)
    )
    return Refused(document.path, why) if why else rewrite


Group = list[tuple[Edit, Span]]
"""Edits that wrote the same text, each with the place where it should stand."""

_GONE = "what was written there is no longer in the document"
_AGAIN = "it was changed again by a later run, which has to be undone first"
_UNCERTAIN = "the same URL stands elsewhere too, and the document was changed: it cannot be told which one to put back"


Mark = tuple[Style, str, str]
"""What edits that wrote the same have in common: the style, the new text, and of a style that tells it the old one."""


def _located(
    links: Sequence[Link], standing: Iterable[Edit], encoding: str, styles: Styles
) -> tuple[dict[Edit, Link], dict[Edit, str]]:
    """The link that each edit has left in the document; for the others, why none can be named."""
    lost: dict[Edit, str] = {}
    groups: dict[Mark, Group] = defaultdict(list)
    for edit, span in _expected(standing, encoding):
        if span is None:
            lost[edit] = _AGAIN
        else:
            groups[edit.style, edit.new, "" if edit.style is Style.REPLACE else edit.old].append((edit, span))
    candidates = _candidates(links, groups, styles)
    found: dict[Edit, Link] = {}
    uncertain: list[tuple[Group, list[Link]]] = []
    for mark, group in groups.items():
        group.sort(key=lambda item: item[1].start)
        matched = _matched(group, candidates[mark])
        if matched is None:
            uncertain.append((group, candidates[mark]))
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


def _candidates(links: Sequence[Link], groups: Mapping[Mark, Group], styles: Styles) -> Mapping[Mark, list[Link]]:
    """The links that the edits of each group may have left; what a style left was none that only replaced."""
    sought = {text for _, new, old in groups for text in (new, old)}
    written: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.written in sought:
            written[link.written].append(link)
    candidates: dict[Mark, list[Link]] = {}
    claimed: set[Span] = set()
    for mark in (mark for mark in groups if mark[0] is not Style.REPLACE):
        style, new, old = mark
        edit, _ = groups[mark][0]
        candidates[mark] = []
        spans: set[Span] = set()
        for link in written[old if style is Style.APPEND else new]:
            borne = {change.span for change in styles.borne(edit, link)}
            if not borne <= spans:  # a picture and the link around it may share what follows
                candidates[mark].append(link)
                spans |= borne
        claimed |= spans | ({link.span for link in candidates[mark]} if style is Style.ROBUST else set())
    taken = sorted((span.start, span.end) for span in claimed)
    for mark in groups.keys() - candidates.keys():
        candidates[mark] = [link for link in written[mark[1]] if not within(taken, link.span)]
    return candidates


def _expected(standing: Iterable[Edit], encoding: str) -> Iterator[tuple[Edit, Span | None]]:
    """Where each edit's link stands if nobody else touched the document; None where a later plan replaced it.

    As far as the ledger tells: what a style put beside a link is not in it, and moves what follows.
    """
    plans: dict[int, list[Edit]] = defaultdict(list)
    for edit in sorted(standing, key=lambda edit: (_run(edit), edit.span.start)):
        plans[_run(edit)].append(edit)
    moved = {run: Moved(changes_of(edits), encoding) for run, edits in plans.items()}
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
