"""A rewrite as a unified diff that `git apply` and `patch -p1` take back to the same bytes.

The changed lines are known from the edits, so nothing has to be compared. Lines end at a line feed and nowhere else, as
in git and patch: a carriage return is part of its line, and in UTF-16 a line ends in the middle of a character. Bytes
that are not UTF-8 are surrogate escapes in the text; whoever writes it encodes with `surrogateescape` and has the
document's bytes again. For people `readable` gives the same rewrite in UTF-8.

Format: POSIX diff -u, and git-diff(1) for how paths are quoted.
"""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from linkcheck.documents.charset import encoding_of
from linkcheck.model import Edit, Rewrite, Span

CONTEXT = 3
"""Unchanged lines around a change."""


def diff(rewrite: Rewrite) -> str:
    """The unified diff of a rewrite; empty when it changes nothing."""
    if rewrite.before == rewrite.after:
        return ""
    before, after = _lines(rewrite.before), _lines(rewrite.after)
    hunks = (_hunk(changes, before, after) for changes in _near(_changes(rewrite)))
    header = b"--- %s\n+++ %s\n" % (named("a", rewrite.path), named("b", rewrite.path))
    return (header + b"".join(hunks)).decode("utf-8", "surrogateescape")


def readable(rewrite: Rewrite) -> Rewrite:
    """The same rewrite with all of its bytes in UTF-8, as a terminal shows them; of no use for a file."""
    codec = encoding_of(rewrite.before)
    if codec is None or codec == "utf-8":
        return rewrite

    def moved(edits: Iterable[Edit]) -> Iterator[Edit]:
        at = reached = 0
        for edit in edits:
            start = reached + len(_in_utf8(rewrite.before[at : edit.span.start], codec))
            reached = start + len(_in_utf8(rewrite.before[edit.span.start : edit.span.end], codec))
            at = edit.span.end
            yield replace(edit, span=Span(start, reached))

    before, after = _in_utf8(rewrite.before, codec), _in_utf8(rewrite.after, codec)
    return replace(rewrite, before=before, after=after, edits=tuple(moved(rewrite.edits)))


def _in_utf8(data: bytes, codec: str) -> bytes:
    return data.decode(codec).encode("utf-8", "surrogatepass")


def named(side: str, path: str) -> bytes:
    """A path as git writes it behind `---` and `+++`: quoted as in C where need be, a tab behind one with spaces."""
    raw = os.fsencode(posixpath.join(side, posixpath.normpath(path).lstrip("/")))
    end = b"\t" if b" " in raw else b""
    if not _UNUSUAL.search(raw):
        return raw + end
    return b'"' + _UNUSUAL.sub(lambda found: _C_ESCAPES.get(found[0]) or b"\\%03o" % found[0][0], raw) + b'"' + end


_UNUSUAL = re.compile(rb"[^ !#-\[\]-~]")
_C_ESCAPES = {
    b"\a": rb"\a",
    b"\b": rb"\b",
    b"\t": rb"\t",
    b"\n": rb"\n",
    b"\v": rb"\v",
    b"\f": rb"\f",
    b"\r": rb"\r",
    b'"': rb"\"",
    b"\\": rb"\\",
}


def _lines(data: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


@dataclass(frozen=True, slots=True)
class _Change:
    """Lines `start` to `end` of the old text become lines `start + shift` to `end + shift + grown` of the new one."""

    start: int
    end: int
    shift: int
    grown: int


def _changes(rewrite: Rewrite) -> Iterator[_Change]:
    """The changes in order; those of touching lines are one."""
    pending: _Change | None = None
    codec = encoding_of(rewrite.before) or "utf-8"
    at, line, shift = 0, 0, 0
    for change in rewrite.changes:
        line += rewrite.before.count(b"\n", at, change.span.start)
        at = change.span.start
        end = line + 1 + rewrite.before.count(b"\n", at, change.span.end)
        replaced = rewrite.before[change.span.start : change.span.end]
        grown = change.new.encode(codec, "surrogateescape").count(b"\n") - replaced.count(b"\n")
        if pending is not None and line <= pending.end:
            pending = _Change(pending.start, max(end, pending.end), pending.shift, pending.grown + grown)
        else:
            if pending is not None:
                yield pending
            pending = _Change(line, end, shift, grown)
        shift += grown
    if pending is not None:
        yield pending


def _near(changes: Iterable[_Change]) -> Iterator[list[_Change]]:
    """Groups of changes whose context touches: one hunk each."""
    group: list[_Change] = []
    for change in changes:
        if group and change.start - group[-1].end > 2 * CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _hunk(changes: Sequence[_Change], before: Sequence[bytes], after: Sequence[bytes]) -> bytes:
    first, last = changes[0], changes[-1]
    start, end = max(0, first.start - CONTEXT), min(len(before), last.end + CONTEXT)
    grown = sum(change.grown for change in changes)
    lines: list[bytes] = []
    at = start
    for change in changes:
        lines += _marked(b" ", before[at : change.start])
        lines += _marked(b"-", before[change.start : change.end])
        lines += _marked(b"+", after[change.start + change.shift : change.end + change.shift + change.grown])
        at = change.end
    lines += _marked(b" ", before[at:end])
    old, new = _range(start, end - start), _range(start + first.shift, end - start + grown)
    return b"@@ -%s +%s @@\n" % (old, new) + b"".join(lines)


def _range(start: int, length: int) -> bytes:
    """Lines of a hunk, the first being 1; the length is left out where it is 1, as diff does."""
    return b"%d" % (start + 1) if length == 1 else b"%d,%d" % (start + 1, length)


def _marked(mark: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + line if line.endswith(b"\n") else mark + line + b"\n\\ No newline at end of file\n"
