"""The elements of HTML that a style adds to: where their tags begin and end, and what must not be broken open."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from linkcheck.documents.destination import Range
from linkcheck.documents.markup import Attribute, Tag, tokens

_WHOLE = frozenset({"a", "audio", "button", "map", "object", "picture", "svg", "video"})
"""Elements in which no other link may stand, or none would be seen."""
_HOLDERS = frozenset({"a", "img"})


@dataclass(slots=True)
class Element:
    """A start tag that a style can add to, with its place in the whole text, in bytes."""

    name: str
    start: int
    end: int
    """The byte behind the tag."""
    attributes: tuple[Attribute, ...]
    closed: int = 0
    """The byte behind the element's end tag; 0 where there is none that is certain."""

    def holds(self, attribute: str, place: int) -> bool:
        """Whether a byte belongs to the value of this attribute."""
        return any(one.name == attribute and one.start <= place < one.end for one in self.attributes)

    def find(self, attribute: str) -> Attribute | None:
        """The attribute of this name."""
        return next((one for one in self.attributes if one.name == attribute), None)


class Elements:
    """The anchors and pictures of a text's HTML."""

    def __init__(self, pieces: Iterable[tuple[bytes, int]]) -> None:
        """Read pieces of HTML, each with its place in the text, in the order in which they stand."""
        self._found: list[Element] = []
        self._whole: list[Range] = []
        self._open: dict[str, list[int]] = {}
        """Where the elements begin that are not closed yet, by name."""
        self._anchor: Element | None = None
        for piece, offset in pieces:
            for token in tokens(piece):
                if isinstance(token, Tag):
                    self._read(token, offset)
        self._starts = [element.start for element in self._found]
        self._whole = _outermost(self._whole)
        self._whole_starts = [start for start, _ in self._whole]

    def at(self, place: int) -> Element | None:
        """The anchor or picture whose tag a byte belongs to."""
        before = bisect_right(self._starts, place)
        found = self._found[before - 1] if before else None
        return found if found is not None and place < found.end else None

    def behind(self, place: int) -> int:
        """This place, or the one behind the elements around it in which no link may stand."""
        before = bisect_left(self._whole_starts, place)
        end = self._whole[before - 1][1] if before else 0
        return max(place, end)

    def _read(self, tag: Tag, offset: int) -> None:
        if tag.name in _HOLDERS and not tag.closing:
            attributes = tuple(Attribute(one.name, one.start + offset, one.end + offset) for one in tag.attributes)
            element = Element(tag.name, tag.start + offset, tag.end + offset, attributes)
            self._found.append(element)
            if tag.name == "a":
                # an anchor in another ends that one, wherever its own end tag stands
                self._open.pop("a", None)
                self._anchor = element
        if tag.name not in _WHOLE:
            return
        opened = self._open.setdefault(tag.name, [])
        if not tag.closing:
            opened.append(tag.start + offset)
        elif opened:
            self._whole.append((opened.pop(), tag.end + offset))
            if tag.name == "a" and self._anchor is not None:
                self._anchor.closed = tag.end + offset
                self._anchor = None


def _outermost(ranges: Iterable[Range]) -> list[Range]:
    """Ranges in order; those that overlap are one."""
    joined: list[Range] = []
    for start, end in sorted(ranges):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
