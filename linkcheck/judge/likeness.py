"""Whether a capture is like what the author saw: the words that were written about it, its language, its fingerprint.

The link's text, the words around it and the URL's last part, against the capture's title and text. An author's blurb
often paraphrases, so a single word that stands there, in any of its forms, acquits a page; and where little was
written, or the page has little text, nothing is said.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import unquote

from linkcheck.judge import languages, page, urls, words
from linkcheck.judge.page import Page
from linkcheck.judge.tables import rows
from linkcheck.judge.weights import decides, weighed
from linkcheck.model import Answer, Evidence, Wanted

FEW: Final = 3
"""Words that must have been written, at least, for their absence to say anything."""
SOME: Final = 4
MANY: Final = 8
"""From so many on it says much."""
SO_MANY: Final = 10
"""Words of which one may stand on any page by chance."""
SLUG: Final = 3
"""Words in a URL's last part that make it a title."""
LITTLE: Final = 60
"""Words that are visible, fewer of which may be the frame of a picture."""
TOLD: Final = 6
"""Words that are named as evidence."""
COMPARED: Final = 3000
"""Words of a page that its fingerprint is made of."""
LEAST: Final = 8
"""Words that a page must have for a fingerprint of its own."""

MOST_PICTURES: Final = 50
"""Pictures whose texts are read."""

_ALTERNATIVE: Final = re.compile(r"""\balt=["']([^"']{2,300})""")
_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_PICTURES: Final = ("<img", "<iframe", "<embed", "<object", "<video", "<audio", "<canvas", "<svg", "<frame", "<applet")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a capture was compared with, and what came of it."""

    evidence: tuple[Evidence, ...]
    doubt: str
    """Why a person should look; empty where nothing speaks against the page."""
    fingerprint: str
    """The same for two pages whose title and text are, but for numbers and the URL's own words; empty for no text."""


def likeness(answer: Answer, wanted: Wanted) -> Likeness:
    """Compare a snapshot's body with what the author wrote. `answer.url` is the original URL. Pure."""
    seen = page.read(answer)
    evidence = tuple(_compared(seen, wanted)) if seen.text or seen.title else ()
    doubt = "it is empty until its scripts run" if seen.shell else ""
    if decides(evidence):
        against = "; ".join(one.detail for one in evidence if one.weight > 0)
        titled = f" Its title is “{seen.title}”." if seen.title else ""
        doubt = f"it may be another page than the author's: {against}.{titled}"
    return Likeness(evidence, doubt, _fingerprint(seen))


def _compared(seen: Page, wanted: Wanted) -> Iterator[Evidence]:
    slug, sought = _sought(wanted)
    shown = _shown(seen, wanted.url)
    there = sorted(word for word in sought if _stands(word, shown))
    few = len(there) == 1 and len(sought) >= SO_MANY and not _in_head(there[0], seen)
    if len(there) >= 1 and not few:
        yield weighed("likeness", "words-there", f"{len(there)} of {len(sought)} words: {_some(there)}")
        return
    foreign = _foreign(seen, wanted)
    if foreign is not None:
        yield foreign
    if len(sought) < FEW:
        return
    yield _absent(sought, there)
    if len(slug) >= SLUG and not any(word in there for word in slug):
        yield weighed("likeness", "slug-absent", f"nor does anything of the URL's {_some(sorted(slug))}")
    yield from _site(shown, wanted.url)
    if page.count_words(seen.text) < LITTLE and any(tag in seen.source for tag in _PICTURES):
        yield weighed("likeness", "pictures", "little text beside pictures or a player")


def _absent(sought: frozenset[str], there: list[str]) -> Evidence:
    """The mark of so many words, of which one at most is there."""
    written = f"the {len(sought)} words written about it"
    if there:
        return weighed("likeness", "one-of-many", f"of {written} only {there[0]} is there")
    mark = "none-of-many" if len(sought) >= MANY else "none-of-some" if len(sought) >= SOME else "none-of-few"
    return weighed("likeness", mark, f"none of {written} is there: {_some(sorted(sought))}")


def _some(found: list[str]) -> str:
    return ", ".join(found[:TOLD]) + (" …" if len(found) > TOLD else "")


def _sought(wanted: Wanted) -> tuple[frozenset[str], frozenset[str]]:
    """The words of the URL's last part, and all that tell the page from others; the host's own name tells none."""
    own = frozenset(_folded(word) for word in words.distinctive(re.sub(r"[^\w]+", " ", urls.host_of(wanted.url))))
    slug = frozenset(map(_folded, words.of_url(wanted.url))) - own - _blurb()
    written = frozenset(_folded(word) for text in wanted.texts for word in words.distinctive(_without_urls(text)))
    return slug, slug | (written - own - _blurb())


@cache
def _blurb() -> frozenset[str]:
    """What newsletters write about any link."""
    return frozenset(_folded(word) for row in rows("words", "blurb") for word in row["words"].split())


def _without_urls(text: str) -> str:
    """A text without the addresses in it: those of other links say nothing of this page."""
    return re.sub(r"\b(?:https?://|www\.)\S+", " ", text)


def _shown(seen: Page, url: str) -> str:
    """Everything that the page says, and its pictures' texts, word by word, each after a space.

    Without the path, which error pages repeat.
    """
    pictures = _ALTERNATIVE.findall(seen.source)[:MOST_PICTURES]
    said = words.without_path(" ".join((seen.title, *seen.headings, seen.described, seen.text, *pictures)), url)
    return " " + " ".join(_WORD.findall(_folded(said)))


def _folded(text: str) -> str:
    """Lower case, without accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(char for char in apart if not unicodedata.combining(char)))


def _stands(word: str, shown: str) -> bool:
    """Whether a word, or another form of it, is among the words shown.

    A long word may stand inside of a compound; of a short one only the end may differ. A pair of characters of a script
    without spaces stands anywhere.
    """
    if len(word) < SOME:
        return word in shown
    stem = word if len(word) < 6 else word[: max(5, len(word) - 3)]
    return stem in shown if len(stem) > 5 else f" {stem}" in shown


def _in_head(word: str, seen: Page) -> bool:
    return _stands(word, " " + " ".join(_WORD.findall(_folded(" ".join((seen.title, *seen.headings))))))


def _site(shown: str, url: str) -> Iterator[Evidence]:
    """Whether the page names its site, as most do: in one word, or in several."""
    domain = urls.domain_of(urls.host_of(url))
    name = domain.partition(".")[0]
    if len(name) < SOME or name.isdigit():
        return
    plain = _folded(re.sub(r"[\W_]+", "", name))
    # its domain alone is no sign: whoever has it now says it too
    if plain in shown.replace(" ", "").replace(_folded(re.sub(r"[\W_]+", "", domain)), ""):
        yield weighed("likeness", "site-named", f"it names its site, {name}")
    else:
        yield weighed("likeness", "site-unnamed", f"nor its site's name, {name}")


def _foreign(seen: Page, wanted: Wanted) -> Evidence | None:
    """The mark of a page in another language than what was written about it; None where either is in doubt."""
    written, shown = languages.of_text(" ".join(wanted.texts)), languages.of_page(seen)
    if written is None or shown is None or written == shown:
        return None
    told = f"it is in {shown.name}, what was written about it in {written.name}"
    return weighed("likeness", "meant-language" if languages.meant(shown, wanted.url) else "other-language", told)


def _fingerprint(seen: Page) -> str:
    own = set(_LETTERS.findall(unquote(urls.split(seen.url).path).lower()))
    said = [word for word in _LETTERS.findall(f"{seen.title} {seen.text}".lower()) if word not in own][:COMPARED]
    if len(said) < LEAST:
        return ""
    return hashlib.sha256(" ".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:32]
