"""How a page says "not found" in words, and which paths are those of error pages."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from linkcheck.judge import urls
from linkcheck.judge.forms import Likely
from linkcheck.judge.literals import Choice, read
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
_LAST: Final = ("error", "fehler", "erreur", "errore", "erro", "403", "404", "410", "page", "sorry", "oops")
_TRAILER: Final = re.compile(rf"(\s*\b({'|'.join(_LAST)}))+$")
_NUMBER: Final = re.compile(
    r"^(http )?(status )?(error|err|fehler|erreur|errore|erro|ошибка|code)? ?(code )?404( error| fehler| page)?$"
    r"|^(error |http )?410( gone)?$"
)
_GONE: Final = re.compile("404|410")
"""One of the numbers, which stands in all that `_NUMBER` matches."""
_CAPITAL_SIGMA: Final = "\u03a3"
"""The one letter whose lower case depends on what stands beside it."""
LONGEST: Final = 200
"""Characters from which on a text is no title that says so."""
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
def _written() -> tuple[tuple[str, str], ...]:
    """Each language with the expression of all of its phrases."""
    return tuple((row["language"], "|".join(f"(?:{form})" for form in row["is"])) for row in rows("soft404", "phrase"))


@cache
def _phrases(number: int) -> re.Pattern[str]:
    """Those of one language: a run has to do with few."""
    return re.compile(_written()[number][1])


@cache
def _likely() -> Likely:
    """Most titles have the words of no language, and need not be read in forty."""
    return Likely(_needs())


@cache
def _needs() -> tuple[Choice, ...]:
    """The words of each language's phrases."""
    return tuple(read(form) for _, form in _written())


@lru_cache(maxsize=4096)
def says_not_found(text: str) -> str:
    """The part of a title or heading that says "not found" and nothing else; empty where none does.

    "Page not found – Example" says so. "Why page not found errors cost you readers" speaks of it.
    """
    if len(text) >= LONGEST:
        return ""
    whole = _bare(text)
    if not (_GONE.search(whole) or _CAPITAL_SIGMA in text or _likely().of(whole)):
        return ""  # as nearly always: the parts have no other words than the whole
    for part in (text, *_PARTS.split(text)):
        plain = _bare(part)
        if not plain:
            continue
        if _NUMBER.match(plain):
            return _unless_explained(text, part)
        languages = _likely().of(plain)
        if not languages:
            continue
        said = {plain, _core(plain)}
        if any(_phrases(number).fullmatch(one) for number in languages for one in said):
            return _unless_explained(text, part)
    return ""


def _core(plain: str) -> str:
    """What a part says besides that it is sorry, and its number."""
    begun = _FILLER.match(plain)
    rest = plain[begun.end() :] if begun else plain
    return (_TRAILER.sub("", rest) if rest.endswith(_LAST) else rest) or plain


def _bare(text: str) -> str:
    """The words of a text, lower case, with one space between them."""
    return " ".join(_NOISE.sub(" ", _APOSTROPHES.sub("", text.lower())).split())


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
    return frozenset(language for language, _ in _written())


@cache
def _forms(key: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for row in rows("soft404", key) for form in row["has"]))


@once
def opens_with(page: Page) -> str:
    """The sentence among the first behind a page's heading that says "not found"; empty where none does."""
    prose = page.prose
    for heading in page.headings:
        prose = prose.removeprefix(heading).lstrip()
    opening = prose[:OPENING]
    if not _may_open(opening) or _ANOTHER_TIME.search(opening):
        return ""
    sentences = re.split(r"(?<=[.!?。！？])\s*", opening)
    return next((s for s in sentences[:5] if says_not_found(s) or _says_it(_plainly(s))), "")


def _may_open(opening: str) -> bool:
    """Whether some sentences may say so: by the words in all of them, as nearly every page has not got them."""
    plain = _plainly(opening)
    return _CAPITAL_SIGMA in opening or _GONE.search(plain) is not None or bool(_openings().of(plain))


@cache
def _openings() -> Likely:
    sentences = (read(form) for row in rows("soft404", "sentence") for form in row["has"])
    return Likely(chain(sentences, (need.apart() for need in _needs())))


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
    known = urls.nearest(_own(), urls.host_of(page.url))
    if known is None or page.longer_than(NOTICE):
        return ""
    shown = (page.title, *page.headings, page.text[: 2 * OPENING])
    forms = map(_said, known)
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
