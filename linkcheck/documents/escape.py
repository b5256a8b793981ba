"""A new URL as it must be written where an old one stands.

Two ways, tried in this order:

1. The new URL ends with the old one (a snapshot's does): what goes before it is put before the text as the author wrote
   it. The author's own escapes, entities and letters stay, and the change is a pure insertion.
2. Otherwise the URL is written anew for its place: characters that no URL may hold (RFC 3986, section 2) are
   percent-encoded, then what has a meaning in that place is escaped in the place's own way, or percent-encoded where
   the place has no escape.

Sources: CommonMark 0.31.2 (link destinations 6.3, autolinks 6.5, raw HTML 6.6, entities 2.5), GitHub Flavored Markdown
0.29 (autolinks 6.9, tables 4.10), WHATWG HTML (attributes 13.1.2.3, srcset 4.8.4.2.1), YAML 1.2.2 (plain scalars
7.3.3), reStructuredText (docutils 0.22), AsciiDoc (Asciidoctor 2.0).
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from linkcheck.model import Document, Kind, Link, Syntax


class Place(Enum):
    """Where a URL stands, as far as it matters for writing it."""

    DESTINATION = auto()
    """In parentheses, or behind the colon of a reference definition."""
    ANGLE = auto()
    """The same, between angle brackets."""
    AUTOLINK = auto()
    BARE = auto()
    DOUBLE_QUOTED = auto()
    """An attribute in double quotes."""
    SINGLE_QUOTED = auto()
    UNQUOTED = auto()
    SRCSET = auto()
    """One candidate of a list in quotes of either kind."""
    FRONT_DOUBLE = auto()
    """A double-quoted string of YAML, TOML or JSON."""
    FRONT_SINGLE = auto()
    """A single-quoted string of YAML or TOML."""
    FRONT_PLAIN = auto()
    """A YAML value without quotes."""
    RST_MARKED = auto()
    """In reStructuredText: between the angle brackets of a link, behind a target's colon, a picture's address."""
    RST_BARE = auto()
    ADOC_MARKED = auto()
    """In AsciiDoc: a macro's target, between angle brackets, an attribute's value."""
    ADOC_BARE = auto()
    ADOC_LISTED = auto()
    """A value in the brackets of an AsciiDoc macro, where a comma ends it."""
    TEXT_ANGLE = auto()
    """In plain text, between angle brackets."""


def escape_for(link: Link, url: str, document: Document) -> str:
    """Give `url` as it must be written at the span of `link`, so that a reader is sent to it.

    What cannot be escaped there is percent-encoded. Where `url` is already what the link says, the written text is
    given back as it is.
    """
    if url == link.url:
        return link.written
    place = _place_of(link, document)
    prefix = _prefix_of(link, url)
    if prefix is not None:
        return written_at(place, prefix) + link.written
    return written_at(place, url)


def _prefix_of(link: Link, url: str) -> str | None:
    """What `url` has before the URL of `link`, where the written text can stay behind it; otherwise None.

    A written text that is not absolute (`www.example.org`, `../a.png`) means something else behind a prefix.
    """
    if not is_absolute(link.written) or not url.endswith(link.url):
        return None
    return url[: len(url) - len(link.url)]


def meaning(link: Link, new: str) -> str:
    """The URL that a reader is sent to when `new`, written by `escape_for`, stands at the span of `link`.

    Told without parsing the document, so that a proof can hold it against what extraction finds.
    """
    if new == link.written:
        return link.url
    if is_absolute(link.written) and new.endswith(link.written):
        return unescaped(new[: len(new) - len(link.written)], link.syntax) + link.url
    return unescaped(new, link.syntax)


def is_absolute(written: str) -> bool:
    """Whether a written text is a whole http URL, which means the same in every document."""
    return _ABSOLUTE.match(written) is not None


_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_BACKSLASHED = re.compile(r"\\([()])")
_ENTITIES = re.compile(r"&(?:amp|#39|#61);")
_REFERENCE = re.compile(r"&(?=#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]*;)")
_REFERENCE_END = re.compile(r"(&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*));")
_NEVER_IN_A_URL = re.compile(r"""[^!#-;=?-\[\]_a-z~]""")
_TRAILING = re.compile(r"[?!.,:;*_~'\"]+\Z")
_EMPHASIS = re.compile(r"\*|(?<![A-Za-z0-9])[_~]|[_~](?![A-Za-z0-9])")

_LOOK_BACK = 4096
"""Bytes before a link in which its attribute's name and quote are looked for."""
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*(?:(?P<quote>["'])(?:(?!(?P=quote)).)*|[^\s"'>]*)\Z""", re.DOTALL)


def unescaped(written: str, syntax: Syntax) -> str:
    """What a URL says that `written_at` wrote: its escapes undone; what it percent-encodes stays so."""
    match syntax:
        case Syntax.INLINE | Syntax.REFERENCE | Syntax.IMAGE | Syntax.HTML:
            return _ENTITIES.sub(lambda found: html.unescape(found[0]), _BACKSLASHED.sub(r"\1", written))
        case Syntax.AUTOLINK | Syntax.BARE | Syntax.FRONT_MATTER:
            return written


def _percent(character: str) -> str:
    """A character's UTF-8 bytes, percent-encoded; a stray byte of the document is itself."""
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogateescape"))


def _percent_match(found: re.Match[str]) -> str:
    return "".join(map(_percent, found[0]))


def _place_of(link: Link, document: Document) -> Place:
    match document.kind:
        case Kind.RESTRUCTURED if link.syntax not in _AS_ELSEWHERE:
            return Place.RST_BARE if link.syntax is Syntax.BARE else Place.RST_MARKED
        case Kind.ASCIIDOC if link.syntax not in _AS_ELSEWHERE:
            if link.syntax is Syntax.BARE:
                return Place.ADOC_BARE
            listed = _before(link, document).rstrip('" ').endswith("=")
            return Place.ADOC_LISTED if listed else Place.ADOC_MARKED
        case _:
            return _place_by_syntax(link, document)


_AS_ELSEWHERE = frozenset({Syntax.FRONT_MATTER, Syntax.HTML})
"""What is written in the same way in documents of every kind."""


def _place_by_syntax(link: Link, document: Document) -> Place:
    match link.syntax:
        case Syntax.AUTOLINK:
            return Place.AUTOLINK
        case Syntax.BARE:
            return Place.BARE
        case Syntax.FRONT_MATTER:
            return _FRONT_QUOTES.get(_before(link, document)[-1:], Place.FRONT_PLAIN)
        case Syntax.HTML:
            return _place_in_tag(_before(link, document))
        case Syntax.INLINE | Syntax.REFERENCE | Syntax.IMAGE:
            before = _before(link, document)
            if before.endswith("<"):
                return Place.ANGLE
            # An image may be written as a tag: a tag's attribute has a quote or an equals sign before its value.
            return _place_in_tag(before) if before.rstrip()[-1:] in {'"', "'", "=", ","} else Place.DESTINATION


_FRONT_QUOTES = {'"': Place.FRONT_DOUBLE, "'": Place.FRONT_SINGLE}


def _before(link: Link, document: Document) -> str:
    """The text before a link, as much of it as can matter."""
    start = link.span.start
    return document.data[max(0, start - _LOOK_BACK) : start].decode(document.encoding, "replace")


def _place_in_tag(before: str) -> Place:
    found = _ATTRIBUTE.search(before, max(0, before.rfind("<")))
    if found is None:
        return Place.SRCSET
    match found["quote"]:
        case None:
            return Place.UNQUOTED
        case _ if found[1].lower().endswith("srcset"):
            return Place.SRCSET
        case '"':
            return Place.DOUBLE_QUOTED
        case _:
            return Place.SINGLE_QUOTED


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a URL is written in a place: what is percent-encoded there, then what is escaped."""

    percent: Callable[[str], str] = str
    escape: Callable[[str], str] = str


def written_at(place: Place, url: str) -> str:
    """A URL written anew for its place."""
    manner = _MANNERS[place]
    return manner.escape(manner.percent(_NEVER_IN_A_URL.sub(_percent_match, url)))


def _balanced(text: str) -> bool:
    """Whether parentheses close in order, and not so deep that a parser gives up (cmark: 32)."""
    depth = 0
    for character in text:
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        if not 0 <= depth < 10:
            return False
    return depth == 0


def _destination(url: str) -> str:
    escaped = _REFERENCE.sub("&amp;", url)
    return escaped if _balanced(escaped) else re.sub(r"[()]", r"\\\g<0>", escaped)


def _no_reference(url: str) -> str:
    """Some parsers read entities here and some do not: none may stand there."""
    return _REFERENCE_END.sub(r"\1%3B", url)


def _bare(url: str) -> str:
    plain = _EMPHASIS.sub(_percent_match, re.sub(r"[\[\]]", _percent_match, _no_reference(url)))
    if not _balanced(plain):
        plain = re.sub(r"[()]", _percent_match, plain)
    return _TRAILING.sub(_percent_match, plain)


def _text_angle(url: str) -> str:
    """Free of what is taken off a URL's end; nothing else means anything there."""
    ended = url if _balanced(url) else re.sub(r"[()]", _percent_match, url)
    return _TRAILING.sub(_percent_match, ended)


def _attribute(url: str) -> str:
    return url.replace("&", "&amp;")


def _single_quoted(url: str) -> str:
    return _attribute(url).replace("'", "&#39;")


def _unquoted(url: str) -> str:
    # An equals sign is no part of an unquoted value in CommonMark's raw HTML.
    return _single_quoted(url).replace("=", "&#61;")


def _percent_each(characters: str) -> Callable[[str], str]:
    pattern = re.compile(f"[{re.escape(characters)}]")
    return lambda url: pattern.sub(_percent_match, url)


def _front_plain(url: str) -> str:
    """Free of what ends a value in a flow collection, and of a colon that would make it a key."""
    return re.sub(r"[\[\],]|:\Z", _percent_match, url)


def _rst_marked(url: str) -> str:
    """Without an underscore at its end, which would make it the name of another target."""
    return re.sub(r"_\Z", _percent_match, _no_reference(url))


def _rst_bare(url: str) -> str:
    """With one question mark, one fragment, and nothing that docutils leaves out at an end or reads as markup."""
    path, hash_mark, fragment = _no_reference(url).partition("#")
    path, question_mark, query = path.partition("?")
    parts = (path, question_mark + query.replace("?", "%3F"), hash_mark + re.sub("[?#]", _percent_match, fragment))
    ended = "".join(_RST_NO_END.sub(_percent_match, part) for part in parts)
    return _RST_MARKUP.sub(_percent_match, ended)


_RST_NO_END = re.compile(r"[^~/=+a-zA-Z0-9]\Z(?<![?#])")
_RST_MARKUP = re.compile(r"\*|_(?=[^\w%&=+$@~]|_|\Z)")


def _adoc(url: str) -> str:
    """Free of what closes a macro, and of what Asciidoctor reads as formatting or as a dash."""
    return _ADOC_MARKUP.sub(_percent_match, _no_reference(url))


_ADOC_MARKUP = re.compile(r"[\[\]_*~^]|(?<=-)-|(?<=\.\.)\.|(?<=[-=<])>|\((?=(?:C|R|TM)\))")


def _adoc_bare(url: str) -> str:
    return re.sub(r"[,.?!):;]\Z", _percent_match, _adoc(url))


_MANNERS = {
    Place.DESTINATION: _Manner(escape=_destination),
    Place.ANGLE: _Manner(escape=lambda url: _REFERENCE.sub("&amp;", url)),
    Place.AUTOLINK: _Manner(_no_reference),
    Place.BARE: _Manner(_bare),
    Place.DOUBLE_QUOTED: _Manner(escape=_attribute),
    Place.SINGLE_QUOTED: _Manner(escape=_single_quoted),
    Place.UNQUOTED: _Manner(escape=_unquoted),
    Place.SRCSET: _Manner(_percent_each(","), _single_quoted),
    Place.FRONT_DOUBLE: _Manner(),
    Place.FRONT_SINGLE: _Manner(_percent_each("'")),
    Place.FRONT_PLAIN: _Manner(_front_plain),
    Place.RST_MARKED: _Manner(_rst_marked),
    Place.RST_BARE: _Manner(_rst_bare),
    Place.ADOC_MARKED: _Manner(_adoc),
    Place.ADOC_BARE: _Manner(_adoc_bare),
    Place.ADOC_LISTED: _Manner(lambda url: _adoc(url).replace(",", "%2C")),
    Place.TEXT_ANGLE: _Manner(_text_angle),
}
