"""A page as a reader would see it, read from an answer's bytes."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from linkcheck.judge.charset import decode
from linkcheck.judge.remembered import Lately
from linkcheck.model import Answer

HTML_TYPES: Final = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
UNSEEN: Final = ["script", "style", "noscript", "template", "svg", "iframe", "object", "head", "canvas"]
FURNITURE: Final = ["nav", "header", "footer", "aside", "a", "button", "form", "select", "label"]
"""What surrounds a page's own words: menus and footers make an error page look long."""

MOUNTS: Final = "#root, #app, #__next, #__nuxt, #___gatsby, #svelte, #q-app, app-root, [data-reactroot], #main-app"
"""Elements that frameworks fill: React, Vue, Next, Nuxt, Gatsby, Svelte, Quasar, Angular."""

DESCRIPTIONS: Final = ("description", "og:title", "og:description", "keywords")
"""Names of meta elements in which a page tells what it is about."""
EMPTY: Final = 12
"""Visible words from which on a page says something before its scripts run."""

_INERT: Final = re.compile(
    r"jquery|bootstrap|modernizr|html5shiv|respond|analytics|gtag|gtm|googletagmanager|_gaq|matomo|piwik|plausible|"
    r"fontawesome|/wp-includes/|adsbygoogle|doubleclick|addthis|disqus|hotjar|statcounter",
    re.IGNORECASE,
)
"""Scripts that count readers, or serve others: no page is drawn by them."""
_LEADS: Final = re.compile(r"location|document\.(cookie|write)|\beval\(|\batob\(|\breload\(|kpsdk", re.IGNORECASE)
"""What a script does in place that shows a page, sends a browser on, or tries it."""

UNCLOSED: Final = 6000
"""Elements opened and not closed: from so many on, a page may be made to keep a parser busy with its nesting."""
BEGINNING: Final = 32 * 1024
"""Characters of such a page that are read: the parser's time grows with the square of the depth."""

_WIDE: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, eq=False)
class Page:
    """One answer, read. Texts have single spaces; an answer that is not HTML has its text at most.

    A page is equal to itself alone: what is known of one is remembered by it, and its texts are long.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    html: bool
    """It is a web page."""
    source: str
    """The source, lower case: for marks."""
    title: str = ""
    headings: tuple[str, ...] = ()
    """The first-level headings; where there is none, the first of a lower level or the words of the first picture."""
    described: str = ""
    """What its meta elements say that it is about."""
    visible: str = ""
    """Everything that is visible, spaced as in the source; few questions read it, and `text` is made when one does."""
    plain: str = ""
    """What is visible besides menus, footers, links and forms, likewise."""
    words: int = 0
    """Words of prose; two characters of a script without spaces count as one."""
    refresh: tuple[float, str] | None = None
    """Seconds and the written URL of a meta refresh that a browser obeys."""
    password: bool = False
    """It asks for a password."""
    noindex: bool = False
    article: bool = False
    """It declares itself an article (Open Graph)."""
    shell: bool = False
    """It is empty until its scripts run, which fill the element that a framework names."""
    drawn: bool = False
    """Scripts of its own may show something else than its source."""
    links: int = 0
    """Different places that it links to: a gate has few, a front page has many."""
    form: bool = False
    """It asks for something that is sent (a form with `method=post`)."""
    classes: frozenset[str] = frozenset()
    """Classes of html and body."""
    language: str = ""
    """The language that it declares itself to be in, lower case: `lang`, or Content-Language."""

    @cached_property
    def text(self) -> str:
        """Everything that is visible."""
        return " ".join(self.visible.split())

    @cached_property
    def prose(self) -> str:
        """What is visible besides menus, footers, links and forms."""
        return " ".join(self.plain.split())

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


_LATELY: Final[Lately[Answer, Page]] = Lately()


def read(answer: Answer) -> Page:
    """Read an answer's body. Never raises: what cannot be read is an empty page."""
    return _LATELY.get(answer) or _LATELY.put(answer, _read(answer), len(answer.body))


def _read(answer: Answer) -> Page:
    kind = (answer.header("content-type") or "").split(";")[0].strip().lower()
    start = answer.body[:512].lstrip().lower()
    looks = start.startswith(
        (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<meta", b"<script", b"<!--")
    )
    html = kind in HTML_TYPES or (not kind and looks)
    textual = html or kind.startswith("text/") or not kind
    if not (answer.body and textual):
        return Page(answer.url, answer.status, answer.headers, html=html, source="")
    text = decode(answer)
    if not html:
        return Page(
            answer.url, answer.status, answer.headers,
            html=False, source=text.lower(), visible=text, plain=text, words=count_words(text),
        )  # fmt: skip
    return _parse(answer, text)


def count_words(text: str) -> int:
    """Words of a text; two characters of a script that has no spaces count as one word."""
    words = len(text.split())
    return words if text.isascii() else words + len(_WIDE.findall(text)) // 2


def _parse(answer: Answer, text: str) -> Page:
    tree = LexborHTMLParser(text if _nests_gently(text) else text[:BEGINNING])
    metas = tree.css("meta")
    source = text.lower()
    named = {(m.attributes.get("name") or m.attributes.get("property") or "").lower(): m for m in metas}
    refresh = _refresh(metas, source)
    title = next((_flat(t) for t in tree.css("title") if t.parent and t.parent.tag != "svg"), "")
    headings = tuple(filter(None, (_flat(h) for h in tree.css("h1")[:5])))
    headings = headings or tuple(filter(None, (_flat(h) for h in tree.css("h2, h3")[:1])))
    headings = headings or tuple(filter(None, (i.attributes.get("alt") for i in tree.css("img[alt]")[:1])))
    password = tree.css_first('input[type="password" i]') is not None
    mounted = tree.css_first("script") is not None and tree.css_first(MOUNTS) is not None
    classes = _classes(tree)
    described = " ".join(filter(None, (_content(named.get(name)) for name in DESCRIPTIONS)))
    root = tree.root.attributes if tree.root is not None else {}
    declared = root.get("lang") or answer.header("content-language") or ""
    drawn = mounted or any(map(_draws, tree.css("script")))
    links = len({a.attributes.get("href") for a in tree.css("a[href]")})
    form = tree.css_first('form[method="post" i]') is not None
    body = tree.body
    if body is None or body.tag != "body":
        return Page(
            answer.url,
            answer.status,
            answer.headers,
            html=True,
            source=source,
            title=title,
            refresh=refresh,
            drawn=drawn,
        )
    body.strip_tags(UNSEEN)
    visible = body.text(separator=" ")
    body.strip_tags(FURNITURE)
    plain = body.text(separator=" ")
    return Page(
        url=answer.url,
        status=answer.status,
        headers=answer.headers,
        html=True,
        source=source,
        title=title,
        headings=headings,
        described=described,
        visible=visible,
        plain=plain,
        words=count_words(plain),
        refresh=refresh,
        password=password,
        noindex="noindex" in _content(named.get("robots")),
        article=_content(named.get("og:type")) == "article" or "article:published_time" in named,
        shell=mounted and not headings and count_words(visible) < EMPTY,
        drawn=drawn,
        links=links,
        form=form,
        classes=classes,
        language=declared.strip().lower(),
    )


def _draws(script: LexborNode) -> bool:
    """Whether a script may show a page, send a browser on or try it."""
    kind = (script.attributes.get("type") or "").strip().lower()
    if kind and not kind.endswith(("module", "/javascript", "/ecmascript")):
        return False  # data, a template
    place = script.attributes.get("src") or ""
    if place:
        return not _INERT.search(place)
    text = script.text() or ""
    return kind == "module" or (bool(_LEADS.search(text)) and not _INERT.search(text))


def _nests_gently(text: str) -> bool:
    return text.count("<") - 2 * text.count("</") < UNCLOSED


def _flat(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _content(meta: LexborNode | None) -> str:
    return (meta.attributes.get("content") or "").strip().lower() if meta is not None else ""


def _classes(tree: LexborHTMLParser) -> frozenset[str]:
    nodes = (tree.root, tree.body)
    return frozenset(name for n in nodes if n is not None for name in (n.attributes.get("class") or "").lower().split())


def _refresh(metas: list[LexborNode], source: str) -> tuple[float, str] | None:
    """The first meta refresh that a browser with scripts obeys.

    One inside <noscript> is for readers without scripts. It counts only where a script leads to the same place, as on
    t.co, which sends a browser on by script.
    """
    for meta in metas:
        if (meta.attributes.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        read_as = refresh_of(meta.attributes.get("content") or "")
        if read_as is None:
            continue
        if not _inside_noscript(meta) or _script_leads_to(read_as[1], source):
            return read_as
    return None


def _inside_noscript(node: LexborNode) -> bool:
    above = node.parent
    while above is not None:
        if above.tag == "noscript":
            return True
        above = above.parent
    return False


def _script_leads_to(url: str, source: str) -> bool:
    escaped = url.lower().replace("/", "\\/")
    return "location" in source and (f'"{escaped}"' in source or f'"{url.lower()}"' in source)


_REFRESH: Final = re.compile(r"^\s*(\d*\.?\d*)\s*(?:[;,\s]\s*(?:url\s*=\s*)?(.*))?$", re.IGNORECASE | re.DOTALL)


def refresh_of(value: str) -> tuple[float, str] | None:
    """Seconds and URL of a Refresh value (HTML, "shared declarative refresh steps"); None without a URL."""
    match = _REFRESH.match(value)
    if not match or not match.group(1).strip("."):
        return None
    url = match.group(2) or ""
    if url[:1] in {'"', "'"}:
        url = url[1:].partition(url[0])[0]
    return (float(match.group(1)), url.strip()) if url.strip() else None
