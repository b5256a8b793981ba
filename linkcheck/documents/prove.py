"""The proof that a rewrite changes the planned URLs and nothing else; what cannot be proven is refused.

Four things are shown before a file may be written:

1. every old text stands at its span;
2. the bytes outside the spans are the same, which is checked by walking both texts, not by trusting the splice;
3. the result is read in the same encoding, and extraction finds the same links in it: as many, in the same order, of
   the same syntax and text, each sent where it was sent before, except for those of the plan, which are sent where they
   were meant to be sent; and one more for each that was to be appended, where it was put, and nowhere else;
4. front matter, and the attributes of robust links, say what was meant;
5. planning the same again would change nothing.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from urllib.parse import unquote

from linkcheck.documents.charset import encoding_of
from linkcheck.documents.escape import is_absolute, meaning, unescaped
from linkcheck.documents.extract import extract
from linkcheck.documents.front_values import front_differs
from linkcheck.documents.plan import Replacement, plan
from linkcheck.documents.prose import Captions
from linkcheck.documents.robust import day
from linkcheck.documents.styles import Styles
from linkcheck.model import Change, Document, Edit, Link, Refused, Rewrite, Span, Style, Syntax, changes_of


def prove(document: Document, edits: Sequence[Edit], links: Sequence[Link] | None = None) -> Rewrite | Refused:
    """Make the edits in the document's bytes, and prove that nothing else changed.

    Args:
        document: as it was read.
        edits: of one plan, with spans of `document`. Without edits the bytes come back as they are.
        links: what `extract` found in `document`, where that is at hand: it is not read a second time for the proof.
            What will be written always is.
    """
    rewrite = spliced(document, edits)
    if isinstance(rewrite, Refused) or not rewrite.edits:
        return rewrite
    before = extract(document) if links is None else links
    changed = result_of(document, rewrite)
    everything = extract(changed, Captions())
    after, added = _told_apart(everything, rewrite, document.encoding)
    why = (
        reads_otherwise(document, changed)
        or links_differ(before, after, rewrite.edits, document.encoding)
        or _sent_elsewhere(before, after, rewrite.edits)
        or _appended_otherwise(added, rewrite, document.encoding)
        or front_differs(document, changed, before, rewrite.edits)
        or _not_robust(before, after, rewrite.edits, Styles(changed, everything))
        or _planned_again(before, after, rewrite.edits, changed, everything, added)
    )
    return Refused(document.path, why) if why else rewrite


def spliced(document: Document, edits: Sequence[Edit]) -> Rewrite | Refused:
    """Make the edits in the bytes, and prove the first two things."""
    ordered = tuple(sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)))
    why = _cannot_be_made(document, ordered)
    if why:
        return Refused(document.path, why)
    pieces: list[bytes] = []
    at = 0
    changes = changes_of(ordered)
    for change in changes:
        pieces += (document.data[at : change.span.start], encoded(change.new, document))
        at = change.span.end
    after = b"".join((*pieces, document.data[at:]))
    if not _same_outside(document, after, changes):
        return Refused(document.path, "bytes beside the links would change")
    return Rewrite(document.path, document.data, after, ordered)


def encoded(text: str, document: Document) -> bytes:
    """The bytes of a text as the document writes them."""
    return text.encode(document.encoding, "surrogateescape")


def result_of(document: Document, rewrite: Rewrite) -> Document:
    """The document as it is once `rewrite` is written."""
    grown = sum(
        len(encoded(change.new, document)) - len(encoded(change.old, document))
        for change in rewrite.changes
        if change.span.start < document.body
    )
    return replace(document, data=rewrite.after, body=document.body + grown)


def reads_otherwise(document: Document, changed: Document) -> str:
    """Why the result would no longer be read in the document's encoding; empty when it would be.

    A page declares its encoding near its start: a longer URL before the declaration could push it out of sight.
    """
    same = encoding_of(document.data) == encoding_of(changed.data)
    return "" if same else "it would no longer be read in the encoding that it declares"


def links_differ(before: Sequence[Link], after: Sequence[Link], edits: Sequence[Edit], encoding: str) -> str:
    """Why the links of a result are not those of the document with the edits made; empty when they are."""
    if len(before) != len(after):
        return f"{len(after)} links would be found in place of {len(before)}"
    planned = {edit.span: edit for edit in edits}
    stray = planned.keys() - {link.span for link in before}
    if stray:
        return f"line {min(planned[span].line for span in stray)}: no link stands there"
    planned = {span: edit for span, edit in planned.items() if edit.style is not Style.APPEND}
    moved = Moved(changes_of(edits), encoding)
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        edit = planned.get(old.span)
        written = old.written if edit is None else edit.new
        if (new.span, new.written, new.syntax) != (moved.span(old.span), written, old.syntax):
            return f"line {old.line}: the link would no longer be found whole"
        if edit is None and new.url != old.url:
            return f"line {old.line}: a link that is not to change would lead elsewhere"
        if new.text != old.text and not _retold(index, before, after, planned):
            return f"line {old.line}: the link's text would change"
    return ""


class Moved:
    """Where spans of a document are once the changes of a plan, given in order, are made."""

    def __init__(self, changes: Sequence[Change], encoding: str) -> None:
        growth = (
            len(change.new.encode(encoding, "surrogateescape")) - (change.span.end - change.span.start)
            for change in changes
        )
        self._ends = [(change.span.end, change.span.start == change.span.end) for change in changes]
        self._growth = [0, *accumulate(growth)]

    def span(self, span: Span) -> Span:
        """The new place of a span that is one of the changes', or between two; what is put in at its end is not its."""
        return Span(self._shifted(span.start, put_in=True), self._shifted(span.end, put_in=span.start == span.end))

    def _shifted(self, at: int, *, put_in: bool) -> int:
        return at + self._growth[bisect_right(self._ends, (at, put_in))]


_SELF_TOLD = frozenset({Syntax.BARE, Syntax.AUTOLINK})
"""Links whose text is their own URL: a reader sees it change, as planned."""


def _retold(index: int, before: Sequence[Link], after: Sequence[Link], planned: Mapping[Span, Edit]) -> bool:
    """Whether a link's text differs only by a URL that is its own text, or the text of links that stand inside it."""
    old, new = before[index], after[index]
    if old.syntax in _SELF_TOLD:
        # A long text is kept in part.
        said = (new.written, new.url, new.url.removeprefix("http://"))
        return old.span in planned and any(text.startswith(new.text) for text in said)
    text = old.text
    for inner in range(index + 1, len(before)):
        link = before[inner]
        if link.syntax not in _SELF_TOLD or link.span not in planned or link.text not in text:
            break
        text = text.replace(link.text, after[inner].text, 1)
    return text.startswith(new.text) and text != old.text


def _cannot_be_made(document: Document, ordered: Sequence[Edit]) -> str:
    if document.doubt and ordered:
        return f"left as it is: {document.doubt}"
    lines = {change: edit.line for edit in ordered for change in edit.changes}
    for change, line in lines.items():
        if document.data[change.span.start : change.span.end] != encoded(change.old, document):
            return f"line {line}: the link that was to change no longer stands there"
        try:
            encoded(change.new, document)
        except UnicodeEncodeError:
            return f"line {line}: the new URL cannot be written in {document.encoding}"
    for one, next_one in pairwise(changes_of(ordered)):
        if one.span.end > next_one.span.start:
            return f"line {lines[next_one]}: two changes of the same text"
    return ""


def _same_outside(document: Document, after: bytes, ordered: Sequence[Change]) -> bool:
    """Walk both texts side by side: what is between the changes is equal, what is in them is as planned."""
    old, new = memoryview(document.data), memoryview(after)
    at_old = at_new = 0
    for change in ordered:
        kept, put = change.span.start - at_old, encoded(change.new, document)
        if old[at_old : at_old + kept] != new[at_new : at_new + kept]:
            return False
        at_old, at_new = change.span.end, at_new + kept + len(put)
        if new[at_new - len(put) : at_new] != put:
            return False
    return old[at_old:] == new[at_new:]


def _edited(before: Sequence[Link], after: Sequence[Link], edits: Sequence[Edit]) -> list[tuple[Link, Link]]:
    """The edited links, as they were and as they are; in the order of the edits."""
    places: Mapping[Span, int] = {link.span: index for index, link in enumerate(before)}
    return [(before[places[edit.span]], after[places[edit.span]]) for edit in edits]


def _sent_elsewhere(before: Sequence[Link], after: Sequence[Link], edits: Sequence[Edit]) -> str:
    for edit, (old, new) in zip(edits, _edited(before, after, edits), strict=True):
        if edit.style is Style.APPEND:
            if old.written != edit.old:
                return f"line {edit.line}: the link that was to change no longer stands there"
            continue
        if not is_absolute(edit.new) or new.url != meaning(old, edit.new):
            return f"line {edit.line}: the new URL would be read as another one"
    return ""


def _told_apart(links: Sequence[Link], rewrite: Rewrite, encoding: str) -> tuple[Sequence[Link], Sequence[Link]]:
    """The links of a result that were there before, and those that stand in what was put in."""
    if not any(edit.beside for edit in rewrite.edits):
        return links, ()
    placed = [(span.start, span.end) for change, span in _placed(rewrite.changes, encoding) if not change.old]
    added = {link for link in links if within(placed, link.span)}
    return tuple(link for link in links if link not in added), tuple(link for link in links if link in added)


def within(ranges: Sequence[tuple[int, int]], span: Span) -> bool:
    """Whether a span lies in one of some ranges, which are in order and do not overlap."""
    before = bisect_right(ranges, (span.start, span.end))
    return any(start <= span.start and span.end <= end for start, end in ranges[max(0, before - 1) : before + 1])


def _placed(changes: Sequence[Change], encoding: str) -> Iterator[tuple[Change, Span]]:
    """Where each new text stands once the changes are made."""
    grown = 0
    for change in changes:
        start, length = change.span.start + grown, len(change.new.encode(encoding, "surrogateescape"))
        yield change, Span(start, start + length)
        grown += length - (change.span.end - change.span.start)


def _appended_otherwise(added: Sequence[Link], rewrite: Rewrite, encoding: str) -> str:
    """Why what was appended is not one link to the snapshot each; empty where it is."""
    puts = {change: edit for edit in rewrite.edits if edit.style is Style.APPEND for change in edit.beside}
    if not puts and not added:
        return ""
    places = [(span, puts[change]) for change, span in _placed(rewrite.changes, encoding) if change in puts]
    if len(added) != len(places):
        return f"{len(added)} links would be found in place of {len(places)} that are appended"
    for link, (span, edit) in zip(added, places, strict=True):
        inside = span.start <= link.span.start and link.span.end <= span.end
        if not inside or link.written != edit.new or link.url != unescaped(edit.new, link.syntax):
            return f"line {edit.line}: the appended link would be read as another one"
    return ""


def _not_robust(before: Sequence[Link], after: Sequence[Link], edits: Sequence[Edit], styles: Styles) -> str:
    """Why the attributes of a robust link would not say where it led, where it leads, and of which day that is."""
    for edit, (old, new) in zip(edits, _edited(before, after, edits), strict=True):
        if edit.style is not Style.ROBUST:
            continue
        original, *rest = styles.told(new) or ("",)
        # the original may have to be told in another writing than the link's own was
        if unquote(original) != unquote(old.url) or rest != [new.url, day(edit)]:
            return f"line {edit.line}: the attributes of the link would be read as others"
    return ""


def _planned_again(
    before: Sequence[Link],
    after: Sequence[Link],
    edits: Sequence[Edit],
    changed: Document,
    everything: Sequence[Link],
    added: Sequence[Link],
) -> str:
    """Why the next night would change a link again: it still leads to its target, or would be written otherwise."""
    wanted = {}
    aims = {link.written: link.url for link in added}
    for edit, (old, new) in zip(edits, _edited(before, after, edits), strict=True):
        appended = edit.style is Style.APPEND
        if new.url == old.url and not appended:
            return f"line {edit.line}: the link would still lead where it led before"
        aim = aims[edit.new] if appended else meaning(old, edit.new)
        wanted[new.span] = Replacement(aim, edit.url, edit.timestamp, edit.why, edit.kind, edit.style)
    again = plan(changed, everything, wanted)
    return f"line {again[0].line}: the link would be changed again the next night" if again else ""
