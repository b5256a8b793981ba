"""The words by which a page is known: those of the slug, of the link text, of the words around the link."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final
from urllib.parse import unquote

from linkcheck.judge import urls
from linkcheck.judge.page import Page
from linkcheck.judge.remembered import once
from linkcheck.judge.strings import lower_ascii
from linkcheck.judge.tables import rows

JUST_NOW: Final = 4
"""Comparisons that are remembered: one case asks for its own several times."""
PAIR: Final = 2
"""Signs of a word of a script without spaces; every other is longer."""

_WORD: Final = re.compile(r"[^\W_]+")
_ENDING: Final = re.compile(r"\.\w{2,5}$")
_NUMBERED: Final = re.compile(r"^[0-9]+$|^(?=[a-z]*[0-9])(?=.*[a-z])[a-z0-9]{6,}$|^[0-9a-f]{8,}$")
"""Numbers, dates and identifiers say nothing about a page's subject."""


@cache
def _wide_run() -> re.Pattern[str]:
    """Signs of a script without spaces; made when a text is looked at, for that takes 2 ms."""
    return re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")


@cache
def common() -> frozenset[str]:
    """Words that stand on any page, in the languages of most newsletters."""
    return frozenset(word for row in rows("words", "common") for word in row["words"].split())


def distinctive(text: str) -> frozenset[str]:
    """The words of a text that few other texts share; pairs of characters where a script has no spaces."""
    words = {w for w in _WORD.findall(text.lower()) if len(w) > 3 and w not in common() and not _NUMBERED.match(w)}
    if text.isascii():
        return frozenset(words)
    pairs = {run[i : i + 2] for run in _wide_run().findall(text) for i in range(len(run) - 1)}
    return frozenset({w for w in words if not _wide_run().fullmatch(w)} | pairs)


def of_url(url: str) -> frozenset[str]:
    """The distinctive words of a URL's last part, and of the one before where the last has none."""
    for name in reversed(urls.segments(url)):
        words = distinctive(_ENDING.sub("", name))
        if words:
            return words
    return distinctive(" ".join(value for _, value in urls.telling_query(url)))


@dataclass(frozen=True, slots=True)
class Carried:
    """How much of what was meant a page shows."""

    known: bool
    """There was something to look for: three words at least, or two of one text."""
    head: bool
    """The title or a heading carries it."""
    text: bool
    """The page's text carries it."""
    any: bool
    """At least one of the words stands somewhere on the page, or in its URL where that is another one."""
    found: tuple[str, ...] = ()
    """Some of the words that were found, for people."""


@lru_cache(maxsize=JUST_NOW)
def carried(wanted: str, texts: tuple[str, ...], page: Page) -> Carried:
    """Compare a page with the words of the wanted URL and of the texts that link to it.

    The host's own name counts for nothing (it stands on every page of it), nor does the wanted path where an error
    page repeats it.
    """
    groups = _groups(wanted, texts)
    everything: frozenset[str] = frozenset().union(*groups)
    head = _of_text(without_path(" ".join((page.title, *page.headings)), wanted))
    kept = without_path(page.text, wanted)
    text = (_words(page) if kept == page.text else _of_text(kept)) | head
    place = "" if urls.same_page(wanted, page.url) else unquote(page.url).lower()
    return Carried(
        known=_tell(groups),
        head=any(_mostly(words, head) for words in groups),
        text=any(_mostly(words, text) for words in groups),
        any=any(word in text or word in place for word in everything),
        found=tuple(sorted(everything & text))[:5],
    )


@lru_cache(maxsize=JUST_NOW)
def unnamed(wanted: str, texts: tuple[str, ...], page: Page) -> bool:
    """Whether there was something to look for (`Carried.known`), and no word of it is in the title or a heading."""
    groups = _groups(wanted, texts)
    head = without_path(" ".join((page.title, *page.headings)), wanted) if _tell(groups) else ""
    return _tell(groups) and not _one_stands(frozenset().union(*groups), head)


@lru_cache(maxsize=JUST_NOW)
def missing(wanted: str, texts: tuple[str, ...], page: Page) -> bool:
    """Whether there was something to look for and nothing of it is there: what `carried` calls known and not any.

    It ends with the first word that is found, and the text is not cut into words for it.
    """
    if not unnamed(wanted, texts, page):
        return False
    words: frozenset[str] = frozenset().union(*_groups(wanted, texts))
    echoed = any(any(map(str.isspace, path)) for path in _paths(wanted))
    if _one_stands(words, without_path(page.text if echoed else page.visible, wanted)):
        return False
    return urls.same_page(wanted, page.url) or not any(map(unquote(page.url).lower().__contains__, words))


def in_title(wanted: str, texts: tuple[str, ...], title: str) -> bool:
    """Whether a title alone carries the words of the wanted URL, or of one of the texts that link to it."""
    shown = _of_text(title)
    return any(_mostly(words, shown) for words in _groups(wanted, texts))


@lru_cache(maxsize=JUST_NOW)
def _groups(wanted: str, texts: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """The distinctive words of the wanted URL and of each text, without those of the host's own name."""
    groups = tuple(filter(None, (of_url(wanted), *map(distinctive, texts))))
    own = _of_host(urls.host_of(wanted)) if groups else frozenset()
    return tuple(filter(None, (words - own for words in groups)))


@lru_cache(maxsize=4096)
def _of_host(host: str) -> frozenset[str]:
    return distinctive(re.sub(r"[^\w]+", " ", host))


def _tell(groups: tuple[frozenset[str], ...]) -> bool:
    """Whether they are enough to look for: three words at least, or two of one text."""
    return any(len(words) > 1 for words in groups) or len(frozenset().union(*groups)) > 2


@once
def _words(page: Page) -> frozenset[str]:
    return _of_text(page.text)


def _of_text(text: str) -> frozenset[str]:
    """Every word of a text, as `distinctive` cuts them."""
    return frozenset(_WORD.findall(_spaced(text)))


def _one_stands(words: frozenset[str], text: str) -> bool:
    """Whether one of some distinctive words is among those of a text: most stand there in lower case, as they are."""
    if any(_stands(word, text) for word in words):
        return True
    if not text.isascii() and all(map(str.isascii, words)) and not _may_stand(words, text):
        return False
    lower = text.lower()
    return any(_stands(word, lower) for word in words)


def _may_stand(words: frozenset[str], text: str) -> bool:
    """Whether letters of ASCII stand in a text, in whatever case: of a text with others, the lower case takes long."""
    lower = lower_ascii(text)
    return any(word.encode() in lower for word in words)


def _stands(word: str, lower: str) -> bool:
    """Whether a word is among those of a text in lower case."""
    place = lower.find(word)
    if len(word) <= PAIR:
        return place >= 0 and word.isalnum()
    while place >= 0:
        end = place + len(word)
        if not (lower[place - 1 : place].isalnum() or lower[end : end + 1].isalnum()):
            return True
        place = lower.find(word, place + 1)
    return False


def _mostly(words: frozenset[str], shown: frozenset[str]) -> bool:
    """Half of the words at least, and never one word alone out of many."""
    hits = len(words & shown)
    return hits * 2 >= len(words) and hits >= min(2, len(words))


def _spaced(text: str) -> str:
    """Lower case, with the runs of unspaced scripts cut into pairs, as `distinctive` cuts them."""
    lower = text.lower()
    if lower.isascii():
        return lower
    pairs = (run[i : i + 2] for run in _wide_run().findall(lower) for i in range(len(run) - 1))
    return lower + " " + " ".join(pairs)


def without_path(text: str, wanted: str) -> str:
    """The text without the wanted path, which many an error page repeats."""
    for written in _paths(wanted):
        text = text.replace(written, " ")
    return text


def _paths(wanted: str) -> Iterator[str]:
    """The wanted path as error pages write it."""
    path = urls.split(wanted).path.strip("/")
    if len(path) < 4:
        return
    for written in {path, unquote(path), urls.slug(wanted)}:
        if "-" in written or "/" in written or "_" in written:
            yield written
