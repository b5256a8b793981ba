"""A large Markdown text in pieces, which its parser reads one after the other as it would read the whole.

The parser holds a tree of all that it is given: of a letter of 200,000 links, 60 MiB. It reads blocks line by line, and
what it makes of a line depends on the blocks that are open there, on the line, and on definitions, wherever they stand.
So a text without definitions may be cut before a line at which nothing is open that goes on. Whether that is so, the
parser itself says: it is given the piece with a paragraph of one word behind it, or an item where the line begins one,
and has to show that word outside of everything. The line begins as the word does, so it closes what that closes.
"""

import re
from collections.abc import Callable, Iterator

from linkcheck.documents.destination import Range

SIZE = 256 * 1024
"""Bytes of a piece, at least; most letters are smaller."""

_CUT = re.compile(rb"\n(?:\r?\n(?=[A-Za-z\[!<#(])|(?=(?P<mark>(?:[-*+]|[0-9]{1,9}[.)])[ ])[A-Za-z\[!<(]))")
"""Before a paragraph, a heading or a tag behind a blank line, or before an item of a list."""
_WORD = "probe"
_SHOWN = re.compile(rf"\n(?:<p>{_WORD}</p>|<li>(?:{_WORD}|\n<p>{_WORD}</p>\n)</li>\n</[ou]l>)\n\Z")


def pieces(text: bytes, start: int, shown: Callable[[str], str], size: int = SIZE) -> Iterator[Range]:
    """The pieces of a text without definitions, from `start` on, one behind the other.

    Args:
        text: UTF-8.
        start: where the first one begins.
        shown: what the parser makes of a text, as HTML.
        size: bytes of a piece, at least.
    """
    least = size
    while (cut := _CUT.search(text, start + least)) is not None:
        end = cut.end()
        word = (cut["mark"] or b"").decode() + _WORD
        if _SHOWN.search(shown(f"{text[start:end].decode()}{word}\n")[-80:]):
            yield start, end
            start, least = end, size
        else:
            # within a long block of code, say: twice as much, or each of many pieces in it would be read in vain
            least = 2 * (end - start)
    yield start, len(text)
