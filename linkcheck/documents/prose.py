"""What a reader sees around a link: the words, block by block, and the heading above."""

from dataclasses import dataclass
from typing import NamedTuple

from linkcheck.model import Syntax

CONTEXT = 400
"""Code points of words around a link."""
_TEXT = 1000
"""Code points of a link's own text that are kept."""
_ALONE = 30
"""Code points besides a link's own text; with fewer, it stands alone in its block and is introduced by another."""

_BLURB = 100
"""Code points; a paragraph with links in it introduces the next one only if it is as long."""


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


class Block(NamedTuple):
    """A paragraph, a heading, a table's cell or the like."""

    text: str
    section: str
    """The heading above; a heading's own text in a heading."""
    heading: bool
    linked: bool
    """A link stands in it."""
    words: str
    """The text of a linked one without white space that nobody sees, made once for all its links."""

    def part(self, start: int, end: int) -> str:
        """The words between two places of the text."""
        if len(self.words) == len(self.text):
            return self.words[start:end].strip()
        return _collapsed(self.text[start:end])


Words = tuple[str, str, str]
"""A link's text, the words around it, the heading above it: as in `Link`."""


class Prose:
    """The words of a document, collected in reading order."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._pieces: list[str] = []
        self.length = 0
        """Code points that were said in the open block."""
        self.fresh = True
        """Nothing has come into the open block."""
        self._section = ""
        self._heading = False
        self._linked = False
        """A link stands in the open block."""

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
            text = "".join(self._pieces)
            if self._heading:
                self._section = _collapsed(text)
            if self._linked or not text.isspace():
                words = _collapsed(text) if self._linked else ""
                if words == text:
                    text = words  # held once
                self._blocks.append(Block(text, self._section, self._heading, self._linked, words))
                self._linked = False
            self._pieces.clear()
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
        return Sighting(start, end, url, syntax, len(self._blocks), self.length, self.length, said)

    def since(self, block: int, length: int) -> str:
        """What was said since a place that `here` told."""
        done = [found.text for found in self._blocks[block:]]
        words = [*done, "".join(self._pieces)]
        return " ".join([words[0][length:], *words[1:]])

    def words_of(self, sighting: Sighting) -> Words:
        """What is said of a link, once its block is closed."""
        return self._text_of(sighting), self._context_of(sighting), self._section_of(sighting)

    def _text_of(self, sighting: Sighting) -> str:
        """What a reader sees of the link."""
        if sighting.said is not None:
            return _collapsed(sighting.said[:_TEXT])
        end = min(sighting.closes, sighting.opens + _TEXT)
        return self._blocks[sighting.block].part(sighting.opens, end)

    def _section_of(self, sighting: Sighting) -> str:
        """The heading that the link stands under."""
        return self._blocks[sighting.block].section[:CONTEXT]

    def _context_of(self, sighting: Sighting) -> str:
        """The words around the link; with those of its neighbour where the link stands alone in its block."""
        block = self._blocks[sighting.block]
        own = _window(block, sighting.opens, sighting.closes) or _collapsed((sighting.said or "")[:CONTEXT])
        if len(block.text) - (sighting.closes - sighting.opens) >= _ALONE:
            return own
        room = CONTEXT - len(own) - 1
        if room <= 0:
            return own
        after = self._neighbour(sighting.block, 1)
        if after and not _is_address(own):
            return f"{own} {_collapsed(after[: 2 * CONTEXT])[:room]}"
        before = self._neighbour(sighting.block, -1)
        return f"{_collapsed(before[-2 * CONTEXT :])[-room:]} {own}".strip()

    def _neighbour(self, block: int, step: int) -> str:
        """The block before or after, where it tells of this one: the same heading, and not a link's own line itself."""
        index = block + step
        if not 0 <= index < len(self._blocks):
            return ""
        found = self._blocks[index]
        other = found.heading or found.section != self._blocks[block].section
        return "" if other or (found.linked and (step > 0 or len(found.text) < _BLURB)) else found.text


class Captions(Prose):
    """The words of a document where nobody asks what stands around a link."""

    def words_of(self, sighting: Sighting) -> Words:
        """Text and section of a link."""
        return self._text_of(sighting), "", self._section_of(sighting)


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

    def words_of(self, sighting: Sighting) -> Words:
        """None."""
        return "", "", ""


def _window(block: Block, opens: int, closes: int) -> str:
    """The words around a link: more before it than behind it, and the most that `CONTEXT` allows."""
    length = len(block.text)
    if length <= CONTEXT:
        return block.words
    inside = min(closes - opens, CONTEXT)
    start = max(0, opens - (CONTEXT - inside) * 2 // 3)
    start = min(start, length - CONTEXT)
    return block.part(start, start + CONTEXT)


def _is_address(words: str) -> bool:
    """No words but URLs (or nothing at all)."""
    return all("/" in word or "." in word for word in words.split())


def _collapsed(text: str) -> str:
    return " ".join(text.split())
