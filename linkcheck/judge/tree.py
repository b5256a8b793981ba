"""A page's tree: read when it is first asked for, and taken apart for the texts that a reader sees."""

from typing import ClassVar, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

UNSEEN: Final = ["script", "style", "noscript", "template", "svg", "iframe", "object", "canvas"]
FURNITURE: Final = ["nav", "header", "footer", "aside", "a", "button", "form", "select", "label"]
"""What surrounds a page's own words: menus and footers make an error page look long."""

UNCLOSED: Final = 6000
"""Elements opened and not closed: from so many on, a page may be made to keep a parser busy with its nesting."""
BEGINNING: Final = 32 * 1024
"""Characters of such a page that are read: the parser's time grows with the square of the depth."""


class Tree:
    """A page's tree: whole until its texts are taken, and read again where it is asked for afterwards.

    It is many times as large as its page, and one page is looked at at a time: of all trees the latest is held.
    """

    _latest: ClassVar["Tree | None"] = None

    def __init__(self, text: str) -> None:
        self._text = text
        self._read: LexborHTMLParser | None = None

    def whole(self) -> LexborHTMLParser:
        """All of it."""
        read = self._read
        if read is None:
            latest, Tree._latest = Tree._latest, self
            if latest is not None:
                latest.let_go()
            whole = len(self._text) <= BEGINNING or _nests_gently(self._text)
            read = self._read = LexborHTMLParser(self._text if whole else self._text[:BEGINNING])
        return read

    def let_go(self) -> None:
        """Hold the source alone."""
        self._read = None

    def texts(self, unseen: list[str], furniture: list[str]) -> tuple[str, str]:
        """What is visible, and what of that is the page's own; the tree is stripped of such elements for it."""
        tree = self.whole()
        self.let_go()
        body = tree.body
        if body is None:
            return "", ""
        _take_out(tree, body, unseen)
        visible = body.text(separator=" ")
        if not furniture:
            return visible, visible
        _take_out(tree, body, furniture)
        return visible, body.text(separator=" ")


def _take_out(tree: LexborHTMLParser, body: LexborNode, tags: list[str]) -> None:
    """Take elements out by their names: that is one walk for each, and selectors would have to be read first."""
    if body.parent is None:
        body.strip_tags(tags)  # a set of frames has thrown it out: it is no part of the tree
        return
    for tag in tags:
        for node in tree.tags(tag):
            node.decompose(recursive=False)


def _nests_gently(text: str) -> bool:
    opened = text.count("<")
    return opened < UNCLOSED or opened - 2 * text.count("</") < UNCLOSED
