"""The language of a text, told only where there is no doubt: by its script, or by its commonest words."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from linkcheck.judge import urls
from linkcheck.judge.page import Page
from linkcheck.judge.tables import rows

LOOKED_AT: Final = 6000
"""Characters of a text that are looked at."""
LEAST_LETTERS: Final = 25
"""Letters that a text must have, for its script to tell."""
LEAST_WORDS: Final = 8
"""Common words that must be found, for them to tell."""
SHARE: Final = 0.15
"""Of a text's words, at least, that are common ones: prose of any of these languages has twice as many."""
AHEAD: Final = 2
"""How many times more they are than those of the next language."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_LOCALE: Final = re.compile(r"(?P<language>[a-z]{2})([-_][a-z]{2})?")
_HOME: Final = re.compile(r"/(main|welcome|start|home)\.[a-z]{3,5}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Language:
    """One row of data/languages.toml."""

    code: str
    name: str
    words: frozenset[str]
    """Its commonest; none where its letters tell."""
    letters: re.Pattern[str] | None
    tlds: frozenset[str]
    """Top-level domains where its pages live."""


@cache
def _known() -> tuple[Language, ...]:
    return tuple(
        Language(
            row["code"],
            row["name"],
            frozenset(row.get("words", "").split()),
            re.compile(f"[{row['letters']}]") if "letters" in row else None,
            frozenset(row["tlds"]),
        )
        for key in ("script", "language")
        for row in rows("languages", key)
    )


def of_text(text: str) -> Language | None:
    """The language that a text is in; None where it is short, mixed or unknown."""
    looked_at = text[:LOOKED_AT].lower()
    letters = sum(map(str.isalpha, looked_at))
    if letters < LEAST_LETTERS:
        return None
    by_script = next((one for one in _known() if one.letters and _written_in(one, looked_at, letters)), None)
    return by_script or _by_words(looked_at)


def _written_in(one: Language, text: str, letters: int) -> bool:
    """Half of the letters; Japanese has a third of its own, among Han."""
    assert one.letters is not None  # noqa: S101 - the caller has looked
    return len(one.letters.findall(text)) > letters * (0.2 if one.code == "ja" else 0.5)


def _by_words(text: str) -> Language | None:
    words = _WORD.findall(text)
    counts = sorted(
        ((sum(word in one.words for word in words), number, one) for number, one in enumerate(_known()) if one.words),
        reverse=True,
    )
    (most, _, best), (next_most, _, _) = counts[:2]
    clear = most >= LEAST_WORDS and most >= SHARE * len(words) and most >= AHEAD * next_most
    return best if clear else None


def of_page(page: Page) -> Language | None:
    """The language of a page's own text; None where its `lang` or Content-Language names another of the same script."""
    found = of_text(page.text)
    if found is None or found.letters is not None or not page.language:
        return found
    declared = re.split(r"[-_]", page.language)[0]
    return found if declared == found.code or not _is_known(declared) else None


def _is_known(code: str) -> bool:
    return any(one.code == code for one in _known())


def meant(language: Language, url: str) -> bool:
    """Whether a URL shows that its page is in a language: by its top-level domain, or a part of host or path."""
    host = urls.host_of(url)
    first = {name.casefold() for name in (*host.split(".")[:-1], *urls.segments(url)[:2])}
    named = any(re.split(r"[-_]", name)[0] == language.code for name in first)
    return host.rpartition(".")[2] in language.tlds or named or f"lang={language.code}" in urls.split(url).query


def is_front(url: str) -> bool:
    """Whether a URL means a site's front page, or that of one of its languages."""
    if urls.is_root(url) or _HOME.fullmatch(urls.split(url).path):
        return True
    named = _LOCALE.fullmatch(urls.language_root(url))
    return named is not None and _is_known(named["language"])
