"""Many regular expressions asked as one question: whether any of them is found in a text.

Most of the data files' expressions can only stand at a text's beginning. Those are tried there, all in one go; a search
with each would look for it at every place.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

_ONE_SIGN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
"""An escape or a set of characters: whatever stands in it, it is one sign."""
_GROUP = re.compile(r"\([^()]*\)")


class Forms:
    """Regular expressions, none of which has a name or a number that another part of it refers to."""

    def __init__(self, forms: Iterable[re.Pattern[str]]) -> None:
        anchored: defaultdict[int, list[str]] = defaultdict(list)
        elsewhere: list[re.Pattern[str]] = []
        for form in forms:
            if begins(form.pattern) and not form.flags & re.MULTILINE:
                anchored[form.flags].append(form.pattern)
            else:
                elsewhere.append(form)
        alternatives = ((flags, "|".join(f"(?:{one})" for one in written)) for flags, written in anchored.items())
        self._first = tuple(re.compile(written, flags) for flags, written in alternatives)
        self._elsewhere = tuple(elsewhere)

    def found(self, text: str) -> bool:
        """Whether one of them is found in a text."""
        for form in self._first:
            if form.match(text):
                return True
        return any(form.search(text) for form in self._elsewhere)


def begins(form: str) -> bool:
    """Whether each alternative of an expression can only stand at the beginning; where that is in doubt, no."""
    plain = _ONE_SIGN.sub("x", form)
    while (inner := _GROUP.sub("x", plain)) != plain:
        plain = inner
    return all(one.startswith("^") for one in plain.split("|"))
