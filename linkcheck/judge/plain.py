"""What a page's source shows without a tree: its title, its headings, and that it has much to say.

A parser reads a page from its beginning and takes back nothing that it has put into a body, but for a set of frames,
and that comes too late behind `<body>`. So where a source begins as most do, its first words are known; whatever
follows can only add to them. A source that begins in any other way is left to the parser, and so is one that comes to
something unusual before it has said enough. It never says more than the tree does (tests/judge/test_plain.py).

A tree takes as long for the shortest page as for 14 KB of text, and all of the page must be read for it.
"""

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Final

from linkcheck.judge import markup

BEGINNING: Final = 32 * 1024
"""Characters that are read, at most: of some pages the parser reads no more (`tree.BEGINNING`)."""
STRETCH: Final = 3000
"""Characters of text that are read at a time."""
LEAST: Final = 5
"""Characters of a source for each word: a shorter one hardly has so many."""
MOST_HEADINGS: Final = 5
"""Headings of the first level that are kept."""


@dataclass(frozen=True, slots=True)
class Plain:
    """What is known of a page."""

    title: str | None
    """None where none was seen."""
    headings: tuple[str, ...] | None
    """Those of the first level; where it has none, the first of the two below. None where that is open."""
    least: int
    """Words that it has, at least; no more are counted than were asked for."""


@dataclass(frozen=True, slots=True)
class _Forms:
    """The expressions for one way of writing tags: in capital letters or not."""

    head: re.Pattern[str]
    flow: re.Pattern[str]
    tag: re.Pattern[str]
    heading: re.Pattern[str]
    mark: re.Pattern[str]
    flags: re.RegexFlag

    @property
    def other(self) -> re.Pattern[str]:
        """Whatever may stand between what a page says; it takes longer to make than all the others."""
        return _other(self.flags)


@cache
def _other(flags: re.RegexFlag) -> re.Pattern[str]:
    return re.compile(rf"(?:{markup.FURNITURE}|{markup.UNREAD})", flags)


@cache
def _forms(flags: re.RegexFlag) -> _Forms:
    flags |= re.ASCII
    return _Forms(
        head=re.compile(markup.HEAD, flags),
        flow=re.compile(rf"(?:[^<]++|{markup.FLOW}){markup.ALL}", flags),
        tag=re.compile(markup.FLOW, flags),
        heading=re.compile(rf"{markup.UNREAD}|{markup.HEADING}|<h[123]\b", flags),
        mark=re.compile(rf"</?[a-zA-Z][a-zA-Z0-9]*+{markup.END}|{markup.COMMENT}", flags),
        flags=flags,
    )


def read(source: str, headings: int, most: int) -> Plain | None:
    """Read the beginning of a source; None where it is not that of a page with more words of prose than `most`.

    Args:
        source: Of a page.
        headings: How often the source seems to open a heading of the first level.
        most: How many words are too few.
    """
    if len(source) < LEAST * most or source.find("\0", 0, BEGINNING) >= 0:
        return None
    forms = _forms(re.NOFLAG)
    head = forms.head.match(source, 0, BEGINNING)
    if head is None:
        forms = _forms(re.IGNORECASE)
        head = forms.head.match(source, 0, BEGINNING)
    end = _enough(forms, source, head.end(), most) if head is not None else 0
    if head is None or not end:
        return None
    title = None if head["title"] is None else _flat(head["title"])
    return Plain(title, _headings(forms, source[head.end() : end], headings), most + 1)


def _enough(forms: _Forms, source: str, place: int, most: int) -> int:
    """The place in a body up to which it has more words of prose than `most`; 0 where it does not come to that."""
    said: list[str] = []
    size, wanted = 0, LEAST * most
    while place < BEGINNING:
        begun = place
        flow = forms.flow.match(source, place, min(place + STRETCH, BEGINNING))
        if flow is not None and flow.end() > place:
            # a tag that closes nothing parts no words
            text = forms.tag.sub("", flow.group())
            said.append(text)
            size += len(text)
            place = flow.end()
        if size >= wanted:
            if _longer("".join(said), most):
                return place
            wanted += STRETCH
        other = forms.other.match(source, place, BEGINNING)
        if other is not None:
            said.append(" ")
            place = other.end()
        if place == begun:
            return place if _longer("".join(said), most) else 0
    return 0


def _longer(text: str, most: int) -> bool:
    """Whether a text has more words: a reference may stand for a space, and its word for none."""
    wanted = most + text.count("&") + 1
    return len(text.split(None, wanted)) >= wanted


def _headings(forms: _Forms, body: str, many: int) -> tuple[str, ...] | None:
    """The headings of a page of which this is the beginning; None where they are not known."""
    first: list[str] = []
    lower: list[str] = []
    for found in forms.heading.finditer(body):
        if found["level"] is None and found.group()[:2] in {"<h", "<H"}:
            return None  # it holds something unusual, or ends elsewhere
        if found["level"] is not None:
            these = first if found["level"][1] == "1" else lower
            these.append(_flat(forms.mark.sub(" ", found["said"])))
        if len(first) == many and (any(first) or lower):
            return tuple(filter(None, first[:MOST_HEADINGS])) or tuple(filter(None, lower[:1])) or None
    return None


def _flat(text: str) -> str:
    return " ".join(unescape(text).split())
