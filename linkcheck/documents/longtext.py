"""A text of which a part at a time is at hand.

With one emoji in it, each of its code points takes four bytes; as UTF-8, hardly more than one.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator

LARGE = 6 * 1024 * 1024
"""Bytes of a text from which on its parts are read when they are asked for, which takes up to twice the time."""
PART = 64 * 1024
"""Bytes of a part, at least; it ends with a line."""
_AHEAD = 1_100
"""Code points, more than a match that goes over lines may have."""
_BEHIND = 8
"""Code points, more than a pattern looks at before a match."""


class LongText:
    """A text as UTF-8; what is asked of it one after the other had better be near."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._places = array("Q", [0])
        """Where each part starts, and the last one ends, in bytes."""
        self._firsts = array("Q", [0])
        """In code points."""
        while self._places[-1] < len(data):
            start = self._places[-1]
            end = data.find(b"\n", start + PART) + 1 or len(data)
            self._places.append(end)
            self._firsts.append(self._firsts[-1] + len(data[start:end].decode()))
        self._number, self._part = -1, ""
        """The part at hand."""

    def __len__(self) -> int:
        """In code points."""
        return self._firsts[-1]

    def isascii(self) -> bool:
        """Whether all of it is."""
        return self._data.isascii()

    def __getitem__(self, place: slice) -> str:
        """What stands from one code point to another."""
        start, end, _ = place.indices(len(self))
        found = ""
        number = bisect_right(self._firsts, start) - 1
        while start < end:
            first = self._firsts[number]
            text = self._read(number)[start - first : end - first]
            found += text
            start += len(text)
            number += 1
        return found

    def parts(self) -> Iterator[tuple[int, str]]:
        """Its parts, and where each starts."""
        return ((self._firsts[number], self._read(number)) for number in range(len(self._firsts) - 1))

    def _read(self, number: int) -> str:
        if number != self._number:
            self._part = self._data[self._places[number] : self._places[number + 1]].decode()
            self._number = number
        return self._part


Text = str | LongText


def text_of(data: bytes) -> Text:
    """A text in UTF-8."""
    return data.decode() if len(data) < LARGE else LongText(data)


def parts_of(text: Text) -> Iterator[tuple[int, str]]:
    """A text's parts, each of which ends with a line, and where they start."""
    return iter(((0, text),)) if isinstance(text, str) else text.parts()


def in_lines(pattern: re.Pattern[str], mark: str, text: Text) -> Iterator[re.Match[str]]:
    """The matches of a pattern, a mark in each of which is and no line's end."""
    return (match for _, part in parts_of(text) if mark in part for match in pattern.finditer(part))


def matches(pattern: re.Pattern[str], text: Text) -> Iterator[re.Match[str]]:
    """The matches of a pattern; one that goes over lines has no more than a thousand code points."""
    if isinstance(text, str):
        yield from pattern.finditer(text)
        return
    window, at, left = "", 0, len(text)
    for _, part in text.parts():
        window = window[max(0, at - _BEHIND) :] + part
        at = min(at, _BEHIND)
        left -= len(part)
        # what begins before this line ends in the window
        until = window.rfind("\n", 0, max(0, len(window) - _AHEAD)) + 1 if left else len(window)
        while (match := pattern.search(window, at)) and match.start() < until:
            yield match
            at = max(match.end(), match.start() + 1)
        at = max(at, until)
