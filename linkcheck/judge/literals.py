"""Words one of which stands in every text that an expression is found in: where none does, it need not be tried.

A long list of alternatives is tried one by one at every place of a text, and nearly every text has none of them. So
searchers of many expressions look for such words first (Hyperscan, NSDI 2019, section 4.1; ripgrep and RE2 likewise).
What is read here is what the data files use of regular expressions; of all else nothing is known.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from linkcheck.judge.remembered import kept

_TOKEN: Final = re.compile(
    r"(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|(?P<nothing>\(\?(?:[=!]|<[=!]))"
    r"|(?P<open>\((?:\?:|\?P<\w+>|(?!\?)))"
    r"|(?P<close>\))"
    r"|(?P<or>\|)"
    r"|(?P<times>[*+?]|\{[0-9]*,?[0-9]*\})[?+]?"
    r"|(?P<sign>[.^$]|\\[AbBdDsSwWZ])"
    r"|\\(?P<escaped>[^\w\s])"
    r"|(?P<plain>[^\\()\[{.^$|*+?]+|[^\\()\[])",
    re.DOTALL,
)
"""One token: of plain signs as many as there are; of "{domain}" the brace is plain."""

Words = frozenset[str]
SHORT: Final = 5
"""Signs, at least, of a word that not every text has."""


@dataclass(frozen=True)
class Choice:
    """Alternatives, of which one must be there: each is what stands in it, all of that; none where nothing is known."""

    each: tuple[tuple["str | Choice", ...], ...] = ()

    def met_by(self, found: Container[str]) -> bool:
        """Whether the words that were found are enough for one of them."""
        return any(all(_stands(part, found) for part in alternative) for alternative in self.each)

    def branches(self) -> "Iterator[Choice]":
        """The alternatives one by one, those of a group that is all that one has as well."""
        for alternative in self.each:
            match alternative:
                case (Choice() as inner,):
                    yield from inner.branches()
                case _:
                    yield Choice((alternative,))

    def telling(self) -> "Choice":
        """The same without what stands in nearly every text, where more than that must be there."""
        return Choice(tuple(_telling(alternative) for alternative in self.each))

    def apart(self) -> "Choice":
        """The same of texts in which other signs may stand where a space does."""
        each = tuple(tuple(chain.from_iterable(map(_apart, alternative))) for alternative in self.each)
        return Choice(each if all(each) else ())

    def words(self) -> Iterator[str]:
        """Every word that is spoken of."""
        for part in chain.from_iterable(self.each):
            yield from (part,) if isinstance(part, str) else part.words()

    @kept
    def best(self) -> Words:
        """For each alternative the words of which the shortest is longest."""
        return frozenset().union(*(_one_of(max(alternative, key=_weight)) for alternative in self.each))


def _apart(part: str | Choice) -> Iterable[str | Choice]:
    if isinstance(part, str):
        return part.split()
    inner = part.apart()
    return (inner,) if inner.each else ()


def _telling(alternative: tuple[str | Choice, ...]) -> tuple[str | Choice, ...]:
    parts = [part if isinstance(part, str) else part.telling() for part in alternative]
    return tuple(part for part in parts if _weight(part)[0] >= SHORT) or (max(parts, key=_weight),)


def _weight(part: str | Choice) -> tuple[int, int]:
    """How much it tells that such a part is there."""
    words = _one_of(part)
    return min(map(len, words)), -len(words)


def _stands(part: str | Choice, found: Container[str]) -> bool:
    return part in found if isinstance(part, str) else part.met_by(found)


def _one_of(part: str | Choice) -> Words:
    return frozenset({part}) if isinstance(part, str) else part.best


@dataclass(slots=True)
class _Alternative:
    """What is read of one alternative: the run of plain signs that is being read, and what must stand there."""

    run: str = ""
    must: list[str | Choice] = field(default_factory=list)

    def end(self) -> None:
        """No sign goes on with the run."""
        if self.run:
            self.must.append(self.run)
        self.run = ""


def read(form: str) -> Choice:
    """All that is known of the words in the texts that an expression is found in; of one that heeds case."""
    tokens = list(_tokens(form))
    if any(kind is None for kind, _ in tokens):
        return Choice()
    found, _ = _alternatives(tokens, 0)
    return found


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


def _alternatives(tokens: list[tuple[str | None, str]], place: int) -> tuple[Choice, int]:
    """What the alternatives of a group need, and the place behind it."""
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
                inner, place = _alternatives(tokens, place)
                if inner.each and kind == "open" and not _spared(tokens, place):
                    here.must.append(inner)
            case "plain" | "escaped":
                here.run += sign[:-1] if _spared(tokens, place) else sign
            case _:
                here.end()
    for one in each:
        one.end()
    known = all(one.must for one in each)
    return Choice(tuple(tuple(one.must) for one in each) if known else ()), place


def _spared(tokens: list[tuple[str | None, str]], place: int) -> bool:
    """Whether what stands before a place may be left out."""
    kind, sign = tokens[place] if place < len(tokens) else ("", "")
    return kind == "times" and (sign in {"*", "?"} or sign.startswith(("{0", "{,")))
