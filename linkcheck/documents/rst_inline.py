"""Links in the running text of reStructuredText, as docutils reads it.

What stands between marks of one kind is not looked into: inline markup does not nest. Where a URL on its own holds a
mark that docutils may take for emphasis or a reference, it is no link: a place that is not certain is no place to
write to.

Source: reStructuredText Markup Specification, "Inline Markup" and "Standalone Hyperlinks"; docutils 0.22,
parsers/rst/states.py.
"""

import re

from linkcheck.documents.longtext import Text
from linkcheck.documents.passages import Passages
from linkcheck.model import Syntax

_BEFORE = r"(?:^|(?<=[\s\"'(<\[{\-/:])|(?<=[^\w\x00-\x7f]))"
_AFTER = r"(?=\Z|[\s\\.,;!?\-/:'\")\]}>]|[^\w\x00-\x7f])"
_ROLE = r":[A-Za-z0-9]\w*+(?:[-.+:]\w++)*+:"
_MARK = re.compile(
    rf"\\.|(?P<url>{_BEFORE}(?:https?|ftp)://)|{_BEFORE}(?P<role>{_ROLE})?+(?P<open>``|\*\*|_`|[`*|])(?=\S)",
    re.DOTALL | re.IGNORECASE,
)
_CLOSE = {
    "``": re.compile(rf"(?<=\S)``{_AFTER}"),
    "`": re.compile(rf"(?<=[^\s\\])`(?P<tail>{_ROLE}|__?)?+{_AFTER}"),
    "_`": re.compile(rf"(?<=[^\s\\])`{_AFTER}"),
    "*": re.compile(rf"(?<=[^\s\\])\*{_AFTER}"),
    "**": re.compile(rf"(?<=[^\s\\])\*\*{_AFTER}"),
    "|": re.compile(rf"(?<=[^\s\\])\|_{{0,2}}{_AFTER}"),
}
_QUOTED = {'"': '"', "'": "'", "(": ")", "<": ">", "[": "]", "{": "}"}
_EMBEDDED = re.compile(r"(?:\A|(?<=\s))<(?P<url>[^<>\s]+)>\Z")
_ESCAPED = re.compile(r"\\(\s?)(\S?)")
_SIMPLE_NAME = r"(?:[^\W_]+(?:[-._+:][^\W_]+)*+)"
_ALIAS = re.compile(rf"(?:{_SIMPLE_NAME}|`[^`]+`)__?\Z")

_CHARACTERS = r"[-_.!~*'()\[\];/:@&=+$,%a-zA-Z0-9]"
_LAST = rf"(?:[_~*/=+a-zA-Z0-9]|{_CHARACTERS}(?=>))"
_URL = re.compile(
    rf"[a-z]+:{_CHARACTERS}*{_LAST}(?:\?{_CHARACTERS}*{_LAST})?(?:\#{_CHARACTERS}*{_LAST})?{_AFTER}", re.IGNORECASE
)
_RUN = re.compile(rf"(?:{_CHARACTERS}|[?#])*+")
_MARK_INSIDE = re.compile(rf"(?<=[/:\-'(\[])\*|[^\W_]_{{1,2}}{_AFTER}|\]_")
"""What docutils may read as emphasis, a reference or a footnote in the middle of a URL."""


def read_inline(text: Text, start: int, end: int, found: Passages) -> None:
    """Read one paragraph, or a part of one that stands for itself."""
    piece = text[start:end]
    if "://" in piece or "`" in piece:
        _Paragraph(piece, start, found).read()
    else:
        found.prose.say(piece)


def is_alias(written: str) -> bool:
    """Whether what stands in a link's place for its URL is the name of another target."""
    return written.endswith("_") and not written.endswith("\\_") and _ALIAS.match(written) is not None


def unescape(written: str) -> str:
    """What a URL in markup says: backslashes taken away, and white space behind them."""
    return _ESCAPED.sub(r"\2", written) if "\\" in written else written


class _Paragraph:
    """A paragraph's text; its places are counted from its own start."""

    def __init__(self, text: str, offset: int, found: Passages) -> None:
        self._text = text
        self._offset = offset
        self._found = found
        self._endless: set[str] = set()
        """Marks that nothing closes any more."""

    def read(self) -> None:
        """Read it whole."""
        text, say = self._text, self._found.prose.say
        said = position = 0
        while mark := _MARK.search(text, position):
            position = mark.end()
            if mark["url"]:
                if url := self._standalone(mark.start()):
                    say(text[said : url.start()])
                    written = url[0]
                    self._sight(url.start(), written, Syntax.BARE, written)
                    said = position = url.end()
                else:
                    position = self._run_end(mark.start())
            elif (opened := mark["open"]) and (close := self._close(mark, opened)):
                say(text[said : mark.start()])
                self._marked(mark, close)
                said = position = close.end()
        say(text[said:])

    def _run_end(self, start: int) -> int:
        run = _RUN.match(self._text, start)
        return run.end() if run else start

    def _standalone(self, start: int) -> re.Match[str] | None:
        """The URL that starts here, where docutils reads all of what looks like one and nothing else in it."""
        text = self._text
        url = _URL.match(text, start)
        if url is None or url[0].endswith("_") or _MARK_INSIDE.search(text, start, url.end()):
            return None
        end = self._run_end(start)
        following = text[end : end + 1]
        cut = any(map(str.isalnum, text[url.end() : end])) or following.isalnum() or following == "\\"
        return None if cut else url

    def _close(self, mark: re.Match[str], opened: str) -> re.Match[str] | None:
        """Where the markup ends; None where the mark opens none."""
        at = mark.start("open")
        before = self._text[at - 1 : at]
        quoted = bool(before) and _QUOTED.get(before) == self._text[mark.end() : mark.end() + 1]
        if quoted or opened in self._endless:
            return None
        close = _CLOSE[opened].search(self._text, mark.end() + 1)
        if close is None:
            self._endless.add(opened)
        return close

    def _marked(self, mark: re.Match[str], close: re.Match[str]) -> None:
        content = self._text[mark.end() : close.start()]
        if mark["open"] != "`" or mark["role"] or close["tail"] not in {"_", "__"}:
            self._found.prose.say(content)
            return
        embedded = _EMBEDDED.search(content)
        if embedded is None or is_alias(embedded["url"]):
            self._found.prose.say(content)
            return
        written = embedded["url"]
        words = content[: embedded.start()].rstrip()
        self._sight(mark.end() + embedded.start("url"), written, Syntax.INLINE, words)

    def _sight(self, at: int, written: str, syntax: Syntax, words: str) -> None:
        start = self._offset + at
        self._found.link(start, start + len(written), unescape(written), syntax, words)
