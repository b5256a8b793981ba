"""Expressions of the data files, asked of many texts in which hardly one of them is found.

The marks of challenges, walls, sale pages and error pages are some hundred expressions, and of a short page each could
be true. Nearly every text has the words of none: one look at it spares nearly every search. Where an expression ignores
case, its words are looked for in lower case.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from linkcheck.judge.literals import Choice, read
from linkcheck.judge.strings import Every
from linkcheck.judge.tables import Expression

_DOTLESS = "\u0131"
"""The one odd sign (`is_odd`) that the data files have: where case does not count, it is `i` too."""
_ODD = re.compile(
    f"[{_DOTLESS}\u00b5\u017f\u0307\u0345\u03c2\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f5"
    "\u1c80-\u1c88\u1e9b\u1fbe\u1fd3\u1fe3\ufb05\ufb06]"
)


class Likely:
    """Expressions, each known by its number, by the words that they need."""

    def __init__(self, each: Iterable[Choice]) -> None:
        needs = [need.telling() for need in each]
        self._always = tuple(number for number, need in enumerate(needs) if not need.each)
        self._words = Every(sorted({word for need in needs for word in need.words()}))
        self._by_word: defaultdict[str, list[tuple[int, Choice]]] = defaultdict(list)
        for number, need in enumerate(needs):
            for branch in need.branches():
                for word in branch.best:
                    self._by_word[word].append((number, branch))

    def of(self, text: str) -> Sequence[int]:
        """The numbers of those that may be found in a text, in order; none other is."""
        numbers = self._words.numbers(text.encode("utf-8", "surrogatepass"))
        if not numbers:
            return self._always
        found = self._words.named(numbers)
        there = found & self._by_word.keys()
        may = {number for word in there for number, branch in self._by_word[word] if branch.met_by(found)}
        return sorted(may.union(self._always)) if may else self._always


class Forms:
    """Expressions of the data files, each known by its number."""

    def __init__(self, forms: Iterable[Expression]) -> None:
        self._forms = tuple(forms)
        self._all = range(len(self._forms))
        self._likely = Likely(map(_needs, self._forms))

    def of(self, text: str) -> Sequence[int]:
        """The numbers of those that may be found in a text, in order; none other is."""
        lower = text.lower()
        return self._all if is_odd(lower) else self._likely.of(lower)

    def found(self, text: str) -> bool:
        """Whether one of them is found in a text."""
        return any(self._forms[number].search(text) for number in self.of(text))


def _needs(form: Expression) -> Choice:
    """What must stand in lower case in a text that is not odd; an escape or a set says as little in lower case."""
    lower = form.pattern.lower().replace(_DOTLESS, "i")
    return Choice() if is_odd(lower) else read(lower)


def is_odd(lower: str) -> bool:
    """Whether a text in lower case has a sign for a letter that has another: where case does not count, both are one.

    They are those that `re` takes for each other besides a letter and its capital, and what is left of a dotted I.
    """
    return not lower.isascii() and _ODD.search(lower) is not None
