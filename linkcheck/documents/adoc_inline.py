"""Links in the running text of AsciiDoc, as Asciidoctor reads it.

Passthroughs and monospaced text are left alone; so is a URL that holds an attribute reference, or marks that
Asciidoctor may take for formatting before it looks for links: what a reader is sent to is then not certain.

Source: Asciidoctor 2.0, lib/asciidoctor/rx.rb (InlineLinkRx, InlineLinkMacroRx, InlineImageMacroRx, InlinePassRx);
AsciiDoc Language Documentation, "URLs" and "Link macro".
"""

import re

from linkcheck.documents.longtext import Text
from linkcheck.documents.passages import Passages
from linkcheck.model import Syntax

_SCHEME = r"(?:https?|ftp)://"
_MARK = re.compile(
    r"(?P<escaped>\\(?=[a-z+`]))"
    r"|(?P<passed>\+\+\+|\+\+|pass:[a-z,]*\[)"
    r"|(?P<single>(?<![\w;:\\`+\"'])(?:`\+|[+`])(?=\S))"
    r"|(?P<double>``)"
    r"|(?P<image>image:)(?=[^\s:\[])"
    r"|(?P<macro>link:)"
    rf"|(?P<url>(?:(?<![^\s<>()\[\];\"']))(?={_SCHEME}))"
    rf"|(?P<inside>{_SCHEME})",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"\+\+(?P<url>\S+?)\+\+\[")
_TARGET = re.compile(r"(?P<url>[^\s\[\]]++)\[")
_IMAGE = re.compile(r"(?P<url>[^\s\[\]]++)\[(?P<attributes>[^\]]*+)\]")
_LINK_ATTRIBUTE = re.compile(r"(?:\A|,)\s{0,9}link\s{0,9}=\s{0,9}(?:\"(?P<quoted>[^\"\s]+)\"|(?P<plain>[^\s,\"\]]+))")
_WORDS = re.compile(r"(?:[^\]\\]|\\.)*+", re.DOTALL)
_BARE = re.compile(r"[^\s\[\]<>]++")
_TAIL = ",.?!)"
_RUN = re.compile(r"[^\s\[\]]*+")
_FORMATTED = re.compile(
    r"__|\*\*|##|``|--|\.\.\.|(?<!\w)[_*#`+](?=\S)[^\s]*?(?<=\S)[_*#`+](?!\w)|[~^][^\s~^]+[~^]"
    r"|\(C\)|\(R\)|\(TM\)|[{}\\\"]|->|=>|<-|<="
)
"""What is read as formatting, a replacement or an attribute in the middle of a URL."""

_LONGEST = 4000
"""Characters of a URL that is looked through for them."""


def read_inline(text: Text, start: int, end: int, found: Passages) -> None:
    """Read one paragraph, or a part of one that stands for itself."""
    piece = text[start:end]
    if "://" in piece or "link:" in piece or "image:" in piece:
        _Paragraph(piece, start, found).read()
    else:
        found.prose.say(piece)


def read_picture(text: Text, start: int, end: int, found: Passages) -> bool:
    """Read a picture's block macro, from behind its colons on; False where it is none."""
    image = _IMAGE.fullmatch(text[start:end])
    if image is not None:
        _Paragraph(text[start:end], start, found).picture(image)
    return image is not None


def is_plain(url: str) -> bool:
    """Whether a URL stands for itself, with nothing in it that is replaced."""
    return len(url) <= _LONGEST and _FORMATTED.search(url) is None


class _Paragraph:
    """A paragraph's text; its places are counted from its own start."""

    def __init__(self, text: str, offset: int, found: Passages) -> None:
        self._text = text
        self._offset = offset
        self._found = found
        self._said = 0
        self._reached = 0
        """Where the last run without white space and brackets ends that was looked at."""
        self._endless: set[str] = set()
        """Marks that nothing closes any more."""

    def read(self) -> None:
        """Read it whole."""
        position = 0
        while mark := _MARK.search(self._text, position):
            position = self._read(mark)
        self._found.prose.say(self._text[self._said :])

    def _read(self, mark: re.Match[str]) -> int:
        """Read what a mark begins; where to go on."""
        match mark.lastgroup:
            case "escaped":
                return self._behind_run(mark.end())
            case "passed":
                return self._behind("]" if mark[0].endswith("[") else mark[0], mark.end())
            case "single":
                return self._behind_single(mark)
            case "double":
                return self._behind("``", mark.end())
            case "image":
                return self._image(mark.end())
            case "macro":
                return self._macro(mark.end())
            case "url":
                return self._url(mark.start())
            case _:
                return self._behind_run(mark.end())

    def _behind_run(self, start: int) -> int:
        run = _RUN.match(self._text, start)
        return max(run.end() if run else start, start)

    def _behind(self, close: str, start: int) -> int:
        """Behind what is passed through; behind the mark where nothing closes it."""
        if close in self._endless:
            return start
        end = self._text.find(close, start)
        if end < 0:
            self._endless.add(close)
            return start
        return end + len(close)

    def _is_named(self, start: int) -> bool:
        """Whether brackets stand where what begins here ends."""
        if start >= self._reached:
            self._reached = self._behind_run(start)
        return self._text[self._reached : self._reached + 1] == "[" and self._is_closed(self._reached)

    def _is_closed(self, start: int) -> bool:
        """Whether a bracket closes behind this place."""
        if "]" not in self._endless and self._text.find("]", start) < 0:
            self._endless.add("]")
        return "]" not in self._endless

    def _behind_single(self, mark: re.Match[str]) -> int:
        close = _SINGLE_ENDS[mark[0]]
        end = None if mark[0] in self._endless else close.search(self._text, mark.end())
        if end is None:
            self._endless.add(mark[0])
            return mark.start() + 1
        return end.end()

    def _image(self, start: int) -> int:
        image = _IMAGE.match(self._text, start) if self._is_closed(start) else None
        return self._behind_run(start) if image is None else self.picture(image)

    def picture(self, image: re.Match[str]) -> int:
        """A picture, and where it leads; where it ends."""
        self._say(image.start())
        if is_plain(image["url"]):
            self._sight(image.start("url"), image["url"], Syntax.IMAGE, "")
        if link := _LINK_ATTRIBUTE.search(image["attributes"]):
            name = link.lastgroup or ""
            if is_plain(link[name]):
                self._sight(image.start("attributes") + link.start(name), link[name], Syntax.INLINE, "")
        self._said = image.end()
        return image.end()

    def _macro(self, start: int) -> int:
        wrapped = _WRAPPED.match(self._text, start)
        target = wrapped or _TARGET.match(self._text, start)
        if target is None:
            return self._behind_run(start)
        url = target["url"]
        certain = wrapped is not None or is_plain(url)
        return self._linked(target.start("url"), url, target.end(), certain=certain) or start

    def _url(self, start: int) -> int:
        """A URL with its text in brackets behind it, between angle brackets, or alone."""
        text = self._text
        if text[start - 1 : start] == "<" and start > 0:
            close = _BARE.match(text, start)
            if close and text[close.end() : close.end() + 1] == ">":
                return self._alone(start, close.end(), Syntax.AUTOLINK)
        target = _TARGET.match(text, start) if self._is_named(start) else None
        if target and (behind := self._linked(start, target["url"], target.end(), certain=is_plain(target["url"]))):
            return behind
        bare = _BARE.match(text, start)
        if bare is None or (start > 0 and text[start - 1] in "\"'"):
            return self._behind_run(start + 1)
        cut = text[bare.end() : bare.end() + 1] in {"<", ">"} or bare[0].endswith(("::", ";;"))
        if cut or not is_plain(bare[0]):
            return bare.end()
        written = bare[0].rstrip(_TAIL)
        if written.endswith((";", ":")):
            written = written[:-1].removesuffix(")")
        self._alone(start, start + len(written), Syntax.BARE)
        return bare.end()

    def _alone(self, start: int, end: int, syntax: Syntax) -> int:
        written = self._text[start:end]
        if is_plain(written) and not written.endswith("/" * 2):
            self._say(start)
            self._sight(start, written, syntax, written)
            self._said = end
        return max(end, start + 1)

    def _linked(self, start: int, url: str, opened: int, *, certain: bool) -> int:
        """A URL whose text stands in brackets, from `opened` on; behind them, 0 where they are not closed."""
        words = _WORDS.match(self._text, opened) if self._is_closed(opened) else None
        if words is None or self._text[words.end() : words.end() + 1] != "]":
            return 0
        if certain:
            self._say(start)
            # without words of its own a reader sees the URL, which is none of the link's text
            self._sight(start, url, Syntax.INLINE, words[0].removesuffix("^"))
            self._said = words.end() + 1
        return words.end() + 1

    def _say(self, end: int) -> None:
        self._found.prose.say(self._text[self._said : end])

    def _sight(self, at: int, written: str, syntax: Syntax, words: str) -> None:
        start = self._offset + at
        self._found.link(start, start + len(written), written, syntax, words)


_SINGLE_ENDS = {
    "`": re.compile(r"(?<=\S)`(?!\w)"),
    "+": re.compile(r"(?<=\S)\+(?!\w)"),
    "`+": re.compile(r"(?<=\S)\+`(?!\w)"),
}
