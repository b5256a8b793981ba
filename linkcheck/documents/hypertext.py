"""The links of HTML: of whole documents, and of the raw HTML in Markdown."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urljoin

from linkcheck.documents.markup import Attribute, Tag, Words, attribute_value, tokens
from linkcheck.documents.prose import Met, Prose, Sighting
from linkcheck.model import Syntax

_HREF = frozenset({"href", "src", "cite", "poster", "longdesc", "background", "xlink:href"})
"""Attributes that hold one URL."""
_SETS = frozenset({"srcset", "imagesrcset"})
"""Attributes that hold URLs with descriptors, separated by commas."""
_ROBUST = frozenset({"data-originalurl", "data-versionurl"})
"""Robust Links keeps a link's history in these: they are no links themselves (robustlinks.mementoweb.org/spec)."""
_HINTS = frozenset({"preconnect", "dns-prefetch"})
"""`<link rel>` that names a host to be ready for, not a page."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl"}
    | {"dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "legend", "li", "main", "nav", "ol"}
    | {"p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_SPACED = frozenset({"br", "td", "th", "wbr"})
_VERBATIM = frozenset({"pre", "code", "kbd", "samp", "listing", "plaintext", "script", "style", "textarea", "xmp"})
"""Elements in which a URL without a mark is an example, not a link."""
_BELOW = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]*+(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*+)*+")
"""A path below the base's folder, with no step up and no mark of its own."""
_LONGEST_BASE = 250
"""Bytes of a base URL: with a longer one, which nobody writes, each relative URL would take as long as it is."""
_ABSOLUTE = re.compile(r"https?://\S+\Z", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SPACE = b" \t\n\r\f"
_CANDIDATE = re.compile(rb"[\s,]*+(?P<url>[^\s]++)")
_DESCRIPTORS = re.compile(rb"(?:[^,(]|\([^)]*+\)?)*+")


class Hypertext:
    """Reads pieces of HTML in the order in which they stand."""

    def __init__(self, prose: Prose, met: Met) -> None:
        """`met` is told of each link; what its URL is below a base is for `below` to say, once all is read."""
        self._prose = prose
        self._met = met
        self._waiting: list[Sighting] = []
        """The links from the open anchor on: they are told in the order in which they stand."""
        self.base = ""
        """The document's base URL, once a `<base href>` was met."""
        self.anchor: Sighting | None = None
        """The `<a href>` that is open."""
        self.verbatim: set[str] = set()
        """The elements that are open in which nothing but a tag is a link."""

    def feed(self, piece: bytes, offset: int) -> None:
        """Read a piece that stands at `offset` of the document's text."""
        for token in tokens(piece):
            if isinstance(token, Words):
                self._words(piece[token.start : token.end])
            elif token.closing:
                self._close(token.name)
            else:
                self._open(token, piece, offset)
                if self.anchor is None and self._waiting:
                    self._tell()

    def close_anchor(self) -> None:
        """The open `<a>` ends here."""
        if self.anchor is None:
            return
        block, length = self._prose.here()
        if block == self.anchor.block:
            self.anchor.closes = length
        else:
            self.anchor.said = self._prose.since(self.anchor.block, self.anchor.opens)
        self.anchor = None
        self._tell()

    def _tell(self) -> None:
        """Of those that wait all is known."""
        waiting, self._waiting = self._waiting, []
        for sighting in waiting:
            self._met(sighting)

    def _words(self, words: bytes) -> None:
        if "pre" not in self.verbatim:
            text = words.decode()
            self._prose.say(html.unescape(text) if "&" in text else text)

    def _close(self, name: str) -> None:
        self.verbatim.discard(name)
        if name == "a":
            self.close_anchor()
        elif name in _BLOCKS or name in _HEADINGS:
            self._prose.end_block()

    def _open(self, tag: Tag, piece: bytes, offset: int) -> None:
        name = tag.name
        if name in _VERBATIM:
            self.verbatim.add(name)
        if name in _HEADINGS:
            self._prose.begin_heading()
        elif name in _BLOCKS:
            self._prose.end_block()
        elif name in _SPACED:
            self._prose.say(" ")
        if "pre" in self.verbatim:
            return
        match name:
            case "base":
                self._set_base(tag, piece)
            case "a":
                self.close_anchor()
                found = self._sight(tag, piece, offset)
                self.anchor = next((sighting for attribute, sighting in found if attribute == "href"), None)
            case "img":
                found = self._sight(tag, piece, offset)
                if alt := tag.find("alt"):
                    self._prose.say(_value(alt, piece))
                for _, sighting in found:
                    sighting.closes = self._prose.here()[1]
            case "link" if (rel := tag.find("rel")) and not _HINTS.isdisjoint(_value(rel, piece).lower().split()):
                pass
            case _:
                self._sight(tag, piece, offset)

    def _set_base(self, tag: Tag, piece: bytes) -> None:
        href = tag.find("href")
        if href and not self.base and href.end - href.start <= _LONGEST_BASE:
            self.base = absolute(_url(_value(href, piece)), "")

    def _sight(self, tag: Tag, piece: bytes, offset: int) -> list[tuple[str, Sighting]]:
        found = []
        for attribute in tag.attributes:
            for start, end in _ranges(tag, attribute, piece):
                url = _url(attribute_value(piece[start:end].decode()))
                if url:
                    sighting = self._prose.sight(offset + start, offset + end, absolute(url, ""), Syntax.HTML)
                    found.append((attribute.name, sighting))
                    self._waiting.append(sighting)
        return found


def below(base: str) -> Callable[[str], str]:
    """What a browser makes of a URL in a document with this base."""
    folder = absolute("x", base).removesuffix("x")

    def resolved(url: str) -> str:
        # what the base makes of a plain path is the same for all; each would take as long as the base is
        return f"{folder}{url}" if folder and _BELOW.fullmatch(url) else absolute(url, base)

    return resolved


def absolute(url: str, base: str) -> str:
    """The URL that a browser goes to: as written where there is no base, but with a scheme wherever it has a host."""
    if url.startswith("//"):
        return f"https:{url}"
    if not base or _SCHEME.match(url):
        return url
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def _ranges(tag: Tag, attribute: Attribute, piece: bytes) -> Iterable[tuple[int, int]]:
    """Where the URLs of an attribute stand."""
    name = attribute.name
    if name in _HREF or (name == "data" and tag.name == "object") or _holds_url(attribute, piece):
        value = piece[attribute.start : attribute.end]
        start = attribute.end - len(value.lstrip(_SPACE))
        end = attribute.start + len(value.rstrip(_SPACE))
        return ((start, end),) if start < end else ()
    return _candidates(piece, attribute.start, attribute.end) if name in _SETS else ()


def _holds_url(attribute: Attribute, piece: bytes) -> bool:
    if not attribute.name.startswith("data-") or attribute.name in _ROBUST:
        return False
    return _ABSOLUTE.match(_value(attribute, piece).strip()) is not None


def _candidates(piece: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The URLs of a srcset (WHATWG HTML, section 4.8.4.2.1)."""
    while match := _CANDIDATE.match(piece, start, end):
        first, last = match.span("url")
        url = match["url"].rstrip(b",")
        if url:
            yield first, first + len(url)
        if len(url) == last - first and (descriptors := _DESCRIPTORS.match(piece, last, end)):
            last = descriptors.end()
        start = last


def _value(attribute: Attribute, piece: bytes) -> str:
    return attribute_value(piece[attribute.start : attribute.end].decode())


def _url(value: str) -> str:
    """A value as a URL parser takes it: without the tabs and line ends inside (WHATWG URL, section 4.4)."""
    return value.strip(" \t\n\r\f").replace("\t", "").replace("\n", "").replace("\r", "")
