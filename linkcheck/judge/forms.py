"""Regular expressions of the data files, asked of many texts in which hardly one of them is found.

Most of those for URLs can only stand at the beginning. They are tried there, all in one go; a search with each would
look for it at every place. And where each of them needs a word, those words are looked for first.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from linkcheck.judge.literals import needed_by_any
from linkcheck.judge.strings import OneOf

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
        self._forms = tuple(forms)
        self._caseless = all(form.flags & re.IGNORECASE for form in self._forms)
        words = _caseless_words(self._forms) if self._caseless else needed_by_any(self._forms)
        self._words = OneOf(words) if words else None

    def found(self, text: str) -> bool:
        """Whether one of them is found in a text."""
        if self._words is not None and self._lacks_words(self._words, text):
            return False  # as nearly always
        for form in self._first:
            if form.match(text):
                return True
        return any(form.search(text) for form in self._elsewhere)

    def _lacks_words(self, words: OneOf, text: str) -> bool:
        if self._caseless:
            return text.isascii() and not words.found(text.lower())
        return not words.found(text)

    @cached_property
    def _first(self) -> tuple[re.Pattern[str], ...]:
        """Those that can only stand at the beginning, as few."""
        anchored: defaultdict[int, list[str]] = defaultdict(list)
        for form in filter(_only_first, self._forms):
            anchored[form.flags].append(f"(?:{form.pattern})")
        return tuple(re.compile("|".join(written), flags) for flags, written in anchored.items())

    @cached_property
    def _elsewhere(self) -> tuple[re.Pattern[str], ...]:
        return tuple(form for form in self._forms if not _only_first(form))


def _caseless_words(forms: tuple[re.Pattern[str], ...]) -> frozenset[str]:
    """What some expressions that ignore case need, in lower case; none where a word may stand for other letters.

    In a text of ASCII an expression takes no sign for a letter of ASCII but that letter and its capital.
    """
    words = needed_by_any("" if form.flags & re.VERBOSE else form.pattern for form in forms)
    return frozenset(map(str.lower, words)) if all(map(str.isascii, words)) else frozenset()


def _only_first(form: re.Pattern[str]) -> bool:
    return begins(form.pattern) and not form.flags & re.MULTILINE


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
