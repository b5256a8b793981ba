"""How a page says "not found" in words, and which paths are those of error pages."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from linkcheck.judge import urls
from linkcheck.judge.page import Page
from linkcheck.judge.remembered import once
from linkcheck.judge.tables import rows

_PARTS: Final = re.compile(r"\s+[|–—·•»«:-]+\s+|[|»«·•]|\s*::\s*|:\s+|[.!?。！？]\s*")
_APOSTROPHES: Final = re.compile(r"['’´`‘]")
_NOISE: Final = re.compile(r"[^\w\s\u0300-\u036f\u0900-\u109f\u1780-\u17ff]|_")
"""Everything but letters and numbers; the signs by which Indic and south-east Asian scripts write vowels are kept."""
_FILLER: Final = re.compile(
    r"^((http|error|err|fehler|erreur|errore|erro|fout|błąd|ошибка|エラー|错误|status|code|oops|ooops|whoops|ups|hoppla|uh|oh|ah|uhoh|"
    r"(were|we are|im) (very |so )?sorry|"
    r"hmm+|sorry|désolée?|lo sentimos|leider|извините|申し訳ございません|抱歉|很抱歉|no|nº|40[34]|410)\b\s*)+"
)
_TRAILER: Final = re.compile(r"(\s*\b(error|fehler|erreur|errore|erro|40[34]|410|page|sorry|oops))+$")
_NUMBER: Final = re.compile(
    r"^(http )?(status )?(error|err|fehler|erreur|errore|erro|ошибка|code)? ?(code )?404( error| fehler| page)?$"
    r"|^(error |http )?410( gone)?$"
)
NOTICE: Final = 150
"""Words of prose at most of a host's own page on what is not there."""
OPENING: Final = 400
"""Characters of prose in which a page that has nothing to show says so."""
_ANOTHER_TIME: Final = re.compile(
    r"\b(try|come|check) (it )?(again|back)( later| soon| shortly| in a)?\b|maintenance|overload|at the moment|"
    r"später (noch einmal|erneut|wieder)|réessayer|más tarde|più tardi|mais tarde|later opnieuw|позже|"
    r"後ほど|しばらく|稍后",
    re.IGNORECASE,
)
"""What a page that failed to be made asks of its reader, and one that is not there does not."""
_FOR_NOW: Final = re.compile(r"temporar|\bright now\b|momentan|zurzeit|vorüber")
"""Words of a sentence on what passes."""
_WHO: Final = re.compile(
    r"\b(log|sign)[- ]?(in|on|up)\b|\banmelden\b|\bconnexion\b|iniciar sesión|\bentrar\b|\baccedi\b", re.IGNORECASE
)
_DASH: Final = re.compile(r"\s+[–—-]+\s")
_QUESTION: Final = re.compile(r"[?？؟]\s*\S|[^?？؟\s].*[?？؟]")
EXPLAINED: Final = 3
"""Words behind a dash or a colon, at most, that are no explanation."""
_SPEAKS: Final = re.compile(
    r"\b404|\bnot[-_ ]?found|soft[-_ ]?404|error[-_ ]?pages?|dead[-_ ]?links?|broken[-_ ]?links?|link[-_ ]?rot",
    re.IGNORECASE,
)


@cache
def _phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["language"], re.compile("|".join(f"(?:{t})" for t in row["is"]))) for row in rows("soft404", "phrase")
    )


@lru_cache(maxsize=4096)
def says_not_found(text: str) -> str:
    """The part of a title or heading that says "not found" and nothing else; empty where none does.

    "Page not found – Example" says so. "Why page not found errors cost you readers" speaks of it.
    """
    for part in (text, *_PARTS.split(text)) if len(text) < 200 else ():
        plain = " ".join(_NOISE.sub(" ", _APOSTROPHES.sub("", part.lower())).split())
        if not plain:
            continue
        if _NUMBER.match(plain):
            return _unless_explained(text, part)
        core = _TRAILER.sub("", _FILLER.sub("", plain)) or plain
        if any(form.fullmatch(core) or form.fullmatch(plain) for _, form in _phrases()):
            return _unless_explained(text, part)
    return ""


def heading_says(text: str) -> str:
    """The part of a heading that says "not found"; empty where a dash and an explanation follow, as on no error page.

    In a title it may be the name of the site that follows.
    """
    part = says_not_found(text)
    rest = text.partition(part)[2] if part else ""
    return "" if _DASH.match(rest) and len(rest.split()) > EXPLAINED else part


def _unless_explained(text: str, part: str) -> str:
    """Nothing, where the words are asked about or explained: "Page not found? Here is why"."""
    rest = text.partition(part)[2]
    asked = bool(_QUESTION.search(rest))
    return "" if asked or (rest.lstrip().startswith(":") and len(rest.split()) > EXPLAINED) else part.strip()


def languages() -> frozenset[str]:
    """The languages whose phrases are known."""
    return frozenset(language for language, _ in _phrases())


@cache
def _forms(key: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for row in rows("soft404", key) for form in row["has"]))


def opens_with(page: Page) -> str:
    """The sentence among the first behind a page's heading that says "not found"; empty where none does."""
    prose = page.prose
    for heading in page.headings:
        prose = prose.removeprefix(heading).lstrip()
    if _ANOTHER_TIME.search(prose[:OPENING]):
        return ""
    sentences = re.split(r"(?<=[.!?。！？])\s*", prose[:OPENING])
    return next((s for s in sentences[:5] if says_not_found(s) or _says_it(_plainly(s))), "")


def _says_it(sentence: str) -> bool:
    return bool(_forms("sentence").search(sentence)) and not _FOR_NOW.search(sentence)


@cache
def _own() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for row in rows("soft404", "own"):
        table.update(dict.fromkeys(row["hosts"], tuple(row["says"])))
    return table


@cache
def _said(form: str) -> re.Pattern[str]:
    """One of their expressions: a run has to do with few of them."""
    return re.compile(form, re.IGNORECASE)


def hosts() -> Iterable[str]:
    """The hosts whose own words are known."""
    return _own()


def host_says(page: Page) -> str:
    """The words, its alone, by which a living host says that nothing is here; empty where its page does not."""
    if page.words > NOTICE:
        return ""
    shown = (page.title, *page.headings, page.text[: 2 * OPENING])
    forms = map(_said, urls.nearest(_own(), urls.host_of(page.url)) or ())
    return next((found.group() for form in forms for text in shown if (found := form.search(text))), "")


def advises(page: Page) -> str:
    """The words by which a page tells its reader what to do now that there is nothing; empty where it does not."""
    found = _forms("advice").search(_plainly(page.text[: 2 * OPENING]))
    return found.group() if found else ""


def at_a_gate(page: Page) -> bool:
    """Whether a word of a page's path, title or headings says that it may be a gate, and no page in itself."""
    place = f"{urls.split(page.url).path} {page.title} {' '.join(page.headings)}"
    return bool(_forms("gate").search(_plainly(place.replace("_", "-"))))


def asks_who(page: Page) -> bool:
    """Whether a page that says little speaks of logging in."""
    return bool(_WHO.search(page.text[: 2 * OPENING]))


def _plainly(text: str) -> str:
    return _APOSTROPHES.sub("", text.lower())


@cache
def declarations() -> frozenset[str]:
    """The strings by which a page's source declares that it is not there, classes among them."""
    declarations = rows("soft404", "declared")
    return frozenset(text for row in declarations for key in ("html", "body_class") for text in row.get(key, ()))


@once
def declared(page: Page) -> str:
    """What the page's source declares of itself: the name of the mark; empty where it declares nothing."""
    if page.found.isdisjoint(declarations()):
        return ""
    for row in rows("soft404", "declared"):
        if any(map(page.holds, row.get("html", ()))):
            return str(row["name"])
        found = page.classes.intersection(row.get("body_class", ()))
        if found:
            return f"{row['name']} {min(found)}"
    return ""


def speaks_of_it(url: str, texts: tuple[str, ...]) -> bool:
    """Whether the link itself is about pages that are not found: then their words on the page say nothing."""
    return any(_SPEAKS.search(text) or says_not_found(text) for text in (" ".join(urls.segments(url)), *texts))


@dataclass(frozen=True, slots=True)
class ErrorPath:
    """A path that error pages have."""

    name: str
    form: re.Pattern[str]
    temporary: bool
    """Such a page may also stand for a failure that passes."""


@cache
def _error_paths() -> tuple[ErrorPath, ...]:
    return tuple(
        ErrorPath(row["name"], re.compile(row["path"], re.IGNORECASE), row.get("temporary", False))
        for row in rows("soft404", "error_path")
    )


def error_path(url: str) -> ErrorPath | None:
    """The kind of error page that a URL's path (or single-page route) is, by its name."""
    path = urls.routed(url).lstrip("!") or urls.split(url).path
    return next((kind for kind in _error_paths() if kind.form.search(path)), None)
