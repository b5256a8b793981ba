"""What a reader sees around a link: the words, block by block, and the heading above."""

import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from linkcheck.model import Syntax

CONTEXT = 400
"""Code points of words around a link."""
_TEXT = 1000
"""Code points of a link's own text that are kept."""
_ALONE = 30
"""Code points besides a link's own text; with fewer, it stands alone in its block and is introduced by another."""

_BLURB = 100
"""Code points; a paragraph with links in it introduces the next one only if it is as long."""

_HEADING, _LINKED = 1, 2
PAGE = 1_000
"""Blocks that are put together."""
_AT_HAND = 2
"""Pages whose texts are at hand: a block's neighbour may stand on another."""
_LONG = 100_000
"""Code points of a text from which on its words are not held one by one."""
_SPACE = re.compile(r"\s")
_PIECES = 1_000
"""Pieces of an open block that are kept each for itself."""


@dataclass(slots=True)
class Sighting:
    """A link as the reading of a document meets it."""

    start: int
    """Bytes of the document's text as UTF-8, as `end`."""
    end: int
    url: str
    syntax: Syntax
    block: int
    """The block of prose that it stands in."""
    opens: int
    """Code points of that block before the link's text."""
    closes: int
    """Code points of that block up to the end of the link's text."""
    said: str | None = None
    """What stands for the link's text where that is not prose (an image's description in an attribute)."""
    fixed: str = ""
    """Why the URL cannot be changed where it stands; empty where it can."""


Met = Callable[[Sighting], None]
"""Told of each link when all of it is known."""


class Blocks:
    """Blocks in the order of reading: paragraphs, headings, a table's cells and the like.

    A letter may have many thousand: those that are a thousand behind are kept as bytes, which take a third of the room.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        """Of the last ones, fewer than `PAGE`."""
        self._words: list[str] = []
        """The text of a linked one without white space that nobody sees, made once for all its links; else nothing."""
        self._pages: list[tuple[bytes, array[int]]] = []
        """Of those before, `PAGE` in each: all the text, and where each one ends in it."""
        self._opened: dict[int, tuple[list[str], list[str]]] = {}
        """Texts and words of the pages that were looked at last."""
        self.sections: list[str] = []
        """The heading above; a heading's own text in a heading."""
        self._marks = bytearray()
        """Of each, `_HEADING` and `_LINKED`."""

    def __len__(self) -> int:
        return len(self._marks)

    def append(self, text: str, section: str, *, heading: bool, linked: bool) -> None:
        """Keep one more; `linked`: a link stands in it."""
        words = _collapsed(text) if linked else ""
        # held once: as long as the text, they are it with its white space alike
        self._texts.append(words if len(words) == len(text) else text)
        self._words.append(words)
        self.sections.append(section)
        self._marks.append(heading * _HEADING + linked * _LINKED)
        if len(self._texts) == PAGE:
            self._pages.append(("".join(self._texts).encode(), array("q", accumulate(map(len, self._texts)))))
            self._texts, self._words = [], []

    def text(self, index: int) -> str:
        """The text of one, white space in it as it may be."""
        page = index // PAGE
        texts = self._texts if page == len(self._pages) else self._page(page)[0]
        return texts[index % PAGE]

    def words(self, index: int) -> str:
        """The text of a linked one as a reader sees it."""
        page = index // PAGE
        words = self._words if page == len(self._pages) else self._page(page)[1]
        return words[index % PAGE]

    def _page(self, number: int) -> tuple[list[str], list[str]]:
        opened = self._opened.get(number)
        if opened is None:
            together, ends = self._pages[number]
            text = together.decode()
            texts = [text[start:end] for start, end in pairwise((0, *ends))]
            marks = self._marks[number * PAGE : (number + 1) * PAGE]
            words = [_collapsed(one) if mark & _LINKED else "" for one, mark in zip(texts, marks, strict=True)]
            if len(self._opened) == _AT_HAND:
                del self._opened[next(iter(self._opened))]
            opened = self._opened[number] = texts, words
        return opened

    def part(self, index: int, start: int, end: int) -> str:
        """The words between two places of a linked one's text."""
        text, words = self.text(index), self.words(index)
        return words[start:end].strip() if len(words) == len(text) else _collapsed(text[start:end])

    def neighbour(self, index: int, section: str, blurb: int) -> str:
        """The text beside a block in `section`, where it tells of it: below that heading, and no link's own line.

        With links in it, it does if it has `blurb` code points; 0: not at all.
        """
        if not 0 <= index < len(self._marks):
            return ""
        marks = self._marks[index]
        if marks & _HEADING or (marks and not blurb) or self.sections[index] != section:
            return ""
        text = self.text(index)
        return "" if marks and len(text) < blurb else text


Words = tuple[str, str, str]
"""A link's text, the words around it, the heading above it: as in `Link`."""


class Prose:
    """The words of a document, collected in reading order."""

    def __init__(self) -> None:
        self._blocks = Blocks()
        self._pieces: list[str] = []
        self._said: list[str] = []
        """What stands before them in a block of very many, put together."""
        self.length = 0
        """Code points that were said in the open block."""
        self.fresh = True
        """Nothing has come into the open block."""
        self._section = ""
        self._heading = False
        self._linked = False
        """A link stands in the open block."""
        self._latest: tuple[tuple[int, int, int, str | None], Words] | None = None
        """Where the latest link stands whose words were asked for, and those: all pictures of a set have the same."""

    def say(self, words: str) -> None:
        """Go on in the open block."""
        self._pieces.append(words)
        self.length += len(words)
        self.fresh = False

    def end_block(self) -> None:
        """Close the open block, if anything stands in it."""
        if self.fresh:
            return
        if self.length or self._linked:
            text = "".join((*self._said, *self._pieces)) if self._said else "".join(self._pieces)
            if self._heading:
                words = _collapsed(text)
                self._section = text if words == text else words  # held once
            if self._linked or not text.isspace():
                self._blocks.append(text, self._section, heading=self._heading, linked=self._linked)
                self._linked = False
            self._pieces.clear()
            self._said.clear()
            self.length = 0
        self._heading = False
        self.fresh = True

    def begin_heading(self) -> None:
        """What comes until the block ends is a heading."""
        self.end_block()
        self._heading = True
        self.fresh = False

    def here(self) -> tuple[int, int]:
        """The open block and the code points in it."""
        return len(self._blocks), self.length

    def sight(self, start: int, end: int, url: str, syntax: Syntax, *, said: str | None = None) -> Sighting:
        """A link at this place; its text is what is said until its `closes` is set."""
        self._linked = True
        self.fresh = False
        if len(self._pieces) > _PIECES:
            self._said.append("".join(self._pieces))
            self._pieces.clear()
        return Sighting(start, end, url, syntax, len(self._blocks), self.length, self.length, said)

    def since(self, block: int, length: int) -> str:
        """What was said since a place that `here` told."""
        words = [*map(self._blocks.text, range(block, len(self._blocks))), "".join((*self._said, *self._pieces))]
        return " ".join([words[0][length:], *words[1:]])

    def words_of(self, block: int, opens: int, closes: int, said: str | None) -> Words:
        """What is said of a link, once its block is closed; the arguments are as in `Sighting`."""
        place = block, opens, closes, said
        if self._latest is None or self._latest[0] != place:
            text = self._text_of(block, opens, closes, said)
            self._latest = place, (text, self._context_of(block, opens, closes, said), self._section_of(block))
        return self._latest[1]

    def _text_of(self, block: int, opens: int, closes: int, said: str | None) -> str:
        """What a reader sees of the link."""
        if said is not None:
            return _collapsed(said[:_TEXT])
        return self._blocks.part(block, opens, min(closes, opens + _TEXT))

    def _section_of(self, block: int) -> str:
        """The heading that the link stands under."""
        return self._blocks.sections[block][:CONTEXT]

    def _context_of(self, block: int, opens: int, closes: int, said: str | None) -> str:
        """The words around the link; with those of its neighbour where the link stands alone in its block."""
        blocks = self._blocks
        own = self._window(block, opens, closes) or _collapsed((said or "")[:CONTEXT])
        if len(blocks.text(block)) - (closes - opens) >= _ALONE:
            return own
        room = CONTEXT - len(own) - 1
        if room <= 0:
            return own
        section = blocks.sections[block]
        after = blocks.neighbour(block + 1, section, 0)
        if after and not _is_address(own):
            return f"{own} {_collapsed(after[: 2 * CONTEXT])[:room]}"
        before = blocks.neighbour(block - 1, section, _BLURB)
        if not before:
            return own
        return f"{_collapsed(before[-2 * CONTEXT :])[-room:]} {own}".strip()

    def _window(self, block: int, opens: int, closes: int) -> str:
        """The words around a link: more before it than behind it, and the most that `CONTEXT` allows."""
        length = len(self._blocks.text(block))
        if length <= CONTEXT:
            return self._blocks.words(block)
        inside = min(closes - opens, CONTEXT)
        start = max(0, opens - (CONTEXT - inside) * 2 // 3)
        start = min(start, length - CONTEXT)
        return self._blocks.part(block, start, start + CONTEXT)


class Captions(Prose):
    """The words of a document where nobody asks what stands around a link."""

    def words_of(self, block: int, opens: int, closes: int, said: str | None) -> Words:
        """Text and section of a link."""
        return self._text_of(block, opens, closes, said), "", self._section_of(block)


class Unheard(Prose):
    """No words at all, where only URLs and their places are asked for; that is twice as fast."""

    def say(self, words: str) -> None:
        """Nobody listens."""

    def end_block(self) -> None:
        """Nothing was said."""
        self.fresh = True

    def since(self, block: int, length: int) -> str:
        """Nothing was."""
        return ""

    def words_of(self, block: int, opens: int, closes: int, said: str | None) -> Words:
        """None."""
        return "", "", ""


def _is_address(words: str) -> bool:
    """No words but URLs (or nothing at all)."""
    return all("/" in word or "." in word for word in words.split())


def _collapsed(text: str) -> str:
    if len(text) <= _LONG:
        return " ".join(text.split())
    # the words of a very long text, all at once, would take many times its room
    parts = (" ".join(part.split()) for part in _parts(text))
    return " ".join(part for part in parts if part)


def _parts(text: str) -> Iterator[str]:
    """A text in parts, none of which begins within a word."""
    start = 0
    while start < len(text):
        space = _SPACE.search(text, start + _LONG)
        end = space.start() if space else len(text)
        yield text[start:end]
        start = end
