"""The attributes of Robust Links, written beside an anchor's `href`, and read again.

The link leads to the snapshot; beside it stand the original, the snapshot and its day
(https://robustlinks.mementoweb.org/spec/, section 2: `data-originalurl`, `data-versionurl`, `data-versiondate`).
"""

from linkcheck.documents.elements import Element
from linkcheck.documents.escape import Place, is_absolute, written_at
from linkcheck.documents.markup import attribute_value
from linkcheck.model import Edit

ORIGINAL, VERSION, DAY = "data-originalurl", "data-versionurl", "data-versiondate"
_NAMES = (ORIGINAL, VERSION, DAY)
_PLACES = {'"': Place.DOUBLE_QUOTED, "'": Place.SINGLE_QUOTED, "": Place.UNQUOTED}
_TEMPLATES = (b"{{", b"{%", b"<%", b"${")


def is_robust(element: Element) -> bool:
    """Whether an anchor has one of the attributes already: it is never given another."""
    return any(element.find(name) for name in _NAMES)


def has_template(element: Element, text: bytes) -> bool:
    """Whether a template's tag stands in an anchor's own: what that makes of it is not known."""
    return any(mark in text[element.start : element.end] for mark in _TEMPLATES)


def behind_href(element: Element, text: bytes) -> tuple[int, str]:
    """The place behind an anchor's `href`, and the quote that its value stands in; none where it stands in none."""
    href = element.find("href")
    end = href.end if href else element.end
    quote = text[end : end + 1].decode() if text[end : end + 1] in {b'"', b"'"} else ""
    return end + len(quote), quote


def attributes(edit: Edit, quote: str) -> str:
    """What stands behind the `href` of an anchor that an edit made robust, the space before it included."""
    original = edit.old if is_absolute(edit.old) else written_at(_PLACES[quote], edit.url)
    values = (original, edit.new, day(edit))
    return "".join(f" {name}={quote}{value}{quote}" for name, value in zip(_NAMES, values, strict=True))


def day(edit: Edit) -> str:
    """The day of an edit's snapshot, ISO 8601."""
    return f"{edit.timestamp[:4]}-{edit.timestamp[4:6]}-{edit.timestamp[6:8]}"


def told(element: Element, text: bytes) -> tuple[str, ...]:
    """What an anchor's attributes say: the original, the snapshot, the day; empty for what it does not say."""
    found = (element.find(name) for name in _NAMES)
    return tuple(attribute_value(text[one.start : one.end].decode()) if one else "" for one in found)
