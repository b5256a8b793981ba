"""Words one of which stands in every text that an expression is found in: where none does, it need not be tried.

A long list of alternatives is tried one by one at every place of a text, and nearly every text has none of them. So
searchers of many expressions look for such words first (Hyperscan, NSDI 2019, section 4.1; ripgrep and RE2 likewise).
What is read here is what the data files use of regular expressions; of all else nothing is known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_TOKEN: Final = re.compile(
    r"(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|(?P<nothing>\(\?(?:[=!]|<[=!]))"
    r"|(?P<open>\((?:\?:|\?P<\w+>|(?!\?)))"
    r"|(?P<close>\))"
    r"|(?P<or>\|)"
    r"|(?P<times>[*+?]|\{[0-9]*,?[0-9]*\})[?+]?"
    r"|(?P<sign>[.^$]|\\[AbBdDsSwWZ])"
    r"|\\(?P<escaped>[^\w\s])"
    r"|(?P<plain>[^\\()\[])",
    re.DOTALL,
)
"""One token; of "{domain}" the brace is plain."""

Words = frozenset[str]
NONE: Final[Words] = frozenset()


@dataclass(slots=True)
class _Alternative:
    """What is read of one alternative: the run of plain signs that is being read, and what must stand there."""

    run: str = ""
    must: list[Words] = field(default_factory=list)

    def end(self) -> None:
        """No sign goes on with the run."""
        if self.run:
            self.must.append(frozenset({self.run}))
        self.run = ""

    def best(self) -> Words:
        """The words of which the shortest is longest."""
        self.end()
        return max(self.must, key=lambda words: (min(map(len, words)), -len(words)), default=NONE)


def needed(form: re.Pattern[str]) -> Words:
    """Words of which at least one stands in every text that a form is found in; none where that is not known."""
    if form.flags & (re.IGNORECASE | re.VERBOSE):
        return NONE
    tokens = list(_tokens(form.pattern))
    if any(kind is None for kind, _ in tokens):
        return NONE
    words, _ = _alternatives(tokens, 0)
    return words


def _tokens(form: str) -> Iterator[tuple[str | None, str]]:
    """Each token's kind and its sign; a kind of None where one cannot be read."""
    place = 0
    while place < len(form):
        found = _TOKEN.match(form, place)
        if found is None:
            yield None, ""
            return
        kind = found.lastgroup or ""
        yield kind, found[kind]
        place = found.end()


def _alternatives(tokens: list[tuple[str | None, str]], place: int) -> tuple[Words, int]:
    """What all alternatives of a group need, and the place behind it."""
    each = [_Alternative()]
    while place < len(tokens):
        kind, sign = tokens[place]
        place += 1
        here = each[-1]
        match kind:
            case "close":
                break
            case "or":
                each.append(_Alternative())
            case "open" | "nothing":
                here.end()
                words, place = _alternatives(tokens, place)
                if words and kind == "open" and not _spared(tokens, place):
                    here.must.append(words)
            case "plain" | "escaped":
                if not _spared(tokens, place):
                    here.run += sign
            case _:
                here.end()
    found = [one.best() for one in each]
    return (frozenset().union(*found) if all(found) else NONE), place


def _spared(tokens: list[tuple[str | None, str]], place: int) -> bool:
    """Whether what stands before a place may be left out."""
    kind, sign = tokens[place] if place < len(tokens) else ("", "")
    return kind == "times" and (sign in {"*", "?"} or sign.startswith(("{0", "{,")))
