"""The links of plain text: bare URLs, with angle brackets around them or without (RFC 3986, appendix C)."""

import re

from linkcheck.documents.bare import bare_urls
from linkcheck.documents.prose import Met, Prose
from linkcheck.model import Syntax

_BLANK_LINE = re.compile(rb"(?:\r\n|\r|\n)[ \t]*+(?:\r\n|\r|\n)")


def read_text(text: bytes, offset: int, prose: Prose, met: Met) -> None:
    """Tell `met` of the links of a text, which stands at `offset` of the document's text."""
    said = 0
    breaks = _BLANK_LINE.finditer(text)
    following = next(breaks, None)
    for start, end in bare_urls(text, 0, len(text)):
        while following is not None and following.start() < start:
            prose.say(text[said : following.start()].decode())
            prose.end_block()
            said = following.end()
            following = next(breaks, None)
        prose.say(text[said:start].decode())
        written = text[start:end].decode()
        sighting = prose.sight(offset + start, offset + end, _url(written), Syntax.BARE)
        prose.say(written)
        sighting.closes = prose.here()[1]
        met(sighting)
        said = end
    prose.say(text[said : following.start() if following else len(text)].decode())
    prose.end_block()


def _url(written: str) -> str:
    # Plain text knows no escapes and no entities: every character is the URL's own.
    return written if "://" in written[:8] else f"http://{written}"
