"""What other parsers of Markdown see in a text: the opinions that ours is held against."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cmarkgfm
from markdown_it import MarkdownIt
from markdown_it.token import Token
from selectolax.lexbor import LexborHTMLParser


@dataclass(frozen=True, slots=True)
class Opinion:
    """The links of a text, as another parser tells them."""

    own: Counter[str]
    """URLs that stand in the link or image itself, each as often as it stands there."""
    defined: dict[str, str]
    """The URL of each reference definition that is used, by its label."""

    @property
    def urls(self) -> Counter[str]:
        """Every URL as often as it is written: a definition counts once, however often it is used."""
        return self.own + Counter(self.defined.values())


def markdown_it(text: str) -> Opinion:
    """What markdown-it-py sees: no URL normalised, none refused; empty destinations are no links."""
    own: Counter[str] = Counter()
    defined: dict[str, str] = {}
    for token, url in _destinations(_PARSER.parse(text)):
        label = token.meta.get("label")
        if not url:
            continue
        if label is None:
            own[_with_scheme(url)] += 1
        else:
            defined[label] = _with_scheme(url)
    return Opinion(own, defined)


def used(text: str) -> list[str]:
    """Where each link and image of a text leads for a reader, in order: a definition as often as it is used."""
    return [url for _, url in _destinations(_PARSER.parse(text))]


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "store_labels": True}).enable(["table", "strikethrough"])
    vars(parser).update(normalizeLink=str, validateLink=lambda _: True)
    return parser


_PARSER = _parser()


def _destinations(tokens: Iterable[Token]) -> Iterator[tuple[Token, str]]:
    for token in tokens:
        if name := {"link_open": "href", "image": "src"}.get(token.type):
            yield token, str(token.attrs[name])
        yield from _destinations(token.children or ())


def _with_scheme(url: str) -> str:
    return f"https:{url}" if url.startswith("//") else url


def cmark_gfm(text: str) -> list[str]:
    """The URLs in the page that GitHub's own cmark-gfm makes of a text, in order; mail addresses left out.

    cmark-gfm percent-encodes in its output what no URL may hold.
    """
    page = LexborHTMLParser(cmarkgfm.github_flavored_markdown_to_html(text))
    found = [node.attributes.get("href") or node.attributes.get("src") for node in page.css("a[href], img[src]")]
    return [url for url in found if url and not url.startswith(("mailto:", "xmpp:"))]
