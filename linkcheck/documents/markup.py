"""HTML read into tags and words, with the place of every attribute's value (WHATWG HTML, section 13.2.5).

The standard library's parser tells neither where a value stands nor what was written there; this one tells both, and
reads as a browser does: comments, declarations and raw text elements hold no tags, quotes may be double, single or
missing.
"""

import re
from collections.abc import Iterator
from html.entities import html5
from typing import NamedTuple


class Attribute(NamedTuple):
    """One attribute of a tag."""

    name: str
    """Lower case."""
    start: int
    end: int
    """The value's place in the text, quotes left out, in bytes."""


class Tag(NamedTuple):
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


class Words(NamedTuple):
    """Text between tags."""

    start: int
    end: int


RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
"""Elements whose content is no HTML."""

_RAW_END = {name: re.compile(rb"</%b(?=[\s/>])" % name.encode(), re.IGNORECASE) for name in RAW}
_OPENING = re.compile(rb"<(?:(?P<closing>/?)(?P<name>[A-Za-z][^\s/>]*+)(?P<close>>?)|(?=[!/?]))")
"""A tag, a comment or a declaration; any other `<` is a word's."""
_ATTRIBUTE = re.compile(
    rb"[\s/]*+(?:(?P<name>[^\s/>][^\s/>=]*+)"
    rb"(?:\s*+=\s*+(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<plain>[^\s>\"'][^\s>]*+)|(?P<open>[\"'])|(?=>)))?)?"
)
_COMMENT_END = re.compile(rb"--!?>")


def tokens(text: bytes) -> Iterator[Tag | Words]:
    """The tags and words of a piece of HTML in UTF-8, in order; what is left open at its end is no tag."""
    position, end = 0, len(text)
    while position < end:
        found = _OPENING.search(text, position)
        opening = found.start() if found else end
        if opening != position:
            yield Words(position, opening)
        if found is None:
            return
        if found["name"]:
            read = _tag(text, found)
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


def _tag(text: bytes, opening: re.Match[bytes]) -> tuple[Tag, int] | None:
    """The tag and where it ends; None where the text ends first."""
    name, closing, position = opening["name"].decode().lower(), bool(opening["closing"]), opening.end()
    if opening["close"]:
        return Tag(name, closing, (), opening.start(), position), position
    attributes: dict[str, Attribute] = {}
    while not text.startswith(b">", position) and (match := _ATTRIBUTE.match(text, position)):
        position = match.end()
        key = match["name"]
        if match["open"] is not None:
            return None
        if key is None:
            break
        # the group that matched last: the value's, where there is one
        start, end = (position, position) if match.lastgroup == "name" else match.span(match.lastgroup or 0)
        attribute = key.decode().lower()
        attributes.setdefault(attribute, Attribute(attribute, start, end))
    if not text.startswith(b">", position):
        return None
    position += 1
    return Tag(name, closing, tuple(attributes.values()), opening.start(), position), position


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
