"""HTML read into tags and words, with the place of every attribute's value (WHATWG HTML, section 13.2.5).

The standard library's parser tells neither where a value stands nor what was written there; this one tells both, and
reads as a browser does: comments, declarations and raw text elements hold no tags, quotes may be double, single or
missing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a tag."""

    name: str
    """Lower case."""
    start: int
    end: int
    """The value's place in the text, quotes left out, in bytes."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag or an end tag."""

    name: str
    """Lower case."""
    closing: bool
    attributes: tuple[Attribute, ...]
    """Of those that stand twice, the first."""
    start: int = 0
    """Bytes, from its `<` on."""
    end: int = 0
    """The byte behind its `>`."""

    def find(self, name: str) -> Attribute | None:
        """The attribute of this name."""
        return next((attribute for attribute in self.attributes if attribute.name == name), None)


@dataclass(frozen=True, slots=True)
class Words:
    """Text between tags."""

    start: int
    end: int


RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
"""Elements whose content is no HTML."""

_RAW_END = {name: re.compile(rb"</%b(?=[\s/>])" % name.encode(), re.IGNORECASE) for name in RAW}
_OPENING = re.compile(rb"<(?=[A-Za-z!/?])")
"""A tag, a comment or a declaration; any other `<` is a word's."""
_NAME = re.compile(rb"</?([A-Za-z][^\s/>]*+)")
_ATTRIBUTE = re.compile(
    rb"[\s/]*+(?:(?P<name>[^\s/>][^\s/>=]*+)"
    rb"(?:\s*+=\s*+(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<plain>[^\s>\"'][^\s>]*+)|(?P<open>[\"'])|(?=>)))?)?"
)
_VALUES = ("double", "single", "plain")
_COMMENT_END = re.compile(rb"--!?>")


def tokens(text: bytes) -> Iterator[Tag | Words]:
    """The tags and words of a piece of HTML in UTF-8, in order; what is left open at its end is no tag."""
    position, end = 0, len(text)
    while position < end:
        found = _OPENING.search(text, position)
        opening = found.start() if found else -1
        if opening != position:
            yield Words(position, end if opening < 0 else opening)
        if opening < 0:
            return
        if name := _NAME.match(text, opening):
            read = _tag(text, name)
            if read is None:
                return
            tag, position = read
            yield tag
            if not tag.closing and tag.name in RAW:
                position = _raw_end(text, tag.name, position)
        else:
            position = _declaration_end(text, opening)
            if position == opening + 1:
                yield Words(opening, position)


def _tag(text: bytes, name: re.Match[bytes]) -> tuple[Tag, int] | None:
    """The tag and where it ends; None where the text ends first."""
    attributes: dict[str, Attribute] = {}
    position = name.end()
    while match := _ATTRIBUTE.match(text, position):
        position = match.end()
        key = match["name"]
        if match["open"] is not None:
            return None
        if key is None:
            break
        value = next((group for group in _VALUES if match[group] is not None), None)
        start, end = match.span(value) if value else (position, position)
        called = key.decode().lower()
        attributes.setdefault(called, Attribute(called, start, end))
    if text[position : position + 1] != b">":
        return None
    closing = text[name.start() + 1 : name.start() + 2] == b"/"
    position += 1
    tag = Tag(name[1].decode().lower(), closing, tuple(attributes.values()), name.start(), position)
    return tag, position


def _raw_end(text: bytes, name: str, position: int) -> int:
    match = _RAW_END[name].search(text, position)
    return match.start() if match else len(text)


def _declaration_end(text: bytes, opening: int) -> int:
    """The end of a comment, a declaration or a stray `<`."""
    if text.startswith(b"<!--", opening):
        if text.startswith((b"<!-->", b"<!--->"), opening):
            return text.index(b">", opening) + 1
        match = _COMMENT_END.search(text, opening + 4)
        return match.end() if match else len(text)
    if text[opening + 1 : opening + 2] in {b"!", b"?", b"/"}:
        close = text.find(b">", opening)
        return close + 1 if close >= 0 else len(text)
    return opening + 1


_REFERENCE = re.compile(
    r"&(?:#(?P<decimal>[0-9]{1,7});?|#[xX](?P<hex>[0-9a-fA-F]{1,6});?|(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<semicolon>;?)(?P<equals>=?))"
)
_CP1252 = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
_HIGHEST = 0x10FFFF


def attribute_value(written: str) -> str:
    """What an attribute's value says: character references read as in attributes (WHATWG HTML, section 13.2.5.73).

    There `&copy=1` is no copyright sign: without its semicolon a name counts where neither `=` nor a letter follows.
    """
    return _REFERENCE.sub(_referred, written) if "&" in written else written


def _referred(match: re.Match[str]) -> str:
    if name := match["name"]:
        if match["semicolon"]:
            return html5.get(f"{name};", match[0].removesuffix("=")) + match["equals"]
        return match[0] if match["equals"] else html5.get(name, match[0])
    number = int(match["decimal"]) if match["decimal"] else int(match["hex"], 16)
    if number == 0 or number > _HIGHEST or 0xD800 <= number <= 0xDFFF:
        return "\ufffd"
    return _CP1252.get(number, chr(number))
