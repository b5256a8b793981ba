"""A page as a reader would see it, read from an answer's bytes."""

import re
from collections.abc import KeysView
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from linkcheck.judge import plain, refreshes, strings
from linkcheck.judge.charset import decode
from linkcheck.judge.plain import Plain
from linkcheck.judge.remembered import Lately, kept
from linkcheck.judge.strings import Found, Strings
from linkcheck.judge.tree import FURNITURE, UNSEEN, Tree
from linkcheck.judge.weights import LONG
from linkcheck.model import Answer

HTML_TYPES: Final = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_ONSETS: Final = (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<meta", b"<script", b"<!--")
"""What web pages begin with."""
LOOKED_FOR: Final = ("title", "input")
"""Other elements that are not looked for where their tag does not stand in the source."""

MOUNTS: Final = "#root, #app, #__next, #__nuxt, #___gatsby, #svelte, #q-app, app-root, [data-reactroot], #main-app"
"""Elements that frameworks fill: React, Vue, Next, Nuxt, Gatsby, Svelte, Quasar, Angular."""

DESCRIPTIONS: Final = ("description", "og:title", "og:description", "keywords")
"""Names of meta elements in which a page tells what it is about."""
EMPTY: Final = 12
"""Visible words from which on a page says something before its scripts run."""

_INERT: Final = (
    *("jquery", "bootstrap", "modernizr", "html5shiv", "respond", "analytics", "gtag", "gtm", "googletagmanager"),
    *("_gaq", "matomo", "piwik", "plausible", "fontawesome", "/wp-includes/", "adsbygoogle", "doubleclick", "addthis"),
    *("disqus", "hotjar", "statcounter"),
)
"""Scripts that count readers, or serve others: no page is drawn by them."""
_LEADS: Final = ("location", "document.cookie", "document.write", "kpsdk")
_CALLS: Final = ("eval(", "atob(", "reload(")
"""What a script does in place that shows a page, sends a browser on, or tries it; calls are of no longer name."""


@cache
def _wide() -> re.Pattern[str]:
    """A sign of a script without spaces; made when a page has other signs than ASCII, for that takes 3 ms."""
    return re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


_STRIPPED: Final = frozenset(f"<{tag}" for tag in (*UNSEEN, *FURNITURE))


@cache
def _strings() -> Strings:
    return Strings(*(f"<{tag}" for tag in (*UNSEEN, *FURNITURE, *LOOKED_FOR)))


@dataclass(frozen=True, eq=False)
class Page:
    """One answer, read. Texts have single spaces; an answer that is not HTML has its text at most.

    What nobody asks about is not looked for: most pages are known to live by their title and a few words. A page is
    equal to itself alone: what is known of one is remembered by it, and its texts are long.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    html: bool
    """It is a web page."""
    written: str = field(default="", repr=False)
    """The source as it was written; empty where there is nothing to read."""

    @kept
    def source(self) -> str:
        """The source, lower case: for marks."""
        return self.written.lower()

    @kept
    def title(self) -> str:
        """What it calls itself."""
        if not self._opens("title"):
            return ""
        if self._begun is not None and self._begun.title is not None:
            return self._begun.title
        return next((_flat(t) for t in self._tree.whole().tags("title") if t.parent and t.parent.tag != "svg"), "")

    @kept
    def headings(self) -> tuple[str, ...]:
        """The first-level headings; where there is none, the first of a lower level or the first picture's words."""
        if self._begun is not None and self._begun.headings is not None:
            return self._begun.headings
        if not self._bodied:
            return ()
        tree = self._tree.whole()
        headings: tuple[str, ...] = ()
        if self._opens("h1"):
            headings = tuple(filter(None, (_flat(h) for h in tree.tags("h1")[:5])))
        headings = headings or tuple(filter(None, (_flat(h) for h in tree.css("h2, h3")[:1])))
        return headings or tuple(filter(None, (i.attributes.get("alt") for i in tree.css("img[alt]")[:1])))

    @kept
    def described(self) -> str:
        """What its meta elements say that it is about."""
        return " ".join(filter(None, map(self._named.get, DESCRIPTIONS)))

    @property
    def visible(self) -> str:
        """Everything that is visible, spaced as in the source; few questions read it."""
        return self._texts[0]

    @property
    def plain(self) -> str:
        """What is visible besides menus, footers, links and forms, likewise."""
        return self._texts[1]

    @kept
    def words(self) -> int:
        """Words of prose; two characters of a script without spaces count as one."""
        return count_words(self.plain)

    def longer_than(self, most: int) -> bool:
        """Whether it has more words of prose than so many; they are not counted to the end."""
        known = vars(self)
        if known.get("_many", 0) > most:
            return True
        if "words" not in known:
            begun = self._begun
            known["_many"] = begun.least if begun else 0
            if known["_many"] <= most:
                known["_many"] = len(self.plain.split(None, most + 1))
            if known["_many"] > most:
                return True
        return self.words > most

    @kept
    def refresh(self) -> tuple[float, str] | None:
        """Seconds and the written URL of a meta refresh that a browser obeys."""
        if not (self.html and strings.REFRESH in self.found):
            return None
        return refreshes.of_elements(self._tree.whole().tags("meta"), self.written)

    @kept
    def password(self) -> bool:
        """It asks for a password."""
        return (
            self._opens("input")
            and self._bodied
            and self._tree.whole().css_first('input[type="password" i]') is not None
        )

    @kept
    def noindex(self) -> bool:
        """It does not want to be found by searching."""
        return "noindex" in self._named.get("robots", "")

    @kept
    def article(self) -> bool:
        """It declares itself an article (Open Graph)."""
        return self._named.get("og:type") == "article" or "article:published_time" in self._named

    @kept
    def shell(self) -> bool:
        """It is empty until its scripts run, which fill the element that a framework names."""
        return self._bodied and not self.headings and count_words(self.visible) < EMPTY and self._mounted

    @kept
    def drawn(self) -> bool:
        """Scripts of its own may show something else than its source."""
        if not self._opens("script"):
            return False
        return any(map(_draws, self._tree.whole().tags("script"))) or self._mounted

    @kept
    def links(self) -> int:
        """Different places that it links to: a gate has few, a front page has many."""
        if not (self._opens("a") and self._bodied):
            return 0
        attributes = (a.attrs for a in self._tree.whole().tags("a"))
        return len({one.get("href") for one in attributes if "href" in one})

    @kept
    def form(self) -> bool:
        """It asks for something that is sent (a form with `method=post`)."""
        return (
            self._opens("form") and self._bodied and self._tree.whole().css_first('form[method="post" i]') is not None
        )

    @kept
    def classes(self) -> frozenset[str]:
        """Classes of html and body."""
        return _classes(self._tree.whole()) if self._bodied else frozenset()

    @kept
    def language(self) -> str:
        """The language that it declares itself to be in, lower case: `lang`, or Content-Language."""
        if not self._bodied:
            return ""
        root = self._tree.whole().root
        declared = (root.attributes.get("lang") if root is not None else None) or self.header("content-language") or ""
        return declared.strip().lower()

    @kept
    def text(self) -> str:
        """Everything that is visible."""
        return " ".join(self.visible.split())

    @kept
    def prose(self) -> str:
        """What is visible besides menus, footers, links and forms."""
        return " ".join(self.plain.split())

    @kept
    def found(self) -> frozenset[str]:
        """The strings in its source by which pages are known, and the tags that are looked at."""
        return self._seen.strings

    @kept
    def _seen(self) -> Found:
        return _strings().found(self.written)

    @kept
    def _begun(self) -> Plain | None:
        """What its beginning shows without a tree."""
        return plain.read(self.written, self._seen.headings, LONG) if self.html else None

    def holds(self, text: str) -> bool:
        """Whether a string stands in its source, lower case."""
        return text in (self.found if text in _strings().listed else self.source)

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        return self._first_values.get(name.lower())

    @property
    def named(self) -> KeysView[str]:
        """The names of its headers, lower case."""
        return self._first_values.keys()

    def _opens(self, tag: str) -> bool:
        """Whether its source may have such an element."""
        return self.html and f"<{tag}" in self.found

    @kept
    def _first_values(self) -> dict[str, str]:
        return {name.lower(): value for name, value in reversed(self.headers)}

    @kept
    def _tree(self) -> Tree:
        return Tree(self.written)

    @kept
    def _bodied(self) -> bool:
        """It is a web page with a body: a set of frames has none."""
        if not (self.html and self.written):
            return False
        body = self._tree.whole().body
        return body is not None and body.tag == "body"

    @kept
    def _named(self) -> dict[str, str]:
        """What the meta elements say, by their names, all lower case; of two with one name, the last."""
        if not self._bodied:
            return {}
        rows = [meta.attributes for meta in self._tree.whole().css("meta")]
        names = ((row.get("name") or row.get("property") or "").lower() for row in rows)
        return {name: (row.get("content") or "").strip().lower() for name, row in zip(names, rows, strict=True)}

    @kept
    def _mounted(self) -> bool:
        """It has scripts, and an element that one of them fills."""
        tree = self._tree.whole()
        return self._opens("script") and tree.css_first("script") is not None and tree.css_first(MOUNTS) is not None

    @kept
    def _texts(self) -> tuple[str, str]:
        if not self.html:
            return self.written, self.written
        if not self._bodied:
            return "", ""
        # what is asked of nearly every page, while the tree is whole
        _ = self.title, self.headings
        if self.found.isdisjoint(_STRIPPED):
            return self._tree.texts([], [])
        return self._tree.texts(*([tag for tag in tags if self._opens(tag)] for tags in (UNSEEN, FURNITURE)))


_LATELY: Final[Lately[Answer, Page]] = Lately()


def read(answer: Answer) -> Page:
    """Read an answer's body. Never raises: what cannot be read is an empty page."""
    return _LATELY.get(answer) or _LATELY.put(answer, _read(answer), len(answer.body))


def _read(answer: Answer) -> Page:
    sent = answer.header("content-type") or ""
    kind = _kind(sent)
    html = kind in HTML_TYPES or (not kind and answer.body[:512].lstrip().lower().startswith(_ONSETS))
    textual = html or kind.startswith("text/") or not kind
    text = decode(answer, sent) if answer.body and textual else ""
    return Page(answer.url, answer.status, answer.headers, html=html, written=text)


@lru_cache(maxsize=256)
def _kind(sent: str) -> str:
    """The media type that a Content-Type names."""
    return sent.partition(";")[0].strip().lower()


def count_words(text: str) -> int:
    """Words of a text; two characters of a script that has no spaces count as one word."""
    words = len(text.split())
    return words if text.isascii() else words + len(_wide().findall(text)) // 2


def _draws(script: LexborNode) -> bool:
    """Whether a script may show a page, send a browser on or try it."""
    kind = (script.attributes.get("type") or "").strip().lower()
    if kind and not kind.endswith(("module", "/javascript", "/ecmascript")):
        return False  # data, a template
    place = script.attributes.get("src") or ""
    if place:
        return not _has(place.lower(), _INERT)
    text = (script.text() or "").lower()
    return kind == "module" or (_leads(text) and not _has(text, _INERT))


def _leads(script: str) -> bool:
    return _has(script, _LEADS) or any(call in script and re.search(rf"\b{re.escape(call)}", script) for call in _CALLS)


def _has(text: str, strings: tuple[str, ...]) -> bool:
    return any(map(text.__contains__, strings))


def _flat(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _classes(tree: LexborHTMLParser) -> frozenset[str]:
    nodes = (tree.root, tree.body)
    return frozenset(name for n in nodes if n is not None for name in (n.attributes.get("class") or "").lower().split())
