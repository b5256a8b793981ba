"""Which of many expressions a text may hold, told by the words that stand in it.

The marks of challenges, walls, sale pages and error pages are some hundred expressions, and of a short page each could
be true. Nearly every text has the words of none: one look at it spares nearly every search.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from linkcheck.judge.forms import in_lower_case, is_odd
from linkcheck.judge.literals import Choice, read
from linkcheck.judge.strings import Every
from linkcheck.judge.tables import Expression


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


class Caseless:
    """The same of expressions that ignore case."""

    def __init__(self, forms: Iterable[Expression]) -> None:
        lower = [in_lower_case(form.pattern) for form in forms]
        self._all = range(len(lower))
        self._likely = Likely(read(form or "") for form in lower)

    def of(self, text: str) -> Sequence[int]:
        """The numbers of those that may be found in a text, in order; none other is."""
        lower = text.lower()
        return self._all if is_odd(lower) else self._likely.of(lower)
