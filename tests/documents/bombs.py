"""Texts that are written to make a reader slow; each is made in the size that is asked for, in bytes."""

from collections.abc import Callable, Mapping

Bomb = Callable[[int], str]
_URL = "http://x.example/"


def _repeated(piece: str) -> Bomb:
    return lambda size: piece * (size // len(piece.encode()))


def _numbered(piece: str, use: str = "") -> Bomb:
    """A piece with a number in it, again and again; then, where there is a `use`, as many of those."""
    return lambda size: "".join(
        text.format(number) for text in (piece, use) for number in range(size // (len(piece) + len(use) + 8))
    )


MARKDOWN: Mapping[str, Bomb] = {
    **{
        piece: _repeated(piece)
        for piece in (
            *(
                "[",
                "![",
                "]",
                "[a](",
                "[a](<",
                "[a](u",
                "[a]",
                "[a][b]",
                "[a]: ",
                "[^a",
                "\\",
                "\\[",
                "<",
                "<a ",
                "<a b='",
                "<a b=",
            ),
            *(
                "<!--",
                "<!-- x -->",
                "<!A ",
                "<?",
                "<![CDATA[",
                "</a",
                "*a ",
                "*a _b ",
                "**a *b",
                "*_",
                "_(_",
                "~~a ",
                "`a ``b ",
            ),
            *(
                "{{ ",
                "{% ",
                "{{ a }} ",
                "{% highlight %} ",
                "{",
                "&amp;",
                "&#",
                "|",
                "# a\n",
                "- a\n",
                "```\n",
                "\r",
                "é",
            ),
            *(f"{_URL} ", _URL, f"{_URL}a,", f"[é]({_URL}) ", f"x <a href='{_URL}'>y</a> ", f"x <a href='{_URL}'> "),
            *(
                "<http://x ",
                "www.",
                "www.a ",
                "*_a",
                "[]()",
                "a\r\nb\rc\n",
                "- [ ] a\n",
                "> [a](\n> http://x)\n",
                "[^a]: [^a]\n",
            ),
            *(f"{_URL}`b`", f"[a]: {_URL}\n", f"<div>\n<a href='{_URL}'>\n\n", "import a\n", "<script>", "<pre>"),
        )
    },
    "brackets around": lambda size: "[" * (size // 6) + "a" + "](u)" * (size // 6),
    "runs of backticks": lambda size: " ".join("`" * run for run in range(1, int((2 * size) ** 0.5))),
    "deep quotes": lambda size: ("> " * 100 + f"[a]({_URL})\n") * (size // 230),
    "one deep quote": lambda size: "> " * (size // 2) + "a",
    "deep lists": lambda size: "".join("  " * depth + "- a\n" for depth in range(int(size**0.5))),
    "long URL": lambda size: _URL + "a" * size,
    "closing parentheses": lambda size: _URL + ")" * size,
    "entities": lambda size: _URL + "&a;" * (size // 3),
    "punctuation": lambda size: _URL + "?!" * (size // 2),
    "table": lambda size: "|a|b|\n|-|-|\n" + f"|[x]({_URL})|{_URL}|\n" * (size // 45),
    "wide table": lambda size: "\n".join("|" + cell * (size // 6) for cell in ("a|", "-|", "b|")),
    "short rows": lambda size: "|" + "a|" * (size // 8) + "\n|" + "-|" * (size // 8) + "\n" + "|b|\n" * (size // 8),
    "definitions": _numbered("[a{0}]: http://x.example/{0}\n"),
    "definitions and uses": _numbered("[a{0}]: http://x.example/{0}\n", "\n[a{0}]"),
    "one definition, many uses": lambda size: f"[a]: {_URL}\n\n" + "[a] " * (size // 4),
    "footnotes": _numbered("[^{0}] ", "\n\n[^{0}]: {0}"),
    "srcset": lambda size: "<img srcset='" + f"{_URL} 1x, " * (size // 22) + "'>",
    "attributes": lambda size: "<a " + "b=c " * (size // 4) + ">",
    "other attributes": lambda size: "<a " + _numbered("b{0}=c ")(size) + ">",
    "braces over paragraphs": lambda size: "{{ \n\n" * (size // 8) + "}}",
    "front matter": lambda size: "---\n" + _numbered("a{0}: http://x.example/{0}\n")(size) + "---\n",
    "open front matter": lambda size: "---\n" + "a: b\n" * (size // 5),
    "images in images": lambda size: "![" * (size // 6) + "a" + "](u)" * (size // 6),
    "lists in quotes": lambda size: "\n".join("> " * (line % 200) + "- a" for line in range(size // 205)),
    "destinations in quotes": lambda size: ("> " * 40 + "[a](\n" + "> " * 40 + f"{_URL})\n\n") * (size // 190),
    "a tag over lines of a quote": lambda size: "> a <b\n" + "> c\n" * (size // 4),
    "a link's entities": lambda size: "[a](http://x.example/" + "&amp;" * (size // 5) + ")",
    "a link's parentheses": lambda size: "[a](http://x.example/" + "()" * (size // 2) + ")",
    "a long title": lambda size: f"[a]({_URL} '" + "t " * (size // 2) + "')",
    "a long label": lambda size: "[" + "a " * (size // 2) + "]: u",
    "emphasis in a URL": lambda size: _URL + "*a*" * (size // 3),
    "pipes in a cell": lambda size: "|a|\n|-|\n" + f"|[x]({_URL}\\|y)|\n" * (size // 28),
    "aliases in front matter": lambda size: (
        "---\na0: &a0 [x]\n"
        + "".join(f"a{one}: &a{one} [{', '.join([f'*a{one - 1}'] * 8)}]\n" for one in range(1, 40))
        + "---\n"
        + "x" * size
    ),
    "levels in front matter": lambda size: "---\na: " + "[" * min(size, 290_000) + "\n---\n" + "x" * size,
    "TOML in front matter": lambda size: "+++\n" + "a." * min(size // 2, 140_000) + "b = 1\n+++\n" + "x" * size,
    "JSON in front matter": lambda size: '{"a": [' + f'"{_URL}",' * (size // 20) + '"b"]}\n',
    "levels of JSON": lambda size: '{"a":' * (size // 5),
    "a header over lines": lambda size: "Title: a\n" + "    b\n" * (size // 6),
    "header lines": lambda size: "Title: a\n" + _numbered("u{0}: http://x.example/{0}\n")(size),
}
_TAGS = ("<", "<a ", "<a b='", "<a b=", "<!--", "<!-- x -->", "<!A ", "<?", "</a", "<script>", "<pre>")
_WORDS = ("&amp;", "&#", "{% ", "é", "srcset", "attributes", "other attributes")
HTML: Mapping[str, Bomb] = {name: MARKDOWN[name] for name in (*_TAGS, *_WORDS)} | {
    "anchors": _repeated(f'<a href="{_URL}">x</a> '),
    "open parentheses in srcset": lambda size: "<img srcset='a " + "(" * size + "'>",
    "parentheses in srcset": lambda size: "<img srcset='" + "a () , " * (size // 7) + "'>",
    "links below a long base": lambda size: f"<base href='{_URL}{'a/' * 110}'>" + _numbered("<a href='b{0}'>")(size),
    "steps up from a base": lambda size: f"<base href='{_URL}'><a href='" + "../" * (size // 3) + "'>",
    "ends of a comment": lambda size: "<!--" + "--!" * (size // 3),
    "ends of a script": lambda size: "<script>" + "</scrip " * (size // 8),
    "dates": _repeated("<time datetime='2017-01-01'>"),
    "a long entity": lambda size: "<a href='&" + "a" * size + "'>",
}
TEXT: Mapping[str, Bomb] = {
    name: MARKDOWN[name]
    for name in (
        f"{_URL} ",
        _URL,
        f"{_URL}a,",
        "long URL",
        "closing parentheses",
        "entities",
        "punctuation",
        "\r",
        "é",
        "<",
    )
}
RESTRUCTURED: Mapping[str, Bomb] = {
    **{
        piece: _repeated(piece)
        for piece in (
            *(
                "a::\n\n b\n\n",
                "`a ",
                "`a <b ",
                f"`a <{_URL}>`_ ",
                "``a ",
                "|a ",
                "*a ",
                ":a:",
                ":a:`b ",
                "a_ ",
                "a.",
                "`<",
                "(a) ",
            ),
            *(
                "+--+\n|a |\n",
                "== ==\na b\n",
                f"+--+\n|{_URL}|\n+--+\n\n",
                f".. _t: {_URL}\n",
                ".. image:: a\n   :target: b\n",
            ),
            *(
                f".. raw:: html\n\n   <a href='{_URL}'>é</a>\n\n",
                "- - - - a\n",
                "- ",
                "\\ ",
                f"__ {_URL}\n",
                ".. [1] a::\n\n",
            ),
            *(".. note:: a\n", f"{_URL} ", _URL, f"{_URL}é", "\n", "\r\n", "é"),
        )
    },
    "targets and uses": _numbered(".. _t{0}: http://x.example/{0}\n", "t{0}_ "),
    "nested literals": lambda size: "".join(" " * depth + "a::\n\n" for depth in range(int((2 * size) ** 0.5))),
    "nested notes": lambda size: "".join(" " * depth + ".. note::\n" for depth in range(int((2 * size) ** 0.5))),
    "cells": lambda size: "+--+\n|" + "a|" * (size // 2),
    "options": lambda size: ".. image:: a\n" + "   :a: b\n" * (size // 9),
    "open table": lambda size: "== ==\n" + f"a  {_URL}\n" * (size // 20),
    "long URL": MARKDOWN["long URL"],
}
ASCIIDOC: Mapping[str, Bomb] = {
    **{
        piece: _repeated(piece)
        for piece in (
            *(
                f"{_URL}[",
                f"{_URL}[a] ",
                "link:",
                "link:a[",
                "image:a[",
                f"image:{_URL}[link={_URL}]",
                "link:++a",
                "+a ",
                "`a ",
            ),
            *(
                "``a",
                "pass:[",
                "----\n",
                "|===\n|a\n",
                "{a}",
                f":a: {_URL}\n",
                "[source]\n",
                "// a\n",
                "a::b ",
                f"<{_URL}> ",
            ),
            *(f"<{_URL}", "\\http://a ", f"{_URL} ", _URL, "\n", "\r\n", "é"),
        )
    },
    "attributes and uses": _numbered(":a{0}: http://x.example/{0}\n", "{{a{0}}}\n\n"),
    "cells": lambda size: "|===\n" + "|a " * (size // 3),
    "underscores": lambda size: _URL + "/_a" * (size // 3),
    "tildes": lambda size: _URL + "~a" * (size // 2),
    "open block": lambda size: "-----\n" + "----\n" * (size // 5),
    "block attributes": lambda size: "[" + "link= " * (size // 6) + "]",
    "long URL": MARKDOWN["long URL"],
}
MDX: Mapping[str, Bomb] = {
    **{piece: _repeated(piece) for piece in ("{", "}", "{ ", "{}", "import a\n", "export {\n", f"{{{_URL}}} ")},
    "one long import": lambda size: "import " + "a\n" * (size // 2),
    "links in open braces": lambda size: "{" * (size // 2) + f"{_URL} " * (size // 40),
}
