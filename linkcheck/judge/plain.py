"""What the source of a plain page shows without a tree: its title, its heading, and that it has much to say.

A parser reads a page from its beginning and takes back nothing that it has put into a body, but for a set of frames,
and that comes too late behind `<body>`. So where a source begins as plain pages do, its first words are known; whatever
follows can only add to them. A source that begins in any other way is left to the parser, and so is every page of which
something is taken out of the text. It never says more than the tree does (tests/judge/test_plain.py).
"""

import re
from dataclasses import dataclass
from typing import Final

BEGINNING: Final = 4000
"""Characters that are read: of plain text nearly twice as many as a page has that says much."""

# groups are greedy and need not be: before Python 3.11.5 those that give nothing back are not always found (gh-106052)
_SPACE: Final = r"[ \t\n\f\r]"
_ATTRIBUTE: Final = rf"""{_SPACE}++[a-z][a-z0-9:_-]*+(?:=(?:"[^"<]*+"|'[^'<]*+'|[^ \t\n\f\r"'<>=`/]++))?"""
_END: Final = rf"(?:{_ATTRIBUTE})*{_SPACE}*+/?>"
_VOID: Final = rf"(?:{_SPACE}++|<(?:meta|link|base)\b{_END})*"
_FLOW: Final = (
    "p|div|span|br|hr|h[1-6]|em|strong|b|i|u|s|small|big|font|center|blockquote|q|cite|code|pre|tt|kbd|samp|var|sub|sup|"
    "ul|ol|li|dl|dt|dd|article|section|main|figure|figcaption|img|abbr|time|mark|ins|del|address|wbr"
)
"""Elements whose text is text of the body, and which do not change how what follows is read."""
_TAG: Final = rf"<(?:(?:{_FLOW})\b{_END}|/(?:{_FLOW}){_SPACE}*+>)"

_PAGE: Final = re.compile(
    rf"{_SPACE}*+(?:<!doctype\b[^>]*+>{_SPACE}*+)?(?:<html\b{_END}{_SPACE}*+)?<head\b{_END}{_VOID}"
    rf"(?:<title\b{_END}(?P<title>[^<&\0]*+)</title{_SPACE}*+>{_VOID})?"
    rf"</head{_SPACE}*+>{_SPACE}*+<body\b{_END}(?P<text>(?:[^<]++|{_TAG})*)",
    re.IGNORECASE | re.ASCII,
)
_ANY_TAG: Final = re.compile("<[^>]*+>")
_HEADINGS: Final = tuple(
    re.compile(rf"<{tag}\b(?:{_END}([^<&]*+)</{tag}{_SPACE}*+>)?", re.IGNORECASE | re.ASCII) for tag in ("h[23]", "h1")
)
"""The first heading, and its words where they stand in it as they are."""


@dataclass(frozen=True, slots=True)
class Plain:
    """What is known of a plain page."""

    title: str | None
    """None where none was seen."""
    heading: str
    """Its only heading of the first level; where it has none, the first of the two below. Empty where that is open."""
    least: int
    """Words that it has, at least; no more are counted than were asked for."""


def read(source: str, headings: int, most: int) -> Plain | None:
    """Read the beginning of a source; None where it is not that of a plain page with more words than `most`.

    Args:
        source: Of a page of which nothing is taken out of the text.
        headings: How often the source seems to open a heading of the first level.
        most: How many words are too few.
    """
    begun = headings < 2 and len(source) > 2 * most  # a word is a letter and a space, at least
    found = _PAGE.match(source, 0, BEGINNING) if begun else None
    if found is None or "\0" in (text := found["text"]):
        return None
    # a reference may stand for a space, and its word for none; a tag that closes nothing parts no words
    wanted = most + 1 + text.count("&")
    if len(_ANY_TAG.sub("", text).split(None, wanted)) < wanted:
        return None
    heading = _HEADINGS[headings].search(text)
    return Plain(_flat(found["title"]), _flat(heading[1] if heading else None) or "", most + 1)


def _flat(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())
