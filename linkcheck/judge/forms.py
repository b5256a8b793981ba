"""Regular expressions of the data files, asked of many texts in which hardly one of them is found.

Most of those for URLs can only stand at the beginning. They are tried there, all in one go; a search with each would
look for it at every place. And where each of them needs a word, those words are looked for first.
"""

import re
from collections.abc import Iterable
from functools import cached_property

from linkcheck.judge.literals import needed_by_any
from linkcheck.judge.strings import OneOf
from linkcheck.judge.tables import Expression

_ONE_SIGN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
"""An escape or a set of characters: whatever stands in it, it is one sign."""
_NOTHING = "(?!)"
"""An expression that is found nowhere."""
_GROUP = re.compile(r"\([^()]*\)")
_DOTLESS = "\u0131"
"""The one odd sign (`is_odd`) that the data files have: where case does not count, it is `i` too."""
_ODD = re.compile(
    f"[{_DOTLESS}\u00b5\u017f\u0307\u0345\u03c2\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f5"
    "\u1c80-\u1c88\u1e9b\u1fbe\u1fd3\u1fe3\ufb05\ufb06]"
)


class Forms:
    """Expressions, none of which has a name or a number that another part of it refers to."""

    def __init__(self, forms: Iterable[Expression]) -> None:
        self._forms = tuple(forms)
        words = _words(self._forms)
        self._words = OneOf(words) if words else None

    def found(self, text: str) -> bool:
        """Whether one of them is found in a text."""
        if self._words is not None and text.isascii() and not self._words.found(text.lower()):
            return False  # as nearly always
        return bool(self._first.match(text)) or any(form.search(text) for form in self._elsewhere)

    @cached_property
    def _first(self) -> Expression:
        """Those that can only stand at the beginning, as one."""
        anchored = (form.pattern for form in self._forms if begins(form.pattern))
        return Expression("|".join(f"(?:{written})" for written in anchored) or _NOTHING)

    @cached_property
    def _elsewhere(self) -> tuple[Expression, ...]:
        return tuple(form for form in self._forms if not begins(form.pattern))


def _words(forms: tuple[Expression, ...]) -> frozenset[str]:
    """What some expressions need, in lower case; none where a word may stand for other letters.

    In a text of ASCII an expression takes no sign for a letter of ASCII but that letter and its capital.
    """
    words = needed_by_any(form.pattern for form in forms)
    return frozenset(map(str.lower, words)) if all(map(str.isascii, words)) else frozenset()


def in_lower_case(form: str) -> str | None:
    """What finds in a text in lower case that is not odd what an expression finds that ignores case, where there is."""
    bare = re.sub(r"\\.", "", form)
    sets = "".join(_ONE_SIGN.findall(form))
    if bare != bare.lower() or is_odd(bare.replace(_DOTLESS, "")) or _DOTLESS in sets:
        return None
    return form.replace(_DOTLESS, f"(?:{_DOTLESS}|i)")


def is_odd(lower: str) -> bool:
    """Whether a text in lower case has a sign for a letter that has another: where case does not count, both are one.

    They are those that `re` takes for each other besides a letter and its capital, and what is left of a dotted I.
    """
    return not lower.isascii() and _ODD.search(lower) is not None


def begins(form: str) -> bool:
    """Whether each alternative of an expression can only stand at the beginning; where that is in doubt, no."""
    plain = _ONE_SIGN.sub("x", form)
    while (inner := _GROUP.sub("x", plain)) != plain:
        plain = inner
    return all(one.startswith("^") for one in plain.split("|"))
