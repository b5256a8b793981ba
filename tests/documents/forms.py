"""Documents for property tests: every form in which a link can be written, in any surroundings."""

import html
from urllib.parse import quote

from hypothesis import strategies as st

_PATH = st.builds("".join, st.tuples(st.sampled_from(["", "~me/", "a_b/"]), st.text("abcXYZ019-./%20", max_size=12)))
_QUERY = st.sampled_from(["", "?a=1", "?a=1&b=2", "?copy=1&amp=2", "#top", "#!/x", "?q=a%20b#c"])
_HOST = st.sampled_from(["old.example", "www.old.example", "a-b.example:8080", "bit.ly", "ow.ly"])
_SCHEME = st.sampled_from(["http://", "https://", "HTTP://"])
_WORDS = st.text("ab cd.,!éü—", max_size=12).map(lambda text: text.replace("://", ""))


@st.composite
def urls(draw: st.DrawFn) -> str:
    """An absolute URL whose last character is no punctuation."""
    path = draw(_PATH)
    balanced = draw(st.sampled_from(["", "(b)", "x_(b_(c))", "a'b", "x"]))
    return f"{draw(_SCHEME)}{draw(_HOST)}/{path}{balanced}{draw(_QUERY)}e".replace("//e", "/e")


def _attribute(url: str, mark: str) -> str:
    return html.escape(url, quote=False).replace(mark, quote(mark)) if mark else html.escape(url).replace("=", "&#61;")


_FORMS = (
    lambda url, words: f"[{words}]({url})",
    lambda url, words: f"[{words}](<{url}> 'T')",
    lambda url, words: f'[{words}]( {url}\n"T")',
    lambda url, words: f"![{words}]({url})",
    lambda url, words: f"[![{words}]({url})]({url})",
    lambda url, words: f"<{url}>",
    lambda url, words: f"{words} {url} {words}",
    lambda url, words: f"({words} {url}), {words}",
    lambda url, words: f"*{url}* **{words}**",
    lambda url, words: f"[{words}x][r] and [r]\n\n[r]: {url}\n\n",
    lambda url, words: f"[{words}y][s]\n\n[s]: <{url}> (T)\n\n",
    lambda url, words: f'{words}<a href="{_attribute(url, chr(34))}">{words}</a>',
    lambda url, words: f"{words}<a class=b href='{_attribute(url, chr(39))}'>{words}</a>",
    lambda url, words: f"<A HREF={_attribute(url, '')} >{words}</A>",
    lambda url, words: f'<div><img src="{_attribute(url, chr(34))}" alt="{words}"></div>\n\n',
    lambda url, words: f"| a | b |\n|---|---|\n| [x]({url}) | {url} |\n\n",
    lambda url, words: f"\n> - [{words}]({url})\n>   {url}\n\n",
    lambda url, words: f"\n# {words} {url}\n\n",
    lambda url, words: f"`{url}` {words}",
    lambda url, words: f"\n```\n{url}\n```\n",
    lambda url, words: f"<!-- {url} -->",
    lambda url, words: f"[{words}](../a.html) [m](mailto:a@b.example)",
    lambda url, words: f"{words}\\\n",
)

_TAGS = (
    lambda url, words: f'<a href="{_attribute(url, chr(34))}">{words}</a>',
    lambda url, words: f"<A title=x HREF = '{_attribute(url, chr(39))}' >{words}</A>",
    lambda url, words: f"<a href={_attribute(url, '')}>{words}</a>",
    lambda url, words: (
        f'<img alt="" src="{_attribute(url, chr(34))}" srcset="a.png 1x, {_attribute(url, chr(34))} 2x">'
    ),
    lambda url, words: f'<blockquote cite="{_attribute(url, chr(34))}">{words} {url}</blockquote>',
    lambda url, words: f"<script>var a = '{url}';</script><!-- <a href='{url}'> -->",
    lambda url, words: f"<p>{words}</p>",
    lambda url, words: '<a href="other.html">x</a>',
)


def _documents(forms: tuple[object, ...], start: str = "") -> st.SearchStrategy[str]:
    piece = st.builds(lambda form, url, words: form(url, words), st.sampled_from(forms), urls(), _WORDS)
    joined = st.lists(piece, max_size=8).flatmap(
        lambda pieces: st.sampled_from([" ", "\n", "\r\n", "\n\n", ". "]).map(lambda between: between.join(pieces))
    )
    return joined.map(lambda text: start + text)


def markdown() -> st.SearchStrategy[str]:
    """Markdown of every form of link, one behind the other."""
    return _documents(_FORMS)


def page() -> st.SearchStrategy[str]:
    """An HTML document."""
    return _documents(_TAGS, "<!doctype html><title>t</title>")


def plain_text() -> st.SearchStrategy[str]:
    """Text in which URLs stand between words, punctuation and brackets."""
    return _documents(
        (
            lambda url, words: f"{words} {url}",
            lambda url, words: f"({url}) {words}",
            lambda url, words: f'"{url}", {words}',
            lambda url, words: f"<{url}>.",
        )
    )


_RST = (
    lambda url, words: f"`{words}x <{url}>`_",
    lambda url, words: f"`{words}x <{url}>`__",
    lambda url, words: f"\n\n`n{len(url)}`_ {words}\n\n.. _n{len(url)}: {url}\n\n",
    lambda url, words: f"{words} {url} {words}",
    lambda url, words: f"({url})",
    lambda url, words: f"\n\n.. image:: {url}\n   :target: {url}\n\n",
    lambda url, words: f"\n\n.. figure:: {url}\n   :alt: x\n\n   Words {url} x\n\n",
    lambda url, words: f"\n\n- {url}\n- `{words}y <{url}>`__\n\n",
    lambda url, words: f"\n\n.. note:: See {url}\n\n   And {url}\n\n",
    lambda url, words: f"``{url}`` *{url}*",
    lambda url, words: f"\n\nSee::\n\n  {url}\n\n",
    lambda url, words: f"\n\n.. code:: sh\n\n   {url}\n\n",
    lambda url, words: f"\n\n.. {words} {url}\n\n",
    lambda url, words: f'\n\n.. raw:: html\n\n   <a href="{_attribute(url, chr(34))}">x</a>\n\n',
    lambda url, words: f"\n\n{words}\n====================\n\n",
    lambda url, words: f"\n\n+{'-' * (len(url) + 2)}+\n| {url} |\n+{'-' * (len(url) + 2)}+\n\n",
)

_ADOC = (
    lambda url, words: f"{url}[{words}]",
    lambda url, words: f"link:{url}[{words}]",
    lambda url, words: f"link:++{url}++[{words}]",
    lambda url, words: f"{words} {url} {words}",
    lambda url, words: f"({url})",
    lambda url, words: f"<{url}>",
    lambda url, words: f"\n\nimage::{url}[{words},link={url}]\n\n".replace(",,", ","),
    lambda url, words: f"image:{url}[x]",
    lambda url, words: f"\n\n:n{len(url)}: {url}\n\nSee {{n{len(url)}}}[x].\n\n",
    lambda url, words: f"\n\n* {url}[{words}]\n* {url}\n\n",
    lambda url, words: f"\n\n|===\n|{url}[x] |{words}\n|===\n\n",
    lambda url, words: f"\n\n----\n{url}\n----\n\n",
    lambda url, words: f"\n\n[source]\n{url}\n\n",
    lambda url, words: f"\n\n// {url}\n\n",
    lambda url, words: f"`{url}` +{url}+",
    lambda url, words: f"\n\n== {words} x\n\n",
)


def restructured() -> st.SearchStrategy[str]:
    """ReStructuredText of every form of link, beside code and comments."""
    return _documents(_RST)


def asciidoc() -> st.SearchStrategy[str]:
    """AsciiDoc of every form of link, beside code and comments."""
    return _documents(_ADOC)


_HOSTILE = [
    *("[", "]", "(", ")", "<", ">", "](", "![", "[a]", "[b]: ", "[b]", "[^1]", "[^1]: ", "|", "#", "-", "=", "@", ":"),
    *("http://x.example/", "www.c.example", "<http://e.example>", "`", "``", "```", "*", "_", "**", "~~", "\\", "é"),
    *("&", "&amp;", "&#40;", '"', "'", '"t"', "<a", "href=", '<a\thref="h">', "</a>", "<!--", "-->", "<img\tsrc='s'>"),
    *(
        "//",
        "{{",
        "}}",
        "{%",
        "%}",
        "<div>",
        "<pre>",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "    ",
        "\t",
        "\u00a0",
        "\u2028",
    ),
    *("\x0b", "\x7f", "---", "> ", "- ", "1. ", "x", "`t <http://r.example/>`_", ".. _n: http://n.example/\n", "n_ "),
    *(".. image:: http://i.example/\n", ".. note:: ", "::\n\n  ", ".. ", "__ http://q.example/\n", "`a`__", "=====\n"),
    *(
        "http://m.example/[t]",
        "link:http://l.example/[t]",
        "image::http://g.example/[x]\n",
        "----\n",
        "....\n",
        "++++\n",
    ),
    *(
        "----\n",
        "|===\n",
        "<pre>",
        ":x: http://y.example/\n",
        "{x}",
        "// ",
        "+",
        "+++",
        "[source]\n",
        "🎉",
        "import ",
        "{",
        "}",
    ),
]


def hostile() -> st.SearchStrategy[str]:
    """Fragments of every markup in any order, line ends of every kind, most of it broken; nested where it repeats."""
    nested = st.builds(lambda piece, times: piece * times, st.sampled_from(_HOSTILE), st.integers(2, 40))
    pieces = st.one_of(st.sampled_from(_HOSTILE), st.sampled_from(_HOSTILE), nested)
    return st.lists(pieces, max_size=25).map("".join)


def any_text() -> st.SearchStrategy[str]:
    """Fragments of Markdown and HTML in any order, most of them broken."""
    fragments = [
        "[",
        "](",
        ")",
        "<",
        ">",
        "http://a.b/c",
        "www.a.b",
        "`",
        "\n",
        "\n\n",
        "|",
        "&amp;",
        "\\",
        "!",
        '"',
        "'",
    ]
    fragments += [
        "<a href=",
        "<!--",
        "-->",
        "[x]: ",
        "> ",
        "- ",
        "*",
        "_",
        "~~",
        "    ",
        "\r\n",
        "é",
        "(",
        "]",
        "x",
        " ",
    ]
    return st.lists(st.sampled_from(fragments), max_size=30).map("".join)
