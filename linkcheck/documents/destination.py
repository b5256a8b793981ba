"""Where a Markdown link's destination stands, to the byte (CommonMark 0.31.2, sections 2.4, 2.5, 4.7, 6.3).

The parser says where a link begins and ends and what its destination means; these functions say where in between the
destination is written. They are handed what the parser read and give nothing where they read otherwise: a place that is
not certain is no place to write to.
"""

import re
from collections.abc import Iterator
from html.entities import html5

Range = tuple[int, int]

_GAP = re.compile(rb"[ \t\n\r\x0b\x0c]*+")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_ANGLED = re.compile(rb"<((?:\\[^\r\n]|[^<>\\\r\n]|\\(?=[\r\n]))*+)>")
_PLAIN = re.compile(rb"[^\s\x00-\x1f]++")
_INLINE_PLAIN = re.compile(rb"(?:\\[()\\]|[^\s\x00-\x1f()\\]|\\)++")
_SIMPLE = re.compile(rb"\]\(([^\\&<()\x00-\x20]++)(?=[ \t\r\n)])")
"""A destination that is simply written, with what stands before it."""
_LABEL = re.compile(rb"\[(?:\\.|[^\[\]\\])*+\]:", re.DOTALL)
_ESCAPES = re.compile(
    r"\\(?P<mark>[!-/:-@\[-`{-~])|&(?:#(?P<decimal>[0-9]{1,7})|#[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<name>[A-Za-z][A-Za-z0-9]{1,31}));"
)
_REPLACEMENT = "\ufffd"
_QUOTES = 32
"""Block quotes in one another in which a destination on a line of its own is looked for."""


def inline(text: bytes, label_end: int, end: int, meaning: str) -> Range | None:
    """The destination of an inline link or image.

    Args:
        text: UTF-8.
        label_end: where the link text's last piece ends: `](` follows.
        end: the link's end, behind its closing parenthesis.
        meaning: the destination as the parser read it, escapes and entities undone.
    """
    simple = _SIMPLE.match(text, label_end, end)
    if simple and simple[1] == meaning.encode():
        return simple.span(1)
    bracket = text.find(b"](", label_end, end)
    if bracket < 0:
        return None
    for start in _behind_gap(text, bracket + 2, end):
        found = _angled(text, start, end) or _balanced(text, start, end)
        if found and _means(text[slice(*found)].decode(), meaning):
            return found
    return None


def definition(text: bytes, start: int, end: int, meaning: str) -> Range | None:
    """The destination of a link reference definition that stands from `start` to `end`; arguments as for `inline`."""
    label = _LABEL.match(text, start, end)
    if label is None:
        return None
    for position in _behind_gap(text, label.end(), end):
        found = _angled(text, position, end) or _unspaced(text, position, end)
        if found and _means(text[slice(*found)].decode(), meaning):
            return found
    return None


def _means(written: str, meaning: str) -> bool:
    # A table's cell loses the backslash before a pipe before anything else is read (GFM 0.29, section 4.10).
    return unescape(written) == meaning or ("\\|" in written and unescape(written.replace("\\|", "|")) == meaning)


def unescape(written: str) -> str:
    """What a destination says: backslash escapes and entities undone."""
    if "\\" not in written and "&" not in written:
        return written
    return _ESCAPES.sub(_unescaped, written)


def _unescaped(match: re.Match[str]) -> str:
    if mark := match["mark"]:
        return mark
    if name := match["name"]:
        return html5.get(name + ";", match[0])
    number = int(match["decimal"]) if match["decimal"] else int(match["hex"], 16)
    surrogate = 0xD800 <= number <= 0xDFFF
    return _REPLACEMENT if number == 0 or surrogate or number > 0x10FFFF else chr(number)


def _behind_gap(text: bytes, start: int, end: int) -> Iterator[int]:
    """Where the destination may begin: behind white space, and on a new line behind the marks of block quotes."""
    position = _gap_end(text, start, end)
    yield position
    if not _LINE_END.search(text, start, position):
        return
    for _ in range(_QUOTES):
        if text[position : position + 1] != b">":
            return
        position = _gap_end(text, position + 1, end)
        yield position


def _gap_end(text: bytes, start: int, end: int) -> int:
    gap = _GAP.match(text, start, end)
    return gap.end() if gap else start


def _angled(text: bytes, start: int, end: int) -> Range | None:
    match = _ANGLED.match(text, start, end)
    return match.span(1) if match else None


def _unspaced(text: bytes, start: int, end: int) -> Range | None:
    match = _PLAIN.match(text, start, end)
    return match.span() if match else None


def _balanced(text: bytes, start: int, end: int) -> Range | None:
    """A destination without brackets around it: up to white space or the parenthesis that closes the link."""
    position, depth = start, 0
    while position < end:
        if piece := _INLINE_PLAIN.match(text, position, end):
            position = piece.end()
        match text[position : position + 1]:
            case b"(":
                depth += 1
            case b")" if depth:
                depth -= 1
            case _:
                break
        position += 1
    return (start, position) if position > start else None
