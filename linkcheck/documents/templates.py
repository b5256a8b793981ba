"""Tags of template languages (Liquid, Jinja, Hugo's shortcodes): what stands in them is code, not links.

`{{ … }}` and `{% … %}` in a paragraph; from `{% highlight %}`, `{% comment %}` and their kin to the tag that ends them.
"""

import re
from bisect import bisect_right

from linkcheck.documents.destination import Range

_OPEN = re.compile(rb"\{\{|\{%")
_CLOSE = {b"{{": b"}}", b"{%": b"%}"}
_BLANK_LINE = re.compile(rb"(?:\r\n|\r|\n)[ \t]*+(?:\r\n|\r|\n)")
_CODE = re.compile(rb"\{(?:%-?|\{[<%])\s{0,9}(?P<name>highlight|comment|codeblock)\b")
_ENDS = {
    name: re.compile(rb"\{(?:%%-?\s{0,9}end|\{[<%%]\s{0,9}/\s{0,9})%b\b[^}]{0,99}\}++" % name)
    for name in (b"highlight", b"comment", b"codeblock")
}


class Templates:
    """The parts of a text that belong to a template language."""

    def __init__(self, text: bytes, start: int) -> None:
        self._text = text
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._blank = start
        """The next line without words behind the tag that is being read."""
        self._unclosed = dict.fromkeys(_CLOSE, start)
        """Where a paragraph ends in which no tag of the kind is closed any more."""
        self._endless: set[bytes] = set()
        """Blocks whose end was looked for in vain."""
        self._read(start)

    def touch(self, place: Range) -> bool:
        """Whether any byte of a place belongs to a template's tag."""
        before = bisect_right(self._starts, place[1] - 1)
        return before > 0 and self._ends[before - 1] > place[0]

    def _read(self, position: int) -> None:
        while (opening := _OPEN.search(self._text, position)) is not None:
            position = opening.end()
            if opening.start() < self._unclosed[opening[0]]:
                continue
            paragraph = self._paragraph_end(position)
            close = self._text.find(_CLOSE[opening[0]], position, paragraph)
            if close < 0:
                self._unclosed[opening[0]] = paragraph
                continue
            position = self._block_end(opening.start(), close + 2)
            self._starts.append(opening.start())
            self._ends.append(position)

    def _paragraph_end(self, position: int) -> int:
        if self._blank < position:
            blank = _BLANK_LINE.search(self._text, position)
            self._blank = blank.start() if blank else len(self._text)
        return self._blank

    def _block_end(self, start: int, tag_end: int) -> int:
        """Behind the tag that ends the block which this tag begins; behind the tag itself where it begins none."""
        code = _CODE.match(self._text, start)
        if code is None or code["name"] in self._endless:
            return tag_end
        ending = _ENDS[code["name"]].search(self._text, tag_end)
        if ending is None:
            self._endless.add(code["name"])
            return tag_end
        return ending.end()
