"""What is code in MDX: `import` and `export` blocks, and expressions in braces; nothing in it is a link.

Source: mdxjs.com/docs/what-is-mdx, "ESM" and "Expressions". A brace that nothing closes is taken for code to the end of
its line.
"""

import re
from bisect import bisect_right
from itertools import accumulate

from linkcheck.documents.destination import Range

_CODE = re.compile(rb"(?:\A|(?<=[\r\n]))(?:import|export)[ \t{*](?:[^\r\n]|\r?\n(?![ \t]*\r?\n))*+|[{}]")
_LINE_END = re.compile(rb"[\r\n]|\Z")


class MdxCode:
    """The parts of a text that are code."""

    def __init__(self, text: bytes, start: int) -> None:
        pieces: list[Range] = []
        opened: list[int] = []
        for match in _CODE.finditer(text, start):
            if match[0] == b"{":
                opened.append(match.start())
            elif match[0] != b"}":
                pieces.append(match.span())
            elif opened:
                pieces.append((opened.pop(), match.end()))
        line_end = -1
        for begin in opened:
            if line_end < begin:
                line = _LINE_END.search(text, begin)
                line_end = line.start() if line else len(text)
            pieces.append((begin, line_end))
        pieces.sort()
        self._starts = [begin for begin, _ in pieces]
        self._reach = list(accumulate((end for _, end in pieces), max))
        """How far the pieces go that start no later than each."""

    def touch(self, place: Range) -> bool:
        """Whether any byte of a place belongs to code."""
        before = bisect_right(self._starts, place[1] - 1)
        return before > 0 and self._reach[before - 1] > place[0]
