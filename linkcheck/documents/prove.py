"""The proof that a rewrite changes the planned URLs and nothing else; what cannot be proven is refused.

Four things are shown before a file may be written:

1. every old text stands at its span;
2. the bytes outside the spans are the same, which is checked by walking both texts, not by trusting the splice;
3. the result is read in the same encoding, and extraction finds the same links in it: as many, in the same order, of
   the same syntax and text, each sent where it was sent before, except for those of the plan, which are sent where they
   were meant to be sent;
4. planning the same again would change nothing.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from linkcheck.documents.charset import encoding_of
from linkcheck.documents.escape import is_absolute, meaning
from linkcheck.documents.extract import extract
from linkcheck.documents.plan import Replacement, plan
from linkcheck.documents.prose import Captions
from linkcheck.model import Document, Edit, Link, Refused, Rewrite, Span, Syntax


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
    after = extract(changed, Captions())
    why = (
        reads_otherwise(document, changed)
        or links_differ(before, after, rewrite.edits, document.encoding)
        or _sent_elsewhere(before, after, rewrite.edits)
        or _planned_again(before, after, rewrite.edits, changed)
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
    for edit in ordered:
        pieces += (document.data[at : edit.span.start], encoded(edit.new, document))
        at = edit.span.end
    after = b"".join((*pieces, document.data[at:]))
    if not _same_outside(document, after, ordered):
        return Refused(document.path, "bytes beside the links would change")
    return Rewrite(document.path, document.data, after, ordered)


def encoded(text: str, document: Document) -> bytes:
    """The bytes of a text as the document writes them."""
    return text.encode(document.encoding, "surrogateescape")


def result_of(document: Document, rewrite: Rewrite) -> Document:
    """The document as it is once `rewrite` is written."""
    grown = sum(
        len(encoded(edit.new, document)) - len(encoded(edit.old, document))
        for edit in rewrite.edits
        if edit.span.start < document.body
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
    moved = Moved(edits, encoding)
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
    """Where spans of a document are once the edits of a plan, given in order, are made."""

    def __init__(self, edits: Sequence[Edit], encoding: str) -> None:
        growth = (
            len(edit.new.encode(encoding, "surrogateescape")) - (edit.span.end - edit.span.start) for edit in edits
        )
        self._ends = [edit.span.end for edit in edits]
        self._growth = [0, *accumulate(growth)]

    def span(self, span: Span) -> Span:
        """The new place of a span that is one of the edits', or between two."""
        return Span(self._shifted(span.start), self._shifted(span.end))

    def _shifted(self, at: int) -> int:
        return at + self._growth[bisect_right(self._ends, at)]


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
    for edit in ordered:
        if document.data[edit.span.start : edit.span.end] != encoded(edit.old, document):
            return f"line {edit.line}: the link that was to change no longer stands there"
        try:
            encoded(edit.new, document)
        except UnicodeEncodeError:
            return f"line {edit.line}: the new URL cannot be written in {document.encoding}"
    for one, next_one in pairwise(ordered):
        if one.span.end > next_one.span.start:
            return f"line {next_one.line}: two changes of the same text"
    return ""


def _same_outside(document: Document, after: bytes, ordered: Sequence[Edit]) -> bool:
    """Walk both texts side by side: what is between the edits is equal, what is in them is as planned."""
    old, new = memoryview(document.data), memoryview(after)
    at_old = at_new = 0
    for edit in ordered:
        kept, put = edit.span.start - at_old, encoded(edit.new, document)
        if old[at_old : at_old + kept] != new[at_new : at_new + kept]:
            return False
        at_old, at_new = edit.span.end, at_new + kept + len(put)
        if new[at_new - len(put) : at_new] != put:
            return False
    return old[at_old:] == new[at_new:]


def _edited(before: Sequence[Link], after: Sequence[Link], edits: Sequence[Edit]) -> list[tuple[Link, Link]]:
    """The edited links, as they were and as they are; in the order of the edits."""
    places: Mapping[Span, int] = {link.span: index for index, link in enumerate(before)}
    return [(before[places[edit.span]], after[places[edit.span]]) for edit in edits]


def _sent_elsewhere(before: Sequence[Link], after: Sequence[Link], edits: Sequence[Edit]) -> str:
    for edit, (old, new) in zip(edits, _edited(before, after, edits), strict=True):
        if not is_absolute(edit.new) or new.url != meaning(old, edit.new):
            return f"line {edit.line}: the new URL would be read as another one"
    return ""


def _planned_again(before: Sequence[Link], after: Sequence[Link], edits: Sequence[Edit], changed: Document) -> str:
    """Why the next night would change a link again: it still leads to its target, or would be written otherwise."""
    wanted = {}
    for edit, (old, new) in zip(edits, _edited(before, after, edits), strict=True):
        if new.url == old.url:
            return f"line {edit.line}: the link would still lead where it led before"
        wanted[new.span] = Replacement(meaning(old, edit.new), edit.url, edit.timestamp, edit.why)
    again = plan(changed, after, wanted)
    return f"line {again[0].line}: the link would be changed again the next night" if again else ""
