"""Regular expressions of the data files, asked of many texts in which hardly one of them is found.

Most of those for URLs and titles can only stand at the beginning. They are tried there, all in one go; a search with
each would look for it at every place. And where an expression ignores case, it is read several times as fast as one for
lower case, of a text in lower case.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

_ONE_SIGN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
"""An escape or a set of characters: whatever stands in it, it is one sign."""
_GROUP = re.compile(r"\([^()]*\)")
_DOTLESS = "\u0131"
"""The one odd sign (`is_odd`) that the data files have: where case does not count, it is `i` too."""
_ODD = re.compile(
    f"[{_DOTLESS}\u00b5\u017f\u0307\u0345\u03c2\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f5"
    "\u1c80-\u1c88\u1e9b\u1fbe\u1fd3\u1fe3\ufb05\ufb06]"
)


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
        for form in self._elsewhere:  # noqa: SIM110 - every link comes by here, some times
            if form.search(text):
                return True
        return False


class Text:
    """A text in which expressions that ignore case are looked for."""

    def __init__(self, written: str) -> None:
        self._written = written
        self._lower = written.lower()
        self._odd = is_odd(self._lower)

    def search(self, form: re.Pattern[str]) -> re.Match[str] | None:
        """Where an expression is found first."""
        if not self._odd and not lower_case(form).search(self._lower):
            return None  # as nearly always
        return form.search(self._written)


@cache
def lower_case(form: re.Pattern[str]) -> re.Pattern[str]:
    """An expression that ignores case, for texts in lower case that are not odd; itself, where it cannot be another."""
    bare = re.sub(r"\\.", "", form.pattern)
    sets = "".join(_ONE_SIGN.findall(form.pattern))
    if bare != bare.lower() or is_odd(bare.replace(_DOTLESS, "")) or _DOTLESS in sets:
        return form
    return re.compile(form.pattern.replace(_DOTLESS, f"(?:{_DOTLESS}|i)"), form.flags & ~re.IGNORECASE)


def is_odd(lower: str) -> bool:
    """Whether a text in lower case has a sign for a letter that has another: where case does not count, both are one.

    They are those that `re` takes for each other besides a letter and its capital, and what is left of a dotted I.
    """
    return _ODD.search(lower) is not None


def begins(form: str) -> bool:
    """Whether each alternative of an expression can only stand at the beginning; where that is in doubt, no."""
    plain = _ONE_SIGN.sub("x", form)
    while (inner := _GROUP.sub("x", plain)) != plain:
        plain = inner
    return all(one.startswith("^") for one in plain.split("|"))
