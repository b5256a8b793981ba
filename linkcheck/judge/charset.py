"""A page's bytes as text, in the encoding that a browser would read them in (https://encoding.spec.whatwg.org/)."""

import codecs
import re
from functools import lru_cache
from typing import Final

from linkcheck.model import Answer

_META_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML_CHARSET: Final = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""")
_HEADER_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

READERS: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-16-le",
}
"""Labels that browsers read as something larger: https://encoding.spec.whatwg.org/#names-and-labels."""

KNOWN: Final = frozenset(
    {
        "utf-8",
        "utf-16-le",
        "utf-16-be",
        "gb18030",
        "big5",
        "big5hkscs",
        "cp932",
        "euc_jp",
        "iso2022_jp",
        "cp949",
        "koi8-r",
        "koi8-u",
        "mac-roman",
        "mac-cyrillic",
        "cp866",
        "cp874",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "iso8859-2",
        "iso8859-3",
        "iso8859-4",
        "iso8859-5",
        "iso8859-6",
        "iso8859-7",
        "iso8859-8",
        "iso8859-10",
        "iso8859-13",
        "iso8859-14",
        "iso8859-15",
        "iso8859-16",
    }
)
"""The encodings of the WHATWG standard, by Python's names: a page may not ask for any other codec."""


def decode(answer: Answer, sent: str | None = None) -> str:
    """The body as text: byte order mark, header, meta, then UTF-8, and windows-1252 where it is not (WHATWG).

    `sent` is the Content-Type, where it has been looked up.
    """
    body = answer.body
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    known = _sent(answer.header("content-type") or "" if sent is None else sent) or _declared(body)
    if known:
        return body.decode(known, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as bad:
        cut_short = answer.truncated and bad.start >= len(body) - 3
        return body.decode("utf-8", "replace") if cut_short else body.decode("cp1252", "replace")


@lru_cache(maxsize=256)
def _sent(kind: str) -> str | None:
    """The codec that a Content-Type names; None where it names none that is known."""
    header = _HEADER_CHARSET.search(kind)
    return reader(header.group(1)) if header else None


def _declared(body: bytes) -> str | None:
    """The codec that the beginning of a page names, likewise."""
    head = body[:2048]
    meta = _XML_CHARSET.search(head) or _META_CHARSET.search(head)
    if meta is None:
        return None
    written = meta.group(1).decode("ascii", "replace")
    # A meta element that could be read as ASCII cannot be UTF-16 (WHATWG: it means UTF-8).
    return reader("utf-8" if written.lower().startswith("utf-16") else written)


_ALIASES: Final = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "unicode": "utf-16-le",
}


@lru_cache(maxsize=256)
def reader(label: str) -> str | None:
    """Python's codec for a page's charset label; None for what a browser would not know."""
    try:
        name = codecs.lookup(_ALIASES.get(label.lower(), label)).name
    except (LookupError, ValueError):
        return None
    name = READERS.get(name, name)
    return name if name in KNOWN else None
