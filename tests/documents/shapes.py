"""Letters of every shape with any number of links, for measuring what they take: one document each. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

HOSTS = 1_000
_CURLY = "“a letter’s link”"
_EMOJI = "a link 🔗"
_HEAD = "---\ntitle: A letter of links\ndate: 2017-03-26\ntags: [links, letters]\n---\n\n"
_LONG = "and what was said there of rivers, lanterns and the winter's copper engines, at some length, "


@dataclass(frozen=True, slots=True)
class Shape:
    """One way in which a letter's links may be written."""

    ending: str
    """Of the file's name."""
    one: Callable[[int, str], str]
    """A link, by number and URL."""
    between: str = "\n\n"
    head: str = ""
    tail: str = ""
    foot: Callable[[int, str], str] | None = None
    """What stands for each link behind all of them."""
    encoding: str = "utf-8"
    once: str = ""
    """What stands in the middle of the letter."""
    times: int = 1
    """How often each URL stands in it."""
    path: str = "page"
    """What each URL ends with."""


def _text(number: int, url: str) -> str:
    return f"[letter {number}]({url})"


SHAPES: Mapping[str, Shape] = {
    "plain": Shape("md", _text),
    "curly": Shape("md", lambda number, url: f"[{_CURLY} {number}]({url})"),
    "emoji": Shape("md", lambda number, url: f"[{_EMOJI} {number}]({url})"),
    "snapshot": Shape("md", _text, once="[then](https://web.archive.org/web/20120101000000/http://then.example/)"),
    "list": Shape("md", lambda number, url: f"- [letter {number}]({url})", between="\n"),
    "paragraph": Shape("md", _text, between="\n"),
    "table": Shape(
        "md", lambda number, url: f"| {number} | [letter]({url}) |", between="\n", head="| a | b |\n|--|--|\n"
    ),
    "bare": Shape("md", lambda number, url: f"Letter {number}: {url}"),
    "autolink": Shape("md", lambda number, url: f"Letter {number}: <{url}>"),
    "references": Shape(
        "md",
        lambda number, _url: f"[letter {number}][{number}]",
        foot=lambda number, url: f"[{number}]: {url}",
    ),
    "footnotes": Shape(
        "md",
        lambda number, _url: f"letter {number}[^{number}]",
        foot=lambda number, url: f"[^{number}]: [there]({url})",
    ),
    "quote": Shape("md", lambda number, url: f"> [letter {number}]({url})", between="\n>\n"),
    "quoted lines": Shape("md", lambda number, url: f"> [letter {number}]({url})", between="\n"),
    "nested list": Shape("md", lambda number, url: f"  - [letter {number}]({url})", between="\n", head="- letters\n"),
    "bold": Shape("md", lambda number, url: f"**[letter {number}]({url})** _and_ `more`", between="\n"),
    "bare lines": Shape("md", lambda number, url: f"Letter {number}: {url}", between="\n"),
    "one line": Shape("md", _text, between=" "),
    "html inside": Shape("md", lambda number, url: f'<p><a href="{url}">letter {number}</a></p>'),
    "tags inside": Shape("md", lambda number, url: f'See <a href="{url}">letter {number}</a>.'),
    "crlf": Shape("md", _text, between="\r\n\r\n"),
    "latin-1": Shape(
        "md", lambda number, url: f"[lettré {number}]({url})", head='<meta charset="latin-1">\n\n', encoding="latin-1"
    ),
    "utf-16": Shape("md", lambda number, url: f"[lettré {number}]({url})", head="\ufeff", encoding="utf-16-le"),
    "long texts": Shape("md", lambda number, url: f"[letter {number}]({url}) {_LONG[: number % 90]}"),
    "long URLs": Shape("md", _text, path=f"{'winter-' * 16}page"),
    "front matter": Shape("md", _text, head=_HEAD),
    "sections": Shape("md", lambda number, url: f"## Letter {number}\n\n{_LONG[:40]} [here]({url})."),
    "three times": Shape("md", _text, times=3),
    "template": Shape("md", lambda number, url: f"[letter {number}]({url})", once="{{ page.title }}"),
    "mdx": Shape("mdx", _text),
    "html": Shape("html", lambda number, url: f'<p><a href="{url}">letter {number}</a></p>', between="\n"),
    "html curly": Shape("html", lambda number, url: f'<p><a href="{url}">{_CURLY} {number}</a></p>', between="\n"),
    "html base": Shape(
        "html",
        lambda number, url: f'<p><a href="{url}">letter {number}</a></p>',
        head='<base href="http://b.example/">',
        between="\n",
    ),
    "text": Shape("txt", lambda number, url: f"Letter {number}: {url}"),
    "text curly": Shape("txt", lambda number, url: f"{_CURLY} {number}: {url}"),
    "text lines": Shape("txt", lambda number, url: f"Letter {number}: {url}", between="\n"),
    "text lines emoji": Shape("txt", lambda number, url: f"{_EMOJI} {number}: {url}", between="\n"),
    "rst": Shape("rst", lambda number, url: f"`letter {number} <{url}>`__"),
    "rst curly": Shape("rst", lambda number, url: f"`{_CURLY} {number} <{url}>`__"),
    "rst emoji": Shape("rst", lambda number, url: f"`{_EMOJI} {number} <{url}>`__"),
    "rst targets": Shape(
        "rst", lambda number, _url: f"See letter{number}_.", foot=lambda number, url: f".. _letter{number}: {url}"
    ),
    "rst lines": Shape("rst", lambda number, url: f"`letter {number} <{url}>`__", between="\n"),
    "rst table": Shape(
        "rst", lambda number, url: f"{number:<8} {url}", between="\n", head="======== ====\n", tail="======== ====\n"
    ),
    "adoc": Shape("adoc", lambda number, url: f"{url}[letter {number}]"),
    "adoc curly": Shape("adoc", lambda number, url: f"{url}[{_CURLY} {number}]"),
    "adoc emoji": Shape("adoc", lambda number, url: f"{url}[{_EMOJI} {number}]"),
    "adoc lines": Shape("adoc", lambda number, url: f"{url}[letter {number}]", between="\n"),
    "adoc table": Shape(
        "adoc", lambda number, url: f"| {number} | {url}[letter]", between="\n", head="|===\n", tail="|===\n"
    ),
}


def urls(shape: Shape, links: int, port: int) -> Iterator[str]:
    """The URLs of a letter, on hosts of this machine."""
    for number in range(links):
        which = number // shape.times
        host = which % HOSTS
        yield f"http://127.1.{host // 250}.{host % 250 + 1}:{port}/{which}/{shape.path}"


def letter(shape: Shape, links: int, port: int = 9) -> bytes:
    """A letter of so many links."""
    ones = [shape.one(number, url) for number, url in enumerate(urls(shape, links, port))]
    if shape.once:
        ones.insert(links // 2, shape.once)
    text = shape.head + shape.between.join(ones) + shape.between[: shape.between.find("\n") + 1] + shape.tail
    if shape.foot is not None:
        text += "\n" + "\n".join(shape.foot(number, url) for number, url in enumerate(urls(shape, links, port))) + "\n"
    return text.encode(shape.encoding)
