"""The links of AsciiDoc: paragraphs, macros, attributes; verbatim blocks, passthroughs and comments left alone.

A line-by-line reading of the block structure, as far as it decides what is running text.

Source: AsciiDoc Language Documentation, "Blocks", "Document Attributes" and "Comments"; Asciidoctor 2.0.
"""

import re

from linkcheck.documents.adoc_inline import is_plain, read_inline, read_picture
from linkcheck.documents.longtext import Text, in_lines, text_of
from linkcheck.documents.passages import Line, Passages, lines_of
from linkcheck.documents.prose import Met, Prose
from linkcheck.model import Syntax

_VERBATIM = re.compile(r"(?:-{4,}|\.{4,}|/{4,}|\+{4,})\Z|(?P<fence>```)")
"""What begins a listing, a literal block, a comment, a passthrough or fenced code."""
_FRAME = re.compile(r"(?:--|={4,}|\*{4,}|_{4,}|(?P<table>[|,:!])={3,})\Z")
"""What begins or ends a block that holds text; a table's first character stands between its cells."""
_PICTURE = re.compile(r"(?:image|video|audio)::(?=[^\s:\[])")
_ATTRIBUTES = re.compile(r"\[(?P<style>[A-Za-z0-9_-]*)(?P<rest>[^\r\n]*)\]\Z")
_VERBATIM_STYLES = frozenset(
    {"source", "listing", "literal", "pass", "stem", "latexmath", "asciimath", "comment", "plantuml", "ditaa"}
    | {"graphviz", "mermaid", "vega", "blockdiag", "seqdiag", "a2s", "svgbob", "wavedrom"}
)
_ENTRY = re.compile(r":(?P<name>\w[\w-]*):[ \t]+(?P<value>\S.*)\Z")
_ANY_ENTRY = re.compile(r":!?\w[\w-]*!?:(?:[ \t]|\Z)")
_TITLE = re.compile(r"(?:={1,6}|#{1,6})[ \t]+(?=\S)")
_ITEM = re.compile(
    r"(?:[*.-]+|\d+\.|[a-zA-Z]\.|[ivxIVX]+\)|<(?:\d+|\.)>)[ \t]+(?=\S)|\S[^\r\n]*?(?::{2,4}|;;)(?=[ \t]|\Z)"
)
_DIRECTIVE = re.compile(r"(?:include|ifdef|ifndef|ifeval|endif|toc)::")
_LINK_ATTRIBUTE = re.compile(r"[\[,]\s{0,9}link\s{0,9}=\s{0,9}(?:\"(?P<quoted>[^\"\s]+)\"|(?P<plain>[^\s,\"\]]+))")
_URL = re.compile(r"(?:https?|ftp)://\S+\Z", re.IGNORECASE)
_USE = re.compile(r"(?P<before>[^\s\[\]()<>,;\"'|]?)\{(?P<name>\w[\w-]*)\}(?P<after>[^\s\[\]()<>,;\"'|]?)")
_COMPOSED = "other URLs of the document are made with it"
_UNUSED = "it may be used by other files"


def read_asciidoc(text: bytes, offset: int, prose: Prose, met: Met) -> None:
    """Tell `met` of the links of a text in AsciiDoc, which stands at `offset` of the document's text."""
    _Reader(text_of(text), offset, prose, met).read()


class _Reader:
    """One pass over the lines."""

    def __init__(self, text: Text, offset: int, prose: Prose, met: Met) -> None:
        self.text = text
        self.found = Passages(text, offset, prose, met)
        self._prose = prose
        self._lines = lines_of(text)
        self._style = ""
        """The style that the line of attributes above gives to the block that follows."""
        self._between = ""
        """What stands between the cells of the table that is being read; empty outside of tables."""
        self._whole, self._composed = self._uses()

    def read(self) -> None:
        """Read the whole text."""
        at = 0
        while at < len(self._lines):
            line = self._lines[at]
            if not line.text:
                self._prose.end_block()
                at += 1
            elif line.indent == 0 and (behind := self._block(at, line)):
                at = behind
            else:
                at = self._paragraph(at)
                self._style = ""
        self._prose.end_block()

    def _block(self, at: int, line: Line) -> int:
        """Read what a line at the margin begins; behind it. 0 where it begins a paragraph."""
        text, style = line.text, self._style
        if fence := _VERBATIM.match(text):
            self._style = ""
            return self._behind_block(at, "```" if fence["fence"] else text)
        if frame := _FRAME.match(text):
            self._style = ""
            self._prose.end_block()
            if style in _VERBATIM_STYLES or frame["table"] == ":":
                return self._behind_block(at, text)
            if frame["table"]:
                self._between = "" if self._between else frame["table"]
            return at + 1
        if text.startswith("//") and not text.startswith("///"):
            return at + 1
        if style in _VERBATIM_STYLES:
            return self._behind_paragraph(at)
        if attributes := _ATTRIBUTES.match(text):
            self._attributes(line)
            self._style = attributes["style"].lower() or style
            return at + 1
        if _ANY_ENTRY.match(text):
            return self._entry(at)
        if _DIRECTIVE.match(text):
            return at + 1
        return self._one_line(at, line)

    def _one_line(self, at: int, line: Line) -> int:
        """A picture, a title, a heading; 0 where the line is none of them."""
        text = line.text
        if picture := _PICTURE.match(text):
            if not read_picture(self.text, line.first + picture.end(), line.end, self.found):
                return 0
        elif text.startswith(".") and text[1:2] not in {"", " ", "."}:
            read_inline(self.text, line.first + 1, line.end, self.found)
        elif title := _TITLE.match(text):
            self._prose.begin_heading()
            read_inline(self.text, line.first + title.end(), line.end, self.found)
        else:
            return 0
        self._prose.end_block()
        return at + 1

    def _behind_block(self, at: int, mark: str) -> int:
        """Behind a block that is not looked into; one that is never closed goes on to the end, as in Asciidoctor."""
        self._prose.end_block()
        at += 1
        while at < len(self._lines):
            line = self._lines[at]
            at += 1
            if line.indent == 0 and line.text == mark:
                break
        return at

    def _behind_paragraph(self, at: int) -> int:
        self._style = ""
        self._prose.end_block()
        while at < len(self._lines) and self._lines[at].text:
            at += 1
        return at

    def _attributes(self, line: Line) -> None:
        """A line of block attributes; `link=` among them is where a picture leads."""
        if link := _LINK_ATTRIBUTE.search(line.text):
            name = link.lastgroup or ""
            if is_plain(link[name]):
                start = line.first + link.start(name)
                self.found.link(start, start + len(link[name]), link[name], Syntax.INLINE)

    def _entry(self, at: int) -> int:
        """An attribute's definition; its value is a link where it is a URL and nothing else."""
        line = self._lines[at]
        entry = _ENTRY.match(line.text)
        end = at + 1
        while end < len(self._lines) and self._lines[end - 1].text.endswith(" \\"):
            end += 1
        if entry and end == at + 1 and _URL.match(entry["value"]) and "{" not in entry["value"]:
            name = entry["name"].lower()
            start = line.first + entry.start("value")
            self.found.fixed = _COMPOSED if name in self._composed else "" if name in self._whole else _UNUSED
            self.found.link(start, line.end, entry["value"], Syntax.REFERENCE)
            self.found.fixed = ""
            self._prose.end_block()
        return end

    def _uses(self) -> tuple[set[str], set[str]]:
        """The attributes that stand for themselves somewhere, and those that are a part of something."""
        whole: set[str] = set()
        composed: set[str] = set()
        for use in in_lines(_USE, "{", self.text):
            alone = use["before"] in {"", ":"} and use["after"] in {"", ".", "?", "!", ":"}
            (whole if alone else composed).add(use["name"].lower())
        return whole, composed

    def _paragraph(self, at: int) -> int:
        """Running text up to a blank line or a block's mark; a literal paragraph where its first line is indented."""
        first = self._lines[at]
        if self._style in _VERBATIM_STYLES or (first.indent and not _ITEM.match(first.text)):
            return self._behind_paragraph(at)
        end = at + 1
        while end < len(self._lines) and (line := self._lines[end]).text:
            if line.indent == 0 and (
                _VERBATIM.match(line.text) or _FRAME.match(line.text) or line.text.startswith("//") or line.text == "+"
            ):
                break
            if _ITEM.match(line.text) or (line.indent == 0 and _ATTRIBUTES.match(line.text)):
                break
            end += 1
        start, behind = first.first, self._lines[end - 1].end
        if self._between:
            self._cells(start, behind)
        else:
            read_inline(self.text, start, behind, self.found)
        self._prose.end_block()
        return end

    def _cells(self, start: int, end: int) -> None:
        for cell in self.text[start:end].split(self._between):
            read_inline(self.text, start, start + len(cell), self.found)
            self._prose.say(" ")
            start += len(cell) + 1
