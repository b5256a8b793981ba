"""A page as a reader would see it, read from an answer's bytes."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from linkcheck.model import Answer

HTML_TYPES: Final = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
UNSEEN: Final = ["script", "style", "noscript", "template", "svg", "iframe", "object", "head", "canvas"]
FURNITURE: Final = ["nav", "header", "footer", "aside", "a", "button", "form", "select", "label"]
"""What surrounds a page's own words: menus and footers make an error page look long."""

MOUNTS: Final = "#root, #app, #__next, #__nuxt, #___gatsby, #svelte, #q-app, app-root, [data-reactroot], #main-app"
"""Elements that frameworks fill: React, Vue, Next, Nuxt, Gatsby, Svelte, Quasar, Angular."""

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

_META_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML_CHARSET: Final = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""")
_HEADER_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDE: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

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


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, read. Texts have single spaces; an answer that is not HTML has its text at most."""

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
    text: str = ""
    """Everything that is visible."""
    prose: str = ""
    """What is visible besides menus, footers, links and forms."""
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

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def read(answer: Answer) -> Page:
    """Read an answer's body. Never raises: what cannot be read is an empty page."""
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
        plain = " ".join(text.split())
        return Page(
            answer.url, answer.status, answer.headers,
            html=False, source=text.lower(), text=plain, prose=plain, words=count_words(plain),
        )  # fmt: skip
    return _parse(answer, text)


def decode(answer: Answer) -> str:
    """The body as text: byte order mark, header, meta, then UTF-8, and windows-1252 where it is not (WHATWG)."""
    body = answer.body
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    for label in _labels(answer):
        known = reader(label)
        if known:
            return body.decode(known, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as bad:
        cut_short = answer.truncated and bad.start >= len(body) - 3
        return body.decode("utf-8", "replace") if cut_short else body.decode("cp1252", "replace")


def _labels(answer: Answer) -> tuple[str, ...]:
    head = answer.body[:2048]
    header = _HEADER_CHARSET.search(answer.header("content-type") or "")
    meta = _XML_CHARSET.search(head) or _META_CHARSET.search(head)
    found = [header.group(1)] if header else []
    if meta:
        written = meta.group(1).decode("ascii", "replace")
        # A meta element that could be read as ASCII cannot be UTF-16 (WHATWG: it means UTF-8).
        found.append("utf-8" if written.lower().startswith("utf-16") else written)
    return tuple(found)


def reader(label: str) -> str | None:
    """Python's codec for a page's charset label; None for what a browser would not know."""
    aliases = {
        "x-sjis": "cp932",
        "windows-31j": "cp932",
        "x-gbk": "gb18030",
        "x-euc-jp": "euc_jp",
        "unicode": "utf-16-le",
    }
    try:
        name = codecs.lookup(aliases.get(label.lower(), label)).name
    except (LookupError, ValueError):
        return None
    name = READERS.get(name, name)
    return name if name in KNOWN else None


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
    visible = _flat(body)
    body.strip_tags(FURNITURE)
    prose = _flat(body)
    return Page(
        url=answer.url,
        status=answer.status,
        headers=answer.headers,
        html=True,
        source=source,
        title=title,
        headings=headings,
        text=visible,
        prose=prose,
        words=count_words(prose),
        refresh=refresh,
        password=password,
        noindex="noindex" in _content(named.get("robots")),
        article=_content(named.get("og:type")) == "article" or "article:published_time" in named,
        shell=mounted and count_words(visible) < EMPTY and not headings,
        drawn=drawn,
        links=links,
        form=form,
        classes=classes,
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
