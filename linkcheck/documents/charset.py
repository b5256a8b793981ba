"""The encoding of a file: UTF-8, or what the file declares, where that gives back every byte."""

import codecs
import re
from collections.abc import Iterator

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PRESCAN = 4096
"""Bytes in which a declaration is looked for; browsers read 1,024 (WHATWG HTML, section 13.2.3.2)."""
PIECE = 64 * 1024
"""Bytes that are decoded at once."""
_DECLARED = re.compile(
    rb"<meta\s[^>]*?charset\s*=\s*[\"']?\s*(?P<meta>[A-Za-z0-9_:.-]+)|<\?xml\s[^>]*?encoding\s*=\s*[\"'](?P<xml>[A-Za-z0-9_:.-]+)",
    re.IGNORECASE,
)
_ALIASES = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "x-sjis": "shift_jis",
    "windows-31j": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gbk",
    "x-gbk": "gbk",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "windows-874": "cp874",
}
"""What browsers take some names for (WHATWG Encoding, section 4.2)."""
_KNOWN = re.compile(
    r"iso8859-\d+|cp125\d|cp874|cp866|cp932|cp949|koi8-[ru]|mac-(?:roman|cyrillic)|gbk|gb18030|big5|euc_jp|shift_jis"
)
"""Codecs in which a piece of text is the same bytes wherever it stands."""
_FALLBACK = {"cp1252": "iso8859-1"}
"""Windows-1252 has five bytes without a meaning; as Latin-1 they are kept."""


def encoding_of(data: bytes) -> str | None:
    """The codec that reads `data` and writes the same bytes again; None where there is none."""
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return marked if _gives_back(data, marked) else None
    if _gives_back(data, "utf-8"):
        return "utf-8"
    match = _DECLARED.search(data[:_PRESCAN])
    if match is None:
        return None
    declared = (match["meta"] or match["xml"]).decode().lower()
    name = _codec(_ALIASES.get(declared, declared))
    for candidate in (name, _FALLBACK.get(name or "")):
        if candidate and _gives_back(data, candidate):
            return candidate
    return None


def stray_byte(data: bytes) -> tuple[int, int] | None:
    """Offset and value of the first byte that is not UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start, data[error.start]
    return None


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    return found if _KNOWN.fullmatch(found) else None


def texts(data: bytes, encoding: str, size: int = PIECE) -> Iterator[str]:
    """What bytes say, a piece at a time: as one text a few emoji make it four times as large as the bytes."""
    if len(data) <= size:
        yield data.decode(encoding)
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(data), size):
        yield decoder.decode(data[start : start + size])
    yield decoder.decode(b"", final=True)


def as_utf8(data: bytes, encoding: str) -> bytes:
    """The same text as UTF-8; raises UnicodeError where the encoding does not read it."""
    return data if encoding == "utf-8" else b"".join(text.encode() for text in texts(data, encoding))


def _gives_back(data: bytes, name: str) -> bool:
    at = 0
    try:
        for text in texts(data, name):
            # each text has one form in UTF-8, and Python reads no other
            if name != "utf-8":
                written = text.encode(name)
                if not data.startswith(written, at):
                    return False
                at += len(written)
    except UnicodeError:
        return False
    return name == "utf-8" or at == len(data)
