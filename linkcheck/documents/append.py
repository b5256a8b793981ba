"""A link to a snapshot that follows its original: how it is written in each syntax, and how it is known again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from linkcheck.documents.adoc_inline import is_plain
from linkcheck.documents.destination import Range
from linkcheck.documents.escape import Place, written_at


class Form(Enum):
    """The syntax in which a link follows."""

    MARKDOWN = auto()
    HTML = auto()
    RESTRUCTURED = auto()
    ASCIIDOC = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class _Shape:
    """What stands around the URL; `%` is the word."""

    place: Place
    before: str
    after: str


_SHAPES = {
    Form.MARKDOWN: _Shape(Place.DESTINATION, " ([%](", "))"),
    Form.HTML: _Shape(Place.DOUBLE_QUOTED, ' (<a href="', '">%</a>)'),
    Form.RESTRUCTURED: _Shape(Place.RST_MARKED, " (`% <", ">`__)"),
    Form.ASCIIDOC: _Shape(Place.ADOC_MARKED, " (", "[%])"),
    Form.TEXT: _Shape(Place.TEXT_ANGLE, " (%: <", ">)"),
}
_LETTERS = r"[^\x00-/:-@\[-`{-\x7f]{1,240}"
_WORD = rf"(?P<word>{_LETTERS}(?:[ -]{_LETTERS}){{0,30}})"
"""A word or a few, as the setting allows them: letters and digits, with single spaces and hyphens between them."""


def _pattern(text: str) -> re.Pattern[bytes]:
    return re.compile(re.escape(text).replace("%", _WORD).encode())


_IN_BRACKETS = re.compile(r"[^!#-;=?-Z_a-z~]|&[A-Za-z0-9#]+;")
"""What has to be written otherwise before AsciiDoc's brackets, whatever stands around it."""
_OPENS = {form: _pattern(shape.before) for form, shape in _SHAPES.items()}
_CLOSES = {form: _pattern(shape.after) for form, shape in _SHAPES.items()}


_LONGEST = 32 * 1024
"""Bytes before the URL of a link that follows another, at most: 31 words of 240 letters."""


@dataclass(frozen=True, slots=True)
class Sequel:
    """A link that follows another, as it stands in a text."""

    url: Range
    """Bytes of the text as UTF-8, as `end`."""
    end: int
    word: str


def url_in(form: Form, url: str) -> str:
    """A URL as it is written in a link that follows."""
    if form is Form.ASCIIDOC and is_plain(url) and not _IN_BRACKETS.search(url):
        return url
    return written_at(_SHAPES[form].place, url)


def sequel(form: Form, word: str, written: str) -> str:
    """The link that follows, with the space before it; `written` is what `url_in` gave."""
    shape = _SHAPES[form]
    return shape.before.replace("%", word) + written + shape.after.replace("%", word)


def read_sequel(form: Form, text: bytes, start: int, ends: Mapping[int, int]) -> Sequel | None:
    """The link that follows at a place, if one does; `ends` says where the text's links begin and end."""
    opening = _OPENS[form].match(text, start)
    end = ends.get(opening.end()) if opening else None
    closing = _CLOSES[form].match(text, end) if end is not None else None
    if opening is None or end is None or closing is None:
        return None
    word = (opening.groupdict() | closing.groupdict())["word"]
    return Sequel((opening.end(), end), closing.end(), word.decode())


def may_follow(text: bytes, place: int) -> bool:
    """Whether what stands before a URL is what stands before one that follows another link."""
    opening = text.rfind(b" (", max(0, place - _LONGEST), place)
    return opening >= 0 and any(pattern.fullmatch(text, opening, place) for pattern in _OPENS.values())
