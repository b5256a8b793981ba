"""The links of reStructuredText: paragraphs, targets, images; code, comments and what is not known left alone.

A line-by-line reading of the block structure, as far as it decides what is running text. Directives that hold text are
known by name; what stands in any other is code or another language, and nothing in it is a link.

Source: reStructuredText Markup Specification, "Body Elements"; docutils 0.22, parsers/rst/states.py.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import islice

from linkcheck.documents.hypertext import Hypertext
from linkcheck.documents.longtext import Text, in_lines, matches, text_of
from linkcheck.documents.passages import Line, Passages, lines_of
from linkcheck.documents.prose import Met, Prose, Sighting
from linkcheck.documents.rst_inline import is_alias, read_inline, unescape
from linkcheck.model import Syntax

_TEXTUAL = frozenset(
    {"admonition", "attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning", "seealso"}
    | {"versionadded", "versionchanged", "versionremoved", "deprecated", "topic", "sidebar", "rubric", "epigraph"}
    | {"highlights", "pull-quote", "compound", "container", "class", "parsed-literal", "centered", "header", "footer"}
    | {"list-table", "glossary", "only", "hlist", "replace", "line-block", "rst-class", "compound", "todo", "figure"}
)
"""Directives of docutils and Sphinx whose content is text."""
_PICTURES = frozenset({"image", "figure"})
_DRAWN = "it stands in a drawn table, whose columns a longer URL would break"

_ITEM = r"(?:(?:[-*+•‣⁃]|\(?(?:#|\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]{1,9})[.)])[ \t]+)"
_BULLET = re.compile(rf"{_ITEM}*+(?=\S)")
_ITEMIZED = re.compile(rf"{_ITEM}(?=\S)")
_EXPLICIT = re.compile(r"\.\.(?:[ \t]+|\Z)")
_TARGET = re.compile(r"_(?! )(?P<name>_|`(?:[^`\\]|\\.)++`|(?:\\.|[^\\:]|:(?!\s|\Z))++):(?:\s+|\Z)")
_ANY_TARGET = re.compile(r"\.\.[ \t]+_")
"""Wherever it stands: where there are more than begin a line, not all names of targets are known before."""
_ANONYMOUS = re.compile(r"__[ \t]+(?=\S)")
_DIRECTIVE = re.compile(r"(?:\|(?:[^|\\]|\\.)++\|[ \t]+)?(?P<name>[A-Za-z0-9][\w.+:-]*?)[ \t]?::(?:[ \t]+|\Z)")
_NOTE = re.compile(r"\[[^\]\s]++\](?:[ \t]+|\Z)")
_OPTION = re.compile(r":(?P<name>[A-Za-z][\w-]*):(?:[ \t]+|\Z)")
_MARKS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{2,}+\Z")
_GRID = re.compile(r"\+-[-+]*-\+\Z")
_SIMPLE = re.compile(r"=+(?:[ ]+=+)+\Z")
_RULE = re.compile(r"(?:=+|-+)(?:[ ]+(?:=+|-+))*\Z")
_CELL = re.compile(r"[^|]++")
_REFERENCE = re.compile(
    r"`(?P<phrase>[^`]{1,500})`_|<(?P<alias>[^<>`]{1,500})_>"
    r"|(?<![^\W_])(?<![^\W_][-._+:])(?P<simple>[^\W_]++(?:[-._+:][^\W_]++)*+)_(?!\w)"
)
_ANONYMOUS_USE = re.compile(r"[^\W_]__(?!\w)|`__(?!\w)")


def read_restructured(text: bytes, offset: int, prose: Prose, met: Met) -> None:
    """Tell `met` of the links of a text in reStructuredText, which stands at `offset` of the document's text."""
    _Reader(text_of(text), offset, prose, met).read()


def _name(written: str) -> str:
    """A reference name, normalised."""
    return " ".join(unescape(written.strip("`")).split()).lower()


class _Reader:
    """One pass over the lines."""

    def __init__(self, text: Text, offset: int, prose: Prose, met: Met) -> None:
        self.text = text
        self.found = Passages(text, offset, prose, met)
        self._prose = prose
        self._lines = lines_of(text)
        self._anonymous = any(in_lines(_ANONYMOUS_USE, "__", text))
        self._defined = array("q", sorted(map(hash, self._names())))
        """The names that are given to targets, as often as they are; as they are written they would take the room of
        the text."""
        self._used = bytearray(len(self._defined))
        """Of each, at its first place, whether it is referred to."""
        self._others: set[str] = set()
        """What else is, where there are targets that are not known."""
        self._refer()

    def read(self) -> None:
        """Read the whole text."""
        at = 0
        while at < len(self._lines):
            line = self._lines[at]
            if not line.text:
                self._prose.end_block()
                at += 1
                continue
            item = None if line.text[0].isalpha() and line.text[1:2].isalpha() else _BULLET.match(line.text)
            first = item.end() if item else 0
            at = self._marked(at, first) if line.text[first] in _MARKS else self._running(at, first)
        self._prose.end_block()

    def _marked(self, at: int, first: int) -> int:
        """Read what may be more than running text; behind it."""
        line = self._lines[at]
        rest = line.text[first:]
        if explicit := _EXPLICIT.match(rest):
            return self._explicit(at, first, first + explicit.end())
        if anonymous := _ANONYMOUS.match(rest):
            if self._anonymous:
                self._url(line, first + anonymous.end(), Syntax.REFERENCE)
            return at + 1
        if _GRID.match(rest):
            return self._grid(at)
        if _SIMPLE.match(rest):
            return self._simple(at)
        if rest.startswith(">>> "):
            return self._paragraph_end(at)
        if _ADORNMENT.match(line.text):
            return at + 1
        return self._running(at, first)

    def _running(self, at: int, first: int) -> int:
        """Read a title or a paragraph; behind it."""
        if not self._is_title(at):
            return self._paragraph(at, first)
        line = self._lines[at]
        self._prose.begin_heading()
        read_inline(self.text, line.first, line.end, self.found)
        self._prose.end_block()
        return at + 2

    def _names(self) -> Iterator[str]:
        """Each name that is given to a target."""
        for line in self._lines:
            if line.text.startswith(".. _") and (target := _TARGET.match(line.text, 3)):
                yield _name(target["name"])

    def _refer(self) -> None:
        """Know the names that are referred to, as far as targets may have them: of links alone there are many more."""
        counted = len(self._defined)
        others = next(islice(in_lines(_ANY_TARGET, "..", self.text), counted, None), None) is not None
        for match in matches(_REFERENCE, self.text) if counted or others else ():
            if not (written := match[match.lastgroup or 0]):
                continue
            name = _name(written)
            number, times = self._find(name)
            if times:
                self._used[number] = True
            elif others:
                self._others.add(name)

    def _find(self, name: str) -> tuple[int, int]:
        """The first place of a name among those of targets, and how often it is there."""
        known = hash(name)
        first = bisect_left(self._defined, known)
        return first, bisect_right(self._defined, known, first) - first

    def _paragraph_end(self, at: int) -> int:
        while at < len(self._lines) and self._lines[at].text:
            at += 1
        return at

    def _body_end(self, at: int, column: int) -> int:
        """Behind the lines that are indented deeper than `column`, from `at` on; blank ones at their end left out."""
        end = at
        while at < len(self._lines) and (not self._lines[at].text or self._lines[at].indent > column):
            at += 1
            if self._lines[at - 1].text:
                end = at
        return end

    def _is_title(self, at: int) -> bool:
        line, following = self._lines[at], self._lines[at + 1 : at + 2]
        if not following or line.indent or following[0].indent:
            return False
        return _ADORNMENT.match(following[0].text) is not None and not _ADORNMENT.match(line.text)

    def _paragraph(self, at: int, first: int) -> int:
        """Running text: the lines that go on with this one at the same indentation, and no new item."""
        line = self._lines[at]
        column = line.indent + first
        end = at + 1
        while end < len(self._lines) and (following := self._lines[end]).text and following.indent == column:
            if _ITEMIZED.match(following.text) or self._is_title(end):
                break
            end += 1
        last = self._lines[end - 1]
        self._prose.end_block()
        read_inline(self.text, line.first + first, last.end, self.found)
        return self._literal_end(end, column) if last.text.endswith("::") else end

    def _literal_end(self, at: int, column: int) -> int:
        """Behind the literal block that `::` announces; where none follows, where it would have begun."""
        begin = at
        while begin < len(self._lines) and not self._lines[begin].text:
            begin += 1
        if begin == len(self._lines):
            return begin
        line = self._lines[begin]
        if line.indent > column:
            return self._body_end(begin, column)
        mark = line.text[0]
        if line.indent == column and begin > at and not (mark.isalnum() or ord(mark) > 126):
            while begin < len(self._lines) and self._lines[begin].text.startswith(mark):
                begin += 1
            return begin
        return at

    def _explicit(self, at: int, first: int, start: int) -> int:
        """A target, a footnote, a directive or a comment that begins in this line, `start` behind its first word."""
        line = self._lines[at]
        column = line.indent + first
        self._prose.end_block()
        if target := _TARGET.match(line.text, start):
            return self._target(at, column, target)
        if note := _NOTE.match(line.text, start):
            return self._paragraph_of(at, note.end(), column)
        if directive := _DIRECTIVE.match(line.text, start):
            return self._directive(at, column, directive)
        if start == len(line.text) and (at + 1 == len(self._lines) or not self._lines[at + 1].text):
            return at + 1
        return self._body_end(at + 1, column)

    def _paragraph_of(self, at: int, start: int, column: int) -> int:
        """Text that begins in the middle of a line and goes on in the lines below, deeper than `column`."""
        line = self._lines[at]
        end = at + 1
        while end < len(self._lines) and self._lines[end].text and self._lines[end].indent > column:
            end += 1
        last = self._lines[end - 1]
        self._prose.end_block()
        read_inline(self.text, line.first + start, last.end, self.found)
        if not last.text.endswith("::"):
            return end
        body = [one.indent for one in self._lines[at + 1 : self._body_end(at + 1, column)] if one.text]
        return self._literal_end(end, min(body, default=column))

    def _target(self, at: int, column: int, target: re.Match[str]) -> int:
        end = self._body_end(at + 1, column)
        line = self._lines[at]
        if self._is_used(target["name"]):
            if target.end() < len(line.text) and end == at + 1:
                self._url(line, target.end(), Syntax.REFERENCE)
            elif target.end() == len(line.text) and end == at + 2:
                self._url(self._lines[at + 1], 0, Syntax.REFERENCE)
        return end

    def _is_used(self, written: str) -> bool:
        """Whether a reference leads to this target, and to no other of the same name."""
        if written == "_":
            return self._anonymous
        name = _name(written)
        number, times = self._find(name)
        return times == 1 and bool(self._used[number]) if times else name in self._others

    def _url(self, line: Line, start: int, syntax: Syntax) -> None:
        """A URL that is all the rest of a line."""
        written = line.text[start:]
        if not written or any(character.isspace() for character in written) or is_alias(written):
            return
        self.found.link(line.first + start, line.end, unescape(written), syntax)

    def _directive(self, at: int, column: int, directive: re.Match[str]) -> int:
        line, name = self._lines[at], directive["name"].lower()
        end = self._body_end(at + 1, column)
        content = at + 1
        if name in _PICTURES:
            if content == end or not self._lines[content].text or _OPTION.match(self._lines[content].text):
                self._url(line, directive.end(), Syntax.IMAGE)
            content = self._options(content, end)
        elif name == "raw" and "html" in line.text[directive.end() :].lower().split():
            self._raw(self._options(content, end), end)
        elif name in _TEXTUAL:
            following = self._lines[content].text if content < end else ""
            if following and not _OPTION.match(following):
                return self._paragraph_of(at, directive.end(), column)
            if directive.end() < len(line.text):
                read_inline(self.text, line.first + directive.end(), line.end, self.found)
            content = self._options(content, end)
        return content if name in _TEXTUAL else end

    def _options(self, at: int, end: int) -> int:
        """Behind a directive's options; `:target:` of a picture is a link."""
        while at < end and (option := _OPTION.match(self._lines[at].text)):
            following = self._lines[at + 1] if at + 1 < end else None
            goes_on = following is not None and following.text and not _OPTION.match(following.text)
            if option["name"].lower() == "target" and not goes_on:
                self._url(self._lines[at], option.end(), Syntax.INLINE)
            at += 1
            while goes_on and at < end and self._lines[at].text and not _OPTION.match(self._lines[at].text):
                at += 1
        return at

    def _raw(self, at: int, end: int) -> None:
        """HTML that is passed through."""
        if at >= end:
            return
        start = self._lines[at].start
        piece = self.text[start : self._lines[end - 1].end]
        found: list[Sighting] = []
        page = Hypertext(self._prose, found.append)
        page.feed(piece.encode(), 0)
        page.close_anchor()
        self.found.take(found, start)
        self._prose.end_block()

    def _grid(self, at: int) -> int:
        end = self._paragraph_end(at)
        self.found.fixed = _DRAWN
        for line in self._lines[at:end]:
            if line.text.startswith("|"):
                self._cells(line)
        self.found.fixed = ""
        return end

    def _cells(self, line: Line) -> None:
        for cell in _CELL.finditer(line.text):
            read_inline(self.text, line.first + cell.start(), line.first + cell.end(), self.found)
            self._prose.say(" ")

    def _simple(self, at: int) -> int:
        """A table between lines of equals signs; only its last column has room for more."""
        border = self._lines[at]
        last = self.text[border.start : border.end].rindex(" ") + 1
        end, borders = at + 1, 1
        while end < len(self._lines):
            line = self._lines[end]
            end += 1
            if not _RULE.match(line.text):
                self._row(line, last)
                continue
            borders += line.text[0] == "="
            if borders > 1 and (end == len(self._lines) or not self._lines[end].text):
                break
        self._prose.end_block()
        return end

    def _row(self, line: Line, last: int) -> None:
        edge = min(line.start + last, line.end)
        if "\t" in line.text or (edge < line.end and not self.text[edge - 1 : edge].isspace()):
            return
        self.found.fixed = _DRAWN
        read_inline(self.text, min(line.first, edge), edge, self.found)
        self.found.fixed = ""
        self._prose.say(" ")
        read_inline(self.text, edge, line.end, self.found)
        self._prose.say(" ")
