"""URLs that stand in a text without any mark (GitHub Flavored Markdown 0.29, section 6.9, as cmark-gfm reads it).

A bare URL begins with a scheme or `www.` and goes on to white space or an angle bracket; then what belongs to the
sentence around it is taken off its end: punctuation, quotes, a closing parenthesis that it does not open, an entity.
Two things differ from GFM, where its letter would give a URL that nobody meant: `>` ends a URL as `<` does, and the
closing quotes and full stops of other scripts are taken off too.
"""

import re
from collections.abc import Iterator

from linkcheck.documents.destination import Range, unescape

START = re.compile(
    rb"[hHfFwW](?:(?<=[hH])(?<![A-Za-z0-9].)[tT][tT][pP][sS]?://"
    rb"|(?<=[fF])(?<![A-Za-z0-9].)[tT][pP]://"
    rb"|(?<=[wW])(?<![^\s*_~(>].)[wW][wW]\.)"
)
"""Where a bare URL may begin. A set of letters stands first: everything else is passed over without being tried."""
RUN = re.compile(rb"[^\s<>\x00-\x1f]*+")
"""How far one may reach."""

_PLAIN = re.compile(
    rb"(?:https?://(?=[A-Za-z0-9])|www\.)[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)*+"
    rb"(?:/(?:[A-Za-z0-9/.~%=&?#-]*[A-Za-z0-9/=])?)?"
)
"""A URL that all of it is one: nothing that could belong to the sentence, and no host to doubt."""
_DOMAIN = re.compile(r"\[[0-9A-Fa-f:.]+\]|[^\x00-,/:-@\[-^`{-\x7f]+")
_TAIL = frozenset("?!.,:*_~'\"`\\")
_FOREIGN_TAIL = frozenset("”’»›“‘„…。，、；：？！）」』】》〉｡､")
_ENTITY_TAIL = re.compile(r"&[A-Za-z0-9]+;\Z")
_LONGEST_ENTITY = 34


def bare_urls(text: bytes, start: int, end: int) -> Iterator[Range]:
    """The bare URLs of a text in which nothing else is a link."""
    taken = start
    for match in START.finditer(text, start, end):
        if match.start() < taken:
            continue
        run = RUN.match(text, match.start(), end)
        taken = run.end() if run else match.end()
        if url := trim(text[match.start() : taken]):
            yield match.start(), match.start() + len(url)


def trim(run: bytes) -> bytes:
    """The URL at the beginning of a run without white space; empty where there is none."""
    if _PLAIN.fullmatch(run):
        return run
    text = run.decode()
    if not text.isascii():
        text = text.split(None, 1)[0]
    text = _without_tail(text)
    return text.encode() if _has_domain(text) else b""


def meaning(written: str) -> str:
    """Where a reader of a bare URL is sent to."""
    url = unescape(written)
    return url if "://" in url[:8] else f"http://{url}"


def _has_domain(text: str) -> bool:
    """A host of letters, digits, hyphens and dots; no underscore in its last two parts; `www.` wants a part more."""
    scheme, separator, rest = text.partition("://")
    if not separator or len(scheme) > len("https"):
        separator, rest = "", text
    host = rest.rpartition("@")[2] if "@" in rest.split("/", 1)[0] else rest
    match = _DOMAIN.match(host)
    if match is None or host[0] in ".-":
        return False
    if host[0] == "[":
        return bool(separator)
    labels = match[0].rstrip(".").split(".")
    if any("_" in label for label in labels[-2:]):
        return False
    return bool(separator) or (len(labels) > 1 and all(labels))


def _without_tail(text: str) -> str:
    end = len(text)
    opened, closed = text.count("("), text.count(")")
    while end:
        last = text[end - 1]
        if last in _TAIL or last in _FOREIGN_TAIL:
            end -= 1
        elif last == ")" and closed > opened:
            closed -= 1
            end -= 1
        elif last == ";":
            start = max(0, end - _LONGEST_ENTITY)
            entity = _ENTITY_TAIL.search(text[start:end])
            end = start + entity.start() if entity else end - 1
        else:
            break
    return text[:end]
